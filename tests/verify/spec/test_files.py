"""Files of a model: pointers, what lies in place of weights, what changes after it was listed."""

import json
import os

import pytest

from cardkit.errors import UsageError
from cardkit.verify.spec import weights
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.hubs.refs import parse_ref
from cardkit.verify.spec.observe import observe
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.weights import INDEX
from tests.cli.helpers import run
from tests.verify.spec.models import (
    LLAMA,
    kinds,
    llama_shapes,
    value,
    write_model,
    write_safetensors,
)

DIGEST = "ab" * 32
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{DIGEST}\nsize 1500\n"


@pytest.mark.parametrize(
    "name", ["config.json", "tokenizer.json", "tokenizer_config.json", "quantize_config.json"]
)
def test_a_pointer_in_place_of_a_text(tmp_path, name):
    write_model(tmp_path, LLAMA, llama_shapes())
    (tmp_path / name).write_text(POINTER)
    (remark,) = observe(LocalFiles(tmp_path)).remarks
    assert (remark.kind, remark.level, remark.where) == ("lfs-pointer", "error", name)
    assert "git lfs pull" in remark.message.en


def test_what_lies_in_place_of_weights(tmp_path):
    assert kinds(observe(LocalFiles(tmp_path))) == ["no-model-files"]
    (tmp_path / "model.onnx").write_bytes(b"x")
    assert kinds(observe(LocalFiles(tmp_path))) == ["onnx-only"]
    write_safetensors(tmp_path / "adapter_model.safetensors", {"lora_A.weight": [2, 2]})
    observed = observe(LocalFiles(tmp_path))
    assert [(r.kind, r.level) for r in observed.remarks] == [("adapter-only", "error")]
    assert value(observed, "parameters") is None, "an adapter is no model"


def test_what_becomes_a_link_after_it_was_listed_is_not_read(tmp_path):
    write_model(tmp_path / "m", LLAMA)
    files = LocalFiles(tmp_path / "m")
    (tmp_path / "secret").write_text(json.dumps({"num_hidden_layers": 7}))
    (tmp_path / "m" / "config.json").unlink()
    (tmp_path / "m" / "config.json").symlink_to(tmp_path / "secret")
    with pytest.raises(Problem) as caught:
        files.read("config.json", 0, 10)
    assert caught.value.remark.kind == "file-unreadable"
    assert kinds(observe(files)) == ["file-unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_becomes_a_pipe_does_not_block(tmp_path):
    write_model(tmp_path, LLAMA)
    files = LocalFiles(tmp_path)
    (tmp_path / "config.json").unlink()
    os.mkfifo(tmp_path / "config.json")
    assert kinds(observe(files)) == ["not-a-plain-file"]


def test_headers_are_capped_together(tmp_path, monkeypatch):
    read = []
    real = weights.read_header

    def counting(files, name, size, *, limit):
        header = real(files, name, size, limit=limit)
        read.append(header.read)
        return header

    monkeypatch.setattr(weights, "read_header", counting)
    for i in range(1, 9):
        name = f"model-{i:05}-of-00008.safetensors"
        write_safetensors(tmp_path / name, {f"{'n' * 900}.{i}.norm.weight": [2]})
    observed = observe(LocalFiles(tmp_path), header_limit=3000)
    assert "header-too-large" in kinds(observed)
    assert sum(read) <= 3000
    assert value(observed, "parameters") is None
    mapped = {f"tensor.{i}": "b.safetensors" for i in range(400)}
    (tmp_path / INDEX).write_text(json.dumps({"weight_map": mapped}))
    assert "file-too-large" in kinds(observe(LocalFiles(tmp_path), header_limit=3000))


def card(tmp_path, details="layers: 2"):
    path = tmp_path / "m.card.yaml"
    path.write_text(f"schema_version: 1\nkind: card\ndetails: {{{details}}}\n")
    return path


def verified(tmp_path, model, *words):
    return run("verify", card(tmp_path), "--model", model, "--spec-only", *words)


def test_json_names_the_files_a_verdict_rests_on(tmp_path):
    write_model(tmp_path / "m", LLAMA, llama_shapes())
    done = verified(tmp_path, tmp_path / "m", "--output-format", "json")
    data = json.loads(done.out)
    assert (data["ok"], data["exit_code"], data["sha256"]) == (True, 0, {})
    (claim,) = data["claims"]
    assert claim["rests_on"] == ["config.json", "model.safetensors"]
    assert all(o["files"] for o in data["observations"])


def test_json_is_not_ok_where_it_is_inconclusive(tmp_path):
    write_model(tmp_path / "m", LLAMA)
    (tmp_path / "m" / "model.safetensors").write_text(POINTER)
    done = verified(tmp_path, tmp_path / "m", "--output-format", "json")
    data = json.loads(done.out)
    assert (data["ok"], data["exit_code"], done.code) == (False, 4, 4)
    assert data["sha256"] == {"model.safetensors": DIGEST}, "what the pointer says"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--device", "npu:7"), "--device needs --load"),
        (("--dtype", "float16"), "--dtype needs --load"),
        (("--timeout", "5"), "--timeout needs --load"),
        (("--band", "nan"), "band"),
    ],
)
def test_usage(tmp_path, words, said):
    write_model(tmp_path / "m", LLAMA, llama_shapes())
    done = verified(tmp_path, tmp_path / "m", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_timeout_that_is_no_number(tmp_path):
    write_model(tmp_path / "m", LLAMA, llama_shapes())
    words = ("--model", tmp_path / "m", "--load", "--timeout", "nan")
    done = run("verify", card(tmp_path), *words)
    assert (done.code, done.out) == (2, "")
    assert "--timeout" in done.err


@pytest.mark.parametrize(
    ("address", "ref"),
    [
        ("https://huggingface.co/apple/DCLM-7B", "hf:apple/DCLM-7B"),
        ("https://huggingface.co/apple/DCLM-7B/tree/main", "hf:apple/DCLM-7B"),
        ("https://modelscope.cn/models/a/b", "modelscope:a/b"),
        ("https://modelers.cn/models/a/b", "modelers:a/b"),
        ("https://example.org/a/b", "hf:owner/name"),
    ],
)
def test_a_web_address_is_told_how_to_be_written(address, ref):
    with pytest.raises(UsageError) as caught:
        parse_ref(address)
    assert f"`{ref}`" in caught.value.hint.en
