"""From the answers of a run to the verdict on each claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cardkit.stats.sequential.family import Family
from cardkit.stats.sequential.family import judge as judge_together
from cardkit.stats.sequential.result import Result
from cardkit.text import Text
from cardkit.verify.measure.alike import alike
from cardkit.verify.measure.outcome import Asked, CheckedScore, UnderMetric
from cardkit.verify.measure.plan import Left, Plan, Planned
from cardkit.verify.measure.run import Outcome
from cardkit.verify.measure.standing import Standing
from cardkit.verify.measure.verdict import Judgement, judge
from cardkit.verify.protocol.protocol import Metric, metrics_of


def conclude(plan: Plan, outcome: Outcome) -> tuple[tuple[CheckedScore, ...], Family | None]:
    """Return every claim with its verdict, in the order of the card, and all of them together.

    A task that was refused before it was decided, or that the model answers the same whatever it is
    asked, is inconclusive, with the reason. The family is None where no item was asked.
    """
    found: dict[object, CheckedScore] = {}
    readings: dict[object, list[CheckedScore]] = {}
    for planned in plan.planned:
        checked = _checked(planned, outcome)
        if planned.other:
            readings.setdefault(planned.claim.path, []).append(checked)
        else:
            found[planned.claim.path] = checked
    for left in plan.left:
        if left.other:
            readings.setdefault(left.claim.path, []).append(_left(left))
        else:
            found[left.claim.path] = _left(left)
    scores = tuple(
        replace(found[path], readings=tuple(readings.get(path, ()))) for path in plan.order
    )
    return scores, _family(plan, scores, outcome)


def _left(left: Left) -> CheckedScore:
    derived = left.kind in _NOTHING_OF_ITS_OWN
    return CheckedScore(
        left.claim, "inconclusive", left.protocol, reason=left.reason, is_derived=derived
    )


_NOTHING_OF_ITS_OWN = frozenset({"claim-aggregate", "claim-assumed"})


def _checked(planned: Planned, outcome: Outcome) -> CheckedScore:
    standing = outcome.standings[planned.asking]
    first = standing.trials[planned.trials[0]]
    result = first.result()
    verdict, reason = standing_verdict(planned, standing)
    refusal = outcome.refusals.get(planned.asking)
    if refusal is not None and verdict == "inconclusive":
        reason = refusal.message
    elif not result.seen and not outcome.load.completed:
        reason = _NOT_LOADED
    others = tuple(_under_metrics(planned, standing))
    asked = Asked(
        items=planned.items,
        drawn=tuple(standing.items),
        bits=_text(standing, planned.protocol.metric),
        seed=standing.asking.seed,
        prompts=f"{standing.prompts:064x}",
        fed=standing.fed,
        naive=standing.naive,
        seconds=standing.seconds,
    )
    return CheckedScore(planned.claim, verdict, planned.protocol, result, asked, reason, others)


_NOT_LOADED = Text(en="the model was not loaded; see the remarks", zh="模型未能加载，原因见说明")


def standing_verdict(planned: Planned, standing: Standing) -> Judgement:
    """Return the verdict on a claim as its answers stand, and what must be said beside it."""
    same = alike(standing)
    if same is not None:
        return "inconclusive", same
    result = standing.trials[planned.trials[0]].result()
    return judge(result, _tested(planned, standing), planned.protocol)


def _tested(planned: Planned, standing: Standing) -> dict[Metric, Result]:
    """Return how the claim fares under the other metrics that it may mean."""
    return {
        standing.asking.trials[place].metric: standing.trials[place].result()
        for place in planned.trials[1:]
    }


def _under_metrics(planned: Planned, standing: Standing) -> Iterator[UnderMetric]:
    tested = _tested(planned, standing)
    for metric in metrics_of(planned.protocol.definition):
        if metric != planned.protocol.metric and standing.bits.get(metric):
            observed = standing.observed(metric)
            yield UnderMetric(metric, sum(standing.bits[metric]), observed, tested.get(metric))


def _text(standing: Standing, metric: Metric) -> str:
    return "".join("01"[bit] for bit in standing.bits.get(metric, b""))


def _family(plan: Plan, scores: Sequence[CheckedScore], outcome: Outcome) -> Family | None:
    """Judge the claims together. The combined evidence is that of claims whose rule is the card's.

    Of two claims on the same answers the first counts in the product: the others are not drawn
    independently.
    """
    results = [s.result for s in scores if s.result is not None and s.result.seen]
    if not results:
        return None
    apart: dict[str, Result] = {}
    for planned in plan.planned:
        standing = outcome.standings[planned.asking]
        result = standing.trials[planned.trials[0]].result()
        sure = not planned.protocol.is_guess and len(planned.trials) == 1
        if sure and result.seen and not planned.other and alike(standing) is None:
            apart.setdefault(planned.asking, result)
    alone = judge_together(tuple(apart.values()), plan.limits.alpha)
    both = judge_together(results, plan.limits.alpha)
    return replace(both, mean=alone.mean, product=alone.product)
