"""Reading the data files: tab-separated text with a header line; `#` lines name the sources."""

from __future__ import annotations

from cardkit.resources import catalog_file


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of `data/NAME` as dictionaries; absent trailing cells are empty strings."""
    lines = [line for line in read_lines(name) if line]
    header = lines[0].split("\t")
    width = len(header)
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        rows.append(dict(zip(header, cells + [""] * (width - len(cells)), strict=True)))
    return rows


def read_lines(name: str) -> list[str]:
    """Return the lines of `data/NAME` without the comment lines."""
    text = catalog_file(name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if not line.startswith("#")]


def parts(cell: str) -> tuple[str, ...]:
    """Split a cell of alternatives at `|`."""
    return tuple(part for part in (p.strip() for p in cell.split("|")) if part)
