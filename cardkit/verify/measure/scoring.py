"""The scorer of a loaded model, and the facts that decide what it gives."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from cardkit.verify.load.session import Run
from cardkit.verify.measure.events import Event, Scoring
from cardkit.verify.score.scorer import Scorer
from cardkit.verify.score.tiers import TIERS, Tier

_LIBRARIES = ("cardkit", "torch", "torch_npu", "transformers", "tokenizers", "safetensors")


def scoring(run: Run, tier: str) -> tuple[Scorer, Scoring]:
    """Return a scorer of the loaded model, and what it computes with.

    Raises UsageError where the asked tier is wrong for the model, CannotLoad where the model does
    not run.
    """
    chosen: Tier | None = next((t for t in TIERS if t == tier), None)
    scorer = Scorer(run.model, run.on, run.asked.tokenizer, tier=chosen)
    facts = {
        "device": str(run.on),
        "device_name": run.on.name,
        "dtype": run.on.dtype,
        "python": platform.python_version(),
    }
    facts |= {name: found for name in _LIBRARIES if (found := _version(name)) is not None}
    return scorer, Scoring(facts | _told(scorer), run.digests)


def retold(events: Iterable[Event], scorer: Scorer, first: Scoring) -> Iterator[Event]:
    """Yield events, and before each the facts of scoring where they are others than before.

    What memory allows, and which tier takes items longer than those of the check at the start, is
    known only once such items are asked.
    """
    last = first
    for event in events:
        now = replace(first, facts={**first.facts, **_told(scorer)})
        if now != last:
            last = now
            yield now
        yield event


def _told(scorer: Scorer) -> dict[str, str]:
    return {o.field: str(o.value) for o in scorer.observations()}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
