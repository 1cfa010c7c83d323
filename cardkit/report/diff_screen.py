"""Differences on a screen: part by part, each with both lines; and one line each for editors."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.diff.change import PARTS, Change, ChangeKind, Place
from cardkit.diff.outcome import Diff, Side, weight
from cardkit.report import diff_words
from cardkit.report.frame import Style, excerpt, shown
from cardkit.text import Language, Text, visible, wrap

_SIGNS: dict[ChangeKind, tuple[str, str]] = {
    "changed": ("~", "33"),
    "rounded": ("~", "36"),
    "added": ("+", "32"),
    "removed": ("-", "31"),
    "moved": (">", "36"),
}
_COLORS = {"error": "31", "warning": "33", "note": "36", "": "2"}
_COLON = Text(en=": ", zh="：")
_MAX_VALUE = 160


def full(diff: Diff, language: Language, style: Style) -> str:
    """Write the differences with the lines they stand in, `-` of the first and `+` of the second.

    Of a finding the line that it calls here comes first. No line is wider than the page but for
    names of files.
    """
    blocks: list[str] = []
    for part in PARTS:
        changes = diff.part(part)
        if changes:
            lines = [style.paint(diff_words.PARTS[part].get(language), "1")]
            for change in changes:
                lines += _change(change, diff, language, style)
            blocks.append("\n".join(lines))
    blocks.append(_foot(diff, language, style))
    return "\n\n".join(blocks) + "\n"


def _foot(diff: Diff, language: Language, style: Style) -> str:
    lines = wrap(diff_words.headline(diff, language), style.width, rest="  ")
    for note in diff.notes:
        lines += wrap(note.get(language), style.width, rest="  ")
    return "\n".join(lines)


def _change(change: Change, diff: Diff, language: Language, style: Style) -> Iterator[str]:
    sign, color = _SIGNS[change.kind]
    if change.klass:
        color = _COLORS[weight(change)]
    head = f"  {sign} "
    said = statement(change, language, style)
    for i, line in enumerate(wrap(said, style.width, first=head, rest="    ")):
        yield line.replace(head, f"  {style.paint(sign, color)} ", 1) if i == 0 else line
    if change.note is not None:
        note = f"({change.note.en})" if language == "en" else f"（{change.note.zh}）"
        yield from wrap(visible(note), style.width, first="    ", rest="    ")
    names = diff_words.short_names(diff)
    places = [("-", diff.a, names[0], change.a), ("+", diff.b, names[1], change.b)]
    for mark, side, name, place in reversed(places) if change.side == "b" else places:
        if place is not None:
            yield _line(mark, side, f"{visible(name)}:{place.line}", place, style)


def statement(change: Change, language: Language, style: Style) -> str:
    """Return a change as one sentence: `GSM8K: 0.0210 → 0.0250`."""
    label = visible(change.label.get(language))
    if change.klass:
        label = f"{diff_words.title(change, language)}{_COLON.get(language)}{label}"
    values = _values(change, style)
    return f"{label}{_COLON.get(language)}{values}" if values else label


def _values(change: Change, style: Style) -> str:
    before, after = (_value(value, style) for value in (change.before, change.after))
    if change.kind == "moved":
        return after or before
    if before and after:
        return f"{before} {'→' if style.unicode else '->'} {after}"
    if change.kind in ("added", "removed"):
        return after or before
    nothing = "∅" if style.unicode else "(none)"
    return f"{before or nothing} {'→' if style.unicode else '->'} {after or nothing}" * bool(
        before or after
    )


def _value(value: str | None, style: Style) -> str:
    text = " ".join((value or "").split())
    if len(text) > _MAX_VALUE:
        text = text[: _MAX_VALUE - 1].rstrip() + style.ellipsis
    return visible(text)


def _line(mark: str, side: Side, name: str, place: Place, style: Style) -> str:
    head = f"      {mark} {name} | "
    room = Style(style.color, style.unicode, max(style.width - len(head) + 3, 30))
    text, _, _ = excerpt(side.source, place.span, 0, room)
    return style.paint(head, "2") + text.strip()


def concise(diff: Diff, language: Language, style: Style) -> str:
    """Write `new.md:86: changed: MMLU: 0.4810 → 0.4910`, a line each, and the summary.

    The place is in the new file where it has one, of a finding in the file that it calls here.
    """
    lines = []
    for change in diff.changes:
        side, place = _stands(change, diff)
        where = visible(side.source.name) + (f":{place.line}" if place else "")
        if change.klass:
            said = statement(change, language, style)
        else:
            word = diff_words.WORDS[change.kind].get(language)
            said = f"{word}{_COLON.get(language)}{statement(change, language, style)}"
        lines.append(f"{where}: {said}")
    lines.append(diff_words.headline(diff, language))
    lines += [shown(note.get(language)) for note in diff.notes]
    return "\n".join(lines) + "\n"


def _stands(change: Change, diff: Diff) -> tuple[Side, Place | None]:
    sides = [(diff.b, change.b), (diff.a, change.a)]
    if change.side == "a":
        sides.reverse()
    return next((pair for pair in sides if pair[1] is not None), sides[0])
