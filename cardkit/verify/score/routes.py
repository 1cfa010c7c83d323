"""Which way each length goes: a tier is trusted as far as the self-check tried it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cardkit.verify.score.choosing import Choice, SelfCheck, choose
from cardkit.verify.score.config_facts import switch_of
from cardkit.verify.score.network import Network
from cardkit.verify.score.samples import COMMON
from cardkit.verify.score.tiers import Sizes, Tier

SHORT = 32
"""Tokens of the check's contexts where no sliding window asks for more."""

CHEAP = 64
"""A sliding window up to this is checked at the start, a larger one when something reaches it."""


@dataclass(frozen=True, slots=True)
class Generating:
    """How generations go: with a cache or everything anew, whether starts are shared, or alone.

    It is for texts of more than `beyond` tokens.
    """

    cached: bool
    sharing: bool
    alone: bool = False
    beyond: int = 0


class Routes:
    """The choices of one model, made when first needed. `first` is the one made at the start.

    Raises UsageError where the forced `tier` cannot be used.
    """

    def __init__(
        self, network: Network, sizes: Sizes, longest: int | None, tier: Tier | None
    ) -> None:
        self._network = network
        self._sizes = sizes
        self._tier = tier
        self._window = network.window
        self._switch = switch_of(network.config)
        self._longest = longest
        self._checks: dict[bool, SelfCheck] = {}
        self._choices: dict[int, Choice] = {}
        self._generating: dict[int, Generating] = {}
        self.first = self.scoring(1)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return every choice made so far, the first first."""
        return tuple(self._choices.values())

    @property
    def generations(self) -> tuple[Generating, ...]:
        """Return how generations went so far, the first first."""
        return tuple(self._generating.values())

    def scoring(self, length: int) -> Choice:
        """Return how an item of `length` tokens is scored."""
        if self._switch is not None and length > self._switch:
            return self._choices.setdefault(self._switch, self._switched(self._switch))
        reach = self._reach(length)
        if reach not in self._choices:
            with self._network.uncounted():
                chosen = choose(self._check(reach > 0), self._tier)
            self._choices[reach] = replace(chosen, beyond=reach)
        return self._choices[reach]

    def _switched(self, switch: int) -> Choice:
        """Return how an item is scored that must not share a forward: what others are held to."""
        first = self.first
        return Choice("plain", True, False, first.tolerance, first.length, (), beyond=switch)

    def generating(self, length: int) -> Generating:
        """Return how a text of up to `length` tokens is generated.

        It rests on what the expand tier rests on: a cache, and padding on the left.
        """
        if self._switch is not None and length > self._switch:
            anew = Generating(False, False, alone=True, beyond=self._switch)
            return self._generating.setdefault(self._switch, anew)
        reach = self._reach(length)
        if reach not in self._generating:
            with self._network.uncounted():
                check = self._check(reach > 0)
                cached = check.passed(check.run("expand"))
                sharing = cached and check.passed(check.run("expand", shared=True))
            alone = not cached and self.scoring(length).alone
            self._generating[reach] = Generating(cached, sharing, alone, reach)
        return self._generating[reach]

    def _reach(self, length: int) -> int:
        """Return the window that a length reaches and the check at the start does not, else 0."""
        window = self._window
        return window if window is not None and length > window > CHEAP else 0

    def _check(self, far: bool) -> SelfCheck:
        if far not in self._checks:
            reach = self._window if self._window is not None else 0
            length = reach + 8 if far or 0 < reach <= CHEAP else SHORT
            if self._longest is not None:
                length = min(length, self._longest - 8)
            self._checks[far] = SelfCheck(self._network, self._sizes, max(length, COMMON + 4))
        return self._checks[far]
