"""The data files themselves: sources named, no stray cells, cheap to load."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run

import pytest

from cardkit.catalog.tables import parts, read_lines, read_table
from cardkit.resources import catalog_file

DATA = catalog_file("labels.tsv").parent
FILES = sorted(path.name for path in DATA.iterdir())
TABLES = [name for name in FILES if name.endswith(".tsv") and name != "language_subtags.tsv"]


@pytest.mark.parametrize("name", FILES)
def test_every_file_names_its_source_first(name: str) -> None:
    text = (DATA / name).read_bytes().decode("utf-8")
    header = [line for line in text.split("\n") if line.startswith("#")]
    assert text.startswith("# ")
    assert any("ource" in line or "Counts in" in line for line in header), name
    assert text.endswith("\n")
    assert "\r" not in text


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_clean(name: str) -> None:
    lines = [line for line in read_lines(name) if line]
    columns = len(lines[0].split("\t"))
    for line in lines[1:]:
        cells = line.split("\t")
        assert len(cells) <= columns, line
        assert all(cell == cell.strip() for cell in cells), line
        assert "||" not in line, line
    first = lines[0].split("\t")[0]
    beside = ("kind", "id", "part", "language")
    ids = [(row[first], *map(row.get, beside)) for row in read_table(name)]
    assert len(ids) == len(set(ids))


def test_parts_drops_empty_alternatives() -> None:
    assert parts("a| b||c |") == ("a", "b", "c")
    assert parts("") == ()


def test_importing_the_rooms_loads_no_data_and_nothing_heavy() -> None:
    code = (
        "import sys, cardkit.quantity, cardkit.catalog.labels, cardkit.catalog.tasks,"
        " cardkit.catalog.licenses, cardkit.catalog.languages, cardkit.catalog.front_matter_keys\n"
        "heavy = {'pydantic', 'yaml', 'jinja2', 'rich', 'click', 'numpy', 'datetime', 'json'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "from cardkit.catalog import labels\n"
        "assert labels.labels.cache_info().currsize == 0\n"
    )
    root = Path(__file__).parents[2]
    done = run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
