"""Other places of a card that state one of its scores, and state it otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cardkit.forensics.contradictions import comparable, one_metric, same_setting
from cardkit.forensics.eval_results_files import eval_results_scores
from cardkit.forensics.hub_scores import hub_scores
from cardkit.forensics.listed_scores import listed_scores
from cardkit.forensics.own_scores import own_scores
from cardkit.forensics.prose_scores import prose_scores
from cardkit.record.agreement import agree

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.stated import StatedScore
    from cardkit.source.span import Path


class Elsewhere(NamedTuple):
    """A score, and a place that says another value of the same task.

    `sure`: of the same setting, and of the card's own measuring.
    """

    score: StatedScore
    other: StatedScore
    sure: bool


def stated_elsewhere(reading: Reading, paths: Collection[Path]) -> Iterator[Elsewhere]:
    """Yield where the card states a score of `paths` with another value, each place once.

    Looked at are its `model-index`, its other tables, its lists and its sentences: those whose
    setting does not differ in anything that both state. A place that agrees with one of several
    such scores speaks for that one. Of another table it is not sure unless both state one setting:
    headings and captions may tell them apart.
    """
    own = own_scores(reading)
    scores = [score for score in own if score.at in paths]
    if not scores:
        return
    for other in (*hub_scores(reading), *listed_scores(reading), *prose_scores(reading)):
        yield from _against(other, scores, own)
    for other in own:
        if other.at not in paths:
            yield from _against(other, scores, scores, strict=True)


def filed_elsewhere(
    reading: Reading, paths: Collection[Path]
) -> Iterator[tuple[Elsewhere, str, int]]:
    """Do as `stated_elsewhere` with the `.eval_results` beside a card, which hubs show with it.

    With the name of the file and the line.
    """
    own = own_scores(reading)
    scores = [score for score in own if score.at in paths]
    if not scores:
        return
    for other, file, line in eval_results_scores(reading):
        for each in _against(other, scores, own):
            yield each, file, line


def _against(
    other: StatedScore,
    scores: Collection[StatedScore],
    own: Collection[StatedScore],
    *,
    strict: bool = False,
) -> Iterator[Elsewhere]:
    alike = [s for s in scores if comparable(s, other) and one_metric(s, other)]
    if not alike or any(comparable(s, other) and agree(s.number, other.number) for s in own):
        return
    same = [s for s in alike if same_setting(s, other)]
    yield Elsewhere((same or alike)[0], other, not other.elsewhere and bool(same or not strict))
