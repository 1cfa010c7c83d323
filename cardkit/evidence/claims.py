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

from cardkit.catalog.metrics import find_metric
from cardkit.evidence.canonical import LARGEST, Json, digest
from cardkit.forensics.claims import Scaled, scaled_claims
from cardkit.verify.spec.claims import claims_of

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.record.evaluation import Evaluation, Harness
    from cardkit.source.span import Path
    from cardkit.verify.outcome import Claim

ClaimKind = Literal["spec", "score"]
_MAX_TEXT = 400


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

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical `claimed`."""
        return digest(self.claimed)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from the others of one reading: its path, and what is claimed there."""
        return (self.path, self.claimed.get("field"), self.claimed["value"])


def card_claims(reading: Reading) -> tuple[CardClaim, ...]:
    """Return the claims of a card that can be verified: of its make, then its scores.

    Those of compared models are nobody's to verify here; a comparison file has none.
    """
    if reading.kind == "comparison":
        return ()
    found: list[CardClaim] = []
    met: dict[str, int] = {}
    for claim in (*_specs(reading), *_scores(reading)):
        at = claim.pointer
        met[at] = met.get(at, 0) + 1
        found.append(claim if met[at] == 1 else replace(claim, pointer=f"{at}/{met[at]}"))
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


def _scores(reading: Reading) -> Iterator[CardClaim]:
    setup = reading.record.evaluation_setup
    usual = setup.harness if setup is not None else None
    own = [each for each in scaled_claims(reading) if each.claim.origin == "evaluation"]
    for scaled, evaluation in zip(own, reading.record.evaluations, strict=True):
        label = scaled.claim.label
        task = evaluation.task or label.en or label.zh
        at = _joined(["evaluations", task[:_MAX_TEXT], "score"])
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
        "harness": harness.name if harness is not None else None,
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
