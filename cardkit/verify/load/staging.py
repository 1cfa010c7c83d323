"""The folder that a loader is given: only what was inspected, under the names it looks for.

A loader that is given the publisher's folder picks up more than was looked at: a second config
that the first one names, weights beside those that count, files that a link leads to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from cardkit.errors import CannotLoad
from cardkit.text import Text, listed
from cardkit.verify.load.files import Weights, refuse
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.config import CONFIG
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.tokenizer import MAX_BYTES, SETTINGS
from cardkit.verify.spec.weights import INDEX, SINGLE

TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "tokenizer*.model",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
    "spiece.model",
    "sentencepiece*.model",
    "*.tiktoken",
)
"""Names of what a tokenizer is made of; no code, and nothing that transformers unpickles."""

_CLEANED = (SETTINGS, "special_tokens_map.json")
_DROPPED = frozenset(
    {
        "auto_map",
        "configuration_files",
        "transformers_weights",
        "custom_generate",
        "custom_pipelines",
        "_name_or_path",
        "name_or_path",
        "attn_implementation",
        "_attn_implementation",
        "_attn_implementation_internal",
        "_attn_implementation_autoset",
        "experts_implementation",
        "_experts_implementation",
        "_experts_implementation_internal",
    }
)
"""Keys of any depth that lead to code, to kernels of a hub or to other files."""


def stage(weights: Weights, room: Path) -> list[Remark]:
    """Fill `room` with a cleaned config.json, the inspected weights, an index and the tokenizer.

    Return what was noticed. Raises CannotLoad where a file changed since it was inspected.
    """
    _write(room / CONFIG, _without_paths(weights.config, []))
    for name in weights.files:
        _link(weights.folder / name, room / name)
    if weights.files and weights.files != (SINGLE,):
        _write(room / INDEX, {"metadata": {}, "weight_map": dict(weights.places or {})})
    return list(_stage_tokenizer(weights.folder, room))


def stage_gguf(folder: Path, name: str, room: Path) -> None:
    """Put a GGUF file, which holds its own config and tokenizer, into `room`."""
    files = LocalFiles(folder / name)
    for remark in files.remarks:
        refuse(remark)
    _link(folder / name, room / name)


def has_tokenizer(room: Path) -> bool:
    """Return whether a tokenizer was staged."""
    return any(_is_tokenizer(path.name) for path in room.iterdir())


def code_of_tokenizer(folder: Path) -> bool:
    """Return whether the publisher's tokenizer is a class of the repository's own (auto_map)."""
    try:
        stated = _object(LocalFiles(folder, depth=0), SETTINGS)
    except Problem:
        return False
    return bool(stated.get("auto_map"))


def _object(files: LocalFiles, name: str) -> dict[str, object]:
    """Return a tokenizer's settings. Raises Problem where they are no JSON object.

    Looser than the spec check's reader, since what is read is written anew and nothing is claimed
    of it: `model_max_length` is an integer of 31 digits in most models.
    """
    try:
        found = json.loads(files.text(name, MAX_BYTES))
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    raise Problem("json-broken", _NO_OBJECT.format(name=name), name)


_NO_OBJECT = Text(en="`{name}` is no JSON object", zh="`{name}` 不是 JSON 对象")


def _is_tokenizer(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in TOKENIZER_FILES)


def _stage_tokenizer(folder: Path, room: Path) -> Iterator[Remark]:
    files = LocalFiles(folder, depth=0)
    for remark in files.remarks:
        if _is_tokenizer(remark.where):
            yield remark
    names = {f.name: f.size for f in files.list() if _is_tokenizer(f.name)}
    for name, size in names.items():
        if size > MAX_BYTES:
            message = _LARGE.format(name=name, limit=MAX_BYTES // 2**20)
            yield Remark("tokenizer-unloaded", "warning", message, name)
            return
    cleaned: dict[str, Mapping[str, object]] = {}
    paths: list[str] = []
    for name in _CLEANED:
        if name not in names:
            continue
        try:
            cleaned[name] = _without_paths(_object(files, name), paths)
        except Problem as problem:
            message = _UNREAD.format(why=problem.remark.message)
            yield Remark("tokenizer-unloaded", "warning", message, name)
            return
    for name in names:
        if name in cleaned:
            _write(room / name, cleaned[name])
        else:
            _link(folder / name, room / name)
    if paths:
        yield Remark("tokenizer-paths", "note", _PATHS.format(keys=listed(paths[:5])), SETTINGS)


_LARGE = Text(
    en="`{name}` is larger than {limit} MiB and the tokenizer is left unloaded",
    zh="`{name}` 超过 {limit} MiB，不加载分词器",
)
_UNREAD = Text(
    en="the tokenizer is left unloaded: {why}",
    zh="不加载分词器：{why}",
)
_PATHS = Text(
    en="the tokenizer's settings name files ({keys}); only those of the usual names are used",
    zh="分词器设置中指定了文件路径（{keys}），只使用惯用名称的文件",
)


def _without_paths(raw: Mapping[str, object], found: list[str]) -> dict[str, object]:
    """Return settings without what leads elsewhere; keys with the path of a file join `found`."""
    kept: dict[str, object] = {}
    for key, value in raw.items():
        if key in _DROPPED:
            continue
        names_file = key.endswith(("_file", "_files")) or _is_file(value)
        if names_file and value is not None:
            found.append(key[:80])
        elif not names_file:
            kept[key] = _without_paths(value, found) if isinstance(value, dict) else value
    return kept


def _is_file(value: object) -> bool:
    return isinstance(value, str) and os.path.isfile(os.path.expanduser(value))  # noqa: PTH111, PTH113 - these bear any text


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


def _link(file: Path, to: Path) -> None:
    """Make a plain file known as `to`: the file itself where it can be, else a link to its path."""
    try:
        real = file.resolve(strict=True)
        if not real.is_file():
            raise FileNotFoundError(real)
        try:
            os.link(real, to)
        except OSError:  # another file system, or a file of somebody else
            to.symlink_to(real)
    except OSError as error:
        raise CannotLoad("file-missing", _GONE.format(name=file.name)) from error


_GONE = Text(
    en="`{name}` is no longer the file that was looked at", zh="`{name}` 已不是检查时的文件"
)
