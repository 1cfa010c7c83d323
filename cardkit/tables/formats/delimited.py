"""A comparison as CSV: column ids as header, unknown values empty, formulas disarmed."""

from __future__ import annotations

import csv
import io

from cardkit.quantity import parse_number
from cardkit.tables.formats import provenance, words
from cardkit.tables.view import Column, ComparisonView, ModelRow
from cardkit.text import Language, visible

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def write(view: ComparisonView, language: Language, why: bool) -> str:
    """Return the view as CSV; with `why`, a column of provenance follows each score column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = ["group"]
    for column in view.columns:
        header += [column.id, f"{column.id} source"] if _explains(column, why) else [column.id]
    writer.writerow([guard(cell) for cell in header])
    for group in view.groups:
        label = group.label.get(language) if group.label else ""
        for row in group.rows:
            cells = [label]
            for column in view.columns:
                cells += _cells(row, column, language, why)
            writer.writerow([guard(cell) for cell in cells])
    return out.getvalue()


def _explains(column: Column, why: bool) -> bool:
    return why and column.kind == "score"


def _cells(row: ModelRow, column: Column, language: Language, why: bool) -> list[str]:
    if column.kind == "score":
        cell = row.scores.get(column.id)
        text = (words.ASSUMED if cell.assumed else "") + cell.text if cell else ""
        if not why:
            return [text]
        return [text, provenance.of_cell(cell, language) if cell else ""]
    if column.kind == "name":
        return [row.label]
    text = words.cell_text(row, column, words.Marks.words("en"))
    return ["" if text == words.UNKNOWN else text]


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet runs: what starts like a formula gets an apostrophe.

    Numbers (`-0.5`) stay numbers; hostile characters are shown as `\\u{...}`.
    """
    if cell.startswith(_FORMULA_START) and parse_number(cell) is None:
        return "'" + visible(cell)
    return visible(cell)
