"""Reading a task's items, from wherever they lie, with every reason not to score them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from cardkit.catalog.definition import Definition, ItemSource
from cardkit.errors import CardkitError
from cardkit.text import Text
from cardkit.verify.protocol.fields import read_item
from cardkit.verify.protocol.folder import find, find_named, inside, open_plain
from cardkit.verify.protocol.hub_files import choose
from cardkit.verify.protocol.item import FileDigest, Item, ItemSet, refused
from cardkit.verify.protocol.lines import MAX_ITEMS, TOO_MANY, JsonLines
from cardkit.verify.protocol.protocol import Protocol
from cardkit.verify.protocol.tables import ParquetRows
from cardkit.verify.spec.problem import Problem


def read_items(protocol: Protocol, folder: Path | None = None) -> ItemSet:
    """Return the items that a protocol asks, checked to the last field.

    `folder` is that of the run (`--data`); a data set on a hub is fetched. Raises Problem for
    whatever keeps the task from being scored: then it is inconclusive, and other tasks go on.
    """
    definition = protocol.definition
    try:
        found = _read(definition, definition.items, folder)
        _check_count(protocol, found)
        if definition.shots_from is None or protocol.shots == 0:
            return found
        return replace(found, pool=_read(definition, definition.shots_from, folder))
    except CardkitError as error:  # a package that is not there, a client's settings
        where = str(definition.items)
        raise Problem("items-unavailable", error.message, where) from error


def _read(definition: Definition, source: ItemSource, folder: Path | None) -> ItemSet:
    items: list[Item] = []
    digests: list[FileDigest] = []
    names: list[str] = []
    for subject, part in source.parts or ((None, source),):
        name, files = _files(part, folder)
        names.append(name)
        for shown, file in files:
            digests.append(FileDigest(shown, _read_file(definition, file, shown, items, subject)))
            if len(items) > MAX_ITEMS:
                raise refused("items-too-many", TOO_MANY, name, limit=MAX_ITEMS)
    # A data set is one name, whatever the parts it is read in; files are named by their first.
    name = names[0] if len(set(names)) == 1 else f"{names[0]} ... {names[-1]}"
    if not items:
        raise refused("items-none", _NONE, name)
    found = ItemSet(name, tuple(digests), tuple(items))
    if source.sha256 is not None and source.sha256 != found.sha256:
        raise refused("items-digest", _DIGEST, name, stated=source.sha256, found=found.sha256)
    return found


def _files(source: ItemSource, folder: Path | None) -> tuple[str, Sequence[tuple[str, Path]]]:
    """Return what the items are called, and the files that hold them."""
    if source.names and folder is not None:
        if not folder.is_dir():
            raise refused("items-missing", _NOT_A_FOLDER, source.names[0], folder=folder)
        own = find_named(folder, source.names)
        if own is not None:
            return own.name, [(own.name, own)]
    if source.hub is not None:
        from cardkit.verify.spec.hubs.datasets import fetch_dataset

        try:
            found = fetch_dataset(source.hub, source.revision, lambda names: choose(source, names))
        except (Problem, CardkitError) as error:
            raise _unfetched(error, source) if source.names else error from None
        return found.name, [(f"{found.name}/{name}", file) for name, file in found.files]
    path = source.path or ""
    if source.folder is not None:
        beside = Path(source.folder)
        if os.path.lexists(beside / path):
            return path, [(path, inside(beside, beside / path))]
    if folder is None:
        raise refused("items-missing", _NO_FOLDER, path, origin=_origin(path))
    if not folder.is_dir():
        raise refused("items-missing", _NOT_A_FOLDER, path, folder=folder)
    file = find(folder, path, origin=_origin(path))
    return path, [(PurePosixPath(path).name, file)]


def _unfetched(error: Problem | CardkitError, source: ItemSource) -> Problem:
    """Return why a data set could not be had, and what file would do in its place."""
    name = f"{source.names[0]}.jsonl"
    if isinstance(error, Problem):
        why, kind = error.remark.message, error.remark.kind
    else:
        why, kind = error.message, "items-unavailable"
    return refused(kind, _OR_FILE, str(source), why=why, name=name)


def _read_file(
    definition: Definition, file: Path, name: str, items: list[Item], subject: str | None
) -> str:
    """Add the items of a file, its rows with their subject, and return the digest of its bytes."""
    with open_plain(file) as stream:
        parquet = name.endswith(".parquet")
        rows = ParquetRows(stream, name) if parquet else JsonLines(stream, name)
        for line, row, where in rows.rows():
            given = row if subject is None else {**row, "subject": subject}
            items.append(read_item(definition, given, line, where))
        return rows.sha256


def _check_count(protocol: Protocol, found: ItemSet) -> None:
    """Refuse another number of items than the card or the registry says.

    llm-foundry's prompts depend on it, and a score of other items is another score.
    """
    for stated, message in ((protocol.n_stated, _CARD_N), (protocol.n_known, _REGISTRY_N)):
        if stated is not None and stated != found.n:
            raise refused("items-count", message, found.name, count=found.n, stated=stated)


def _origin(path: str) -> Text:
    """Say where a file of the DCLM suite comes from."""
    first = PurePosixPath(path).parts[:1]
    return _ORIGINS.get(first[0] if first else "", Text("", ""))


_ORIGINS = {
    "local_data": Text(
        en="; it comes with github.com/mosaicml/llm-foundry, scripts/eval/local_data",
        zh="；该文件位于 github.com/mosaicml/llm-foundry 的 scripts/eval/local_data",
    ),
    "gpqa_data": Text(
        en="; eval/eval_openlm_ckpt.py of github.com/mlfoundations/dclm makes it (convert_gpqa)",
        zh="；由 github.com/mlfoundations/dclm 的 eval/eval_openlm_ckpt.py（convert_gpqa）生成",
    ),
}
_NO_FOLDER = Text(
    en="`{where}` is needed: give the folder it lies in with --data{origin}",
    zh="需要 `{where}`：请用 --data 给出其所在目录{origin}",
)
_NOT_A_FOLDER = Text(
    en="`{where}` is looked for in `{folder}`, which is no folder",
    zh="要在 `{folder}` 中查找 `{where}`，但它不是目录",
)
_OR_FILE = Text(
    en="{why}; or put it into the folder of --data as `{name}` (docs/tasks.md)",
    zh="{why}；也可将其存为 --data 目录中的 `{name}`（见 docs/tasks.md）",
)
_NONE = Text(en="`{where}` holds no item", zh="`{where}` 中没有题目")
_DIGEST = Text(
    en="`{where}` has the SHA-256 {found}, not {stated} as stated",
    zh="`{where}` 的 SHA-256 为 {found}，与所述的 {stated} 不符",
)
_CARD_N = Text(
    en="`{where}` holds {count} {count:item|items}; the card says {stated}",
    zh="`{where}` 有 {count} 道题，卡片写的是 {stated}",
)
_REGISTRY_N = Text(
    en="`{where}` holds {count} {count:item|items}; the task has {stated}",
    zh="`{where}` 有 {count} 道题，该任务应为 {stated}",
)
