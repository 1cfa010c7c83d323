"""The comparison table: groups, the best of each group in bold, unknown values as `?`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cardkit import quantity
from cardkit.bind.comparisons import says_percent
from cardkit.bind.matrix import TaskFinder
from cardkit.record.comparison import (
    Comparison,
    ComparisonGroup,
    ComparisonRow,
    ComparisonScore,
    MetricColumn,
)
from cardkit.record.scalars import Quantity
from cardkit.render import escape, proof
from cardkit.render.escape import Markdown, plain
from cardkit.render.facts import UNREADABLE
from cardkit.render.grid import Grid
from cardkit.render.lens import NOT_PRINTED, STATUS, Lens
from cardkit.render.page import ComparisonPage
from cardkit.render.proses import ProseRoom
from cardkit.render.provenance import state_provenance
from cardkit.render.write import Writer, with_arrow
from cardkit.source.span import Path
from cardkit.text import Text

_ROOT: Path = ("comparison",)
_FACTS = ("params", "tokens", "open_data")
_HUB = "https://huggingface.co/"
COLUMN_ID = Text(
    en="a card prints the column's label, not its id", zh="卡片只显示列名，不显示列 ID"
)


@dataclass(frozen=True, slots=True)
class StatedComparison:
    """The comparison as a card states it, and what is printed of it."""

    view: Comparison
    page: ComparisonPage


def state_comparison(
    lens: Lens, writer: Writer, find: TaskFinder, comparison: Comparison, own: str | None
) -> StatedComparison | None:
    """Return what a card states of a comparison; `own` is the label of the card's own row."""
    comparison = _with_printed_units(lens, comparison)
    grid = _Table(lens, writer, comparison, own).grid()
    found = proof.read_comparison(grid.markdown(), find, None, lens.language)
    if found is None or not _same_shape(comparison, found):
        lens.lose(_ROOT, UNREADABLE)
        return None
    _compare(lens, comparison, found)
    provenance = state_provenance(lens, writer, comparison)
    intro = ProseRoom(lens, writer).comparison(comparison.intro)
    view = found.model_copy(
        update={
            "intro": lens.say(intro) if intro else None,
            "as_of": provenance.as_of,
            "sources": provenance.sources,
            "notes": provenance.notes,
        }
    )
    return StatedComparison(view, ComparisonPage(intro, grid, provenance.entries))


def _with_printed_units(lens: Lens, comparison: Comparison) -> Comparison:
    """Give a column without a unit the one its heading says: readers and the binder go by it."""
    columns = tuple(
        column.model_copy(update={"unit": "percent"})
        if column.unit is None and says_percent(_label(lens, column))
        else column
        for column in comparison.columns
    )
    return comparison.model_copy(update={"columns": columns})


def _label(lens: Lens, column: MetricColumn) -> str:
    label = column.label.get(lens.language) or column.label.en or column.label.zh
    return plain(label or "") or plain(column.id)


class _Table:
    def __init__(self, lens: Lens, writer: Writer, comparison: Comparison, own: str | None) -> None:
        self.lens, self.writer, self.comparison, self.own = lens, writer, comparison, own
        rows = [row for group in comparison.groups for row in group.rows]
        self.facts = [f for f in _FACTS if any(getattr(row, f) is not None for row in rows)]
        self.mixed = {c.id for c in comparison.columns if _is_mixed(rows, c)}
        self.unknown = Markdown(writer.phrases.symbol["unknown"])

    def grid(self) -> Grid:
        """Lay the table out: model, facts, metrics; a group begins with a row of its label."""
        metrics = [self._header(column) for column in self.comparison.columns]
        headers = [self.writer.label("column", id_) for id_ in ("model", *self.facts)]
        return Grid(
            headers=(*headers, *metrics),
            right=(False,) * len(headers) + (True,) * len(metrics),
            rows=tuple(row for group in self.comparison.groups for row in self._group(group)),
        )

    def _header(self, column: MetricColumn) -> str:
        return with_arrow(_label(self.lens, column), column.direction)

    def _group(self, group: ComparisonGroup) -> Iterable[tuple[Markdown, ...]]:
        label = plain(self._group_label(group))
        if label:
            empty = len(self.facts) + len(self.comparison.columns)
            yield (_bold(label), *(Markdown("") for _ in range(empty)))
        best = {c.id: best_in_group(group, c) for c in self.comparison.columns}
        for row in group.rows:
            yield (
                self._model(row),
                *(self._fact(row, name) for name in self.facts),
                *(self._score(row, c, best[c.id]) for c in self.comparison.columns),
            )

    def _group_label(self, group: ComparisonGroup) -> str:
        if group.label is None:
            return ""
        return group.label.get(self.lens.language) or group.label.en or group.label.zh or ""

    def _model(self, row: ComparisonRow) -> Markdown:
        label = plain(row.label)
        url = escape.safe_url(_HUB + row.model) if row.model is not None else None
        shown = escape.link(url, label).replace("|", r"\|") if url else escape.cell(label)
        return Markdown(f"**{shown}**" if row.label == self.own else shown)

    def _fact(self, row: ComparisonRow, name: str) -> Markdown:
        value = getattr(row, name)
        if isinstance(value, bool):
            return Markdown(self.writer.phrases.symbol["true" if value else "false"])
        if isinstance(value, Quantity):
            # The column says what is counted; the cell is the bare number.
            bare = quantity.Quantity(value.amount, None, value.approximate)
            return Markdown(escape.cell(quantity.format_quantity(bare, self.lens.language)))
        return self.unknown

    def _score(self, row: ComparisonRow, column: MetricColumn, best: Decimal | None) -> Markdown:
        score = row.scores.get(column.id)
        if score is None:
            return self.unknown
        percent = column.id in self.mixed and (score.unit or column.unit) == "percent"
        printed = escape.cell(score.score.printed + ("%" if percent else ""))
        return Markdown(f"**{printed}**" if score.score.value == best else printed)


