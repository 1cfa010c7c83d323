"""The self-check at the start: which tier gives, on this model, what one sequence alone gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cardkit.errors import UsageError
from cardkit.text import Text
from cardkit.verify.protocol.requests import Scored
from cardkit.verify.score import samples
from cardkit.verify.score.caches import Prefixes
from cardkit.verify.score.faults import Faults
from cardkit.verify.score.memory import out_of_memory
from cardkit.verify.score.network import Network
from cardkit.verify.score.samples import COMMON, Spoken
from cardkit.verify.score.tiers import TIERS, Sizes, Tier, impossible, score
from cardkit.verify.score.tree import tree_of

TOLERANCE = 1e-2
"""Of a sum of log-probabilities in float32."""

POWER = 3.0
"""How many times the deviation every fault must be off, for the check to say anything."""

FLOOR = 1e-3
"""Of the tolerance: what no fault may be below, however small the deviation."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a tier did: its largest deviation from sequences fed alone, or why there is none.

    `alone` says that it padded nothing, `shared` that items shared a start, `greedy` that the
    greedy flags were the same. `fault` is how far off the least of the faults was that this tier
    could have: with less, a deviation would not be told from a fault.
    """

    tier: Tier
    alone: bool
    shared: bool
    deviation: float | None
    greedy: bool
    fault: float | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The tier that is used, and what that rests on.

    `alone` keeps the plain tier to one sequence a forward, `sharing` lets items share a start.
    `tolerance` is a difference of sums of log-probabilities, `length` that of the longest context
    tried. It is for items of more than `beyond` tokens.
    """

    tier: Tier
    alone: bool
    sharing: bool
    tolerance: float
    length: int
    tried: tuple[Tried, ...]
    forced: bool = False
    beyond: int = 0


class SelfCheck:
    """Two items, what the model says of each of their sequences alone, and tiers held against it.

    Contexts have up to `length` tokens.
    """

    def __init__(self, network: Network, sizes: Sizes, length: int) -> None:
        self.length = length
        self._network = network
        self._items = samples.items(network, length)
        self._alone = [
            [samples.spoken(network, c.context, c.target) for c in item] for item in self._items
        ]
        self._longest = max(len(c.context) + len(c.target) for i in self._items for c in i)
        self._budget = max(sizes.budget, 2 * self._longest)
        self.tolerance = tolerance_of(network, self._items, self._alone)
        self._faults = Faults(network, self._items, self._alone)

    def passed(self, tried: Tried) -> bool:
        """Say whether what was tried can be used: near enough, and every fault farther off."""
        if tried.deviation is None or not tried.greedy or tried.deviation > self.tolerance:
            return False
        least = POWER * max(tried.deviation, FLOOR * self.tolerance)
        return tried.fault is None or tried.fault >= least

    def run(self, tier: Tier, *, shared: bool = False, alone: bool = False) -> Tried:
        """Return how a tier does; trees are tried both side by side in one row and row by row."""
        missing = impossible(self._network, tier)
        if missing is not None:
            return Tried(tier, alone, shared, None, False, why=missing)
        rows = (1, 8 * self._longest) if tier == "tree" else (1,)
        try:
            off = [self._off(tier, Sizes(self._budget, row, 0), shared, alone) for row in rows]
            fault = self._faults.least(tier)
        except Exception as error:  # models raise what they like at what they do not take
            if out_of_memory(error):
                raise
            told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
            return Tried(tier, alone, shared, None, False, why=_RAISED.format(told=told))
        tried = Tried(
            tier, alone, shared, max(d for d, _ in off), all(same for _, same in off), fault
        )
        return tried if self.passed(tried) else replace(tried, why=self._why(tried))

    def _why(self, tried: Tried) -> Text:
        deviation = math.inf if tried.deviation is None else tried.deviation
        if deviation > self.tolerance:
            return _OFF.format(off=f"{deviation:.3g}", tolerance=f"{self.tolerance:.3g}")
        if not tried.greedy:
            return _FLAGS
        return _BLIND.format(off=f"{deviation:.3g}", fault=f"{tried.fault:.3g}")

    def _off(self, tier: Tier, sizes: Sizes, shared: bool, alone: bool) -> tuple[float, bool]:
        trees = [tree_of(item) for item in self._items]
        start = None
        if shared:
            start = Prefixes(self._network, 0).start(self._items[0][0].context[:COMMON])
        found = score(self._network, tier, trees, sizes, start, alone=alone)
        pairs = [
            pair
            for answers, right in zip(found, self._alone, strict=True)
            for pair in zip(answers, right, strict=True)
        ]
        return max(_distance(a, b) for a, b in pairs), all(
            a.greedy == b.greedy for a, b in pairs if b.gap > self.tolerance
        )


def choose(check: SelfCheck, forced: Tier | None = None) -> Choice:
    """Return the first tier whose answers on two items are those of sequences fed alone.

    The same means: sums within the tolerance, and the same greedy flags wherever the likeliest
    token leads by more than that. Raises UsageError where a `forced` tier cannot be used.
    """
    tried: list[Tried] = []
    for tier in TIERS if forced is None else (forced,):
        tried.append(check.run(tier))
        if check.passed(tried[-1]):
            break
        if forced is not None:
            raise _cannot(tried[-1])
    else:
        tried.append(check.run("plain", alone=True))
    last = tried[-1]
    sharing = False
    if last.tier != "plain":
        tried.append(check.run(last.tier, shared=True))
        sharing = check.passed(tried[-1])
    return Choice(
        last.tier,
        last.alone,
        sharing,
        check.tolerance,
        check.length,
        tuple(tried),
        forced is not None,
    )


def _cannot(tried: Tried) -> UsageError:
    return UsageError(
        Text(
            en="the tier `{tier}` cannot score this model: {why}",
            zh="无法用 `{tier}` 方式为该模型评分：{why}",
        ).format(tier=tried.tier, why=tried.why or tried.tier),
        hint=Text(
            en="without --tier the model gets the fastest tier that is right for it",
            zh="不指定 --tier 时，会自动选用对该模型正确且最快的方式",
        ),
    )


def tolerance_of(
    network: Network, items: Sequence[samples.Item], alone: Sequence[Sequence[Spoken]]
) -> float:
    """Return how far apart two right layouts may be, in a sum of log-probabilities.

    0.01 in float32. A logit of size h is rounded by up to u h in a dtype of unit roundoff u, and
    sums over k target tokens err by about the root of k as much: 4 u h sqrt(k) where that is more,
    with the largest logit and the longest target of the items.
    """
    roundoff = network.torch.finfo(network.dtype).eps / 2
    height = max(s.height for spoken in alone for s in spoken)
    tokens = max(len(c.target) for item in items for c in item)
    rounding = 4 * roundoff * height * math.sqrt(tokens)
    return max(TOLERANCE, rounding) if math.isfinite(rounding) else TOLERANCE


def _distance(answer: Scored, right: Spoken) -> float:
    off = abs(answer.total - right.total)
    return off if math.isfinite(off) else math.inf


_BLIND = Text(
    en="off by {off} from sequences fed alone, and a faulty layout by no more than {fault}",
    zh="与逐条计算相差 {off}，而错误的排布也只相差 {fault}，无法区分",
)
_OFF = Text(
    en="off by {off} from sequences fed alone, more than {tolerance}",
    zh="与逐条计算相差 {off}，超过 {tolerance}",
)
_FLAGS = Text(en="other greedy flags than sequences fed alone", zh="贪心标记与逐条计算不一致")
_RAISED = Text(en="it fails: {told}", zh="运行失败：{told}")
