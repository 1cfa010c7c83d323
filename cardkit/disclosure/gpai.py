"""The EU Model Documentation Form: which items a card documents, and where.

`documented` means that the card says something at that place; whether it is enough, and whether a
duty exists at all, is for people to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cardkit.bind.reading import Reading
from cardkit.catalog.forms import FormItemRow, form_items
from cardkit.disclosure.compute import ComputeEstimate, compute_estimate
from cardkit.disclosure.places import (
    Line,
    Place,
    Places,
    excerpt,
    matches_label,
    prose_text,
    telling,
)
from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.status import Status
from cardkit.rules.addresses import opens
from cardkit.rules.placeholders import says_nothing
from cardkit.text import Text

Audience = Literal["all", "aio", "nca", "downstream"]
STANDS: tuple[Status, ...] = ("verified", "consistent")
"""How a claim stands that evidence bears out."""
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
ItemStatus = Literal["documented", "not_documented", "not_applicable"]


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item: how it stands, the places that document it, or why it does not apply.

    `conflict` says that the card documents the item and also marks it as not applicable, `void`
    where the record answers it with a placeholder or an address that leads nowhere.
    """

    item: FormItemRow
    status: ItemStatus
    places: tuple[Place, ...] = ()
    reason: Text | None = None
    conflict: bool = False
    void: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class GpaiReport:
    """The items of one audience; those that are not for it are counted and not shown."""

    file: str
    audience: Audience
    items: tuple[ItemReport, ...]
    withheld: int
    estimate: ComputeEstimate | None
    unread: tuple[Line, ...]
    """Sections and lines of the card that no item reads: the report does not know what they say.
    None are named for another audience than authorities, for whom alone they may be."""
    unread_count: int
    evidence: EvidenceReport | None = None
    """How the card's claims stand, where somebody looked."""

    def count(self, status: ItemStatus) -> int:
        """Return the number of items with this status."""
        return sum(item.status == status for item in self.items)

    @property
    def measured(self) -> int:
        """The number of documented items of which the record gives a value as measured."""
        return sum(any(place.measured for place in item.places) for item in self.items)

    @property
    def evidenced(self) -> int:
        """The number of documented items of which a value stands by evidence."""
        return sum(any(p.evidence in STANDS for p in item.places) for item in self.items)


def gpai_report(
    reading: Reading, audience: Audience = "all", evidence: EvidenceReport | None = None
) -> GpaiReport:
    """Return how the card answers the form, for one audience.

    What the form gives to authorities alone is neither asked for nor shown to another audience.
    `evidence` is how the card's claims stand: items that rest on such a claim say so.
    """
    places = Places(reading, evidence)
    shown = [x for x in form_items() if audience == "all" or audience in x.audience]
    is_authority = audience != "downstream"
    read = {
        line.path
        for line in places.lines
        if any(matches_label(line, item.labels) for item in form_items())
    }
    unread = tuple(line for line in places.lines if line.path not in read)
    return GpaiReport(
        file=reading.document.source.name,
        audience=audience,
        items=tuple(_item(places, item) for item in shown),
        withheld=len(form_items()) - len(shown),
        estimate=compute_estimate(places) if is_authority else None,
        unread=unread if is_authority else (),
        unread_count=len(unread),
        evidence=evidence,
    )


def _item(places: Places, item: FormItemRow) -> ItemReport:
    declared, void = _declared(places, item)
    found = (*declared, *_documented(places, item))
    excused, reason = _excused(places, item)
    if found:
        return ItemReport(item, "documented", found, None, excused is not None, void)
    if excused is not None:
        return ItemReport(item, "not_applicable", (excused,), reason, void=void)
    return ItemReport(item, "not_documented", void=void)


def _documented(places: Places, item: FormItemRow) -> list[Place]:
    found = [place for path in item.paths if (place := places.under(path)) is not None]
    lines = [places.of_line(line) for line in places.labelled if matches_label(line, item.labels)]
    return [*found, *lines]


def _declared(places: Places, item: FormItemRow) -> tuple[list[Place], tuple[Place, ...]]:
    """Return the places of `disclosure.items` that document the item, and those that do not."""
    disclosure = places.reading.record.disclosure
    found, void = [], []
    for i, one in enumerate(disclosure.items if disclosure is not None else ()):
        if one.item != item.id:
            continue
        at = ("disclosure", "items", i)
        said = telling(one.text) or _address(one.url)
        if said is not None:
            found.append(places.at(at, said))
        elif telling(one.not_applicable) is None:
            written = prose_text(one.text or one.not_applicable)
            void.append(places.at(at, written.en if written else one.url or ""))
    return found, tuple(void)


def _address(url: str | None) -> str | None:
    return url if url and opens(url) and not says_nothing(url) else None


def _excused(places: Places, item: FormItemRow) -> tuple[Place | None, Text | None]:
    """Return where the card says that the item does not apply, and why."""
    disclosure = places.reading.record.disclosure
    for i, one in enumerate(disclosure.items if disclosure is not None else ()):
        reason = prose_text(one.not_applicable)
        if one.item == item.id and reason is not None and telling(one.not_applicable) is not None:
            short = Text(en=excerpt(reason.en), zh=excerpt(reason.zh))
            return places.at(("disclosure", "items", i), reason.en), short
    return None, None
