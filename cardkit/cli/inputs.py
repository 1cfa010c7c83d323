"""Which files a verb works on: named files, folders, the working folder, standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cardkit.errors import NoCardsFound, UnreadableFile
from cardkit.source.source import DEFAULT_MAX_BYTES, SMALLER, Source, decode
from cardkit.source.text_only import read_text, refuse_binary
from cardkit.text import Text

_README = re.compile(r"readme[\w.-]{0,40}\.(?:md|markdown)", re.IGNORECASE)
_RECORD = re.compile(r"[^/]{1,200}\.card\.ya?ml", re.IGNORECASE)  # a line feed hides no file
_COMPARISON = re.compile(rb"^kind:[ \t]*[\"']?comparison\b", re.MULTILINE)
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
_HEAD = 4096
_RAISE = Text(
    en="raise the cap with --max-bytes if the file really is what it should be",
    zh="如确需读取，请用 --max-bytes 提高上限",
)
_MARKDOWN = (".md", ".markdown")


def find_cards(
    paths: Sequence[str], *, all_markdown: bool = False, keep_missing: bool = False
) -> list[str]:
    """Return the files that `paths` stand for; without any, the cards of the working folder.

    Of a folder these are README*.md, *.card.yaml and comparison files, below it as well, with
    `all_markdown` every other Markdown file too; links are not followed. Raises UnreadableFile
    for a path that does not exist, but with `keep_missing` it is left in, for whoever reads the
    cards to report; NoCardsFound when nothing is left.
    """
    found: dict[str, None] = {}
    for path in paths:
        # `os.path` answers no for names that `Path` raises on: too long, a NUL.
        if path == "-" or not os.path.isdir(path):  # noqa: PTH112 - as above
            if path != "-" and not keep_missing and not os.path.lexists(path):
                raise UnreadableFile(
                    Text(en="`{path}` does not exist", zh="`{path}` 不存在").format(path=path)
                )
            found[path] = None
        else:
            found.update(dict.fromkeys(_below(path, all_markdown)))
    if not paths:
        found = dict.fromkeys(sorted(p.name for p in Path().iterdir() if _is_card(p, p.name)))
    if not found:
        raise _none_found(paths or ["."], below=bool(paths))
    return once(found)


def once(paths: Iterable[str]) -> list[str]:
    """Return each file once, as it was written first: `README.md` and `./README.md` are one."""
    kept: dict[str, str] = {}
    for path in paths:
        kept.setdefault(path if path == "-" else os.path.abspath(path), path)  # noqa: PTH100
    return list(kept.values())


def _none_found(folders: Sequence[str], *, below: bool) -> NoCardsFound:
    """Say what counts as a card, and which Markdown files were passed over for their name."""
    files = [
        Path(at, name)
        for folder in folders
        for at, names in _walk(folder)
        for name in names
        if name.lower().endswith(_MARKDOWN) and (below or Path(at) == Path(folder))
    ]
    message = Text(en="no cards found", zh="未找到卡片")
    if not files:
        return NoCardsFound(
            message,
            hint=Text(
                en="name a file, or a folder with README.md or *.card.yaml",
                zh="请指定文件，或包含 README.md、*.card.yaml 的目录",
            ),
        )
    hint = Text(
        en="other Markdown files were passed over: {count}; name them to check them:"
        " cardkit validate {pattern}; or all of a folder: cardkit audit FOLDER --all-markdown",
        zh="略过了 {count} 个其他 Markdown 文件；如需检查，请直接写出文件名："
        "cardkit validate {pattern}；检查整个目录：cardkit audit 目录 --all-markdown",
    )
    pattern = files[0].with_name(f"*{files[0].suffix}")
    return NoCardsFound(message, hint=hint.format(count=len(files), pattern=pattern))


def _walk(folder: str) -> Iterator[tuple[str, list[str]]]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        yield at, sorted(names)


def _below(folder: str, all_markdown: bool) -> Iterator[str]:
    for at, names in _walk(folder):
        for name in names:
            path = Path(at, name)
            if path.is_symlink() and not _stays_inside(path, folder):
                continue
            other = all_markdown and name.lower().endswith(_MARKDOWN) and path.is_file()
            if other or _is_card(path, name):
                yield str(path)


def _stays_inside(path: Path, folder: str) -> bool:
    """Say whether a link leads to a file of the folder, or to a blob of the hub cache it lies in.

    A stranger's folder must not have a file of the machine shown as its card.
    """
    try:
        target = path.resolve(strict=True)
        root = Path(folder).resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    if target.is_relative_to(root):
        return True
    snapshots = next((p for p in path.absolute().parents if p.name == "snapshots"), None)
    return snapshots is not None and target.parent == snapshots.parent.resolve() / "blobs"


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


def read_input(path: str, *, max_bytes: int | None = None, stdin_name: str = "README.md") -> Source:
    """Read one input; `-` is standard input under the name `stdin_name`.

    `max_bytes` is the value of `--max-bytes`, None for a verb that has no such option.
    Raises UnreadableFile when it cannot be read or is too large, NotACard when it is no text.
    """
    smaller = SMALLER if max_bytes is None else _RAISE
    limit = DEFAULT_MAX_BYTES if max_bytes is None else max_bytes
    if path == "-":
        data = sys.stdin.buffer.read(limit + 1)
        if len(data) > limit:
            raise UnreadableFile(
                Text(
                    en=f"standard input is larger than {limit} bytes",
                    zh=f"标准输入超过 {limit} 字节",
                ),
                hint=smaller,
            )
        return refuse_binary(decode(data, stdin_name))
    return read_text(path, max_bytes=limit, smaller=smaller)
