"""The token sequences of one item as a tree: what they share is there, and is computed, once.

Pure Python: a tree says what must be fed and where each answer stands, not how it is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.verify.protocol.requests import Continuation

ROOT = -1


@dataclass(frozen=True, slots=True)
class Chain:
    """Nodes `start` to `end` (excluded) that follow each other, the first behind `parent`."""

    start: int
    end: int
    parent: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One target token: behind which node it stands, and which continuation it belongs to."""

    node: int
    token: int
    continuation: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A radix tree of token sequences; parents come before their children.

    `tokens` and `depths` are by node, a depth being the position in the sequence. The last target
    token of a sequence is asked for and never fed. `stem` is how many nodes at the start all
    sequences share; `free` is how many of those can come out of a cache, as no answer is read
    there.
    """

    tokens: tuple[int, ...]
    depths: tuple[int, ...]
    chains: tuple[Chain, ...]
    slots: tuple[Slot, ...]
    stem: int
    free: int

    @property
    def continuations(self) -> int:
        """Return the number of continuations that the tree answers."""
        return 1 + max((s.continuation for s in self.slots), default=-1)

    @property
    def longest(self) -> int:
        """Return the length in tokens of the longest sequence that is fed."""
        return 1 + max(self.depths, default=-1)

    def answered(self) -> int:
        """Return the number of nodes at which an answer is read."""
        return len({s.node for s in self.slots})


def tree_of(continuations: Sequence[Continuation]) -> Tree:
    """Return the tree of an item's continuations; contexts and targets must not be empty."""
    children: dict[tuple[int, int], int] = {}
    tokens: list[int] = []
    depths: list[int] = []
    chains: list[Chain] = []
    slots: list[Slot] = []
    for number, asked in enumerate(continuations):
        fed = (*asked.context, *asked.target[:-1])
        path = _follow(children, fed)
        if len(path) < len(fed):
            start, parent = len(tokens), path[-1] if path else ROOT
            chains.append(Chain(start, start + len(fed) - len(path), parent))
            for depth in range(len(path), len(fed)):
                children[path[-1] if path else ROOT, fed[depth]] = len(tokens)
                path.append(len(tokens))
                tokens.append(fed[depth])
                depths.append(depth)
        first = len(asked.context) - 1
        slots.extend(Slot(path[first + i], token, number) for i, token in enumerate(asked.target))
    stem = shared([(*c.context, *c.target[:-1]) for c in continuations])
    free = min(stem, min(len(c.context) for c in continuations) - 1)
    return Tree(tuple(tokens), tuple(depths), tuple(chains), tuple(slots), stem, free)


def _follow(children: dict[tuple[int, int], int], sequence: tuple[int, ...]) -> list[int]:
    path: list[int] = []
    at = ROOT
    for token in sequence:
        found = children.get((at, token))
        if found is None:
            break
        path.append(found)
        at = found
    return path


def shared(sequences: Sequence[tuple[int, ...]]) -> int:
    """Return how many tokens all sequences have in common at their start."""
    least, most = min(sequences), max(sequences)
    for i, (a, b) in enumerate(zip(least, most, strict=False)):
        if a != b:
            return i
    return min(len(least), len(most))


@dataclass(frozen=True, slots=True)
class Branch:
    """The tokens from the root to a leaf, and the slots that are read on them and no other."""

    tokens: tuple[int, ...]
    slots: tuple[Slot, ...]


def branches(tree: Tree) -> list[Branch]:
    """Return the sequences of a tree that are not the start of another one of it.

    A slot on a shared node goes to the first of them.
    """
    left = list(tree.slots)
    found = []
    for path in _paths(tree):
        nodes = set(path)
        own = tuple(s for s in left if s.node in nodes)
        left = [s for s in left if s.node not in nodes]
        found.append(Branch(tuple(tree.tokens[n] for n in path), own))
    return found


def _paths(tree: Tree) -> list[list[int]]:
    into = {node: chain for chain in tree.chains for node in range(chain.start, chain.end)}
    inner = {chain.parent for chain in tree.chains}
    found = []
    for chain in tree.chains:
        at = chain.end - 1
        if at in inner:
            continue
        path: list[int] = []
        while at != ROOT:
            path[:0] = range(into[at].start, at + 1)
            at = into[at].parent
        found.append(path)
    return found
