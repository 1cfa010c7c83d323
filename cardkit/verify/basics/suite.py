"""The six tasks: their items, and the files that hold them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cardkit.catalog.definition_tables import shipped_definitions
from cardkit.catalog.task_tables import shipped_benchmarks
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


@dataclass(frozen=True, slots=True)
class Basic:
    """One task of the suite. How many items it has, and their digest, is data of the catalog."""

    id: str
    make: Callable[[Draw], Item]

    @property
    def n(self) -> int:
        """How many items it has."""
        return shipped_benchmarks()[self.id].n or 0

    @property
    def sha256(self) -> str | None:
        """The digest that its file of items must have."""
        return shipped_definitions()[self.id, "lm-eval"].items.sha256

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
    Basic("basics_agreement", agreement),
    Basic("basics_pronouns", pronouns),
    Basic("basics_measure_words", measure_words),
    Basic("basics_arithmetic", arithmetic),
    Basic("basics_copying", copying),
    Basic("basics_succession", succession),
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
