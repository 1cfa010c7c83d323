"""Comments that silence findings: where they stand, what they name, how far they reach.

In Markdown `<!-- cardkit: ignore[MET101, STR] reason -->` reaches the next block, or its own line
where the line holds something else too; `ignore-file[...]` before the first heading reaches all.
In YAML `# cardkit: ignore[...]` does the same for its line or for the entry below it. What is said
of the file as a whole is silenced by any comment before the first heading, in the front matter, or
above the first key of a record. A rule that is not waivable is never silenced: a card must not hide
that it was not checked.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cardkit.errors import ConfigError
from cardkit.rules.finding import Finding, Suppression
from cardkit.rules.reach import Reach
from cardkit.rules.registry import find, rules_by_code
from cardkit.source.span import Span

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_MARK = "cardkit:"
_DIRECTIVE = re.compile(r"cardkit:[ \t]*(ignore-file|ignore)\b[ \t]*(?:\[([^\][]*)\])?[ \t]*(.*)")
_WHOLE_FILE = Span(0, 0)
"""Where the engine puts a finding that has no place of its own."""


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
    verb: str = "ignore"
    on_top: bool = False
    """Whether it stands where it speaks for the whole file too."""
    used: bool = field(default=False)

    def suppression(self) -> Suppression:
        """Return what a silenced finding keeps of this comment."""
        return Suppression(self.reason, self.span)


def silence(findings: Sequence[Finding], comments: Sequence[Directive]) -> list[Finding]:
    """Return the findings in their order, those that a comment silences with its reason.

    Of several comments that reach a finding the innermost gives the reason, and all count as used.
    """
    marked = list(findings)
    by_code: dict[str, list[int]] = {}
    for i, finding in enumerate(findings):
        if rules_by_code()[finding.code].waivable:
            by_code.setdefault(finding.code, []).append(i)
    for code, places in by_code.items():
        naming = [c for c in comments if code in c.codes and not c.problem]
        if not naming:
            continue
        places.sort(key=lambda i: findings[i].span.start)
        starts = [findings[i].span.start for i in places]
        for comment in naming:
            comment.used = comment.used or _any_within(starts, comment.scope)
        for i, inner in zip(places, _innermost(starts, naming), strict=True):
            if inner is not None:
                marked[i] = replace(findings[i], suppression=inner.suppression())
        _silence_whole_file(marked, places, [c for c in naming if c.on_top])
    return marked


def _silence_whole_file(
    marked: list[Finding], places: Iterable[int], on_top: Sequence[Directive]
) -> None:
    """Silence what is said of the file as a whole by comments that stand on top of it."""
    if not on_top:
        return
    for i in places:
        if marked[i].span == _WHOLE_FILE:
            for comment in on_top:
                comment.used = True
            if marked[i].suppression is None:
                marked[i] = replace(marked[i], suppression=on_top[0].suppression())


def _any_within(starts: Sequence[int], scope: Span) -> bool:
    first = bisect.bisect_left(starts, scope.start)
    return first < len(starts) and starts[first] <= scope.end


def _innermost(starts: Iterable[int], comments: Iterable[Directive]) -> Iterator[Directive | None]:
    """Yield for each of the ascending `starts` the comment that reaches it and begins last."""
    waiting = sorted(comments, key=lambda c: (-c.scope.start, c.scope.end))
    begun: list[Directive] = []
    for start in starts:
        while waiting and waiting[-1].scope.start <= start:
            begun.append(waiting.pop())
        while begun and begun[-1].scope.end < start:
            begun.pop()
        yield begun[-1] if begun else None


def directives(reading: Reading) -> list[Directive]:
    """Return the suppression comments of a file, in order."""
    if _MARK not in reading.document.text:
        return []
    reach = Reach(reading)
    found = [*_yaml_comments(reading, reach)]
    if reading.kind == "markdown":
        found += _html_comments(reading, reach)
    return sorted(found, key=lambda d: d.span)


def _html_comments(reading: Reading, reach: Reach) -> Iterator[Directive]:
    source, body = reading.document.source, reading.document.body
    heading = next((s.heading.span.start for s in body.sections if s.heading), len(source.text))
    for span in body.comments:
        text = source.slice(span).removeprefix("<!--").removesuffix("-->").strip()
        match = _DIRECTIVE.fullmatch(text)
        if match is None:
            if text.startswith(_MARK):
                yield Directive(span, span, problem="malformed", selectors=text)
        elif match[1] == "ignore-file":
            yield _directive(span, Span(0, len(source.text)), match, span.start < heading)
        else:
            directive = _directive(span, reach.of_html(span), match, True)
            directive.on_top = span.start < heading
            yield directive


def _yaml_comments(reading: Reading, reach: Reach) -> Iterator[Directive]:
    area = reach.yaml_area()
    if area is None:
        return
    source = reading.document.source
    first, last = (source.position(offset).line for offset in area)
    above = last if reading.kind == "markdown" else reach.first_content() or last
    for number in range(first, last + 1):
        line = source.line_span(number)
        text = source.slice(line)
        at = _comment_start(text) if _MARK in text else None
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
            scope = line if text[:at].strip() else reach.of_yaml(number)
            directive = _directive(span, scope, match, True)
            directive.on_top = number <= above
            yield directive


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


def _directive(span: Span, scope: Span, match: re.Match[str], well_placed: bool) -> Directive:
    selectors, reason = (match[2] or "").strip(), match[3].strip()
    names = [name.strip() for name in selectors.split(",") if name.strip()]
    directive = Directive(span, scope, selectors=selectors, reason=reason, verb=match[1])
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
