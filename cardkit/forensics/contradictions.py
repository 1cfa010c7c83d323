"""Which scores of two places are one claim, and which of those contradict each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from cardkit.forensics.stated import StatedScore
from cardkit.record.agreement import agree

_MANY = 50
"""A subject that one side states more often is passed over: its labels do not tell all apart."""
_SHARES_RIGHT = frozenset(("accuracy", "acc_norm", "exact_match"))
"""Metrics that a bare score of a task of questions may be."""
_FEW = 2
"""More contradictions than this between two places, and no agreement, are two measurements."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A score with which no comparable one agrees.

    `others` are the comparable ones, the closest first. `anchored` says that the two places agree
    on other scores, so that they give the same measurements. `stated` says that both state or
    imply the same setting, so that they need no such witness.
    """

    score: StatedScore
    others: tuple[StatedScore, ...]
    anchored: bool
    stated: bool


def comparable(a: StatedScore, b: StatedScore) -> bool:
    """Say whether two scores can be one claim: nothing that both state differs."""
    return a.subject == b.subject and not any(
        x is not None and y is not None and x != y
        for x, y in (
            (a.shots, b.shots),
            (_alike(a.metric), _alike(b.metric)),
            (_split(a), _split(b)),
            (a.version, b.version),
        )
    )


def same_setting(a: StatedScore, b: StatedScore) -> bool:
    """Say whether two comparable scores state one setting; a metric unsaid is the usual one."""
    return a.shots == b.shots and _metric(a) == _metric(b)


def _metric(score: StatedScore) -> str | None:
    return _alike(score.metric or (score.task.metric if score.task else None))


def _alike(metric: str | None) -> str | None:
    """Return one name for accuracy and exact match: the share of answers that are right."""
    return "accuracy" if metric == "exact_match" else metric


def one_metric(a: StatedScore, b: StatedScore) -> bool:
    """Say whether the metric that only one of two scores states is what the other must mean.

    A bare `HumanEval` is pass@1 and not pass@10; a bare `SQuAD` is not surely its F1.
    """
    stated = a.metric or b.metric
    if stated is None or (a.metric and b.metric):
        return True
    task = a.task or b.task
    usual = task.metric if task else "accuracy"
    if usual in _SHARES_RIGHT:
        return stated in _SHARES_RIGHT or "acc" in stated or stated == "mc2"
    return stated == usual


def _split(score: StatedScore) -> str | None:
    text = (score.split or "").casefold()
    return {"val": "validation", "dev": "validation"}.get(text, text) or None


def contradictions(
    scores: Sequence[StatedScore], against: Sequence[StatedScore]
) -> Iterator[Contradiction]:
    """Yield the scores that no comparable one of `against` agrees with, each once.

    A score of `against` that agrees with another of `scores` speaks for that one and is no witness
    against this: of two settings that a block does not tell apart the table may give one.
    """
    times = Counter(score.subject for score in scores)
    by_subject: dict[str, list[StatedScore]] = defaultdict(list)
    for other in against:
        by_subject[other.subject].append(other)
    for subject, found in by_subject.items():
        if len(found) > _MANY or times[subject] > _MANY:
            found.clear()
    partners = [[o for o in by_subject.get(s.subject, ()) if comparable(s, o)] for s in scores]
    agreeing = [
        [o for o in found if agree(s.number, o.number)]
        for s, found in zip(scores, partners, strict=True)
    ]
    taken = {id(other) for found in agreeing for other in found}
    ledger = _ledger(scores, partners, agreeing)
    for score, found, same in zip(scores, partners, agreeing, strict=True):
        free = [other for other in found if id(other) not in taken and one_metric(score, other)]
        if same or not free:
            continue
        free.sort(key=lambda other: (not same_setting(score, other), other.at))
        yield Contradiction(
            score,
            tuple(free),
            anchored=any(_is_anchored(ledger[score.group, o.group]) for o in free),
            stated=same_setting(score, free[0])
            and all(s.known and not s.elsewhere for s in (score, free[0]))
            and ledger[score.group, free[0].group][1] <= _FEW,
        )


def _ledger(
    scores: Sequence[StatedScore],
    partners: Sequence[Sequence[StatedScore]],
    agreeing: Sequence[Sequence[StatedScore]],
) -> dict[tuple[Hashable, Hashable], list[int]]:
    """Count for each two places the scores that they agree on, and those that they do not."""
    counts: dict[tuple[Hashable, Hashable], list[int]] = defaultdict(lambda: [0, 0])
    for score, found, same in zip(scores, partners, agreeing, strict=True):
        good = {other.group for other in same}
        for group in {other.group for other in found}:
            counts[score.group, group][0 if group in good else 1] += 1
    return counts


def _is_anchored(count: Sequence[int]) -> bool:
    agree_on, differ_on = count
    return agree_on >= max(1, differ_on)
