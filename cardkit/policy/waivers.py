"""Which findings waivers cover, and which waivers covered nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from difflib import SequenceMatcher
from itertools import takewhile
from pathlib import Path as FilePath
from typing import NamedTuple

from cardkit.policy.config import Waiver
from cardkit.policy.pointers import places, pointer_of, points_at
from cardkit.rules.finding import Finding, Suppression
from cardkit.source.source import Source

_MOST_MISSED = 200
"""Findings kept to name the nearest of them; a waiver that misses more is for none of them."""


class Missed(NamedTuple):
    """A finding that a waiver of its rule and card does not cover, by what would cover it."""

    pointer: str | None
    fingerprint: str


class Waivers:
    """The waivers of a policy on one day; `source` is the file they stand in."""

    def __init__(self, waivers: Iterable[Waiver], today: date, source: Source | None) -> None:
        self._today, self._source = today, source
        self._all = tuple(waivers)
        self._by_card: dict[str, list[Waiver]] = {}
        for waiver in self._all:
            self._by_card.setdefault(waiver.card, []).append(waiver)
        self._used: set[Waiver] = set()
        self._missed: dict[Waiver, list[Missed]] = {}

    def __bool__(self) -> bool:
        return bool(self._all)

    def cover(self, found: Finding, cards: AbstractSet[str], mark: str) -> Suppression | None:
        """Return what silences a finding, None where no waiver that holds covers it.

        `cards` are those it speaks of, `mark` is its fingerprint. All waivers that cover it count
        as used, expired ones too, and also where a comment has silenced it.
        """
        named = [w for card in sorted(cards) for w in self._by_card.get(card, ())]
        matching = [w for w in named if covers(w, found, mark)]
        self._used.update(matching)
        if not matching:
            self._miss(named, found, mark)
        holding = next((w for w in matching if not w.expired(self._today)), None)
        if holding is None:
            return None
        reason = f"{holding.reason} ({holding.owner}, {holding.expires.isoformat()})"
        return Suppression(reason, holding.span, self._source, "waiver")

    def _miss(self, named: Iterable[Waiver], found: Finding, mark: str) -> None:
        """Keep where a finding is, for the waivers of its rule whose pointer does not name it."""
        for waiver in named:
            if waiver.code != found.code or waiver.pointer is None:
                continue
            kept = self._missed.setdefault(waiver, [])
            astray = not all(points_at(waiver.pointer, at) for at in places(found))
            if astray and len(kept) < _MOST_MISSED:
                kept.append(Missed(pointer_of(found), mark))

    def nearest(self, waiver: Waiver) -> Missed | None:
        """Return the finding of its rule and card whose pointer is most like that of a waiver.

        None where there is none that its pointer misses.
        """
        kept, asked = self._missed.get(waiver, []), waiver.pointer or ""
        return max(kept, key=lambda each: _likeness(asked, each.pointer), default=None)

    def expired(self) -> Iterator[Waiver]:
        """Yield those that no longer hold."""
        return (waiver for waiver in self._all if waiver.expired(self._today))

    def idle(self, cards: set[str], ran: frozenset[str] | None) -> Iterator[Waiver]:
        """Yield those that cover nothing, of cards that were checked by rules that ran."""
        for waiver in self._all:
            asked = waiver.card in cards and (ran is None or waiver.code in ran)
            if asked and waiver not in self._used and not waiver.expired(self._today):
                yield waiver

    def without_card(self, cards: set[str], root: FilePath) -> Iterator[Waiver]:
        """Yield those of cards that do not exist."""
        for waiver in self._all:
            known = waiver.card in cards or (root / waiver.card).exists()
            if not known and not waiver.expired(self._today):
                yield waiver


def covers(waiver: Waiver, found: Finding, mark: str) -> bool:
    """Say whether a waiver of its card is about a finding, whatever the day.

    Of a finding about several places the pointer has to name each.
    """
    if waiver.code != found.code:
        return False
    if waiver.fingerprint is not None and waiver.fingerprint != mark:
        return False
    return waiver.pointer is None or all(points_at(waiver.pointer, at) for at in places(found))


def _likeness(asked: str, pointer: str | None) -> tuple[int, float]:
    """Say how alike two pointers are: one that begins alike before one that reads alike."""
    if pointer is None:
        return -1, 0.0
    parts = zip(asked.split("/")[1:], pointer.split("/")[1:], strict=False)
    same = (one == other or (one == "*" and other.isdecimal()) for one, other in parts)
    return sum(takewhile(bool, same)), SequenceMatcher(None, asked, pointer, autojunk=False).ratio()
