"""Tables of two versions cell by cell: what the typed record has not accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cardkit.bind.reading import Reading
from cardkit.diff.change import ChangeKind, Part
from cardkit.diff.tables.alignment import Alignment, align
from cardkit.diff.tables.pairing import pair_tables
from cardkit.diff.tables.sheet import Line, Sheet, sheet_of
from cardkit.diff.tables.values import Value, relation, text_key
from cardkit.diff.versions.draft import Draft, Places, kind_of
from cardkit.diff.versions.scores import Own
from cardkit.diff.versions.sections import where
from cardkit.diff.versions.words import CELL, COLUMN, ROW, TABLE, TABLE_OF
from cardkit.source.blocks import Cell, Table, walk
from cardkit.text import Text

_OneSided = Literal["added", "removed"]


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: Sheet
    place: Text


def compare_tables(
    draft: Draft, old: Sequence[Own], new: Sequence[Own]
) -> tuple[list[Own], list[Own]]:
    """Compare the tables of two Markdown cards.

    `old` and `new` are scores that only one version has as such. Those whose cells have a partner
    in a paired table, or stand in a table that is gone as a whole, are accounted for by it; the
    others are returned.
    """
    sheets_a, sheets_b = _sheets(draft.a), _sheets(draft.b)
    pairing = pair_tables([f.sheet for f in sheets_a], [f.sheet for f in sheets_b])
    gone_a, gone_b = Places(), Places()
    one_sided = _spans(old), _spans(new)
    for pair in pairing.pairs:
        alignment = align(sheets_a[pair.a].sheet, sheets_b[pair.b].sheet)
        place = draft.newer(sheets_a[pair.a].place, sheets_b[pair.b].place)
        part = _part(draft, alignment.b)
        comparing = _Comparing(draft, alignment, place, part, one_sided, (gone_a, gone_b))
        comparing.names()
        comparing.cells()
        comparing.groups()
        comparing.rows()
        comparing.columns()
    for i in pairing.only_a:
        _alone(draft, sheets_a[i], "removed", draft.settled_a, gone_a)
    for j in pairing.only_b:
        _alone(draft, sheets_b[j], "added", draft.settled_b, gone_b)
    return _left(old, gone_a), _left(new, gone_b)


def _sheets(reading: Reading) -> list[_Found]:
    if reading.kind != "markdown":
        return []
    found = []
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            sheet = sheet_of(block) if isinstance(block, Table) else None
            if sheet is not None:
                found.append(_Found(sheet, where(section)))
    return found


def _spans(scores: Sequence[Own]) -> Places:
    places = Places()
    for own in scores:
        places.add(own.span)
    return places


def _left(scores: Sequence[Own], gone: Places) -> list[Own]:
    return [own for own in scores if own.span is None or not gone.within(own.span)]


def _alone(draft: Draft, found: _Found, kind: _OneSided, settled: Places, gone: Places) -> None:
    """Add a table without partner, unless its numbers have found theirs elsewhere."""
    span = found.sheet.table.span
    if settled.within(span):
        return
    _take(found.sheet.cells, gone)
    size = f"{len(found.sheet.rows)} × {len(found.sheet.columns)}"
    label = TABLE.format(where=found.place)
    draft.tell(kind, span)
    draft.alone(kind, label, _part(draft, found.sheet), size, span)


def _take(cells: Sequence[Sequence[Cell | None]], gone: Places) -> None:
    for row in cells:
        for cell in row:
            if cell is not None:
                gone.add(cell.content.span)


def _part(draft: Draft, sheet: Sheet) -> Part:
    """Say which part of the card a table is of: what the record has bound it as."""
    for reading in (draft.b, draft.a):
        for path, span in reading.spans.items():
            if path[:1] == ("evaluations",) and sheet.table.span.contains(span):
                return "evaluations"
            if path == ("comparison", "groups", 0) and sheet.table.span.contains(span):
                return "comparison"
    return "tables"


@dataclass(frozen=True, slots=True)
class _Comparing:
    draft: Draft
    at: Alignment
    place: Text
    part: Part
    one_sided: tuple[Places, Places]
    gone: tuple[Places, Places]

    def names(self) -> None:
        """Add the rows and columns that have another name; their numbers say they are the same."""
        lines = (
            (ROW, self.at.a.rows, self.at.b.rows, self.at.rows),
            (COLUMN, self.at.a.columns, self.at.b.columns, self.at.columns),
        )
        heads = self.at.a.names, self.at.b.names
        if text_key(heads[0]) != text_key(heads[1]) and self.at.a.turned == self.at.b.turned:
            spans = self.at.a.table.span, self.at.b.table.span
            label, note = (
                COLUMN.format(name=self.draft.newer(*heads)),
                TABLE_OF.format(where=self.place),
            )
            self.draft.add("changed", label, self.part, heads, spans, (), note)
        for name, old, new, pairs in lines:
            for i, j in pairs:
                left, right = old[i], new[j]
                if left.label.key == right.label.key or self._is_settled(left.cell, right.cell):
                    continue
                shown = self.draft.newer(left, right)
                label = self._called(name).format(name=shown.label.text)
                printed = (left.label.text, right.label.text)
                self._add("changed", label, printed, left.cell, right.cell)

    def cells(self) -> None:
        """Compare the cells of rows and columns that both have."""
        for i, j in self.at.rows:
            for k, m in self.at.columns:
                left, right = self.at.a.cells[i][k], self.at.b.cells[j][m]
                values = self.at.a.value(i, k), self.at.b.value(j, m)
                if not self._is_settled(left, right) and not self._is_score(left, right, values):
                    label = self._cell((i, j), (k, m))
                    self._values(label, values, left, right)

    def _is_score(self, left: Cell | None, right: Cell | None, values: tuple[Value, Value]) -> bool:
        """Say whether a gap has become a score or the other way round: that is a score's change."""
        if "gap" not in (values[0].kind, values[1].kind):
            return False
        return any(
            cell is not None and known.within(cell.content.span)
            for cell, known in zip((left, right), self.one_sided, strict=True)
        )

    def _values(
        self, label: Text, values: tuple[Value, Value], left: Cell | None, right: Cell | None
    ) -> None:
        for cell, gone in zip((left, right), self.gone, strict=True):
            if cell is not None:
                gone.add(cell.content.span)
        found = relation(*values)
        if found == "same":
            return
        old, new = (None if value.kind == "gap" else value.text for value in values)
        kind = "rounded" if found == "rounded" else kind_of(old, new)
        self._add(kind, label, (values[0].text or None, values[1].text or None), left, right)

    def groups(self) -> None:
        """Add the rows that label a group on one side alone."""
        old, new = self.at.a.groups, self.at.b.groups
        note = TABLE_OF.format(where=self.place)
        sides: tuple[tuple[_OneSided, Sequence[Line], Sequence[Line]], ...] = (
            ("removed", old, new),
            ("added", new, old),
        )
        for kind, lines, others in sides:
            known = {other.label.key for other in others}
            for line in lines:
                if line.label.key not in known:
                    label = ROW.format(name=line.label.text)
                    self.draft.alone(kind, label, self.part, None, line.place, (), note)

    def rows(self) -> None:
        """Add the rows that one side alone has."""
        self._lines("removed", ROW, self.at.rows_a)
        self._lines("added", ROW, self.at.rows_b)

    def columns(self) -> None:
        """Add the columns that one side alone has."""
        self._lines("removed", COLUMN, self.at.columns_a)
        self._lines("added", COLUMN, self.at.columns_b)

    def _lines(self, kind: _OneSided, name: Text, places: Sequence[int]) -> None:
        side = 0 if kind == "removed" else 1
        sheet = (self.at.a, self.at.b)[side]
        settled = (self.draft.settled_a, self.draft.settled_b)[side]
        for place in places:
            line = (sheet.rows if name is ROW else sheet.columns)[place]
            cells = _cells(sheet, place, by_rows=name is ROW)
            spans = [cell.content.span for cell in cells]
            known = any(settled.within(s) or self.one_sided[side].within(s) for s in spans)
            if known:  # a score stands there, and is reported as such
                continue
            label = self._called(name).format(name=line.label.text)
            note = TABLE_OF.format(where=self.place)
            if name is ROW and not sheet.turned:
                self.draft.tell(kind, line.span)
            self.draft.alone(kind, label, self.part, None, line.place, (), note)

    def _called(self, name: Text) -> Text:
        """Return what a line is called: the first table says which way round both are read."""
        turned = self.at.a.turned
        return (COLUMN if name is ROW else ROW) if turned else name

    def _is_settled(self, left: Cell | None, right: Cell | None) -> bool:
        return (left is not None and self.draft.settled_a.within(left.content.span)) or (
            right is not None and self.draft.settled_b.within(right.content.span)
        )

    def _cell(self, rows: tuple[int, int], columns: tuple[int, int]) -> Text:
        row = self.draft.newer(self.at.a.rows[rows[0]], self.at.b.rows[rows[1]])
        column = self.draft.newer(self.at.a.columns[columns[0]], self.at.b.columns[columns[1]])
        if not row.label.text:
            return Text(en=column.label.text, zh=column.label.text)
        return CELL.format(row=row.label.text, column=column.label.text)

    def _add(
        self,
        kind: ChangeKind,
        label: Text,
        printed: tuple[str | None, str | None],
        left: Cell | None,
        right: Cell | None,
    ) -> None:
        spans = (left.content.span if left else None, right.content.span if right else None)
        note = TABLE_OF.format(where=self.place)
        self.draft.add(kind, label, self.part, printed, spans, (), note)


def _cells(sheet: Sheet, place: int, *, by_rows: bool) -> list[Cell]:
    found = sheet.cells[place] if by_rows else tuple(row[place] for row in sheet.cells)
    return [cell for cell in found if cell is not None and cell.text.strip()]
