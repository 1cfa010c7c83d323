"""What two hubs' copies of one card may differ in, without one of them being wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cardkit.dialects.profile import profile, profiles


@dataclass(frozen=True, slots=True)
class Substitutions:
    """Allowed differences between the copy of one hub and that of another.

    `libraries` may stand for each other in imports and as `library_name`; `arguments` may be
    there in one copy alone, or with another value (`device_map="npu:0"`, and moving tensors to a
    device is as free); `branches` and `sites` are the two hubs' own. The repository's id differs
    by nature: `owner/name` of one hub is another on the next.
    """

    libraries: frozenset[str]
    arguments: frozenset[str]
    branches: frozenset[str]
    sites: frozenset[str]
    repository_id: bool = True


@cache
def hub_libraries() -> frozenset[str]:
    """Return the libraries through which the hubs that cards are written for load a model."""
    return frozenset(name for p in profiles().values() if p.is_writable for name in p.libraries)


def substitutions(a: str, b: str) -> Substitutions:
    """Return what copies for the hubs `a` and `b` may differ in; the order says nothing.

    Raises UsageError for an unknown hub.
    """
    pair = (profile(a), profile(b))
    return Substitutions(
        libraries=frozenset(name for p in pair for name in p.libraries),
        arguments=frozenset(name for p in pair for name in p.arguments),
        branches=frozenset(p.branch for p in pair),
        sites=frozenset(p.site for p in pair if p.site),
        repository_id=a != b,
    )
