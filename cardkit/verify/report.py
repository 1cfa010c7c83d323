"""What a verification came to: every claim with its verdict, and what the model showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from cardkit.bind.reading import Reading
from cardkit.errors import ClaimsContradicted
from cardkit.source.span import breadcrumb
from cardkit.text import Text
from cardkit.verify.outcome import Checked, Observation, Remark, Verdict
from cardkit.verify.spec.check import exit_code

if TYPE_CHECKING:
    from datetime import datetime

    from cardkit.evidence.files import Files
    from cardkit.verify.measure.outcome import CheckedScore, Measured


@dataclass(frozen=True, slots=True)
class Bound:
    """What evidence is bound to: the files of the model, and the times in UTC of the check."""

    files: Files
    started: datetime
    finished: datetime


@dataclass(frozen=True)
class VerifyReport:
    """The claims of one card held against one model.

    `model` names the model, at its commit where it is on a hub. `claims` hold what was observed of
    each, the most trusted witness first; `observations` everything that was; `remarks` what was
    noticed about the files and the loading. `sha256` holds the digests of the model's files that a
    hub or a Git LFS pointer states, by their names.
    """

    reading: Reading
    model: str
    claims: tuple[Checked, ...]
    remarks: tuple[Remark, ...]
    observations: tuple[Observation, ...]
    sha256: Mapping[str, str] = field(default_factory=dict)
    measured: Measured | None = None
    """The scores that were measured again; None where that was not asked for."""
    bound: Bound | None = None
    """The digests for a statement; None where none was asked for."""

    @property
    def file(self) -> str:
        """The name the card goes by."""
        return self.reading.document.source.name

    @property
    def ok(self) -> bool:
        """Whether all claims could be checked and none is contradicted: `exit_code` is 0."""
        return self.exit_code == 0

    @property
    def contradicted(self) -> tuple[Checked, ...]:
        """The claims that the model contradicts."""
        return tuple(each for each in self.claims if each.verdict == "contradicted")

    @property
    def contradicted_scores(self) -> tuple[CheckedScore, ...]:
        """The claimed scores that the measured ones contradict."""
        scores = self.measured.scores if self.measured is not None else ()
        return tuple(each for each in scores if each.verdict == "contradicted")

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """The number of claims of each verdict, scores left out."""
        return {v: sum(c.verdict == v for c in self.claims) for v in get_args(Verdict)}

    @property
    def exit_code(self) -> int:
        """What `cardkit verify` exits with: 1 where a claim is contradicted, 4 where inconclusive.

        Inconclusive is: a claim nothing was found for, no claim at all, a model that is damaged or
        refused, so that what was read of it is not the whole, and a score that could not be
        measured or not be decided. 130 where a person ended the measuring.
        """
        if self.measured is None:
            return exit_code(self.claims, self.remarks)
        if self.measured.ended == "interrupted":
            return 130
        scores = [each.verdict for each in self.measured.scores if not each.is_derived]
        if "contradicted" in scores:
            return 1
        code = exit_code(self.claims, self.remarks, scores=len(scores))
        return 4 if code == 0 and "inconclusive" in scores else code

    def raise_for_contradictions(self) -> None:
        """Raise ClaimsContradicted when the model contradicts a claim."""
        if self.contradicted_scores:
            raise ClaimsContradicted(self._of_scores())
        if self.contradicted:
            first = self.contradicted[0]
            source = self.reading.document.source
            at = source.position(self.reading.span(first.claim.path).start)
            raise ClaimsContradicted(
                _CONTRADICTED.format(
                    n=len(self.contradicted),
                    model=self.model,
                    place=f"{source.name}:{at.line}:{at.column}",
                    where=breadcrumb(first.claim.path),
                    printed=first.claim.printed,
                    seen=first.observed[0].value if first.observed else "-",
                )
            )

    def _of_scores(self) -> Text:
        first = self.contradicted_scores[0]
        source = self.reading.document.source
        at = source.position(self.reading.span(first.claim.path).start)
        return _CONTRADICTED.format(
            n=len(self.contradicted) + len(self.contradicted_scores),
            model=self.model,
            place=f"{source.name}:{at.line}:{at.column}",
            where=breadcrumb(first.claim.path),
            printed=first.claim.printed,
            seen="-" if first.result is None else f"{first.result.observed:.4f}",
        )


_CONTRADICTED = Text(
    en="claims that {model} contradicts: {n}; the first: {place} {where}: {printed}, not {seen}",
    zh="与 {model} 矛盾的声明：{n} 项；第一项：{place} {where}：{printed}，实际为 {seen}",
)
