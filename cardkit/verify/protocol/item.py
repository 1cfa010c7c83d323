"""The items of a task: one question each, with what is right, and the set they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cardkit.text import Text
from cardkit.verify.spec.problem import Problem


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its row has it, nothing stripped.

    `line` counts lines of a text file and rows of others, from 1. `choices` are those of a multiple
    choice, or the contexts of a schema; `answers` the continuation, or what counts as right, the
    usual answer first. `digest` is that of the whole row: rows are equal where it is.
    """

    line: int
    digest: str
    query: str = ""
    choices: tuple[str, ...] = ()
    gold: int = -1
    answers: tuple[str, ...] = ()
    reasoning: str | None = None
    category: str | None = None
    prompt: str = ""
    """lm-eval's description, filled in."""
    doc_sha256: str = ""
    """What lm-eval's logs call `doc_hash`; empty where it is llm-foundry that asks."""

    @property
    def answer(self) -> str:
        """The continuation, or the usual answer."""
        return self.answers[0]


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file that was read: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ItemSet:
    """The items of a task in the order of their files, which is the order prompts depend on.

    `name` is the file or `hf:owner/name@commit`. `pool` is where lm-eval draws its examples, None
    where from the items themselves.
    """

    name: str
    files: tuple[FileDigest, ...]
    items: tuple[Item, ...]
    pool: ItemSet | None = None

    @property
    def n(self) -> int:
        """How many items there are."""
        return len(self.items)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file; of several, that of their digests in hexadecimal, in order."""
        if len(self.files) == 1:
            return self.files[0].sha256
        import hashlib

        return hashlib.sha256("".join(f.sha256 for f in self.files).encode("ascii")).hexdigest()

    @property
    def drawn_from_sha256(self) -> str:
        """The SHA-256 of the items together with those that examples are drawn from."""
        if self.pool is None:
            return self.sha256
        import hashlib

        return hashlib.sha256(f"{self.sha256}{self.pool.sha256}".encode("ascii")).hexdigest()

    @property
    def categories(self) -> Mapping[str | None, tuple[int, ...]]:
        """The places of the items of each category, categories sorted; None where there is none."""
        return by_category(self.items)


def by_category(items: Sequence[Item]) -> dict[str | None, tuple[int, ...]]:
    """Return the places of the items of each category, the categories in order."""
    found: dict[str | None, list[int]] = {}
    for i, item in enumerate(items):
        found.setdefault(item.category, []).append(i)
    return {name: tuple(found[name]) for name in sorted(found, key=lambda n: (n is not None, n))}


def refused(kind: str, message: Text, where: str, **values: object) -> Problem:
    """Return why a task cannot be asked; `where` names the file, with its line where it has one."""
    return Problem(kind, message.format(where=where, **values), where)
