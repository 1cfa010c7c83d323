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
    """How generations go: with a cache or everything anew, whether starts are shared, or alone."""

    cached: bool
    sharing: bool
    alone: bool = False


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
        self._choices: dict[bool, Choice] = {}
        self._generating: dict[bool, Generating] = {}
        self.first = self.scoring(1)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return every choice made so far, the first first."""
        return tuple(self._choices.values())

    def scoring(self, length: int) -> Choice:
        """Return how an item of `length` tokens is scored."""
        if self._switch is not None and length > self._switch:
            return replace(self.first, tier="plain", alone=True, sharing=False)
        far = self._far(length)
        if far not in self._choices:
            with self._network.uncounted():
                self._choices[far] = choose(self._check(far), self._tier)
        return self._choices[far]

    def generating(self, length: int) -> Generating:
        """Return how a text of up to `length` tokens is generated.

        It rests on what the expand tier rests on: a cache, and padding on the left.
        """
        if self._switch is not None and length > self._switch:
            return Generating(False, False, alone=True)
        far = self._far(length)
        if far not in self._generating:
            with self._network.uncounted():
                check = self._check(far)
                cached = check.passed(check.run("expand"))
                sharing = cached and check.passed(check.run("expand", shared=True))
            alone = not cached and self.scoring(length).alone
            self._generating[far] = Generating(cached, sharing, alone)
        return self._generating[far]

    def _far(self, length: int) -> bool:
        """Say whether a length reaches a window that the check at the start does not."""
        return self._window is not None and length > self._window > CHEAP

    def _check(self, far: bool) -> SelfCheck:
        if far not in self._checks:
            reach = self._window if self._window is not None else 0
            length = reach + 8 if far or 0 < reach <= CHEAP else SHORT
            if self._longest is not None:
                length = min(length, self._longest - 8)
            self._checks[far] = SelfCheck(self._network, self._sizes, max(length, COMMON + 4))
        return self._checks[far]
