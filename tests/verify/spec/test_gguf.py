"""GGUF headers: what they state, and every way one can be wrong."""

import struct

import pytest

from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.observe import observe
from tests.verify.spec.gguf_files import KEYS, TENSORS, entry, gguf, header, text
from tests.verify.spec.models import kinds, value


def seen(tmp_path, data, name="m.gguf"):
    (tmp_path / name).write_bytes(data)
    return observe(LocalFiles(tmp_path))


def test_what_a_gguf_file_states(tmp_path):
    observed = seen(tmp_path, gguf(KEYS, TENSORS))
    assert not kinds(observed)
    names = ("layers", "hidden_size", "attention_heads", "kv_heads", "context_length")
    assert [value(observed, n) for n in names] == [1, 32, 4, 2, 256]
    assert value(observed, "vocabulary_size") == 96
    assert value(observed, "head_dim") == 8, "left out: embedding length / heads"
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
    names = data.index(b"rope_freqs.weight") + len("rope_freqs.weight") + 4 + 8 + 12
    for end in range(0, len(data) - 12, 7):  # the last twelve bytes pad the last tensor
        kind = "gguf-truncated" if end < names else "file-truncated"
        observed = seen(tmp_path, data[:end])
        assert kinds(observed) == [kind]
        assert observed.remarks[0].level == "error"
        assert value(observed, "parameters") is None, "half a file has no count"


def test_a_header_alone_is_no_model(tmp_path):
    """286 bytes once gave 6.9 billion parameters."""
    data, size = header({}, {"token_embd.weight": [4096, 50432], "output.weight": [4096, 50432]})
    observed = seen(tmp_path, data)
    assert kinds(observed) == ["file-truncated"]
    assert f"{len(data) + size:,} bytes" in observed.remarks[0].message.en
    assert not observed.observations


def broken(tensors, keys=b"", count=0):
    data = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), count) + keys
    for name, shape, kind, offset in tensors:
        data += text(name) + struct.pack("<I", len(shape))
        data += b"".join(struct.pack("<Q", n) for n in shape) + struct.pack("<IQ", kind, offset)
    return data + bytes(4096)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (broken([("a", [32], 3, 0), ("b", [32], 3, 0)]), "`b` do not follow"),
        (broken([("a", [32], 3, 0), ("b", [32], 3, 64)]), "`b` do not follow"),
        (broken([("a", [32], 3, 8)]), "`a` do not follow"),
        (broken([("a", [31], 3, 0)]), "no whole blocks of 32"),
        (broken([("a", [1] * 5, 0, 0)]), "5 dimensions"),
        (broken([("a", [2**31, 2**31, 4], 0, 0)]), "weights"),
        (broken([("a", [2**63] * 4, 0, 0)]), "weights"),
        (broken([], entry("general.alignment", 3), 1), "an alignment of 3"),
        (broken([], entry("general.alignment", 0), 1), "an alignment of 0"),
    ],
)
def test_data_that_do_not_lie_as_ggml_wants(tmp_path, data, said):
    observed = seen(tmp_path, data)
    assert kinds(observed) == ["gguf-broken"]
    assert said in observed.remarks[0].message.en


def test_a_type_of_tensor_that_is_unknown_is_not_counted(tmp_path):
    observed = seen(tmp_path, broken([("output.weight", [32], 3, 0), ("a.norm", [9], 99, 32)]))
    assert [(r.kind, r.level) for r in observed.remarks] == [("gguf-type-unknown", "error")]
    assert value(observed, "parameters") is None
    beyond = broken([("output.weight", [32], 99, 0), ("a.norm", [32], 3, 2**40)])
    assert kinds(seen(tmp_path, beyond)) == ["file-truncated"]


def test_hollow_layers_and_padding_of_a_gguf_file(tmp_path):
    keys = {**KEYS, "llama.block_count": 3}
    shapes = {**TENSORS, "blk.1.dummy": [32], "blk.2.dummy": [32], "zzz": [32, 96]}
    observed = seen(tmp_path, gguf(keys, shapes))
    assert kinds(observed) == ["layers-hollow", "tensors-unplaced", "witnesses-disagree"]
    assert [o.value for o in observed.of("layers")] == [3, 1]


def test_one_of_several_files(tmp_path):
    seen(tmp_path, gguf(KEYS, TENSORS), "m-Q4_1.gguf")
    assert kinds(seen(tmp_path, gguf(KEYS, TENSORS, kind=1), "m-F16.gguf")) == ["gguf-several"]


def test_a_projector_is_not_the_model(tmp_path):
    seen(tmp_path, gguf({"general.architecture": "clip"}, {"v.norm": [32]}), "a-mmproj-f16.gguf")
    observed = seen(tmp_path, gguf(KEYS, TENSORS))
    assert not kinds(observed)
    assert value(observed, "model_type") == "llama"


def test_the_parts_of_a_split_are_one_model(tmp_path):
    other = {"blk.0.ffn_up.weight": [32, 32]}
    (tmp_path / "m-00001-of-00002.gguf").write_bytes(gguf(KEYS, TENSORS))
    lone = observe(LocalFiles(tmp_path))
    assert [(r.kind, r.level) for r in lone.remarks] == [("shard-missing", "error")]
    assert value(lone, "parameters") is None
    assert value(lone, "hidden_size") == 32
    whole = seen(tmp_path, gguf({}, other), "m-00002-of-00002.gguf")
    assert not kinds(whole)
    assert value(whole, "parameters") == 32 * 96 + 2 * 32 * 32
    assert {o.where for o in whole.of("size_on_disk")} == {"2 GGUF"}
    again = seen(tmp_path, gguf({}, TENSORS), "m-00002-of-00002.gguf")
    assert kinds(again) == ["tensor-twice"]
    part = observe(LocalFiles(tmp_path / "m-00001-of-00002.gguf"))
    assert value(part, "parameters") is None


def test_long_texts_are_cut(tmp_path):
    data = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + entry("general.architecture", "x" * 5000)
    assert len(value(seen(tmp_path, data), "model_type")) == 200
