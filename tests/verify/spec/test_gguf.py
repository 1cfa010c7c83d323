"""GGUF headers: what they state, and every way one can be wrong."""

import struct

import pytest

from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.observe import observe
from tests.verify.spec.gguf_files import KEYS, TENSORS, entry, gguf, text
from tests.verify.spec.models import kinds, value


def seen(tmp_path, data, name="m.gguf"):
    (tmp_path / name).write_bytes(data)
    return observe(LocalFiles(tmp_path))


def test_what_a_gguf_file_states(tmp_path):
    observed = seen(tmp_path, gguf(KEYS, TENSORS))
    assert not kinds(observed)
    names = ("layers", "hidden_size", "attention_heads", "kv_heads", "context_length")
    assert [value(observed, n) for n in names] == [2, 32, 4, 2, 256]
    assert value(observed, "vocabulary_size") == 96
    assert value(observed, "parameters") == 32 * 96 + 32 * 32, "rotary factors are no parameters"
    assert value(observed, "tied_embeddings") is True
    assert value(observed, "chat_template") is True
    assert value(observed, "quantization") == "Q4_1"
    assert {o.witness for o in observed.observations} == {"gguf", "files"}


def test_experts_of_a_gguf_file(tmp_path):
    keys = {"general.architecture": "mix", "mix.expert_count": 8, "mix.expert_used_count": 2}
    tensors = {"blk.0.ffn_gate_exps.weight": [4, 4, 8], "output.weight": [10]}
    observed = seen(tmp_path, gguf(keys, tensors, kind=1))
    assert (value(observed, "parameters"), value(observed, "active_parameters")) == (138, 42)
    assert value(observed, "dtype") == "float16"


def test_the_package_gguf_reads_the_same(tmp_path):
    library = pytest.importorskip("gguf", reason="the reader of the package gguf is the witness")
    tensors = {"token_embd.weight": [32, 96], "blk.0.attn_q.weight": [32, 32]}
    data = gguf(KEYS, tensors, kind=0)
    data += bytes(-len(data) % 32) + bytes(4 * 32 * 96)  # both begin at offset 0 of the data
    path = tmp_path / "m.gguf"
    path.write_bytes(data)
    reader = library.GGUFReader(path)
    observed = observe(LocalFiles(path))
    assert value(observed, "parameters") == sum(int(t.n_elements) for t in reader.tensors)
    for field, key in (("layers", "block_count"), ("context_length", "context_length")):
        assert value(observed, field) == reader.get_field(f"llama.{key}").contents()


HEAD = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("k")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"GGML" + bytes(20), "gguf-broken"),
        (b"GG", "gguf-truncated"),
        (b"GGUF" + struct.pack("<IQQ", 9, 0, 0), "gguf-broken"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "gguf-broken"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60), "gguf-broken"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 0), "gguf-truncated"),
        (HEAD + struct.pack("<IIQ", 9, 4, 2**50), "gguf-truncated"),
        (HEAD + struct.pack("<IIQ", 9, 8, 2**50), "gguf-truncated"),
        (HEAD + struct.pack("<IIQ", 9, 9, 2), "gguf-truncated"),
        (HEAD + struct.pack("<IIQ", 9, 9, 2**50) + struct.pack("<IQ", 4, 0) * 9, "gguf-truncated"),
        (HEAD + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 5, "gguf-broken"),
        (HEAD + struct.pack("<IIQ", 9, 77, 2), "gguf-broken"),
        (HEAD + struct.pack("<I", 77), "gguf-broken"),
        (HEAD + struct.pack("<IQ", 8, 2**63), "gguf-broken"),
        (HEAD + struct.pack("<IQ", 8, 500), "gguf-truncated"),
    ],
)
def test_a_damaged_gguf_file(tmp_path, data, kind):
    assert kinds(seen(tmp_path, data)) == [kind]


def test_names_that_stand_twice(tmp_path):
    """A tensor counted twice would make a model larger than it is."""
    twice = b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + entry("a", 1) + entry("a", 2)
    observed = seen(tmp_path, twice)
    assert kinds(observed) == ["gguf-broken"]
    assert "`a` 重复出现" in observed.remarks[0].message.zh
    tensor = text("t") + struct.pack("<IQIQ", 1, 8, 0, 0)
    observed = seen(tmp_path, b"GGUF" + struct.pack("<IQQ", 3, 2, 0) + tensor * 2)
    assert "`t` stands twice" in observed.remarks[0].message.en
    long = "k" * 300
    apart = b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + entry(long + "a", 1) + entry(long + "b", 2)
    assert kinds(seen(tmp_path, apart)) == []


def test_every_front_of_a_file_is_a_remark(tmp_path):
    data = gguf(KEYS, TENSORS)
    for end in range(0, len(data), 7):
        assert kinds(seen(tmp_path, data[:end])) == ["gguf-truncated"]


def test_one_of_several_files_and_a_part_of_a_split(tmp_path):
    seen(tmp_path, gguf(KEYS, TENSORS), "m-Q4_1.gguf")
    assert kinds(seen(tmp_path, gguf(KEYS, TENSORS, kind=1), "m-F16.gguf")) == ["gguf-several"]
    part = tmp_path / "m-00001-of-00002.gguf"
    part.write_bytes(gguf(KEYS, TENSORS))
    assert value(observe(LocalFiles(part)), "parameters") is None


def test_long_texts_are_cut(tmp_path):
    data = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + entry("general.architecture", "x" * 5000)
    assert len(value(seen(tmp_path, data), "model_type")) == 200
