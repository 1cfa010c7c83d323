"""The one function that decides: severities, what is waived, what is left, how the run ends.

`validate`, `audit` and whatever else has findings come here, so that a waiver that has expired has
expired everywhere, and a level means the same on every road.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cardkit.policy.about import about_changes, about_gone, about_waivers
from cardkit.policy.baseline import EMPTY, Baseline, Key
from cardkit.policy.findings import LANGUAGE, finding, plain_document
from cardkit.policy.policy import Policy
from cardkit.policy.waivers import Waivers
from cardkit.rules.finding import Finding, Severity, Suppression
from cardkit.rules.fingerprint import fingerprint, fingerprints
from cardkit.rules.registry import rules_by_code
from cardkit.rules.report import Report
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.text import Text

EXIT_CLEAN, EXIT_FINDINGS, EXIT_ERROR = 0, 1, 2
_WHOLE_FILE = Span(0, 0)
_LANGUAGE_NAMES = {"en": Text(en="English", zh="英文"), "zh": Text(en="Chinese", zh="中文")}


@dataclass(frozen=True)
class Decision:
    """What a run comes to: the reports as the policy has them, and the exit code."""

    reports: tuple[Report, ...]
    exit_code: int
    least: Severity | None
    """The least severity that fails the run; None where nothing does."""
    baseline: Baseline = EMPTY
    """What `--write-baseline` writes."""
    kept_out: int = 0
    """Findings that a baseline which only shrinks does not take in."""
    taken: int = 0
    """Findings of this run that the baseline covers."""


def decide(
    reports: Iterable[Report],
    policy: Policy,
    today: date,
    *,
    fail_on: str | None = None,
    ran: frozenset[str] | None = None,
    writes_baseline: bool = False,
) -> Decision:
    """Hold findings against a policy.

    Severities become the policy's, and what it turns off is dropped. Findings that a waiver or the
    baseline covers move to `suppressed`; what is wrong with the policy itself (expired and unused
    waivers, a baseline that grew) is found in a report of its own. `fail_on` overrides the
    policy's level; `ran` holds the codes of the rules that ran, all of them by default, so that a
    waiver of a rule that was left out is not called unused. `today` is the day that waivers are
    held against. With `writes_baseline` findings that the new baseline takes in count as covered.
    """
    decider = Decider(policy, today, ran=ran, writes_baseline=writes_baseline)
    return decider.close(decider.take(reports), fail_on=fail_on)


class Decider:
    """`decide` in parts, for runs that cannot hold all reports at once: take some, then close."""

    def __init__(
        self,
        policy: Policy,
        today: date,
        *,
        ran: frozenset[str] | None = None,
        writes_baseline: bool = False,
    ) -> None:
        self._policy, self._ran, self._writes = policy, ran, writes_baseline
        self._waivers = Waivers(
            policy.config.waivers, today, policy.file.source if policy.file else None
        )
        self._old = policy.baseline or EMPTY
        self._left = Counter(self._old.counts)
        self._cards: set[str] = set()
        self._seen: Counter[Key] = Counter()
        self._new = self._taken = 0

    def take(self, reports: Iterable[Report]) -> list[Report]:
        """Return these reports as the policy has them."""
        return [self._report(report) if report.is_card else report for report in reports]

    def close(self, decided: Sequence[Report], *, fail_on: str | None = None) -> Decision:
        """Return the decision; `decided` are all reports of `take`, or those that matter."""
        reports = (*decided, *self._about_policy())
        least = level_that_fails(self._policy, fail_on)
        code = exit_code(reports, least)
        return Decision(reports, code, least, self._next_baseline(), self._new, self._taken)

    def _report(self, report: Report) -> Report:
        card = self._policy.card_name(report.document.source)
        self._cards.add(card)
        every = (*report.findings, *report.suppressed, *self._languages(report))
        graded = [one for found in every if (one := self._graded(found)) is not None]
        if self._waivers or self._left or self._writes:
            graded = [self._covered(one, card, report.document.text) for one in graded]
        graded.sort(key=lambda f: (f.span, f.code, f.path == ()))
        return replace(
            report,
            known_as=card,
            findings=tuple(f for f in graded if f.suppression is None),
            suppressed=tuple(f for f in graded if f.suppression is not None),
        )

    def _languages(self, report: Report) -> list[Finding]:
        """Return a finding for each language that the policy asks for and the card lacks."""
        if not report.languages or not self._asked(LANGUAGE):
            return []
        missing = [one for one in self._policy.config.languages if one not in report.languages]
        source = report.document.source
        return [
            finding(LANGUAGE, source, _WHOLE_FILE, {"language": _LANGUAGE_NAMES[one]})
            for one in missing
        ]

    def _asked(self, code: str) -> bool:
        return self._ran is None or code in self._ran

    def _graded(self, found: Finding) -> Finding | None:
        """Return a finding at the policy's level, None where the policy turns its rule off."""
        level = self._policy.level(found.code)
        if found.suppression is not None and not self._policy.config.comments:
            found = replace(found, suppression=None)
        if level == "off":
            return None
        return found if level is None else replace(found, severity=level)

    def _covered(self, found: Finding, card: str, text: str) -> Finding:
        """Return a finding with what silences it: a comment, a waiver that holds, the baseline.

        One between two cards belongs to both, whichever of them it stands in.
        """
        if not rules_by_code()[found.code].waivable:
            return found
        across = (self._policy.card_name(place.source) for place in found.elsewhere)
        cards = frozenset((card, *across))
        waiver = self._waivers.cover(found, cards, fingerprint(found, text))
        if found.suppression is not None:
            return found
        marks = fingerprints(found, text)
        keys = Counter(Key(min(cards), found.code, mark) for mark in marks)
        return replace(found, suppression=waiver or self._in_baseline(keys))

    def _in_baseline(self, keys: Counter[Key]) -> Suppression | None:
        """Take a finding out of what is left of the baseline, where that holds all of it."""
        self._seen.update(keys)
        held = all(self._left[key] >= n for key, n in keys.items())
        for key, n in keys.items():
            self._left[key] -= min(n, self._left[key])
        if not held and not (self._writes and self._takes_new):
            self._new += 1
            return None
        self._taken += 1
        return Suppression("", _WHOLE_FILE, self._old.source, "baseline")

    @property
    def _takes_new(self) -> bool:
        """Whether the baseline that is written takes in what the old one does not hold."""
        settings = self._policy.config.baseline
        return self._policy.baseline is None or (settings is not None and not settings.shrink_only)

    def _about_policy(self) -> list[Report]:
        """Return a report for each file of the policy that something is found in."""
        found = [
            *about_waivers(self._policy, self._waivers, self._cards, self._ran),
            *about_changes(self._policy),
            *(() if self._writes else about_gone(self._policy, self._gone())),
        ]
        by_file: dict[int, tuple[Source, list[Finding]]] = {}
        for source, one in found:
            graded = self._graded(one)
            asked = self._asked(one.code) or not rules_by_code()[one.code].waivable
            if graded is not None and asked:
                by_file.setdefault(id(source), (source, []))[1].append(graded)
        return [
            Report(
                document=plain_document(source),
                findings=tuple(sorted(told, key=lambda f: (f.span, f.code))),
                kind="policy",
            )
            for source, told in by_file.values()
        ]

    def _judged(self, key: Key) -> bool:
        return key.card in self._cards and self._asked(key.rule)

    def _gone(self) -> dict[Key, int]:
        return {key: n for key, n in self._left.items() if n > 0 and self._judged(key)}

    def _next_baseline(self) -> Baseline:
        """Return the baseline to write: what is there now, of the old one alone if it shrinks."""
        old = self._old.counts
        kept = {key: n for key, n in old.items() if not self._judged(key)}
        if self._takes_new:
            return Baseline(kept | dict(self._seen))
        left = {key: min(n, self._seen[key]) for key, n in old.items() if self._judged(key)}
        return Baseline(kept | {key: n for key, n in left.items() if n})


def level_that_fails(policy: Policy, fail_on: str | None = None) -> Severity | None:
    """Return the least severity that fails a run, None where none does (`never`).

    It is that of the command line, else the policy's, else an error.
    """
    level = fail_on or policy.config.fail_on or "error"
    return None if level == "never" else Severity.parse(level)


def exit_code(reports: Iterable[Report], least: Severity | None) -> int:
    """Return 2 where a rule crashed, 1 where a finding is at or above `least`, else 0."""
    reports = list(reports)
    if any(report.crashed for report in reports):
        return EXIT_ERROR
    failing = least is not None and any(report.worst >= least for report in reports)
    return EXIT_FINDINGS if failing else EXIT_CLEAN


def worst_code(codes: Iterable[int]) -> int:
    """Return the exit code of a run of several parts: 2 beats 1 beats 4 beats 0."""
    return max(codes, key=(0, 4, 1, 2).index, default=EXIT_CLEAN)
