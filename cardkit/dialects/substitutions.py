"""What two hubs' copies of one card may differ in, without one of them being wrong."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.dialects.profile import profile


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

    def allows_library(self, a: str, b: str) -> bool:
        """Say whether module `a` of one copy may be `b` in the other, submodules alike."""
        root_a, _, rest_a = a.partition(".")
        root_b, _, rest_b = b.partition(".")
        return a == b or (rest_a == rest_b and {root_a, root_b} <= self.libraries)


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
