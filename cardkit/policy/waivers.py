"""Which findings waivers cover, and which waivers covered nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path as FilePath

from cardkit.policy.config import Waiver
from cardkit.rules.finding import Finding, Suppression
from cardkit.source.source import Source
from cardkit.source.span import Path


class Waivers:
    """The waivers of a policy on one day; `source` is the file they stand in."""

    def __init__(self, waivers: Iterable[Waiver], today: date, source: Source | None) -> None:
        self._today, self._source = today, source
        self._all = tuple(waivers)
        self._by_card: dict[str, list[Waiver]] = {}
        for waiver in self._all:
            self._by_card.setdefault(waiver.card, []).append(waiver)
        self._used: set[Waiver] = set()

    def __bool__(self) -> bool:
        return bool(self._all)

    def cover(self, found: Finding, cards: AbstractSet[str], mark: str) -> Suppression | None:
        """Return what silences a finding, None where no waiver that holds covers it.

        `cards` are those it speaks of, `mark` is its fingerprint. All waivers that cover it count
        as used, expired ones too, and also where a comment has silenced it.
        """
        named = (w for card in sorted(cards) for w in self._by_card.get(card, ()))
        matching = [w for w in named if covers(w, found, mark)]
        self._used.update(matching)
        holding = next((w for w in matching if not w.expired(self._today)), None)
        if holding is None:
            return None
        reason = f"{holding.reason} ({holding.owner}, {holding.expires.isoformat()})"
        return Suppression(reason, holding.span, self._source, "waiver")

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
    places = [path for path, _ in found.members if path] or [found.path]
    return waiver.pointer is None or all(points_at(waiver.pointer, at) for at in places)


def points_at(pointer: str, path: Path) -> bool:
    """Say whether a JSON pointer (RFC 6901) names `path`; `*` stands for any number."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if len(parts) != len(path):
        return False
    return all(
        part == str(at) or (part == "*" and isinstance(at, int))
        for part, at in zip(parts, path, strict=True)
    )
