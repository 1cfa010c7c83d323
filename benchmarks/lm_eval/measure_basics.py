"""Measures a model on the basics suite with lm-eval, in full, and keeps what lm-eval wrote.

    OMP_NUM_THREADS=1 PYTHONPATH=. LM_EVAL/bin/python benchmarks/lm_eval/measure_basics.py \
        MODEL_FOLDER TARGET [WORK]

LM_EVAL is an environment of its own, with lm-eval 0.4.13, torch, transformers and what cardkit's
base needs; cardkit itself never runs lm-eval. TARGET gets lm-eval's results without its description
of the machine (`pretty_env_info`), the per-item logs as written, packed by gzip without a time
stamp, `model.json`, which says what was measured, and `SHA256SUMS`, in which a log's digest is that
of the unpacked file. Another run has other digests of the results, as lm-eval notes the time; its
scores must be the same. The model is seen under the name of its folder alone: no path is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cardkit.verify.basics.suite import SUITE, write

TASKS = Path(__file__).parent / "basics"
WEIGHTS = ("*.safetensors", "config.json", "tokenizer.json", "converted-from.json")


def measure(model: Path, work: Path) -> Path:
    """Run lm-eval in `work` and return the folder of what it wrote."""
    write(work / "basics")
    link = work / model.name
    if not link.is_symlink():
        link.symlink_to(model.resolve(), target_is_directory=True)
    shutil.copytree(TASKS, work / "tasks", dirs_exist_ok=True)
    shutil.rmtree(work / "out", ignore_errors=True)
    words = ["--model", "hf", "--model_args", f"pretrained={model.name},dtype=float32"]
    words += ["--device", "cpu", "--batch_size", "8", "--include_path", "tasks"]
    words += ["--tasks", ",".join(basic.id for basic in SUITE)]
    words += ["--log_samples", "--output_path", "out"]
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, "-m", "lm_eval", *words], cwd=work, env=os.environ | offline, check=True
    )
    return work / "out"


def keep(written: Path, model: Path, target: Path) -> None:
    """Copy results, packed logs, the digests of the model's files, and the digests of all that."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    sums = {}
    for path in sorted(written.rglob("*.json*")):
        content = path.read_bytes() if path.suffix == ".jsonl" else without_machine(path)
        sums[path.name] = hashlib.sha256(content).hexdigest()
        if path.suffix == ".jsonl":
            packed = gzip.compress(content, compresslevel=9, mtime=0)
            (target / f"{path.name}.gz").write_bytes(packed)
        else:
            (target / path.name).write_bytes(content)
    described = json.dumps(describe(model), indent=2) + "\n"
    (target / "model.json").write_text(described, encoding="utf-8")
    sums["model.json"] = hashlib.sha256(described.encode()).hexdigest()
    lines = (f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def without_machine(results: Path) -> bytes:
    """Return lm-eval's results without what it says of the machine; nothing else is changed."""
    data = json.loads(results.read_text(encoding="utf-8"))
    del data["pretty_env_info"]
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def describe(model: Path) -> dict[str, object]:
    """Say what was measured: the digests of the model's files, and what they were made from."""
    files = sorted({path for pattern in WEIGHTS for path in model.glob(pattern)})
    found: dict[str, object] = {
        "name": model.name,
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "dtype": "float32",
        "batch_size": 8,
        "device": "cpu",
    }
    source = model / "converted-from.json"
    if source.is_file():
        found["converted_from"] = json.loads(source.read_text(encoding="utf-8"))
    return found


def main(model: Path, target: Path, work: Path | None) -> None:
    """Measure and keep."""
    with tempfile.TemporaryDirectory() as name:
        keep(measure(model, work or Path(name)), model, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None)
