"""The scores a card claims for its own model, each with all that it says of how it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cardkit.forensics.claims import scaled_claims, suite_of_card
from cardkit.text import Text
from cardkit.verify.protocol.stated import whole

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.catalog.task import Aggregate, Task
    from cardkit.forensics.claims import Scaled
    from cardkit.record.base import Status
    from cardkit.record.evaluation import Evaluation, Harness
    from cardkit.source.span import Path


@dataclass(frozen=True, slots=True)
class ScoreClaim:
    """One claimed score; what is None the card does not state.

    `path` is where the card says it, as `Reading.span` takes it. `value` is a fraction of 1 with
    `decimals` printed decimals (73.8 % is .738 with 3), None where the unit is not known.
    `task` is the id the card's task has in the registry, `registered` what the registry says.
    """

    path: Path
    label: Text
    task: str | None
    registered: Task | None
    aggregate: Aggregate | None
    suite: str | None
    printed: str
    value: Decimal | None
    decimals: int | None
    status: Status
    metric: str | None = None
    shots: int | None = None
    n: int | None = None
    harness: str | None = None
    harness_version: str | None = None
    split: str | None = None
    dataset: str | None = None
    dataset_revision: str | None = None
    prompt_format: str | None = None
    settings: Mapping[str, object] | None = None
    samples_sha256: str | None = None


def score_claims(reading: Reading) -> tuple[ScoreClaim, ...]:
    """Return the scores that a card claims for its own model, in their order.

    Those of compared models are nobody's to verify here. Units are read table by table, as the
    rules on scores read them, which is why a reading is needed and not its record alone.
    """
    evaluations = reading.record.evaluations
    setup = reading.record.evaluation_setup
    suite = suite_of_card(reading)
    own = [s for s in scaled_claims(reading) if s.claim.origin == "evaluation"]
    return tuple(
        _claim(scaled, e, suite, e.harness or (setup.harness if setup else None))
        for scaled, e in zip(own, evaluations, strict=True)
    )


def _claim(scaled: Scaled, e: Evaluation, suite: str | None, harness: Harness | None) -> ScoreClaim:
    claim = scaled.claim
    fraction = scaled.fraction if scaled.sure else None
    value, decimals = fraction if fraction is not None else (None, None)
    settings = e.generation or {}
    return ScoreClaim(
        path=claim.path,
        label=claim.label,
        task=e.task,
        registered=claim.task,
        aggregate=claim.aggregate,
        suite=suite,
        printed=e.score.printed,
        value=value,
        decimals=decimals,
        status=e.status,
        metric=e.metric,
        shots=e.shots if e.shots is not None else whole(settings.get("num_fewshot")),
        n=e.n,
        harness=harness.name if harness else None,
        harness_version=harness.version if harness else None,
        split=e.split,
        dataset=e.dataset,
        dataset_revision=e.dataset_revision,
        prompt_format=e.prompt_format,
        settings=e.generation,
        samples_sha256=e.samples_sha256,
    )
