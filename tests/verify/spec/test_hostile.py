"""Every bad input is its own finding; nothing of a model runs, nothing outside it is read."""

import json
import os
import pickle
import struct

import pytest

from cardkit.errors import UnreadableFile
from cardkit.verify.spec.files import LocalFiles, is_inside
from cardkit.verify.spec.observe import observe
from cardkit.verify.spec.weights import INDEX
from tests.verify.spec.models import (
    LLAMA,
    header,
    kinds,
    llama_shapes,
    value,
    write_model,
    write_raw,
    write_safetensors,
)


def tensor(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def seen(tmp_path, text, size=8):
    write_raw(tmp_path / "model.safetensors", text, size)
    return observe(LocalFiles(tmp_path))


HEADERS = {
    "tensor-twice": ('{"a": %s, "a": %s}' % ((json.dumps(tensor()),) * 2), 8),
    "tensor-invalid": (json.dumps({"a": tensor(offsets=(-8, 0))}), 8),
    "tensor-size-differs": (json.dumps({"a": tensor(shape=(3,))}), 8),
    "tensor-dtype-unknown": (json.dumps({"a": tensor("F31")}), 8),
    "tensor-overlap": (json.dumps({"a": tensor(), "b": tensor(offsets=(4, 12))}), 12),
    "tensor-hole": (json.dumps({"a": tensor(offsets=(4, 12))}), 12),
    "file-truncated": (json.dumps({"a": tensor()}), 4),
    "file-too-long": (json.dumps({"a": tensor()}), 9),
    "json-not-finite": ('{"a": {"dtype": "F32", "shape": [NaN], "data_offsets": [0, 8]}}', 8),
    "json-nested": ("[" * 200_000, 8),
    "json-broken": ('{"a": ', 8),
    "json-no-object": ("[]", 8),
    "json-number-too-long": ('{"a": {"shape": [%s]}}' % ("9" * 5000), 8),
    "header-not-utf8": ('{"\udcff": 1}', 8),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_damaged_header(tmp_path, kind):
    text, size = HEADERS[kind]
    data = text.encode("utf-8", "surrogateescape")
    with (tmp_path / "model.safetensors").open("wb") as stream:
        stream.write(struct.pack("<Q", len(data)) + data + bytes(size))
    observed = observe(LocalFiles(tmp_path))
    assert kinds(observed) == [kind]
    assert value(observed, "parameters") is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "header-truncated"),
        (b"\x10\0\0", "header-truncated"),
        (struct.pack("<Q", 500) + b"{}", "header-truncated"),
        (struct.pack("<Q", 2**40) + b"{}", "header-too-large"),
        (struct.pack("<Q", 2**64 - 1) + b"{}", "header-too-large"),
    ],
)
def test_a_length_that_cannot_be(tmp_path, data, kind):
    (tmp_path / "model.safetensors").write_bytes(data)
    assert kinds(observe(LocalFiles(tmp_path))) == [kind]


def test_huge_shapes_are_no_overflow(tmp_path):
    big = tensor(shape=(2**61, 2**61), offsets=(0, 8))
    assert kinds(seen(tmp_path, json.dumps({"a": big}))) == ["tensor-size-differs"]
    many = tensor(shape=[1] * 100, offsets=(0, 4))
    assert kinds(seen(tmp_path, json.dumps({"a": many}))) == ["tensor-invalid"]


def test_true_is_no_count(tmp_path):
    text = '{"a": {"dtype": "U8", "shape": [true], "data_offsets": [0, 1]}}'
    assert kinds(seen(tmp_path, text, 1)) == ["tensor-invalid"]


def test_an_lfs_pointer_is_told_with_the_size_it_names(tmp_path):
    (tmp_path / "model.safetensors").write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 13779347456\n"
    )
    observed = observe(LocalFiles(tmp_path))
    assert kinds(observed) == ["lfs-pointer"]
    assert "13,779,347,456" in observed.remarks[0].message.en


def index(tmp_path, mapped, **metadata):
    (tmp_path / INDEX).write_text(json.dumps({"metadata": metadata, "weight_map": mapped}))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\x.safetensors", "a/../../b.safetensors", "x"]
)
def test_an_index_must_name_weights_of_its_own_folder(tmp_path, name):
    index(tmp_path, {"a": name})
    observed = observe(LocalFiles(tmp_path))
    assert kinds(observed) == ["index-escapes"]


