"""What is found about a policy itself: its waivers, its baseline, what the working tree changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cardkit.policy.baseline import EMPTY, Key
from cardkit.policy.findings import CHANGED, EXPIRED, GROWN, OUTDATED, UNUSED, finding
from cardkit.policy.policy import PYPROJECT, Policy
from cardkit.policy.waivers import Waivers
from cardkit.rules.finding import Finding
from cardkit.source.source import Source
from cardkit.source.span import Span

_WHOLE_FILE = Span(0, 0)
_SHOWN = 20


def source_of(policy: Policy) -> Source:
    """Return the text of the configuration, of another where there is none."""
    for one in (policy, policy.working):
        if one is not None and one.file is not None:
            return one.file.source
    return Source("", "cardkit.toml")


def about_waivers(
    policy: Policy, waivers: Waivers, cards: set[str], ran: frozenset[str] | None
) -> Iterator[Finding]:
    """Yield waivers that have expired, that cover nothing, or whose card does not exist."""
    source = source_of(policy)
    told = [(EXPIRED, "", waiver) for waiver in waivers.expired()]
    told += [(UNUSED, "", waiver) for waiver in waivers.idle(cards, ran)]
    told += [(UNUSED, "no-card", waiver) for waiver in waivers.without_card(cards, policy.root)]
    for code, variant, waiver in told:
        args: dict[str, object] = {
            "rule": waiver.code,
            "card": waiver.card,
            "day": waiver.expires.isoformat(),
            "owner": waiver.owner,
        }
        yield finding(code, source, waiver.span, args, variant)


def about_changes(policy: Policy) -> Iterator[Finding]:
    """Yield what the working tree changes of the policy that decides, its baseline included."""
    working = policy.working
    if working is None:
        return
    source = source_of(policy)
    if working.problem is not None:
        args: dict[str, object] = {"problem": working.problem}
        yield finding(CHANGED, source, _WHOLE_FILE, args, "unreadable")
        return
    changed = _changed_keys(policy, working)
    if changed:
        args = {"keys": ", ".join(f"`{key}`" for key in changed[:_SHOWN])}
        yield finding(CHANGED, source, _WHOLE_FILE, args)
    grown = (working.baseline or EMPTY).grown_from(policy.baseline or EMPTY)
    if grown:
        yield finding(GROWN, source, _WHOLE_FILE, _first_of(grown, len(grown)))


def about_gone(policy: Policy, gone: Mapping[Key, int]) -> Iterator[Finding]:
    """Yield a finding for entries of the baseline that no longer occur."""
    if gone:
        args = _first_of(sorted(gone), sum(gone.values()))
        yield finding(OUTDATED, source_of(policy), _WHOLE_FILE, args)


def _first_of(keys: list[Key], count: int) -> dict[str, object]:
    return {"count": count, "rule": keys[0].rule, "card": keys[0].card}


def _changed_keys(before: Policy, now: Policy) -> list[str]:
    """Return the keys of the configuration that differ, and the baseline where its entries do."""
    a, b = _plain(before), _plain(now)
    changed = [key for key in sorted(a.keys() | b.keys()) if a.get(key) != b.get(key)]
    if (before.baseline or EMPTY).counts != (now.baseline or EMPTY).counts:
        place = now.baseline_path or before.baseline_path
        changed.append(place.name if place else "baseline")
    return changed


def _plain(policy: Policy) -> Mapping[str, object]:
    if policy.file is None or policy.path is None:
        return {}
    found: Mapping[str, object] = policy.file.data
    for part in PYPROJECT if policy.path.name == "pyproject.toml" else ():
        inner = found[str(part)]
        found = inner if isinstance(inner, dict) else {}
    return found
