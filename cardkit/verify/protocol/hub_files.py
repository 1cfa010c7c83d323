"""Which files of a data set's repository hold the items of a split."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from cardkit.catalog.definition import ItemSource
from cardkit.text import Text, listed
from cardkit.verify.protocol.item import refused

_ENDINGS = (".parquet", ".jsonl")


def choose(source: ItemSource, names: Sequence[str]) -> list[str]:
    """Return the files of a source among the names of a repository, in the order of their names.

    The source's own patterns count. Without them a file is looked for whose folder is the
    configuration (or `data`, or none) and whose name is the split, with a shard's number behind it
    or inside a folder of the split: the layouts of
    https://huggingface.co/docs/hub/datasets-file-names-and-splits and of the parquet branch.
    Raises Problem: `items-missing` with what there is, `items-ambiguous` for two layouts at once.
    """
    data = [name for name in names if name.endswith(_ENDINGS)]
    if source.files:
        found = [n for n in data if any(fnmatchcase(n, p) for p in source.files)]
        return found or _none(source, data)
    layouts: dict[str, list[str]] = {}
    for name in data:
        layout = _layout(name, source.config, source.split or "test")
        if layout is not None:
            layouts.setdefault(layout, []).append(name)
    if len(layouts) > 1:
        shown = listed([group[0] for group in layouts.values()])
        raise refused("items-ambiguous", _AMBIGUOUS, str(source), split=source.split, names=shown)
    return next(iter(layouts.values())) if layouts else _none(source, data)


def _layout(name: str, config: str | None, split: str) -> str | None:
    """Return the folder and ending by which `name` belongs to a split, None where it does not."""
    stem, _, ending = name.rpartition(".")
    *folders, last = stem.split("/")
    bare, _, shards = last.rpartition("-of-")
    if bare and shards.isdecimal():
        last = bare.rpartition("-")[0]
    elif folders and folders[-1] == split and last.isdecimal():
        last = folders.pop()
    folder = "/".join(folders)
    places = {config} if config is not None else {"", "data", "default"}
    return f"{folder}.{ending}" if last == split and folder in places else None


def _none(source: ItemSource, data: Sequence[str]) -> list[str]:
    shown = listed([*data[:12], *(["..."] if len(data) > 12 else [])]) if data else _NOTHING
    raise refused("items-missing", _MISSING, str(source), wanted=_wanted(source), names=shown)


def _wanted(source: ItemSource) -> str | Text:
    if source.files:
        return listed(source.files)
    return "/".join(part for part in (source.config, source.split or "test") if part)


_NOTHING = Text(en="no .parquet and no .jsonl", zh="没有 .parquet 或 .jsonl")
_MISSING = Text(
    en="`{where}` has no file for {wanted}; it has {names}. Write its `files`",
    zh="`{where}` 中没有与 {wanted} 对应的文件，已有：{names}。请写明 `files`",
)
_AMBIGUOUS = Text(
    en="`{where}` has the split {split} in several layouts: {names}. Write its `files`",
    zh="`{where}` 中有多种形式的划分 {split}：{names}。请写明 `files`",
)
