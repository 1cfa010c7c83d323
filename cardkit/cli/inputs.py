"""Which files a verb works on: named files, folders, the working folder, standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cardkit.errors import NoCardsFound, NotACard, UnreadableFile
from cardkit.source.source import Source, decode, read_source
from cardkit.text import Text

_README = re.compile(r"readme[\w.-]{0,40}\.(?:md|markdown)", re.IGNORECASE)
_RECORD = re.compile(r".{1,200}\.card\.ya?ml", re.IGNORECASE)
_COMPARISON = re.compile(rb"^kind:[ \t]*[\"']?comparison\b", re.MULTILINE)
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
_HEAD = 4096


def find_cards(paths: Sequence[str]) -> list[str]:
    """Return the files that `paths` stand for; without any, the cards of the working folder.

    Of a folder these are README*.md, *.card.yaml and comparison files, below it as well; links
    are not followed. Raises UnreadableFile for a path that does not exist, NoCardsFound when
    nothing is left.
    """
    found: dict[str, None] = {}
    for path in paths:
        # `os.path` answers no for names that `Path` raises on: too long, a NUL.
        if path == "-" or not os.path.isdir(path):  # noqa: PTH112 - as above
            if path != "-" and not os.path.lexists(path):
                raise UnreadableFile(
                    Text(en="`{path}` does not exist", zh="`{path}` 不存在").format(path=path)
                )
            found[path] = None
        else:
            found.update(dict.fromkeys(_below(path)))
    if not paths:
        found = dict.fromkeys(sorted(p.name for p in Path().iterdir() if _is_card(p, p.name)))
    if not found:
        raise NoCardsFound(
            Text(en="no cards found", zh="未找到卡片"),
            hint=Text(
                en="name a file, or a folder with README.md or *.card.yaml",
                zh="请指定文件，或包含 README.md、*.card.yaml 的目录",
            ),
        )
    return list(found)


def _below(folder: str) -> Iterator[str]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        for name in sorted(names):
            if _is_card(Path(at, name), name):
                yield str(Path(at, name))


def _is_card(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    if _README.fullmatch(name) or _RECORD.fullmatch(name):
        return True
    return name.endswith((".yaml", ".yml")) and _is_comparison(path)


def _is_comparison(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return _COMPARISON.search(stream.read(_HEAD)) is not None
    except OSError:
        return False


def read_input(path: str, *, max_bytes: int, stdin_name: str) -> Source:
    """Read one input; `-` is standard input under the name `stdin_name`.

    Raises UnreadableFile when it cannot be read or is too large, NotACard when it is no text:
    UTF-16, or bytes no text has.
    """
    if path == "-":
        data = sys.stdin.buffer.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise UnreadableFile(
                Text(
                    en=f"standard input is larger than {max_bytes} bytes",
                    zh=f"标准输入超过 {max_bytes} 字节",
                )
            )
        source = decode(data, stdin_name)
    else:
        source = read_source(path, max_bytes=max_bytes)
    _refuse_binary(source)
    return source


def _refuse_binary(source: Source) -> None:
    head = source.text[:_HEAD]
    if head[:2] in {"\udcff\udcfe"}:
        raise NotACard(
            Text(
                en="`{name}` is UTF-16, cards are UTF-8", zh="`{name}` 是 UTF-16，卡片应为 UTF-8"
            ).format(name=source.name),
            hint=Text(en="save it as UTF-8", zh="请另存为 UTF-8"),
        )
    if head.count("\x00") > 1:
        raise NotACard(
            Text(
                en="`{name}` is no text: it holds NUL bytes", zh="`{name}` 不是文本：含有 NUL 字节"
            ).format(name=source.name)
        )
