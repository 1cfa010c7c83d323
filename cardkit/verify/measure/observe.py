"""The model that a card is held against, loaded and asked: its scores join what was observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cardkit.text import Text
from cardkit.verify.load.bringing import NotHere
from cardkit.verify.load.observe import LoadSettings, request_for
from cardkit.verify.load.run import LoadOutcome, joined
from cardkit.verify.measure.card import left_alone, measure
from cardkit.verify.measure.follow import Follow, by_nobody
from cardkit.verify.measure.outcome import Measured
from cardkit.verify.measure.settings import ScoreSettings

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.verify.spec.files import ModelFiles
    from cardkit.verify.spec.observe import Observed


def observe_scored(
    reading: Reading,
    files: ModelFiles,
    observed: Observed,
    settings: LoadSettings,
    scores: ScoreSettings,
    follow: Follow | None,
    say: Callable[[Text], None],
) -> tuple[Observed, Measured]:
    """Load the model of `files`, measure the card's scores, and return all that was observed.

    Raises what `load.observe.observe_loaded` and `measure` raise.
    """
    try:
        request, remarks = request_for(reading.record, files, observed, settings, say)
    except NotHere as stopped:
        loaded = LoadOutcome((), stopped.remarks, {}, completed=False)
        return joined(observed, loaded), left_alone(reading, scores)
    lengths = [o.value for o in observed.of("context_length") if type(o.value) is int]
    outcome, measured = measure(
        reading,
        replace(request, attention="sdpa"),  # shared work needs masks that eager is slow with
        observed.model,
        scores,
        context=lengths[0] if lengths else None,
        timeout=settings.timeout,
        follow=follow or by_nobody,
    )
    loaded = replace(outcome.load, remarks=(*remarks, *outcome.load.remarks, *measured.remarks))
    return joined(observed, loaded), measured
