"""The disclosure reports as a screen, as Markdown and as versioned JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cardkit.disclosure import lines, words
from cardkit.disclosure.compute import ASSUMPTIONS, ComputeEstimate
from cardkit.disclosure.gpai import GpaiReport, ItemReport
from cardkit.disclosure.lines import Block
from cardkit.disclosure.mof import CLASSES, ComponentReport, MofReport
from cardkit.disclosure.places import Place
from cardkit.text import Language, Text, json_without_commands, plain_markdown, visible, wrap

VERSION = 1
_HEAD = Text(en="| Item | Status | Where |", zh="| 项目 | 状态 | 位置 |")

AnyReport = GpaiReport | MofReport


def _parts(report: AnyReport) -> tuple[list[Text], list[Block], Sequence[Text]]:
    if isinstance(report, GpaiReport):
        return (
            lines.gpai_head(report),
            lines.gpai_blocks(report),
            tuple(lines.gpai_notes(report)),
        )
    return lines.mof_head(report), lines.mof_blocks(report), lines.mof_notes(report)


def screen(report: AnyReport, language: Language, width: int) -> str:
    """Return the report for a terminal of `width` columns; what comes from the card is escaped."""
    head, blocks, notes = _parts(report)
    made = [line for text in head for line in _wrapped(text, language, width)]
    for block in blocks:
        made += ["", block.title.get(language)]
        for row in block.rows:
            label = Text(en="{label}: {status}", zh="{label}：{status}")
            text = label.format(label=row.label, status=row.status)
            made += _wrapped(text, language, width, first=f"  {row.mark} ", rest="    ")
            for detail in row.details:
                made += _wrapped(detail, language, width, first="      ", rest="      ")
    for note in notes:
        made += ["", *_wrapped(note, language, width)]
    return "\n".join(made) + "\n"


def _wrapped(
    text: Text, language: Language, width: int, *, first: str = "", rest: str = ""
) -> list[str]:
    return wrap(visible(text.get(language)), max(width, 30), first=first, rest=rest)


def markdown(report: AnyReport, language: Language) -> str:
    """Return the report as Markdown with a table for each section; card text stays text."""
    head, blocks, notes = _parts(report)
    made = [f"## {_plain(head[0], language)}"]
    for text in head[1:]:
        made += ["", _plain(text, language)]
    for block in blocks:
        made += ["", f"### {_plain(block.title, language)}", ""]
        made += [_HEAD.get(language), "| --- | --- | --- |"]
        for row in block.rows:
            where = "<br>".join(_plain(detail, language) for detail in row.details)
            made.append(
                f"| {_plain(row.label, language)} | {_plain(row.status, language)} | {where} |"
            )
    for note in notes:
        made += ["", _plain(note, language)]
    return "\n".join(made) + "\n"


def _plain(text: Text, language: Language) -> str:
    return plain_markdown(text.get(language))


def as_json(report: AnyReport) -> str:
    """Return the report as JSON in both languages.

    All but ASCII is escaped, and `##`, with which runners of workflows let a command begin.
    """
    data = _gpai(report) if isinstance(report, GpaiReport) else _mof(report)
    text = json.dumps({"version": VERSION, **data}, ensure_ascii=True, indent=2)
    return json_without_commands(text) + "\n"


def _gpai(report: GpaiReport) -> dict[str, object]:
    return {
        "profile": "gpai",
        "file": report.file,
        "audience": report.audience,
        "counts": {
            "documented": report.count("documented"),
            "not_documented": report.count("not_documented"),
            "not_applicable": report.count("not_applicable"),
            "measured": report.measured,
            "evidenced": report.evidenced,
            "withheld": report.withheld,
            "unread": report.unread_count,
        },
        "evidence": None if report.evidence is None else report.evidence.tally.evidence,
        "items": [_item(item) for item in report.items],
        "estimate": None if report.estimate is None else _estimate(report.estimate),
        "unread": [{"path": list(x.path), "label": x.label} for x in report.unread],
        **_both("meaning", words.MEANING),
    }


def _item(report: ItemReport) -> dict[str, object]:
    reason = {} if report.reason is None else _both("reason", report.reason)
    return {
        "id": report.item.id,
        "section": report.item.section,
        "audience": sorted(report.item.audience),
        "status": report.status,
        "conflict": report.conflict,
        "places": [_place(place) for place in report.places],
        "void": [_place(place) for place in report.void],
        **_both("label", report.item.label),
        **reason,
    }


def _estimate(found: ComputeEstimate) -> dict[str, object]:
    assumes = [dict(_both("text", text)) for text in ASSUMPTIONS]
    return {
        "kind": "estimate",
        "formula": "6ND",
        "unit": "FLOP",
        "flop": format(found.flop, "f"),
        "low": format(found.low, "f"),
        "high": format(found.high, "f"),
        "parameters": _place(found.parameters),
        "tokens": _place(found.tokens),
        "assumes": assumes,
        **_both("note", words.NO_CONCLUSION),
    }


def _mof(report: MofReport) -> dict[str, object]:
    blocker = words.blocker(report)
    first = report.blocker
    return {
        "profile": "mof",
        "file": report.file,
        "class": None if report.reached is None else CLASSES[report.reached],
        "blocker": None
        if first is None or blocker is None
        else {"component": first.component.id, **_both("message", blocker)},
        "components": [_component(x) for x in report.components],
        **_both("meaning", words.MOF_MEANING),
    }


def _component(report: ComponentReport) -> dict[str, object]:
    licence = report.licence
    return {
        "id": report.component.id,
        "class": CLASSES[report.component.level],
        "types": list(report.component.types),
        "required": report.component.required,
        "status": report.status,
        "counts": report.counts,
        "stands_in": report.stands_in,
        "place": None if report.place is None else _place(report.place),
        "licence": None
        if licence is None
        else {
            "name": licence.name,
            "lists": [] if licence.known is None else list(licence.known.lists),
            "suits_type": report.suits_type,
            "place": _place(licence.place),
        },
        **_both("label", report.component.label),
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "path": list(place.path),
        "breadcrumb": place.breadcrumb,
        "line": place.line,
        "excerpt": place.excerpt,
        "measured": place.measured,
        "evidence": place.evidence,
    }


def _both(name: str, text: Text) -> dict[str, str]:
    return {name: text.en, f"{name}_zh": text.zh}
