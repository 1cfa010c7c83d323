"""The engine: runs rules over a reading and turns what they found into findings with places.

Rules speak in record paths. Here a path becomes a span, a replacement becomes an edit with the
quotes YAML needs, and a suppression comment marks what it silences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cardkit.diff.pair import other
from cardkit.errors import UsageError
from cardkit.rules.beside import Beside, Terms
from cardkit.rules.finding import (
    Confidence,
    Finding,
    Fix,
    Found,
    Member,
    Place,
    Replacement,
)
from cardkit.rules.internal.rule_crashed import CRASHED
from cardkit.rules.quoting import yaml_string
from cardkit.rules.registry import PLAIN, Rule, RuleSettings, choose, rules_by_code
from cardkit.rules.report import Report
from cardkit.rules.suppress import Directive, directives, silence
from cardkit.rules.suppression.unused_suppression import UNUSED
from cardkit.source.span import Path, Span, TextEdit
from cardkit.text import LANGUAGES, Language

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.diff.pair import CardPair, Side
    from cardkit.rules.tested import Tested

__all__ = ["Report", "agree", "validate", "validate_pair"]


def validate(
    reading: Reading,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    settings: RuleSettings = PLAIN,
) -> Report:
    """Run the chosen rules over `reading`; those over a pair of cards are left out.

    `select` and `ignore` hold codes, fronts of codes (`MET`) or names; `settings` is what a policy
    says of rules. Findings come in the order of their places; silenced ones are kept apart in
    `Report.suppressed`. A rule that crashes becomes a finding of CK900 and the others go on. Raises
    ConfigError for an unknown selector and for a trusted key that is none, MissingExtra where keys
    are trusted and `cryptography` is not there.
    """
    rules = [rule for rule in choose(select, ignore, settings) if rule.subject != "pair"]
    sheet = _Sheet.of(reading, rules, settings)
    sheet.silence()
    return sheet.report(rules)


def validate_pair(
    pair: CardPair,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    settings: RuleSettings = PLAIN,
) -> tuple[Report, Report]:
    """Run the chosen rules over both cards, and over the two of them; one report for each.

    What a rule finds between the cards stands in the report of the card it speaks of, with its
    places in the other. A comment in either silences it. Raises as `validate`.
    """
    return _both(pair, choose(select, ignore, settings), settings)


def agree(
    pair: CardPair,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    settings: RuleSettings = PLAIN,
) -> tuple[Report, Report]:
    """Run only the rules over the pair, as `validate_pair` does."""
    rules = [rule for rule in choose(select, ignore, settings) if rule.subject == "pair"]
    return _both(pair, rules, settings)


def _both(pair: CardPair, rules: Sequence[Rule], settings: RuleSettings) -> tuple[Report, Report]:
    alone = [rule for rule in rules if rule.subject != "pair"]
    sheets: dict[Side, _Sheet] = {
        "a": _Sheet.of(pair.a, alone, settings),
        "b": _Sheet.of(pair.b, alone, settings),
    }
    between: list[tuple[Side, Finding]] = []
    for rule in rules:
        if rule.subject == "pair":
            between += _run_pair(rule, pair, settings)
    for side, finding in between:
        sheets[side].findings.append(finding)
    for sheet in sheets.values():
        sheet.silence()
    for side, sheet in sheets.items():
        found = [finding for at, finding in between if at == side]
        _silence_from_across(sheet, found, sheets[other(side)])
    return sheets["a"].report(rules), sheets["b"].report(rules)


@dataclass
class _Sheet:
    """One card on its way to a report."""

    reading: Reading
    comments: list[Directive]
    findings: list[Finding]
    tested: dict[str, tuple[Tested, ...]]

    @classmethod
    def of(cls, reading: Reading, rules: Iterable[Rule], settings: RuleSettings) -> _Sheet:
        """Run `rules` over one card."""
        sheet = cls(reading, directives(reading), [], {})
        beside = Beside(reading, settings.terms or Terms())
        for rule in rules:
            subject = beside if rule.subject == "evidence" else reading
            sheet.findings += _run(rule, subject, reading, sheet.tested, settings)
        return sheet

    def silence(self) -> None:
        """Mark what the card's own comments silence."""
        self.findings = silence(self.findings, self.comments)

    def report(self, rules: Iterable[Rule]) -> Report:
        """Return the report; comments that silenced nothing are found where that rule is asked."""
        ran = {rule.code for rule in rules}
        marked = self.findings
        if UNUSED in ran:
            marked = marked + _unused(self.reading, self.comments, ran)
        marked = sorted(marked, key=lambda f: (f.span, f.code, f.path == ()))
        return Report(
            document=self.reading.document,
            findings=tuple(f for f in marked if f.suppression is None),
            suppressed=tuple(f for f in marked if f.suppression is not None),
            kind=self.reading.kind,
            language=self.reading.language,
            languages=_languages(self.reading),
            tested=self.tested,
        )


def _languages(reading: Reading) -> tuple[Language, ...]:
    """Return the languages a card speaks: a record those of its summary or else its title."""
    if reading.kind == "markdown":
        return (reading.language,) if reading.language else ()
    said = reading.record.summary or reading.record.title
    return tuple(one for one in LANGUAGES if said is not None and said.get(one))


