"""What a card leaves open of how its scores were measured, told once where it holds of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cardkit.report.score_rows import FIELDS
from cardkit.text import Text
from cardkit.verify.measure.outcome import CheckedScore
from cardkit.verify.protocol.protocol import Assumed, Protocol

_ALL = Text(
    en="assumed for all {count} scores, as the card does not say: {names}",
    zh="{count} 项分数均按假定处理（卡片未注明）：{names}",
)
_ALL_OTHERWISE = Text(
    en="other than the card states, for all {count} scores: {what}",
    zh="{count} 项分数均与卡片所述不同：{what}",
)
_OWN = Text(en="assumed, as the card does not say: {names}", zh="卡片未注明、按假定处理：{names}")
_BESIDES = Text(en="assumed besides: {names}", zh="另按假定处理：{names}")
_OTHERWISE = Text(en="other than the card states: {what}", zh="与卡片所述不同：{what}")
_WHAT = Text(en="{field} {value} ({reason})", zh="{field} {value}（{reason}）")

Common = tuple[Assumed, ...]


def common(scores: Sequence[CheckedScore]) -> Common:
    """Return what is assumed for every score that has a protocol; nothing where it is one alone.

    What the card states otherwise is common where it is taken to be the same; of what the card
    does not state the name alone is told, so that alone counts.
    """
    protocols = [score.protocol for score in scores if score.protocol is not None]
    if len(protocols) < 2:
        return ()
    keys = [{_key(each) for each in protocol.assumed} for protocol in protocols]
    shared = set.intersection(*keys)
    return tuple(each for each in protocols[0].assumed if _key(each) in shared)


def of_all(shared: Common, count: int) -> Iterator[Text]:
    """Yield what to say once of `count` scores."""
    if names := _names(shared):
        yield _ALL.format(count=count, names=names)
    for each in _otherwise(shared):
        yield _ALL_OTHERWISE.format(count=count, what=_what(each))


def of_one(protocol: Protocol, shared: Common) -> tuple[Text | None, tuple[Text, ...]]:
    """Return what to say of a score's own assumptions: behind its rule, and on lines of its own."""
    known = {_key(each) for each in shared}
    own = [each for each in protocol.assumed if _key(each) not in known]
    names = _names(own)
    said = None if names is None else (_BESIDES if _names(shared) else _OWN).format(names=names)
    return said, tuple(_OTHERWISE.format(what=_what(each)) for each in _otherwise(own))


def _key(each: Assumed) -> tuple[object, ...]:
    return (each.field, each.value, each.reason.en) if each.differs else (each.field,)


def _names(assumed: Iterable[Assumed]) -> Text | None:
    names = [_field(each) for each in assumed if not each.differs]
    if not names:
        return None
    return Text(en=", ".join(n.en for n in names), zh="、".join(n.zh for n in names))


def _otherwise(assumed: Iterable[Assumed]) -> Iterator[Assumed]:
    return (each for each in assumed if each.differs)


def _what(each: Assumed) -> Text:
    return _WHAT.format(field=_field(each), value=each.value, reason=each.reason)


def _field(each: Assumed) -> Text:
    return FIELDS.get(each.field, Text(each.field, each.field))
