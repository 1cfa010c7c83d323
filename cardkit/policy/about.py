"""What is found about a policy itself: its waivers, its baseline, what the working tree changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from cardkit.policy.baseline import EMPTY, Baseline, Key
from cardkit.policy.changes import changes
from cardkit.policy.config import Waiver
from cardkit.policy.findings import CHANGED, EXPIRED, GROWN, OUTDATED, UNUSED, finding
from cardkit.policy.policy import Policy
from cardkit.policy.waivers import Waivers
from cardkit.rules.finding import Finding
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.text import listed

_WHOLE_FILE = Span(0, 0)
_SHOWN = 20
About = tuple[Source, Finding]
"""A finding, and the file it stands in."""


def source_of(policy: Policy) -> Source:
    """Return the text of the configuration, of another where there is none."""
    for one in (policy, policy.working):
        if one is not None and one.file is not None:
            return one.file.source
    return Source("", "cardkit.toml")


def about_waivers(
    policy: Policy, waivers: Waivers, cards: set[str], ran: frozenset[str] | None
) -> Iterator[About]:
    """Yield waivers that have expired, that cover nothing, or whose card does not exist."""
    stands = _stands(policy)
    told = [(EXPIRED, "", waiver) for waiver in waivers.expired()]
    told += [(UNUSED, _astray(waivers, waiver), waiver) for waiver in waivers.idle(cards, ran)]
    told += [(UNUSED, "no-card", waiver) for waiver in waivers.without_card(cards, policy.root)]
    for code, variant, waiver in told:
        args: dict[str, object] = {
            "rule": waiver.code,
            "card": waiver.card,
            "day": waiver.expires.isoformat(),
            "owner": waiver.owner,
        }
        near = waivers.nearest(waiver) if variant in ("astray", "no-pointer") else None
        if near is not None:
            args |= {"pointer": waiver.pointer, "near": near.pointer or near.fingerprint}
        source, span = stands(waiver)
        yield source, finding(code, source, span, args, variant)


def _astray(waivers: Waivers, waiver: Waiver) -> str:
    """Return the variant for a waiver that covers nothing: its rule may be broken elsewhere."""
    near = waivers.nearest(waiver)
    if near is None:
        return ""
    return "no-pointer" if near.pointer is None else "astray"


def _stands(policy: Policy) -> Callable[[Waiver], tuple[Source, Span]]:
    """Return what says where a waiver stands: in the working tree, where that has it still."""
    working = policy.working
    places: dict[Waiver, tuple[Source, Span]] = {}
    if working is not None and working.file is not None:
        for one in working.config.waivers:
            places[replace(one, span=_WHOLE_FILE)] = working.file.source, one.span
    other = source_of(policy)
    return lambda waiver: places.get(replace(waiver, span=_WHOLE_FILE), (other, waiver.span))


def about_changes(policy: Policy) -> Iterator[About]:
    """Yield what the working tree changes of the policy that decides, its baseline included."""
    working = policy.working
    if working is None or not policy.is_base:
        return
    if working.problem is not None:
        source = source_of(policy)
        args: dict[str, object] = {"problem": working.problem}
        yield source, finding(CHANGED, source, _WHOLE_FILE, args, "unreadable")
        return
    changed = changes(policy, working)
    if changed is not None:
        args = {"keys": listed(f"`{name}`" for name in changed.names[:_SHOWN])}
        first, *others = changed.spans or (_WHOLE_FILE,)
        found = finding(CHANGED, changed.source, first, args)
        yield changed.source, replace(found, related=tuple(((), span) for span in others[:_SHOWN]))
    now = working.baseline or EMPTY
    grown = now.grown_from(policy.baseline or EMPTY)
    if grown:
        source, span = _entry(now, grown[0], source_of(working))
        yield source, finding(GROWN, source, span, _first_of(grown, len(grown)))


def about_gone(policy: Policy, gone: Mapping[Key, int]) -> Iterator[About]:
    """Yield a finding for entries of the baseline that no longer occur."""
    if gone:
        first = min(gone)
        source, span = source_of(policy), _WHOLE_FILE
        if policy.tree.label == "":  # that of a commit is no file of this tree
            source, span = _entry(policy.baseline or EMPTY, first, source)
        yield source, finding(OUTDATED, source, span, _first_of(sorted(gone), sum(gone.values())))


def _entry(baseline: Baseline, key: Key, other: Source) -> tuple[Source, Span]:
    """Return where an entry stands: a baseline holds one a line."""
    if baseline.source is None:
        return other, _WHOLE_FILE
    at = baseline.source.text.find(f'"{key.fingerprint}"')
    line = baseline.source.position(max(at, 0)).line
    return baseline.source, baseline.source.line_span(line)


def _first_of(keys: list[Key], count: int) -> dict[str, object]:
    return {"count": count, "rule": keys[0].rule, "card": keys[0].card}