def test_a_missing_shard(tmp_path):
    write_safetensors(tmp_path / "model-00001-of-00002.safetensors", {"a": [2]})
    index(
        tmp_path,
        {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"},
    )
    observed = observe(LocalFiles(tmp_path))
    assert kinds(observed) == ["shard-missing"]
    assert value(observed, "parameters") is None, "part of a model is not counted"
    (tmp_path / INDEX).unlink()
    assert kinds(observe(LocalFiles(tmp_path))) == ["shard-missing"]


def test_index_and_shards_disagree(tmp_path):
    write_safetensors(tmp_path / "model-00001-of-00001.safetensors", {"a": [2], "b": [3]})
    index(tmp_path, {"a": "model-00001-of-00001.safetensors"}, total_parameters=4)
    observed = observe(LocalFiles(tmp_path))
    assert [(r.kind, r.level) for r in observed.remarks] == [("index-disagrees", "error")]
    assert value(observed, "parameters") is None, "what the index does not name is not counted"


def test_a_tensor_in_two_shards(tmp_path):
    for n in (1, 2):
        write_safetensors(tmp_path / f"model-0000{n}-of-00002.safetensors", {"a": [2]})
    assert kinds(observe(LocalFiles(tmp_path))) == ["tensor-twice", "index-missing"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"num_hidden_layers": NaN}', "json-not-finite"),
        ('{"rope_theta": 1e999999}', "json-not-finite"),
        ("[" * 200_000, "json-nested"),
        ('{"a":' * 200_000, "json-nested"),
        ('{"n_layer": 1, "n_layer": 2}', "json-repeated-key"),
        ('{"num_hidden_layers": "two"}', "config-value"),
        ("\xff", "json-broken"),
    ],
)
def test_a_damaged_config(tmp_path, text, kind):
    (tmp_path / "config.json").write_text(text, encoding="utf-8")
    assert kinds(observe(LocalFiles(tmp_path))) == [kind]


def test_a_config_in_another_encoding(tmp_path):
    (tmp_path / "config.json").write_bytes(b"\xff\xfe{}")
    assert kinds(observe(LocalFiles(tmp_path))) == ["not-utf8"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text(json.dumps({"num_hidden_layers": 7}))
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").symlink_to(tmp_path / "secret")
    (folder / "deeper").symlink_to(tmp_path)
    (folder / "nowhere").symlink_to(folder / "missing")
    observed = observe(LocalFiles(folder))
    assert sorted((r.kind, r.level, r.where) for r in observed.remarks) == [
        ("file-unreadable", "warning", "nowhere"),
        ("link-outside", "error", "config.json"),
        ("link-outside", "warning", "deeper"),
    ]
    assert not observed.observations


def test_a_snapshot_of_the_hubs_cache_may_link_to_its_blobs(tmp_path):
    blobs = tmp_path / "models--a--b" / "blobs"
    snapshot = tmp_path / "models--a--b" / "snapshots" / "0123"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    (blobs / "cafe").write_text(json.dumps({"num_hidden_layers": 7}))
    (snapshot / "config.json").symlink_to("../../blobs/cafe")
    assert value(observe(LocalFiles(snapshot)), "layers") == 7


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "config.json")
    os.mkfifo(tmp_path / "model.safetensors")
    observed = observe(LocalFiles(tmp_path))
    assert kinds(observed) == ["not-a-plain-file", "not-a-plain-file"]
    with pytest.raises(UnreadableFile):
        LocalFiles(tmp_path / "config.json")


class Bomb:
    def __init__(self, canary):
        self.canary = canary

    def __reduce__(self):
        return os.system, (f"touch {self.canary}",)


def test_a_pickle_is_refused_and_never_opened(tmp_path):
    canary = tmp_path / "canary"
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(canary)))
    observed = observe(LocalFiles(folder))
    assert kinds(observed) == ["pickle-refused"]
    assert observed.remarks[0].level == "error"
    write_safetensors(folder / "model.safetensors", {"norm.weight": [2]})
    assert [r.level for r in observe(LocalFiles(folder)).remarks] == ["note"]
    assert not canary.exists()


def test_code_of_the_repository_is_told_and_never_run(tmp_path):
    canary = tmp_path / "canary"
    config = {**LLAMA, "auto_map": {"AutoModelForCausalLM": "modeling_evil.Model"}}
    code = f"open({str(canary)!r}, 'w')\n"
    files = write_model(tmp_path / "m", config, llama_shapes(), modeling_evil__py=code)
    observed = observe(files)
    assert kinds(observed) == ["remote-code"]
    assert value(observed, "layers") == 2
    assert not canary.exists()


def test_no_such_model(tmp_path):
    with pytest.raises(UnreadableFile):
        LocalFiles(tmp_path / "missing")


@pytest.mark.parametrize("name", ["", "/a", "../a", "a/../../b", "C:\\a", "a\0b", "a\\..\\b"])
def test_names_that_leave_the_folder(name):
    assert not is_inside(name)


def test_a_header_beyond_the_cap_is_refused(tmp_path):
    write_safetensors(tmp_path / "model.safetensors", llama_shapes())
    assert kinds(observe(LocalFiles(tmp_path), header_limit=64)) == ["header-too-large"]


def test_names_with_escapes_are_shown_safely(tmp_path):
    text, size = header({"\x1b[31mred": [2]})
    write_raw(tmp_path / "model.safetensors", text, size + 1)
    assert "\x1b" not in observe(LocalFiles(tmp_path)).remarks[0].message.en
    text = json.dumps({"\x1b[31mred": tensor("F31")})
    assert "\x1b" not in seen(tmp_path, text).remarks[0].message.en
