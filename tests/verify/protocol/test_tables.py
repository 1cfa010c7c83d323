"""Parquet files, where pyarrow is installed, and the refusals of broken ones or without it."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from cardkit.catalog.definition import Columns, ItemSource
from cardkit.verify.protocol import tables
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.read import read_items
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.test_items import CHOOSE, jsonl, load
from tests.verify.protocol.toy import definition, protocol, write

SOURCE = ItemSource(path="toy.parquet")


@pytest.fixture
def arrow():
    """Return pyarrow and its Parquet module."""
    parquet = pytest.importorskip("pyarrow.parquet")
    return pytest.importorskip("pyarrow"), parquet


def read(folder: Path, **settings) -> ItemSet:
    return read_items(protocol(definition("multiple_choice", items=SOURCE, **settings)), folder)


def refusal(folder: Path, **settings) -> tuple[str, str]:
    with pytest.raises(Problem) as raised:
        read(folder, **settings)
    return raised.value.remark.kind, raised.value.remark.message.en


def test_rows_are_items(tmp_path: Path, arrow) -> None:
    pyarrow, parquet = arrow
    rows = [{**CHOOSE, "gold": i % 2, "meta": {"a": None}} for i in range(600)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "toy.parquet")
    found = read(tmp_path)
    data = (tmp_path / "toy.parquet").read_bytes()
    assert (found.n, found.sha256) == (600, hashlib.sha256(data).hexdigest())
    assert [item.gold for item in found.items[:3]] == [0, 1, 0]
    assert found.items[599].line == 600
    assert found.items[0].digest == found.items[2].digest != found.items[1].digest


def test_a_null_is_what_lines_leave_out(tmp_path: Path, arrow) -> None:
    pyarrow, parquet = arrow
    rows = [{**CHOOSE, "note": None}, {**CHOOSE, "note": "x"}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "toy.parquet")
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE))
    assert read(tmp_path).items[0].digest == load(tmp_path).items[0].digest


def test_nested_columns(tmp_path: Path, arrow) -> None:
    pyarrow, parquet = arrow
    row = {"q": "?", "choices": {"text": ["a", "b"], "label": ["A", "B"]}, "key": "B"}
    parquet.write_table(pyarrow.Table.from_pylist([row]), tmp_path / "toy.parquet")
    columns = Columns("q", "choices.text", "key", labels="choices.label")
    assert read(tmp_path, columns=columns).items[0].gold == 1


def test_a_row_that_cannot_be_scored_is_named(tmp_path: Path, arrow) -> None:
    pyarrow, parquet = arrow
    rows = [CHOOSE, {**CHOOSE, "gold": 7}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "toy.parquet")
    kind, said = refusal(tmp_path)
    assert (kind, said.startswith("toy.parquet:2: `gold` is 7")) == ("gold-outside", True)
    bytes_ = pyarrow.Table.from_pylist([{**CHOOSE, "query": b"q"}])
    parquet.write_table(bytes_, tmp_path / "toy.parquet")
    assert refusal(tmp_path)[0] == "field-not-text"


def test_more_rows_than_any_task_has(tmp_path: Path, arrow, monkeypatch) -> None:
    pyarrow, parquet = arrow
    monkeypatch.setattr(tables, "MAX_ITEMS", 1)
    parquet.write_table(pyarrow.Table.from_pylist([CHOOSE] * 2), tmp_path / "toy.parquet")
    assert refusal(tmp_path)[0] == "items-too-many"


def test_few_bytes_of_a_file_that_are_very_many_in_memory(tmp_path: Path, arrow, monkeypatch):
    """A text that all rows share is stored once, and is there once a row when they are read."""
    pyarrow, parquet = arrow
    monkeypatch.setattr(tables, "MAX_LETTERS", 100_000)
    shared = pyarrow.array(["q" * 20_000] * 40).dictionary_encode()
    rows = {"query": shared, "choices": [["a", "b"]] * 40, "gold": [0] * 40}
    parquet.write_table(pyarrow.table(rows), tmp_path / "toy.parquet", compression="zstd")
    assert (tmp_path / "toy.parquet").stat().st_size < 5_000
    assert refusal(tmp_path)[0] == "rows-too-large"


@pytest.mark.parametrize("type_", ["date32", "date64", "duration"])
def test_a_value_that_python_has_no_object_for(tmp_path: Path, arrow, type_: str) -> None:
    pyarrow, parquet = arrow
    far = {"date32": 2**30, "date64": 2**62 // 86_400_000 * 86_400_000, "duration": 2**61}
    kind = pyarrow.duration("ms") if type_ == "duration" else getattr(pyarrow, type_)()
    rows = pyarrow.Table.from_pylist([CHOOSE])
    rows = rows.append_column("when", pyarrow.array([far[type_]], kind))
    parquet.write_table(rows, tmp_path / "toy.parquet")
    assert refusal(tmp_path) == (
        "parquet-broken",
        "toy.parquet: cannot be read as Parquet (OverflowError)",
    )


def test_two_columns_of_one_name(tmp_path: Path, arrow) -> None:
    """As a key that stands twice in a line of JSON: whichever counts, the other was meant too."""
    pyarrow, parquet = arrow
    columns = [pyarrow.array(["q"]), pyarrow.array(["r"]), pyarrow.array([["a", "b"]])]
    names = ["query", "query", "choices", "gold"]
    rows = pyarrow.Table.from_arrays([*columns, pyarrow.array([0])], names=names)
    parquet.write_table(rows, tmp_path / "toy.parquet")
    assert refusal(tmp_path) == (
        "column-repeated",
        "toy.parquet: two columns are named `query`",
    )


@pytest.mark.parametrize("cut", [0, 3, 200, -20])
def test_a_damaged_table(tmp_path: Path, arrow, cut: int) -> None:
    pyarrow, parquet = arrow
    file = tmp_path / "toy.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([CHOOSE] * 50), file)
    file.write_bytes(file.read_bytes()[:cut])
    kind, said = refusal(tmp_path)
    assert (kind, said.startswith("toy.parquet: cannot be read")) == (
        "parquet-broken",
        True,
    )


def test_a_page_of_rubbish(tmp_path: Path, arrow) -> None:
    pyarrow, parquet = arrow
    file = tmp_path / "toy.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([CHOOSE] * 50), file)
    data = bytearray(file.read_bytes())
    data[4:300] = bytes(range(256)) + bytes(40)
    file.write_bytes(data)
    assert refusal(tmp_path)[0] == "parquet-broken"


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    write(tmp_path, "toy.parquet", b"PAR1")
    kind, said = refusal(tmp_path)
    assert (kind, said) == (
        "items-unavailable",
        "this needs the package `pyarrow`: pip install 'cardkit[data]'",
    )
