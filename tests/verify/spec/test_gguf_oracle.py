"""Our reader of GGUF headers against the package gguf, on files that its own writer wrote."""

from __future__ import annotations

import math
import struct
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.gguf_file import read_gguf
from cardkit.verify.spec.gguf_places import TYPES
from tests.verify.spec.gguf_files import text
from tests.verify.test_smollm2 import COUNT, script

pytestmark = pytest.mark.skipif(
    find_spec("gguf") is None, reason="the package gguf, the witness, is not installed"
)

INTEGERS = {
    f"{sign}INT{bits}": st.integers(
        -(2 ** (bits - 1)) if sign == "" else 0, 2 ** (bits - (sign == "")) - 1
    )
    for bits in (8, 16, 32, 64)
    for sign in ("", "U")
}
SCALARS = {
    **INTEGERS,
    "FLOAT32": st.floats(width=32),
    "FLOAT64": st.floats(),
    "BOOL": st.booleans(),
    "STRING": st.text(st.characters(exclude_categories=["Cs"]), max_size=260),
}
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=70).filter(
    lambda name: not name.startswith(("GGUF.", "general."))
)


@st.composite
def values(draw):
    """Return type, entries' type and value of one key; lists of one kind, some of lists."""
    kind = draw(st.sampled_from(sorted(SCALARS)))
    value = SCALARS[kind]
    shape = draw(st.sampled_from(["one", "one", "list", "list of lists"]))
    if shape == "one":
        return kind, None, draw(value)
    if shape == "list":
        return "ARRAY", kind, draw(st.lists(value, min_size=1, max_size=5))
    # The writer finds the type of what lies deeper by Python's types: int is INT32 to it.
    inner = st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=3)
    return "ARRAY", "ARRAY", draw(st.lists(inner, min_size=1, max_size=4))


@st.composite
def tensors(draw, gguf):
    """Return the type and the shape, row last, of one tensor; rows of packed ones hold blocks."""
    kind = draw(st.sampled_from(sorted(gguf.GGML_QUANT_SIZES)))
    block, _ = gguf.GGML_QUANT_SIZES[kind]
    outer = draw(st.lists(st.integers(1, 4), max_size=3))
    return kind, (*outer, block * draw(st.integers(1, 3)))


def write(gguf, path: Path, keys, shapes, alignment: int | None = None) -> None:
    import numpy as np  # noqa: TID251 - the writer takes arrays

    writer = gguf.GGUFWriter(path, "llama")
    if alignment is not None:
        writer.add_custom_alignment(alignment)
    for name, (kind, inner, value) in keys.items():
        sub_type = None if inner is None else gguf.GGUFValueType[inner]
        writer.add_key_value(name, value, gguf.GGUFValueType[kind], sub_type)
    for name, (kind, shape) in shapes.items():
        block, size = gguf.GGML_QUANT_SIZES[kind]
        row = shape[-1] // block * size
        writer.add_tensor(name, np.zeros((*shape[:-1], row), np.uint8), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def compare(gguf, path: Path) -> int:
    """Hold the two readers against each other; return the number of weights they agree on."""
    theirs = gguf.GGUFReader(path)
    ours = read_gguf(LocalFiles(path), path.name, path.stat().st_size)
    fields = {k: f for k, f in theirs.fields.items() if not k.startswith("GGUF.")}
    assert list(ours.keys) == list(fields)
    for name, field in fields.items():
        if field.types[0] == gguf.GGUFValueType.ARRAY:
            assert ours.lengths[name] == int(field.parts[4][0])
            assert ours.keys[name] is None
            continue
        assert name not in ours.lengths
        same(ours.keys[name], field.contents())
    assert [t.name for t in ours.tensors] == [t.name for t in theirs.tensors]
    for one, other in zip(ours.tensors, theirs.tensors, strict=True):
        assert one.shape == tuple(other.shape.tolist())
        assert one.kind == int(other.tensor_type)
        assert one.elements == other.n_elements
        assert one.size == int(other.n_bytes)
    return sum(t.elements for t in ours.tensors)


def same(one, other):
    if isinstance(other, str):
        other = other[:200]  # more of a text is not kept
    assert type(one) is type(other)
    if isinstance(other, float) and math.isnan(other):
        assert math.isnan(one)
        return
    assert one == other


@given(data=st.data())
def test_both_readers_agree_on_what_the_writer_wrote(tmp_path_factory, data):
    import gguf

    path = tmp_path_factory.mktemp("gguf") / "m.gguf"
    keys = data.draw(st.dictionaries(NAMES, values(), max_size=6))
    shapes = data.draw(st.dictionaries(NAMES, tensors(gguf), min_size=1, max_size=4))
    alignment = data.draw(st.sampled_from([None, 8, 32, 64]))
    write(gguf, path, keys, shapes, alignment)
    assert compare(gguf, path) == sum(math.prod(shape) for _, shape in shapes.values())
    version = data.draw(st.sampled_from([2, 3]))
    raw = path.read_bytes()
    path.write_bytes(raw[:4] + struct.pack("<I", version) + raw[8:])
    compare(gguf, path)


def test_every_kind_of_value_and_of_tensor(tmp_path):
    """What chance may leave out: each type of both once, and lists with no entry."""
    import gguf

    edge = {"FLOAT32": 1.5, "FLOAT64": -0.1, "BOOL": True, "STRING": "词" * 201}
    for bits in (8, 16, 32, 64):
        edge |= {f"UINT{bits}": 2**bits - 1, f"INT{bits}": -(2 ** (bits - 1))}
    keys = {name: (name, None, value) for name, value in edge.items()}
    keys |= {f"list.{name}": ("ARRAY", name, [value] * 3) for name, value in edge.items()}
    assert {k for k, _, _ in keys.values()} == {t.name for t in gguf.GGUFValueType}
    shapes = {k.name: (k, (2, n)) for k, (n, _) in gguf.GGML_QUANT_SIZES.items()}
    path = tmp_path / "all.gguf"
    write(gguf, path, keys, shapes)
    assert compare(gguf, path) == 2 * sum(n for n, _ in gguf.GGML_QUANT_SIZES.values())
    empty = text("none") + struct.pack("<IIQ", 9, 8, 0)
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + empty + bytes(64))
    compare(gguf, path)


def test_the_types_are_ggmls():
    import gguf

    theirs = {int(k): (k.name, *size) for k, size in gguf.GGML_QUANT_SIZES.items()}
    assert {k: theirs[k] for k in TYPES if k in theirs} == dict(TYPES)
    assert not theirs.keys() - TYPES.keys()


def test_a_name_that_stands_twice_is_refused_by_both(tmp_path):
    import gguf

    path = tmp_path / "m.gguf"
    tensor = text("t") + struct.pack("<IQIQ", 1, 8, 0, 0)
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, 0) + tensor * 2
    path.write_bytes(head + bytes(-len(head) % 32) + bytes(32))
    with pytest.raises(ValueError, match="duplicated tensor"):
        gguf.GGUFReader(path)
    with pytest.raises(Exception, match="stands twice"):
        read_gguf(LocalFiles(path), path.name, path.stat().st_size)


def test_both_readers_agree_on_smollm2():
    import gguf

    module = script()
    path = module.CACHE / module.NAME
    if not path.is_file():
        pytest.skip("SmolLM2 is not in .cache: python docs/fetch_smollm2.py (92.9 MB)")
    assert compare(gguf, path) == COUNT
