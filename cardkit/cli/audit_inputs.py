"""Which cards `cardkit audit` works on: folders, cards, and lists of paths."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from cardkit.cli.inputs import find_cards, once
from cardkit.errors import NoCardsFound, UnreadableFile
from cardkit.source.source import SMALLER, decode, read_source
from cardkit.text import Text

MAX_LIST = 16 * 1024 * 1024
_LIST = (".txt", ".lst")


def audited(paths: Sequence[str], *, all_markdown: bool = False) -> list[str]:
    """Return the cards that `paths` stand for, each once.

    A list holds a path on each line; empty lines and those that begin with `#` count for nothing.
    `all_markdown` is as in `find_cards`. What a list names need not exist: it is found unreadable.
    Raises UnreadableFile for a path of the command line that does not exist, NoCardsFound where
    nothing is left.
    """
    found: dict[str, None] = {}
    for path in paths:
        cards = (
            _of_list(path, all_markdown)
            if _is_list(path)
            else find_cards([path], all_markdown=all_markdown)
        )
        found.update(dict.fromkeys(cards))
    if not found:
        raise NoCardsFound(
            Text(en="no cards found: the list is empty", zh="未找到卡片：清单为空"),
            hint=Text(en="write a path on each line", zh="请每行写一个路径"),
        )
    return once(found)


def _is_list(path: str) -> bool:
    return path == "-" or path.lower().endswith(_LIST)


def _of_list(path: str, all_markdown: bool) -> Iterator[str]:
    for line in _text(path).split("\n"):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if os.path.isdir(entry):  # noqa: PTH112 - it answers no for names that `Path` raises on
            try:
                yield from find_cards([entry], all_markdown=all_markdown)
            except NoCardsFound:
                yield entry
        else:
            yield entry


def _text(path: str) -> str:
    if path != "-":
        return read_source(path, max_bytes=MAX_LIST, smaller=SMALLER).text
    data = sys.stdin.buffer.read(MAX_LIST + 1)
    if len(data) > MAX_LIST:
        raise UnreadableFile(
            Text(en="the list is larger than {n} bytes", zh="清单超过 {n} 字节").format(n=MAX_LIST)
        )
    return decode(data).text
