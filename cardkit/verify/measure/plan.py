"""From a card's scores to what is asked of the model: protocols, items and tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as Folder

from cardkit.source.span import Path
from cardkit.stats.sequential.design import Limits
from cardkit.stats.sequential.family import share_alpha
from cardkit.stats.sequential.order import seed_of
from cardkit.text import Text
from cardkit.verify.measure.asking import Asking, Claimed
from cardkit.verify.measure.logs import Logs
from cardkit.verify.measure.own_answers import own_answers, unused
from cardkit.verify.measure.sought import items_of, or_by
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Protocol, metrics_of
from cardkit.verify.protocol.refusals import Unmeasurable
from cardkit.verify.protocol.resolve import alternatives, resolve


@dataclass(frozen=True, slots=True)
class Planned:
    """A claim that is measured again, on the answers to `asking`; `items` are those it is about.

    `trials` are the places of its tests among those of the asking: the first under the claim's
    metric, the others under metrics that the card may have meant as well. `other` marks a reading
    of the claim that is not the likeliest one: another harness, other shots. What comes of it is
    told beside the verdict and is none.
    """

    claim: ScoreClaim
    protocol: Protocol
    items: ItemSet
    asking: str
    trials: tuple[int, ...]
    other: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A claim that is not measured, and why: by its nature, or for want of items.

    `other` marks a reading of the claim that is not the likeliest one, as in `Planned`.
    """

    claim: ScoreClaim
    protocol: Protocol | None
    reason: Text
    kind: str
    other: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All claims of a card, those to measure and those that cannot be; alpha is shared out."""

    planned: tuple[Planned, ...]
    left: tuple[Left, ...]
    askings: tuple[Asking, ...]
    limits: Limits
    """For the card as a whole; each asking has its share."""
    order: tuple[Path, ...]
    """Where the claims stand in the card, in its order."""
    remarks: tuple[Remark, ...] = ()
    """Of the logs with the claims' own answers."""


def plan(
    claims: Sequence[ScoreClaim],
    *,
    card: str,
    salt: str,
    limits: Limits,
    folder: Folder | None = None,
    context: int | None = None,
    every_reading: bool = False,
    logs: Logs | None = None,
) -> Plan:
    """Return what to ask for the scores `claims` of a card with the SHA-256 `card`.

    `salt` is the verifier's; it and the card's digest fix which items are drawn. `folder` is where
    items are looked for, `context` the model's longest context in tokens. With `every_reading` each
    protocol that the card's words allow is asked too, and told beside the verdict. Where `logs` has
    the log that a claim names, the claim is tested answer by answer.
    """
    found: list[tuple[ScoreClaim, Protocol, ItemSet, bool]] = []
    left: list[Left] = []
    for claim in claims:
        protocol = resolve(claim, context=context)
        if isinstance(protocol, Unmeasurable):
            left.append(Left(claim, None, protocol.reason, protocol.kind))
            continue
        others = alternatives(claim, context=context) if every_reading else ()
        for reading, other in ((protocol, False), *((each, True) for each in others)):
            items = items_of(reading, folder)
            if isinstance(items, Remark):
                why = items.message if others else or_by(claim, items, folder, context)
                left.append(Left(claim, reading, why, items.kind, other))
            else:
                found.append((claim, reading, items, other))
    shared = share_alpha(limits, [_sizes(p, items) for _, p, items, other in found if not other])
    planned: list[Planned] = []
    askings: dict[Protocol, Asking] = {}
    left_alone: list[tuple[ScoreClaim, str, Text]] = []
    for claim, protocol, items, other in found:
        own = _asked(protocol)
        asking = askings.get(own) or _asking(protocol, items, card, salt, shared, askings.values())
        answers = None if logs is None or other else own_answers(claim, protocol, items, logs)
        if isinstance(answers, tuple):
            left_alone.append((claim, *answers))
            answers = None
        trials = tuple(_trials(claim, protocol, answers))
        first = len(asking.trials)
        askings[own] = replace(asking, trials=(*asking.trials, *trials))
        places = tuple(range(first, first + len(trials)))
        planned.append(Planned(claim, protocol, items, asking.id, places, other))
    order = tuple(claim.path for claim in claims)
    remarks = (*(logs.remarks if logs is not None else ()), *unused(left_alone))
    return Plan(tuple(planned), tuple(left), tuple(askings.values()), limits, order, remarks)


def _asked(protocol: Protocol) -> Protocol:
    """Return what two claims must share to be tested on the same answers."""
    return replace(protocol, metric=metrics_of(protocol.definition)[0], assumed=(), n_stated=None)


def _asking(
    protocol: Protocol,
    items: ItemSet,
    card: str,
    salt: str,
    limits: Limits,
    others: Iterable[Asking],
) -> Asking:
    name = f"{protocol.definition.task}:{protocol.definition.harness}:{protocol.shots}"
    taken = {each.id for each in others}
    known = name
    while name in taken:
        name = f"{known}:{len(taken)}"
    return Asking(
        id=name,
        protocol=protocol,
        sha256=items.drawn_from_sha256,
        places=tuple(i for group in _groups(protocol, items) for i in group),
        sizes=_sizes(protocol, items),
        trials=(),
        limits=limits,
        seed=seed_of(card, name, salt).hex(),
    )


def _groups(protocol: Protocol, items: ItemSet) -> tuple[tuple[int, ...], ...]:
    if protocol.averaging == "macro":
        return tuple(items.categories.values())
    return (tuple(range(items.n)),)


def _sizes(protocol: Protocol, items: ItemSet) -> tuple[int, ...]:
    return tuple(map(len, _groups(protocol, items)))


def _trials(claim: ScoreClaim, protocol: Protocol, own: str | None) -> Iterator[Claimed]:
    """Yield the claim under its metric; where that is assumed, under the harness' others too.

    `own` are the claim's own answers, where its log has them.
    """
    assert claim.value is not None  # noqa: S101 - else it is unmeasurable
    assert claim.decimals is not None  # noqa: S101 - as above
    yield Claimed(claim.value, claim.decimals, protocol.metric, own)
    if any(each.field == "metric" for each in protocol.assumed):
        for metric in metrics_of(protocol.definition):
            if metric != protocol.metric:
                yield Claimed(claim.value, claim.decimals, metric)


def key_of(plan: Plan, model: str, settings: Sequence[str]) -> str:
    """Return the SHA-256 of what decides the answers and the verdicts of a run, the salt left out.

    `settings` are those of loading. Two runs of one key may share a journal.
    """
    lines = [model, *settings]
    for asking in plan.askings:
        lines.append(repr(replace(asking, seed="", places=())))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
