"""From the answers of a run to the verdict on each claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cardkit.stats.sequential.family import Family
from cardkit.stats.sequential.family import judge as judge_together
from cardkit.text import Text
from cardkit.verify.measure.alike import alike
from cardkit.verify.measure.outcome import Asked, CheckedScore, UnderMetric
from cardkit.verify.measure.plan import Left, Plan, Planned
from cardkit.verify.measure.run import Outcome
from cardkit.verify.measure.standing import Standing
from cardkit.verify.measure.verdict import judge
from cardkit.verify.protocol.protocol import Metric, metrics_of


def conclude(plan: Plan, outcome: Outcome) -> tuple[tuple[CheckedScore, ...], Family | None]:
    """Return every claim with its verdict, in the order of the card, and all of them together.

    A task that was refused, or that the model answers the same whatever it is asked, is
    inconclusive, with the reason. The family is None where no item was asked.
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
        found[left.claim.path] = _left(left)
    scores = tuple(
        replace(found[path], readings=tuple(readings.get(path, ()))) for path in plan.order
    )
    return scores, _family(plan, scores)


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
    others = _others(planned, standing)
    verdict, reason = judge(result, others, planned.protocol)
    refusal = outcome.refusals.get(planned.asking)
    same = alike(standing)
    if refusal is not None:
        verdict, reason = "inconclusive", refusal.message
    elif same is not None:
        verdict, reason = "inconclusive", same
    elif not result.seen and not outcome.load.completed:
        reason = _NOT_LOADED
    seen = result.seen
    asked = Asked(
        items=planned.items,
        drawn=tuple(standing.items[:seen]),
        bits=_text(standing, planned.protocol.metric, seen),
        seed=standing.asking.seed,
        prompts=f"{standing.prompts:064x}",
        fed=standing.fed,
        naive=standing.naive,
        seconds=standing.seconds,
    )
    return CheckedScore(planned.claim, verdict, planned.protocol, result, asked, reason, others)


_NOT_LOADED = Text(en="the model was not loaded; see the remarks", zh="模型未能加载，原因见说明")


def _others(planned: Planned, standing: Standing) -> tuple[UnderMetric, ...]:
    tested = {
        standing.asking.trials[place].metric: standing.trials[place].result()
        for place in planned.trials[1:]
    }
    seen = standing.trials[planned.trials[0]].seen
    return tuple(
        UnderMetric(metric, sum(standing.bits[metric][:seen]), tested.get(metric))
        for metric in metrics_of(planned.protocol.definition)
        if metric != planned.protocol.metric and metric in standing.bits
    )


def _text(standing: Standing, metric: Metric, seen: int) -> str:
    return "".join("01"[bit] for bit in standing.bits.get(metric, b"")[:seen])


def _family(plan: Plan, scores: Sequence[CheckedScore]) -> Family | None:
    results = [s.result for s in scores if s.result is not None and s.result.seen]
    if not results:
        return None
    return judge_together(results, plan.limits.alpha)
