"""What messages call rows and columns: in each language by the words of the card in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from cardkit.diff.tables.sheet import Line
from cardkit.text import Language, Text

Axis = Literal["row", "column"]
_MAX_LENGTH = 60


def names_of(axis: Axis, lines: Sequence[Line]) -> tuple[Text, ...]:
    """Return the name of each line in its own card: its label, its number where it has none.

    The group stands beside a label that another line bears too; what a line continues, before it.
    """
    keys = Counter(line.label.key for line in lines)
    return tuple(_name(axis, line, i, keys[line.label.key] > 1) for i, line in enumerate(lines))


def _name(axis: Axis, line: Line, place: int, repeats: bool) -> Text:
    label, group = shortened(line.label.text), shortened(line.group.text)
    if not label:
        kind = "行" if axis == "row" else "列"
        return Text(en=f"{axis} {place + 1}", zh=f"第 {place + 1} {kind}")
    if group and line.continues:
        return _same(f"{group} {label}")
    return _same(f"{label} ({group})" if group and repeats else label)


def in_both(a: Text, b: Text, language_of_a: Language | None) -> Text:
    """Return one name of two lines that belong together: in each language its own card's."""
    return Text(en=b.en, zh=a.zh) if language_of_a == "zh" else Text(en=a.en, zh=b.zh)


def shortened(text: str) -> str:
    """Return the text in one line, cut where it is too long for a message."""
    flat = " ".join(text[: 4 * _MAX_LENGTH].split())
    return flat if len(flat) <= _MAX_LENGTH else f"{flat[: _MAX_LENGTH - 1]}…"


def _same(text: str) -> Text:
    return Text(en=text, zh=text)
