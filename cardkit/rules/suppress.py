"""Comments that silence findings: where they stand, what they name, how far they reach.

In Markdown `<!-- cardkit: ignore[MET101, STR] reason -->` reaches the next block, or its own line
where the line holds something else too; `ignore-file[...]` before the first heading reaches all.
In YAML `# cardkit: ignore[...]` does the same for its line or for the entry below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cardkit.errors import ConfigError
from cardkit.rules.finding import Finding, Suppression
from cardkit.rules.registry import find
from cardkit.source.span import Span

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_MARK = "cardkit:"
_DIRECTIVE = re.compile(r"cardkit:[ \t]*(ignore-file|ignore)\b[ \t]*(?:\[([^\][]*)\])?[ \t]*(.*)")


@dataclass
class Directive:
    """One suppression comment: its place, its reach, the codes it silences."""

    span: Span
    scope: Span
    codes: frozenset[str] = frozenset()
    selectors: str = ""
    reason: str = ""
    problem: str = ""
    """Empty, `malformed`, `unknown` or `misplaced`: variants of SUP101."""
    unknown: str = ""
    used: bool = field(default=False)

    def silences(self, finding: Finding) -> bool:
        """Say whether this comment reaches `finding` and names its rule."""
        reached = self.scope.start <= finding.span.start <= self.scope.end
        return not self.problem and finding.code in self.codes and reached

    def suppression(self) -> Suppression:
        """Return what a silenced finding keeps of this comment."""
        return Suppression(self.reason, self.span)


def directives(reading: Reading) -> list[Directive]:
    """Return the suppression comments of a file, in order."""
    if _MARK not in reading.document.text:
        return []
    found = [*_yaml_comments(reading)]
    if reading.kind == "markdown":
        found += _html_comments(reading)
    return sorted(found, key=lambda d: d.span)


def _html_comments(reading: Reading) -> Iterator[Directive]:
    source, body = reading.document.source, reading.document.body
    heading = next((s.heading.span.start for s in body.sections if s.heading), len(source.text))
    for span in body.comments:
        text = source.slice(span).removeprefix("<!--").removesuffix("-->").strip()
        match = _DIRECTIVE.fullmatch(text)
        if match is None:
            if text.startswith(_MARK):
                yield Directive(span, span, problem="malformed", selectors=text)
            continue
        if match[1] == "ignore-file":
            yield _directive(span, Span(0, len(source.text)), match, span.start < heading)
            continue
        line = source.line_span(source.position(span.start).line)
        alone = source.slice(line).strip() == source.slice(span).strip()
        scope = _next_block(reading, span.end) if alone or "\n" in source.slice(span) else line
        yield _directive(span, scope, match, True)


def _next_block(reading: Reading, after: int) -> Span:
    """Return the block that begins on the next line that is not blank."""
    source = reading.document.source
    rest = source.text[after:]
    start = after + len(rest) - len(rest.lstrip())
    line = source.line_span(source.position(min(start, len(source.text))).line)
    for section in reading.document.body.sections:
        if section.span.end <= line.start:
            continue
        for block in (*((section.heading,) if section.heading else ()), *section.blocks):
            if line.start <= block.span.start <= line.end:
                return Span(line.start, max(block.span.end, line.end))
    return line


def _yaml_area(reading: Reading) -> Span | None:
    if reading.kind != "markdown":
        return Span(0, len(reading.document.text))
    front = reading.document.front_matter
    return front.yaml_span if front else None


def _yaml_comments(reading: Reading) -> Iterator[Directive]:
    area = _yaml_area(reading)
    if area is None:
        return
    source = reading.document.source
    first, last = (source.position(offset).line for offset in area)
    for number in range(first, last + 1):
        line = source.line_span(number)
        text = source.slice(line)
        at = _comment_start(text)
        if at is None or _MARK not in text[at:]:
            continue
        comment = text[at + 1 :].strip()
        span = Span(line.start + at, line.end)
        match = _DIRECTIVE.fullmatch(comment)
        if match is None:
            if comment.startswith(_MARK):
                yield Directive(span, span, problem="malformed", selectors=comment)
        elif match[1] == "ignore-file":
            yield _directive(span, Span(0, len(source.text)), match, not text[:at].strip())
        else:
            scope = line if text[:at].strip() else _next_entry(reading, number, last)
            yield _directive(span, scope, match, True)


def _comment_start(line: str) -> int | None:
    """Return where the comment of a YAML line begins, quotes taken into account."""
    quote = ""
    for i, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and (i == 0 or line[i - 1] in " \t[{,:-"):
            quote = character
        elif character == "#" and (i == 0 or line[i - 1] in " \t"):
            return i
    return None


def _next_entry(reading: Reading, number: int, last: int) -> Span:
    """Return the entry that begins on the next line with content, with all of its value."""
    source = reading.document.source
    for candidate in range(number + 1, last + 1):
        line = source.line_span(candidate)
        if source.slice(line).strip() and not source.slice(line).lstrip().startswith("#"):
            break
    else:
        return source.line_span(number)
    starting = [p for p, s in reading.key_spans.items() if line.start <= s.start <= line.end]
    ends = [reading.spans[p].end for p in starting if p in reading.spans]
    ends += [s.end for s in reading.spans.values() if line.start <= s.start <= line.end]
    return Span(line.start, max([line.end, *ends]))


def _directive(span: Span, scope: Span, match: re.Match[str], well_placed: bool) -> Directive:
    selectors, reason = (match[2] or "").strip(), match[3].strip()
    names = [name.strip() for name in selectors.split(",") if name.strip()]
    directive = Directive(span, scope, selectors=selectors, reason=reason)
    if not names:
        directive.problem, directive.selectors = "malformed", match[0]
        return directive
    if not well_placed:
        directive.problem = "misplaced"
        return directive
    codes: set[str] = set()
    for name in names:
        try:
            codes |= {r.code for r in find(name)[0]}
        except ConfigError:
            directive.problem, directive.unknown = "unknown", name
            return directive
    directive.codes = frozenset(codes)
    return directive
