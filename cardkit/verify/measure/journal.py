"""The journal of a run: every answer on disk as soon as it is known, so that a killed run goes on.

A file of JSON lines. The first says what the answers belong to, the second which files the model
was read from and what it ran on; each other one holds the answers of a few items (`Answers`). A
line that was cut off by the end of the run is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

from cardkit.errors import UsageError, reason
from cardkit.text import Text
from cardkit.verify.measure.asking import Answers
from cardkit.verify.measure.events import Scoring

VERSION = 1
MAX_BYTES = 2**30
"""A journal of the 53 tasks of DCLM's suite, run in full, takes some 10 MB."""
_HEAD = 4096
_DECIDING = ("cardkit", "device_name", "dtype", "torch", "transformers")
"""Facts of scoring that one run must have throughout."""


class Journal:
    """A journal that is being written; `source` is what the answers come from, once known."""

    def __init__(
        self, path: Path, stream: IO[bytes], source: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self._path = path
        self._stream = stream
        self._source = source

    def read_from(self, told: Scoring) -> None:
        """Note which files, on what device and in what precision, the answers come from.

        Raises UsageError where earlier answers come from others.
        """
        facts = {name: told.facts[name] for name in _DECIDING if name in told.facts}
        source = {"model": dict(told.digests), "facts": facts}
        if self._source is None:
            self._source = source
            self._write(source)
        elif self._source != source:
            raise UsageError(_OTHER_MODEL.format(path=self._path), hint=_ANEW)

    def add(self, answers: Answers) -> None:
        """Write answers down; they are on the disk when this returns. Raises UsageError."""
        self._write(asdict(answers))

    def unfit(self) -> UsageError:
        """Return what to raise where answers of the journal are none to what is asked."""
        return UsageError(_UNFIT.format(path=self._path), hint=_ANEW)

    def _write(self, record: Mapping[str, object]) -> None:
        try:
            self._stream.write(_line(record))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:  # a full disk
            raise UsageError(_UNWRITTEN.format(path=self._path, why=reason(error))) from error

    def close(self) -> None:
        """Close the file; what a full disk did not take was refused before."""
        with suppress(OSError):
            self._stream.close()


def begin(path: Path, key: str, salt: str) -> Journal:
    """Begin a journal for the run that `key` stands for, in place of an older one.

    `salt` is what the order of the items was drawn with. Raises UsageError where the file cannot
    be written, and where it is there and no journal.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not _is_journal(path):
            raise UsageError(_NO_JOURNAL.format(path=path))
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(_line({"version": VERSION, "key": key, "salt": salt}))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        return Journal(path, path.open("ab"))
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UsageError(_UNWRITTEN.format(path=path, why=reason(error))) from error


def _is_journal(path: Path) -> bool:
    """Say whether a file is one that may be replaced: an empty one, or one that begins as ours."""
    with path.open("rb") as stream:
        line = stream.readline(_HEAD)
    try:
        head = json.loads(line) if line else {"key": ""}
    except (ValueError, RecursionError):
        return False
    return isinstance(head, dict) and "key" in head


def resume(path: Path, key: str) -> tuple[Journal, str, list[Answers]] | None:
    """Return the journal at `path` to go on with, its salt and its answers.

    None where there is none. Raises UsageError where it belongs to another run or is damaged.
    """
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(_LARGE.format(path=path, limit=MAX_BYTES), hint=_ANEW)
        whole, answers, salt, source = _read(path, path.read_bytes(), key)
        stream = path.open("r+b")
        stream.truncate(whole)  # what the end of the run cut off
        stream.seek(whole)
    except OSError as error:
        raise UsageError(_UNREAD.format(path=path, why=reason(error))) from error
    return Journal(path, stream, source), salt, answers


def _read(
    path: Path, data: bytes, key: str
) -> tuple[int, list[Answers], str, dict[str, dict[str, str]] | None]:
    whole = data.rfind(b"\n") + 1
    lines = data[:whole].splitlines()
    answers: list[Answers] = []
    salt = ""
    source: dict[str, dict[str, str]] | None = None
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            if number == 1:
                if record["version"] != VERSION or record["key"] != key:
                    raise UsageError(_ANOTHER.format(path=path), hint=_ANEW)
                salt = str(record["salt"])
            elif number == 2:
                source = {name: dict(record[name]) for name in ("model", "facts")}
            else:
                answers.append(_answers(record))
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise UsageError(_DAMAGED.format(path=path, line=number), hint=_ANEW) from error
    if not lines:
        raise UsageError(_DAMAGED.format(path=path, line=1), hint=_ANEW)
    return whole, answers, salt, source


def _answers(record: dict[str, object]) -> Answers:
    from pydantic import TypeAdapter

    return TypeAdapter(Answers).validate_python(record)


def grouped(answers: Iterable[Answers]) -> dict[str, tuple[Answers, ...]]:
    """Return answers by the asking they belong to, each in its order."""
    found: dict[str, list[Answers]] = {}
    for each in answers:
        found.setdefault(each.asking, []).append(each)
    return {asking: tuple(own) for asking, own in found.items()}


def _line(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


_UNWRITTEN = Text(en="cannot write the journal `{path}`: {why}", zh="无法写入日志 `{path}`：{why}")
_UNREAD = Text(en="cannot read the journal `{path}`: {why}", zh="无法读取日志 `{path}`：{why}")
_DAMAGED = Text(
    en="the journal `{path}` is damaged at line {line}", zh="日志 `{path}` 第 {line} 行已损坏"
)
_LARGE = Text(
    en="the journal `{path}` is larger than {limit} bytes and is not read",
    zh="日志 `{path}` 超过 {limit} 字节，未读取",
)
_ANOTHER = Text(
    en="the journal `{path}` belongs to another run: card, model, data or settings differ",
    zh="日志 `{path}` 属于另一次运行：卡片、模型、数据或设置不同",
)
_OTHER_MODEL = Text(
    en="the answers in the journal `{path}` come from other files of the model, or from another "
    "device, precision or version of cardkit, torch or transformers",
    zh="日志 `{path}` 中的答案来自另一份模型文件，或另一种设备、精度，"
    "或另一版本的 cardkit、torch、transformers",
)
_UNFIT = Text(
    en="the journal `{path}` holds answers that do not belong to this run",
    zh="日志 `{path}` 中有不属于本次运行的答案",
)
_NO_JOURNAL = Text(
    en="`{path}` is there and is no journal; it is left as it is",
    zh="`{path}` 已存在且不是运行日志，未作改动",
)
_ANEW = Text(
    en="leave out --resume to begin anew, or name another file with --journal",
    zh="去掉 --resume 可重新开始，或用 --journal 指定其他文件",
)
