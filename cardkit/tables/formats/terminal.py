"""A comparison on the screen, drawn with rich; texts are rich `Text`, so nothing is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cardkit.tables.formats import provenance, words
from cardkit.tables.formats.layout import GAP, Layout, Slot, plan
from cardkit.tables.view import Column, ComparisonView, ModelRow
from cardkit.text import Language, Text, listed, visible, wrap

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_LEFT_OUT = Text(
    en="Left out for width: {columns}; choose with --columns or use a wider window",
    zh="因宽度不足未显示：{columns}；可用 --columns 选择列，或加宽窗口",
)
_WHY = Text(en="Where each number comes from: --why", zh="各数值的来源：--why")


def draw(
    view: ComparisonView,
    language: Language,
    room: int,
    can_encode: words.CanEncode,
    *,
    why: bool = False,
) -> list[RenderableType]:
    """Return what to print, top to bottom, for a screen of `room` columns.

    Labels fall back to English where the stream cannot show Chinese; what it cannot show of the
    data is escaped before widths are counted, so columns stay in line.
    """
    from rich.text import Text as RichText

    chrome: Language = language if can_encode(_LEFT_OUT.get(language)) else "en"
    marks = words.Marks.symbols(chrome, can_encode)
    rows = list(view.rows())
    cells = [[_safe(words.cell_text(r, c, marks), can_encode) for r in rows] for c in view.columns]
    columns = [_labelled(column, can_encode) for column in view.columns]
    layout = plan(columns, _with_marks(view, rows, cells), room, chrome)
    drawn: list[RenderableType] = []
    if view.title is not None:
        drawn += _paragraphs([visible(view.title.get(chrome))], room, can_encode, "bold")
    drawn += _heading(layout.slots, can_encode)
    at = 0
    for group in view.groups:
        if group.label is not None:
            label = visible(group.label.get(chrome))
            drawn += _paragraphs([label], room, can_encode, "bold cyan")
        table = _table(layout.slots, show_header=False)
        for i, row in enumerate(group.rows, at):
            table.add_row(*(_styled(slot, i, row) for slot in layout.slots))
        at += len(group.rows)
        drawn.append(table)
    shown = [text for column in cells for text in column]
    lines = _below(view, chrome, layout, shown)
    has_scores = any(row.scores.get(c.id) for row in rows for c in view.score_columns)
    if has_scores and not why:
        lines.append(_WHY.get(chrome))
    drawn += _paragraphs(lines, room, can_encode, "dim")
    if has_scores and why:
        drawn.append(RichText("\n" + provenance.TITLE.get(chrome), style="bold"))
        told = [*provenance.lines(view, chrome), "", *provenance.source_lines(view, chrome)]
        drawn += _paragraphs(told, room, can_encode, "")
    return drawn


def _labelled(column: Column, can_encode: words.CanEncode) -> Column:
    """Return a column whose headings can be shown; those of a card's table are hostile text."""
    long, short = (
        Text(en=_safe(visible(t.en), can_encode), zh=_safe(visible(t.zh), can_encode))
        for t in (column.label, column.short)
    )
    return replace(column, label=long, short=short)


def _safe(text: str, can_encode: words.CanEncode) -> str:
    if can_encode(text):
        return text
    return "".join(
        c if can_encode(c) else c.encode("ascii", "backslashreplace").decode() for c in text
    )


def _with_marks(
    view: ComparisonView, rows: Sequence[ModelRow], cells: Sequence[Sequence[str]]
) -> list[list[str]]:
    """Put `*` behind the best of a score column, and a blank behind the others to keep the line."""
    marked = []
    for column, texts in zip(view.columns, cells, strict=True):
        best = [column.id in r.scores and r.scores[column.id].best for r in rows]
        if column.kind == "score" and any(best):
            marked.append([t + ("*" if b else " ") for t, b in zip(texts, best, strict=True)])
        else:
            marked.append(list(texts))
    return marked


def _heading(slots: Sequence[Slot], can_encode: words.CanEncode) -> list[RenderableType]:
    from rich.text import Text as RichText

    line = "─" if can_encode("─") else "-"
    length = sum(slot.width for slot in slots) + GAP * (len(slots) - 1)
    return [_table(slots, show_header=True), RichText(line * length, style="dim")]


def _table(slots: Sequence[Slot], *, show_header: bool) -> Table:
    from rich.table import Table
    from rich.text import Text as RichText

    table = Table(
        box=None,
        show_header=show_header,
        show_edge=False,
        pad_edge=False,
        padding=(0, GAP, 0, 0),
        collapse_padding=False,
    )
    for slot in slots:
        table.add_column(
            RichText(slot.heading),
            width=slot.width,
            justify="right" if slot.column.kind == "score" else "left",
            overflow="fold",
        )
    return table


def _styled(slot: Slot, at: int, row: ModelRow) -> RenderableType:
    from rich.text import Text as RichText

    cell = row.scores.get(slot.column.id) if slot.column.kind == "score" else None
    return RichText(slot.cells[at], style="bold green" if cell and cell.best else "")


def _below(view: ComparisonView, language: Language, layout: Layout, cells: list[str]) -> list[str]:
    legend = words.legend(view, language, cells)
    lines = [legend] if legend else []
    if layout.left_out:
        names = listed(c.label for c in layout.left_out)
        lines.append(_LEFT_OUT.format(columns=names).get(language))
    lines += words.footer(view, language)
    return lines


def _paragraphs(
    lines: Sequence[str], room: int, can_encode: words.CanEncode, style: str
) -> list[RenderableType]:
    from rich.text import Text as RichText

    broken = [part for line in lines for part in wrap(_safe(line, can_encode), room)]
    return [RichText(line, style=style) for line in broken]