def _is_mixed(rows: Iterable[ComparisonRow], column: MetricColumn) -> bool:
    """Say whether a column holds percentages among others: its cells then say which they are."""
    stated = [s for row in rows if (s := row.scores.get(column.id)) is not None]
    return len({(s.unit or column.unit) == "percent" for s in stated}) > 1


def best_in_group(group: ComparisonGroup, column: MetricColumn) -> Decimal | None:
    """Return the best score of a column in a group; None where there is nothing to choose from.

    Nor is there a best of scores in several units.
    """
    stated = [s for row in group.rows if (s := row.scores.get(column.id)) is not None]
    if len(stated) < 2 or len({s.unit or column.unit for s in stated}) > 1:
        return None
    scores = [s.score.value for s in stated]
    return min(scores) if column.direction == "lower" else max(scores)


def _bold(text: str) -> Markdown:
    return Markdown(f"**{escape.cell(text)}**")


def _same_shape(wanted: Comparison, found: Comparison) -> bool:
    """Say whether every group, row and number of the record stands in the printed table."""
    if len(wanted.columns) != len(found.columns) or len(wanted.groups) != len(found.groups):
        return False
    for group, read in zip(wanted.groups, found.groups, strict=True):
        if len(group.rows) != len(read.rows):
            return False
        for row, other in zip(group.rows, read.rows, strict=True):
            if plain(row.label) != other.label or not _same_scores(wanted, row, found, other):
                return False
    return True


def _same_scores(
    wanted: Comparison, row: ComparisonRow, found: Comparison, other: ComparisonRow
) -> bool:
    columns = zip(wanted.columns, found.columns, strict=True)
    return all(
        _digits(row.scores.get(mine.id)) == _digits(other.scores.get(theirs.id))
        for mine, theirs in columns
    )


def _digits(score: ComparisonScore | None) -> str | None:
    return None if score is None else score.score.printed


def _compare(lens: Lens, wanted: Comparison, found: Comparison) -> None:
    """Note what the record says of the comparison and the printed table does not."""
    lens.lose_set(_ROOT, wanted, "id", "title", "task_results")
    for i, (column, read) in enumerate(zip(wanted.columns, found.columns, strict=True)):
        path: Path = (*_ROOT, "columns", i)
        if column.id != read.id:
            lens.lose((*path, "id"), COLUMN_ID)
        for name in ("task", "metric_version", "shots", "unit", "direction", "harness"):
            if getattr(column, name) not in (None, getattr(read, name)):
                lens.lose((*path, name), NOT_PRINTED)
    for g, (group, read_group) in enumerate(zip(wanted.groups, found.groups, strict=True)):
        for r, (row, other) in enumerate(zip(group.rows, read_group.rows, strict=True)):
            path = (*_ROOT, "groups", g, "rows", r)
            _compare_row(lens, path, row, other)
            for column, read in zip(wanted.columns, found.columns, strict=True):
                unit = score.unit if (score := row.scores.get(column.id)) else None
                if unit is not None and unit != _unit(read, other):
                    lens.lose((*path, "scores", column.id, "unit"), NOT_PRINTED)


def _unit(column: MetricColumn, row: ComparisonRow) -> str | None:
    score = row.scores.get(column.id)
    return column.unit if score is None or score.unit is None else score.unit


def _compare_row(lens: Lens, path: Path, row: ComparisonRow, read: ComparisonRow) -> None:
    lens.lose_set(path, row, "identity", "results")
    if row.model is not None and read.model != row.model:
        lens.lose((*path, "model"), NOT_PRINTED)
    if row.open_data is not None and read.open_data != row.open_data:
        lens.lose((*path, "open_data"), UNREADABLE)
    for name in ("params", "tokens"):
        mine, theirs = getattr(row, name), getattr(read, name)
        if mine is not None and (theirs is None or theirs.amount != mine.amount):
            lens.lose((*path, name), UNREADABLE)
    for key, score in row.scores.items():
        if score is None:
            continue
        if score.source is not None or score.status != "stated" or score.note is not None:
            lens.lose((*path, "scores", key), STATUS)
