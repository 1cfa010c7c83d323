"""cardkit's own full run of the basics suite, held against lm-eval's frozen logs item by item.

    OMP_NUM_THREADS=1 python benchmarks/basics_in_full.py MODEL_FOLDER [--items N] [--dtype DTYPE]

needs `cardkit[verify]`; lm-eval is not needed, its logs lie beside the card. Each claim of the card
becomes a protocol, its items are generated, scored and judged. Exit code 1 where an item is judged
otherwise than lm-eval did, or a log-probability is off by 2e-3 or more (in float32).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import cardkit  # noqa: E402 - the checkout's own
from cardkit.verify.basics.suite import write  # noqa: E402 - as above
from cardkit.verify.protocol.asker import Asker  # noqa: E402 - as above
from cardkit.verify.protocol.claims import score_claims  # noqa: E402 - as above
from cardkit.verify.protocol.prepare import prepare  # noqa: E402 - as above
from cardkit.verify.protocol.protocol import Protocol  # noqa: E402 - as above
from cardkit.verify.protocol.read import read_items  # noqa: E402 - as above
from cardkit.verify.protocol.resolve import resolve  # noqa: E402 - as above

CARD = ROOT / "cards" / "smollm2-135m-instruct.card.yaml"
LOGS = ROOT / "cards" / "smollm2-135m-instruct.results"
METRICS = {"acc_sum": "acc", "acc_char": "acc_norm", "exact_greedy": "acc"}
"""lm-eval's names."""
CLOSE = 2e-3


def logged(task: str) -> list[dict[str, Any]]:
    """Return lm-eval's log of a task, item by item."""
    (packed,) = LOGS.glob(f"samples_{task}_*.jsonl.gz")
    return [json.loads(line) for line in gzip.decompress(packed.read_bytes()).splitlines()]


def askers(data: Path, tokenizer: Any, context: int) -> Iterator[tuple[str, list[Asker]]]:
    """Yield each task of the card with an asker for each of its claims."""
    found: dict[str, list[Asker]] = {}
    for claim in score_claims(cardkit.load(CARD).reading):
        protocol = resolve(claim, context=context)
        assert isinstance(protocol, Protocol), protocol
        asker = prepare(protocol, read_items(protocol, data), tokenizer)
        found.setdefault(claim.task or "", []).append(asker)
    yield from found.items()


def hold(answer: Any, sample: dict[str, Any]) -> tuple[float, int]:
    """Return how far log-probabilities are off, and how many answers differ from the log's."""
    if answer.text is not None:
        return 0.0, int(answer.text.strip() != sample["resps"][0][0].strip())
    pairs = zip(answer.scored, (first for (first,) in sample["resps"]), strict=True)
    off = [(abs(s.total - float(t)), s.greedy != (g == "True")) for s, (t, g) in pairs]
    return max(o for o, _ in off), sum(differs for _, differs in off)


def run(task: str, found: list[Asker], scorer: Any, count: int | None) -> bool:
    """Score a task, print a line for each of its claims, and say whether all of it agrees."""
    samples, n = logged(task), min(count or found[0].n, found[0].n)
    cpu, wall = time.process_time(), time.perf_counter()
    answers = scorer.score([found[0].requests(i) for i in range(n)])
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    offs = [hold(answer, sample) for answer, sample in zip(answers, samples, strict=False)]
    off, differ = max(o for o, _ in offs), sum(d for _, d in offs)
    fine = off < CLOSE
    for asker in found:
        name = METRICS.get(asker.protocol.metric, asker.protocol.metric)
        bits = [asker.judge(i, answer).right for i, answer in enumerate(answers)]
        theirs = [bool(sample[name]) for sample in samples[:n]]
        other = sum(a != b for a, b in zip(bits, theirs, strict=True))
        fine = fine and not other
        print(
            f"| {task} {name} | {n} | {sum(theirs) / n:.4f} | {sum(bits) / n:.4f} | {other} |"
            f" {off:.1e} | {differ} | {cpu:.1f} | {wall:.1f} |",
            flush=True,
        )
    return fine


def main(words: list[str]) -> int:
    """Run all tasks."""
    parser = argparse.ArgumentParser(description="the basics suite in full, beside lm-eval's logs")
    parser.add_argument("model", type=Path)
    parser.add_argument("--items", type=int, help="the first items of each task alone")
    parser.add_argument("--dtype", default="float32")
    asked = parser.parse_args(words)
    from cardkit.verify.load.devices import choose
    from cardkit.verify.load.loading import import_transformers, load
    from cardkit.verify.score.scorer import Scorer

    device = choose("cpu", asked.dtype)
    model = load(asked.model, device, attention="sdpa").model
    tokenizer = import_transformers().AutoTokenizer.from_pretrained(asked.model)
    scorer = Scorer(model, device, tokenizer)
    print("| claim | items | lm-eval | cardkit | items judged otherwise | max dlogp |"
          " greedy or text differ | CPU s | s |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    context, fine, cpu = model.config.max_position_embeddings, True, time.process_time()
    with TemporaryDirectory() as name:
        write(Path(name))
        for task, found in askers(Path(name), tokenizer, context):
            fine = run(task, found, scorer, asked.items) and fine
    print(f"all: {time.process_time() - cpu:.0f} CPU seconds; agrees: {fine}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
