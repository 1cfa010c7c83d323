"""The claims of a card as evidence binds them: a pointer that survives edits, and a digest.

A pointer is the record's path with the task in place of the place in a list: rows may be moved and
added. Where two claims share one, the second ends in `/2`. The digest is that of the claim in plain
words, without the pointer's number, so that a claim is found again wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cardkit.catalog.harness_names import harness_of
from cardkit.catalog.metrics import find_metric
from cardkit.evidence.canonical import LARGEST, Json, digest
from cardkit.evidence.printed import read_as
from cardkit.forensics.claims import Scaled, scaled_claims
from cardkit.verify.spec.claims import claims_of

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.record.evaluation import Evaluation, Harness
    from cardkit.source.span import Path
    from cardkit.verify.outcome import Claim

ClaimKind = Literal["spec", "score"]
_MAX_TEXT = 400
_PRINTED = frozenset({"shots", "metric", "n", "split"})
"""Facts of a score that a Markdown card has a column for: without it another claim is made."""


@dataclass(frozen=True)
class CardClaim:
    """One claim of a card. `path` is where it stands now, as `Reading.span` takes it.

    `claimed` is what it says, in values that canonical JSON has: `kind`, `at` (the pointer without
    a number), `value`, and what else decides its meaning. What the card does not state is not in.
    """

    pointer: str
    path: Path
    kind: ClaimKind
    claimed: Mapping[str, Json]
    printed: str
    is_derived: bool = False
    """Formed from other scores, or only assumed: nothing of its own to measure."""
    partial: bool = False
    """Whether it stands in a Markdown card, which has no place for some facts of a claim."""

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical `claimed`."""
        return digest(self.claimed)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from the others of one reading: its path, and what is claimed there."""
        return (self.path, self.claimed.get("field"), self.claimed["value"])

    def departs_from(self, then: Mapping[str, Json], printed: str) -> str | None:
        """Return which of its facts is another than what was claimed `then`, None for none.

        A Markdown card has no place for harness, dataset and the like: what it cannot say it does
        not deny, and a rendered card must stay bound to the evidence of its record. It may say more
        than was said, as the name of a task does of its metric. Nor does it always say whether 61.0
        is a percentage; then the printed digits decide.
        """
        if self.digest == digest(then):
            return None
        now = self.claimed
        if now["value"] != then.get("value") and not self._says(then, printed):
            return "value"
        names = (now.keys() | then.keys()) - {"value"}
        if self.partial:
            same_task = now.get("task") in read_as(str(then.get("task")))
            free = {"unit", *({"task", "at"} if same_task else ())}
            names = {n for n in then.keys() - free - {"value"} if n in now or n in _PRINTED}
        return next((n for n in sorted(names) if now.get(n) != then.get(n)), None)

    def _says(self, then: Mapping[str, Json], printed: str) -> bool:
        loose = self.partial and self.kind == "score"
        return loose and self.claimed.get("unit") == "unknown" and self.printed == printed


def card_claims(reading: Reading) -> tuple[CardClaim, ...]:
    """Return the claims of a card that can be verified: of its make, then its scores.

    Those of compared models are nobody's to verify here; a comparison file has none.
    """
    if reading.kind == "comparison":
        return ()
    partial = reading.kind == "markdown"
    found: list[CardClaim] = []
    met: dict[str, int] = {}
    for claim in (*_specs(reading), *_scores(reading)):
        at = claim.pointer
        met[at] = met.get(at, 0) + 1
        pointer = at if met[at] == 1 else f"{at}/{met[at]}"
        found.append(replace(claim, pointer=pointer, partial=partial))
    return tuple(found)


def _specs(reading: Reading) -> Iterator[CardClaim]:
    for claim in claims_of(reading.record):
        at = _pointer(claim.path, claim.field)
        claimed: dict[str, Json] = {
            "kind": "spec",
            "at": at,
            "field": claim.field,
            "value": spec_value(claim),
            "nominal": claim.nominal,
        }
        yield CardClaim(at, claim.path, "spec", claimed, claim.printed)


def spec_value(claim: Claim) -> str | bool:
    """Return what is claimed: counts as their digits, so that none is too large for JSON."""
    return claim.value if isinstance(claim.value, (bool, str)) else str(claim.value)


def _pointer(path: Path, field: str) -> str:
    names = [part for part in path if isinstance(part, str)]
    return _joined(names if names[-1] == field else [*names, field])


def _joined(parts: list[str]) -> str:
    """Return a JSON pointer (RFC 6901) of `parts`."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def score_pointer(task: str) -> str:
    """Return the pointer of the score of a task."""
    return _joined(["evaluations", task[:_MAX_TEXT], "score"])


def _scores(reading: Reading) -> Iterator[CardClaim]:
    setup = reading.record.evaluation_setup
    usual = setup.harness if setup is not None else None
    own = [each for each in scaled_claims(reading) if each.claim.origin == "evaluation"]
    for scaled, evaluation in zip(own, reading.record.evaluations, strict=True):
        label = scaled.claim.label
        task = evaluation.task or label.en or label.zh
        at = score_pointer(task)
        harness = evaluation.harness or usual
        claimed = _claimed(scaled, evaluation, harness, task[:_MAX_TEXT], at)
        derived = scaled.claim.aggregate is not None or evaluation.status == "assumed"
        printed = evaluation.score.printed
        yield CardClaim(at, scaled.claim.path, "score", claimed, printed, derived)


def _claimed(
    scaled: Scaled, e: Evaluation, harness: Harness | None, task: str, at: str
) -> Mapping[str, Json]:
    metric = None if e.metric is None else find_metric(e.metric)
    facts: dict[str, object] = {
        "kind": "score",
        "at": at,
        "task": task,
        **_value(scaled),
        "metric": e.metric if metric is None else metric.id,
        "metricVersion": e.metric_version,
        "shots": e.shots,
        "n": e.n,
        "harness": None if harness is None else harness_of(harness.name) or harness.name,
        "harnessVersion": harness.version if harness is not None else None,
        "promptFormat": e.prompt_format,
        "generation": e.generation,
        "dataset": e.dataset,
        "datasetRevision": e.dataset_revision,
        "split": e.split,
        "samplesSha256": e.samples_sha256,
        "status": None if e.status == "stated" else e.status,
    }
    return {name: plain(value) for name, value in facts.items() if value is not None}


def _value(scaled: Scaled) -> Mapping[str, str]:
    """Return the score as printed: a share as a fraction of 1 with all its printed decimals.

    73.8 % is 0.738, 0.7380 another claim: the digits say how exact it is.
    """
    fraction = scaled.fraction if scaled.sure else None
    if fraction is None:
        return {"value": scaled.claim.score.printed, "unit": scaled.unit or "unknown"}
    value, decimals = fraction
    return {"value": f"{value:.{decimals}f}", "unit": "fraction"}


def plain(value: object) -> Json:
    """Return a value of a record as one that canonical JSON has: other numbers as texts."""
    if value is None or isinstance(value, (bool, str)):
        return value if not isinstance(value, str) else _text(value)
    if isinstance(value, int):
        return int(value) if abs(value) <= LARGEST else str(value)
    if isinstance(value, Mapping):
        return {_text(str(name)): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (float, Decimal)):
        return str(getattr(value, "text", value))
    return _text(str(value))


def _text(value: str) -> str:
    """Return a text without halves of surrogate pairs: bytes that were no UTF-8 are shown."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")
