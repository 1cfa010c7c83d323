"""The screen for people: each finding with its line, carets under the place, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardkit.report.frame import Style, excerpt, numbered, shown
from cardkit.report.silenced import silenced_by
from cardkit.report.summary import summary
from cardkit.rules.finding import Finding, Place, Severity
from cardkit.rules.report import Report
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.text import Language, Text, visible

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_HELP = Text(en="help: ", zh="建议：")
_COLON = Text(en=": ", zh="：")


def write(
    reports: Iterable[Report],
    language: Language,
    style: Style,
    *,
    show_suppressed: bool = False,
    fixed: int = 0,
) -> str:
    """Write all findings as framed blocks, and the summary."""
    reports = list(reports)
    blocks: list[str] = []
    for report in reports:
        silenced = report.suppressed if show_suppressed else ()
        for finding in sorted((*report.findings, *silenced), key=lambda f: (f.span, f.code)):
            blocks.append("\n".join(_block(finding, report, language, style)))
    blocks.append(summary(reports, language, fixed=fixed))
    return "\n\n".join(blocks) + "\n"


def _block(finding: Finding, report: Report, language: Language, style: Style) -> Iterator[str]:
    color = _COLORS[finding.severity]
    head = style.paint(f"{finding.severity.label}[{finding.code}]", "1", color)
    yield f"{head} {style.paint(finding.message.get(language), '1')}"
    source = report.document.source
    places = [Place(source, span) for _, span in finding.related]
    places += finding.elsewhere
    last = max(finding.start.line, *(place.start.line for place in places), 1)
    gutter = len(str(last))
    yield _arrow("-->", finding, gutter, style)
    yield numbered("", gutter, "", style)
    yield from _place(source, finding.span, gutter, style, ("^", color, finding.name))
    for place in places:
        line, column = place.start
        yield style.paint(f"{'':>{gutter}}::: ", "2") + f"{visible(place.file)}:{line}:{column}"
        yield from _place(place.source, place.span, gutter, style, ("-", "2", ""))
    yield from _foot(finding, gutter, language, style)


def _arrow(mark: str, finding: Finding, gutter: int, style: Style) -> str:
    place = f"{visible(finding.file)}:{finding.start.line}:{finding.start.column}"
    return style.paint(f"{'':>{gutter}}{mark} ", "2") + place


def _place(
    source: Source, span: Span, gutter: int, style: Style, mark: tuple[str, str, str]
) -> Iterator[str]:
    """Yield the line before the place, its line, and the marks under it."""
    character, color, label = mark
    line = source.position(span.start).line
    if line > 1 and source.slice(source.line_span(line - 1)).strip():
        context = source.line_span(line - 1)
        text, _, _ = excerpt(source, Span(context.start, context.start), gutter, style)
        yield numbered(line - 1, gutter, text, style)
    text, start, end = excerpt(source, span, gutter, style)
    yield numbered(line, gutter, text, style)
    under = style.paint((character * (end - start) + " " + label).rstrip(), color)
    yield numbered("", gutter, " " * start + under, style)


def _foot(finding: Finding, gutter: int, language: Language, style: Style) -> Iterator[str]:
    indent = " " * (gutter + 1)
    if finding.help is not None:
        yield f"{indent}= {_HELP.get(language)}{finding.help.get(language)}"
    if finding.suppression is not None:
        reason = shown(finding.suppression.reason)
        yield f"{indent}= {silenced_by(finding.suppression, language)}" + (
            _COLON.get(language) + reason if reason else ""
        )
