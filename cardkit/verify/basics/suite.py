"""The six tasks: how many items each has, what kind they are, and the digest of their bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cardkit.errors import UsageError, reason
from cardkit.output import write_atomically
from cardkit.text import Text
from cardkit.verify.basics.agreement import agreement
from cardkit.verify.basics.arithmetic import arithmetic
from cardkit.verify.basics.copying import copying
from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item
from cardkit.verify.basics.measure_words import measure_words
from cardkit.verify.basics.pronouns import pronouns
from cardkit.verify.basics.succession import succession

SEED = "cardkit basics 1"
"""Part of every stream's name. Other items are another version of the suite, under another seed."""
Kind = Literal["multiple_choice", "schema", "language_modeling", "generation_task_with_answers"]


@dataclass(frozen=True, slots=True)
class Basic:
    """One task of the suite; `sha256` is that of its file of items."""

    id: str
    kind: Kind
    n: int
    make: Callable[[Draw], Item]
    sha256: str

    @property
    def file(self) -> str:
        """The name of its file of items."""
        return f"{self.id}.jsonl"

    def items(self) -> list[Item]:
        """Generate the items, no two of them equal."""
        draw = Draw(f"{SEED}/{self.id}")
        found: dict[str, Item] = {}
        while len(found) < self.n:
            item = self.make(draw)
            found.setdefault(_content(item), item)
        return list(found.values())

    def text(self) -> str:
        """Generate the file of items: one JSON object a line, UTF-8."""
        return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in self.items())


def _content(item: Item) -> str:
    """Return what makes an item the same as another: all but the order of its choices."""
    parts = [sorted(value) if isinstance(value, list) else value for value in item.values()]
    return json.dumps([part for part in parts if not isinstance(part, int)], ensure_ascii=False)


SUITE = (
    Basic(
        "basics_agreement",
        "multiple_choice",
        1000,
        agreement,
        "eb1a41f525a654c8865ef8b8ce0e7eca04d52eee7eca52f7c4200f489d0190f5",
    ),
    Basic(
        "basics_pronouns",
        "schema",
        300,
        pronouns,
        "11c6065b4e556647087abfa64c5c8d3c9ec63ac015f6c6e203657bad02cefdbe",
    ),
    Basic(
        "basics_measure_words",
        "schema",
        240,
        measure_words,
        "b940cfa2390a469e2e3481aebcf37019272b51e641b4aae387053a92c4b62436",
    ),
    Basic(
        "basics_arithmetic",
        "multiple_choice",
        250,
        arithmetic,
        "5adc3039598f8826eaaabb57cbfa9455b2e855bd33202fb88c890f89fa50df0d",
    ),
    Basic(
        "basics_copying",
        "language_modeling",
        300,
        copying,
        "b2822bd280e580de55a716aba6402a9ac7dcf2f1f77ae764eabc6b365bbb9309",
    ),
    Basic(
        "basics_succession",
        "generation_task_with_answers",
        200,
        succession,
        "831d6c1ae5c992d0741f30807f6bd4ea6d9b0ea682437cc666781b84cf36a593",
    ),
)


def write(folder: Path) -> list[Path]:
    """Write the items of every task into `folder`, which is made where it is missing.

    Returns the files. Raises UnsafeOutput and UsageError as `cardkit.output` does.
    """
    _make(folder)
    paths = [folder / basic.file for basic in SUITE]
    for path, basic in zip(paths, SUITE, strict=True):
        write_atomically(path, basic.text(), root=folder)
    return paths


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            _NO_FOLDER.format(path=folder, why=reason(error)), hint=_ANOTHER_FOLDER
        ) from error


_NO_FOLDER = Text(en="cannot make the folder `{path}`: {why}", zh="无法创建目录 `{path}`：{why}")
_ANOTHER_FOLDER = Text(en="give another folder", zh="请指定其他目录")


def digest(text: str) -> str:
    """Return the SHA-256 of a file of items."""
    return hashlib.sha256(text.encode()).hexdigest()