def _silence_from_across(sheet: _Sheet, between: Sequence[Finding], across: _Sheet) -> None:
    """Let the comments of the other card silence what was found between the two."""
    at = {id(finding): i for i, finding in enumerate(sheet.findings)}
    mirrored = [(f, replace(f, span=place.span)) for f in between for place in f.elsewhere]
    silenced = silence([there for _, there in mirrored], across.comments)
    for (finding, _), there in zip(mirrored, silenced, strict=True):
        i = at.get(id(finding))  # none where the card's own comment has silenced it
        if i is not None and there.suppression is not None:
            source = across.reading.document.source
            suppression = replace(there.suppression, source=source)
            sheet.findings[i] = replace(finding, suppression=suppression)


def _run(
    rule: Rule,
    subject: Reading | Beside,
    reading: Reading,
    tested: dict[str, tuple[Tested, ...]],
    settings: RuleSettings,
) -> list[Finding]:
    """Return what a rule found, and put into `tested` what it could test where it says so."""
    findings: list[Finding] = []
    try:
        options = settings.options.get(rule.code, {})
        findings.extend(concretise(rule, f, reading) for f in rule.check(subject, **options))
        if rule.coverage is not None:
            tested[rule.code] = tuple(rule.coverage(reading))
    except UsageError:  # a key that is none, a package that is not there: whoever runs it must act
        raise
    except Exception as error:  # a broken rule must not hide what the others say
        findings.append(_crash(rule, error, reading))
    return findings


def _run_pair(rule: Rule, pair: CardPair, settings: RuleSettings) -> list[tuple[Side, Finding]]:
    """Return what a rule found between two cards, each with the side it stands on."""
    findings: list[tuple[Side, Finding]] = []
    try:
        for found in rule.check(pair, **settings.options.get(rule.code, {})):
            across = pair.side(other(found.side)).document.source
            finding = concretise(rule, found, pair.side(found.side))
            places = tuple(Place(across, span) for span in found.there)
            findings.append((found.side, replace(finding, elsewhere=places)))
    except Exception as error:  # as above
        findings.append(("a", _crash(rule, error, pair.a)))
    return findings


def _crash(rule: Rule, error: Exception, reading: Reading) -> Finding:
    args = {"rule": rule.code, "error": type(error).__name__, "detail": str(error)[:200]}
    variant = "" if rule.waivable else "guard"  # a guard is not to be passed over
    return concretise(rules_by_code()[CRASHED], Found(at=(), args=args, variant=variant), reading)


def concretise(rule: Rule, found: Found, reading: Reading) -> Finding:
    """Turn what a rule found into a finding with spans, positions, texts and edits."""
    source = reading.document.source
    span = found.span or reading.span(found.at)
    related = [(reading.file_path(path), reading.span(path)) for path in found.related]
    related += [((), other) for other in found.related_spans]
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=found.severity or rule.severity,
        confidence=found.confidence,
        file=source.name,
        path=reading.file_path(found.at),
        span=span,
        start=source.position(span.start),
        end=source.position(span.end),
        message=rule.message(found),
        help=rule.help(found),
        args=found.args,
        related=tuple(related),
        fix=_fix(found, reading),
        klass=found.klass,
        variant=found.variant,
        members=tuple(_member(member, reading) for member in found.members),
    )


def _member(member: Member, reading: Reading) -> tuple[Path, str]:
    if isinstance(member, str):
        return (), member
    if isinstance(member, Span):
        return (), reading.document.source.slice(member)
    return reading.file_path(member), reading.document.source.slice(reading.span(member))


def _fix(found: Found, reading: Reading) -> Fix | None:
    edits = [_edit(replacement, reading) for replacement in found.replacements]
    if not edits or any(edit is None for edit in edits):
        return None
    return Fix(found.safe, tuple(edit for edit in edits if edit is not None))


def _edit(replacement: Replacement, reading: Reading) -> TextEdit | None:
    """Return the edit for `replacement`, None where the path has no place of its own."""
    spans = reading.key_spans if replacement.key else reading.spans
    span = replacement.span or spans.get(replacement.path)
    if span is None:
        return None
    old = reading.document.source.slice(span)
    if not replacement.raw and _in_yaml(span, reading):
        return TextEdit(span, yaml_string(replacement.new, old))
    return TextEdit(span, replacement.new)


def _in_yaml(span: Span, reading: Reading) -> bool:
    if reading.kind != "markdown":
        return True
    front = reading.document.front_matter
    return front is not None and front.yaml_span.contains(span)


def _unused(reading: Reading, comments: list[Directive], ran: set[str]) -> list[Finding]:
    """Return findings for comments that silenced nothing, where all rules they name have run."""
    judges = [c for c in comments if c.codes == {UNUSED}]
    others = [c for c in comments if c.codes != {UNUSED}]
    findings = silence(_idle(reading, others, ran), judges)
    return findings + silence(_idle(reading, judges, ran), judges)


def _idle(reading: Reading, comments: list[Directive], ran: set[str]) -> list[Finding]:
    rule = rules_by_code()[UNUSED]
    findings = []
    for comment in comments:
        if comment.used or not (comment.problem or comment.codes <= ran):
            continue
        found = Found(
            at=(),
            span=comment.span,
            variant=comment.problem,
            args={"selectors": comment.selectors, "name": comment.unknown},
            confidence=Confidence.HIGH,
        )
        findings.append(concretise(rule, found, reading))
    return findings
