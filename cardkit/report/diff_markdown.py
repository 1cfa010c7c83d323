"""Differences as Markdown for the comment of a pull request: a table a part, long ones folded.

Everything that comes from a card stands in code spans (`markdown_text`).
"""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.diff.change import PARTS, Change, Part, Place
from cardkit.diff.outcome import Diff
from cardkit.report import diff_words
from cardkit.report.markdown_text import code, lines
from cardkit.text import Language, Text

MAX_LENGTH = 60_000
"""A comment on GitHub holds 65,536 characters."""
_FOLDED: tuple[Part, ...] = ("tables", "text", "code", "links", "citation")
_MAX_OPEN = 20
"""Rows of a part that stands open; longer parts are folded as well."""
_MAX_VALUE = 240
_HEAD = Text(en="| | What | Before | After | Lines |", zh="| | 内容 | 之前 | 之后 | 行号 |")
_TWO_HEAD = Text(en="| | What | {a} | {b} | Lines |", zh="| | 内容 | {a} | {b} | 行号 |")
_RULE = "|---|---|---|---|---|"
_PLACES_HEAD = Text(en="| | What | Here | In the other card |", zh="| | 内容 | 此处 | 另一张卡片 |")
_PLACES_RULE = "|---|---|---|---|"
_FROM_TO = Text(en="{a} → {b}", zh="{a} → {b}")
_CUT = Text(
    en="_{count} more {count:is|are} left out here; `--output-format json` holds all._",
    zh="_此处略去 {count} 处；完整内容见 `--output-format json`。_",
)


def write(diff: Diff, language: Language) -> str:
    """Return the comment; what does not fit `MAX_LENGTH` is counted in a last line."""
    names = [code(side.source.name) for side in (diff.a, diff.b)]
    out = [f"**{diff_words.headline(diff, language)}**", "", f"{names[0]} → {names[1]}"]
    used, left = sum(map(len, out)), 0
    for part in PARTS:
        row = _row if _valued(diff, part) else _row_of_places
        rows = [row(change, diff, language) for change in diff.part(part)]
        kept: list[str] = []
        for text in rows:
            if left or used + len(text) > MAX_LENGTH:
                left += 1
            else:
                kept.append(text)
                used += len(text) + 1
        if kept:
            out += ["", *_part(diff, part, kept, language)]
    if left:
        out += ["", _CUT.format(count=left).get(language)]
    for note in diff.notes:
        out += ["", code(note.get(language))]
    return "\n".join(out) + "\n"


def _part(diff: Diff, part: Part, rows: Sequence[str], language: Language) -> list[str]:
    name = diff_words.PARTS[part].get(language)
    head, rule = _HEAD.get(language), _RULE
    if not _valued(diff, part):
        head, rule = _PLACES_HEAD.get(language), _PLACES_RULE
    elif diff.mode != "versions":
        sides = [code(side.source.name) for side in (diff.a, diff.b)]
        head = _TWO_HEAD.get(language).replace("{a}", sides[0]).replace("{b}", sides[1])
    table = [head, rule, *rows]
    if part in _FOLDED or len(rows) > _MAX_OPEN:
        summary = f"<details><summary>{name} ({len(rows)})</summary>"
        return [summary, "", *table, "", "</details>"]
    return [f"**{name}**", "", *table]


def _valued(diff: Diff, part: Part) -> bool:
    """Say whether the values stand in columns; findings between languages tell them in words."""
    return any(not c.side or c.before or c.after for c in diff.part(part))


def _row_of_places(change: Change, diff: Diff, language: Language) -> str:
    names = diff_words.short_names(diff)
    places = [
        code(f"{name}:{place.line}") if place else "–"
        for name, place in zip(names, (change.a, change.b), strict=True)
    ]
    if change.side == "b":
        places.reverse()
    return f"| {' | '.join([*_said(change, language), *places])} |"


def _row(change: Change, _: Diff, language: Language) -> str:
    cells = [
        *_said(change, language),
        *(lines(_cut(value)) for value in (change.before, change.after)),
        _places(change.a, change.b),
    ]
    return f"| {' | '.join(cells)} |"


def _said(change: Change, language: Language) -> list[str]:
    label = code(change.label.get(language).replace("`", ""))
    if change.note is not None:
        label += f"<br>{code(change.note.get(language).replace('`', ''))}"
    return [diff_words.title(change, language), label]


def _cut(value: str | None) -> str:
    text = value or ""
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1].rstrip() + "…"


def _places(a: Place | None, b: Place | None) -> str:
    told = [str(place.line) if place else "–" for place in (a, b)]
    return f"{told[0]} → {told[1]}"
