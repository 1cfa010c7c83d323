"""What the rules between two languages find, in the shape of a difference between two cards."""

from __future__ import annotations

from collections.abc import Iterable

from cardkit.bind.reading import Reading
from cardkit.diff.change import Change, ChangeKind, ChangeSeverity, Part, Place, place_of
from cardkit.diff.notes import notes_on
from cardkit.diff.outcome import Diff, Side, ordered
from cardkit.diff.pair import CardPair
from cardkit.rules.engine import agree
from cardkit.rules.finding import Finding
from cardkit.rules.report import Report
from cardkit.text import Text

_PARTS: dict[str, Part] = {
    "BIL1": "tables",
    "BIL301": "code",
    "BIL303": "links",
    "BIL304": "metadata",
    "BIL305": "citation",
}
"""Front of a code → part of the card that the rule speaks of; anything else is text."""


def are_two_languages(a: Reading, b: Reading) -> bool:
    """Say whether one card is in English and the other in Chinese."""
    return {a.language, b.language} == {"en", "zh"}


def disagreements(
    a: Reading, b: Reading, *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Diff:
    """Hold a Chinese and an English card against each other by the rules between two cards.

    Findings that a comment silences are counted and left out. Raises ConfigError for an unknown
    selector.
    """
    return as_diff(a, b, agree(CardPair(a, b), select=select, ignore=ignore))


def as_diff(
    a: Reading, b: Reading, reports: tuple[Report, Report], notes: Iterable[Text] = ()
) -> Diff:
    """Return the findings of the reports of `a` and `b` as differences; `notes` come first."""
    one, two = reports
    changes = [_change(finding, a, b, first=True) for finding in one.findings]
    changes += [_change(finding, b, a, first=False) for finding in two.findings]
    silenced = len(one.suppressed) + len(two.suppressed)
    every = (*notes, *notes_on(a), *notes_on(b))
    return Diff("agreement", Side.of(a), Side.of(b), ordered(changes), every, silenced)


def _change(finding: Finding, here: Reading, there: Reading, *, first: bool) -> Change:
    at = place_of(here.document.source, finding.span)
    across = _across(finding, there)
    return Change(
        kind=_kind(finding, first=first),
        label=finding.message,
        part=next((part for code, part in _PARTS.items() if finding.code.startswith(code)), "text"),
        klass=finding.klass or "",
        path=finding.path,
        a=at if first else across,
        b=across if first else at,
        note=finding.help,
        code=finding.code,
        severity=_SEVERITIES[finding.severity.label],
        side="a" if first else "b",
    )


_SEVERITIES: dict[str, ChangeSeverity] = {"note": "note", "warning": "warning", "error": "error"}


def _across(finding: Finding, there: Reading) -> Place | None:
    """Return the first place in the other card."""
    for place in finding.elsewhere:
        if place.source.name == there.document.source.name:
            return place_of(there.document.source, place.span)
    return None


def _kind(finding: Finding, *, first: bool) -> ChangeKind:
    """Return what became of it from `a` to `b`: what stands on one side alone is missing there."""
    if finding.klass == "rounding":
        return "rounded"
    if finding.klass == "missing" and not finding.elsewhere:
        return "removed" if first else "added"
    return "changed"
