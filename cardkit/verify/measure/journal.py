"""The journal of a run: every answer on disk as soon as it is known, so that a killed run goes on.

A file of JSON lines. The first says what the answers belong to, the second which files the model
was read from; each other one holds the answers of a few items (`Answers`). A line that was cut off
by the end of the run is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO

from cardkit.errors import UsageError, reason
from cardkit.text import Text
from cardkit.verify.measure.asking import Answers

VERSION = 1
MAX_BYTES = 2**30
"""A journal of the 53 tasks of DCLM's suite, run in full, takes some 10 MB."""


class Journal:
    """A journal that is being written; `digests` are those of the model's files, once known."""

    def __init__(
        self, path: Path, stream: IO[bytes], digests: Mapping[str, str] | None = None
    ) -> None:
        self._path = path
        self._stream = stream
        self._digests = digests

    def read_from(self, digests: Mapping[str, str]) -> None:
        """Note which files the answers come from.

        Raises UsageError where earlier answers come from others.
        """
        if self._digests is None:
            self._digests = dict(digests)
            self._write({"model": self._digests})
        elif dict(self._digests) != dict(digests):
            raise UsageError(_OTHER_MODEL.format(path=self._path), hint=_ANEW)

    def add(self, answers: Answers) -> None:
        """Write answers down; they are on the disk when this returns."""
        self._write(asdict(answers))

    def _write(self, record: dict[str, object]) -> None:
        self._stream.write(_line(record))
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def begin(path: Path, key: str, salt: str) -> Journal:
    """Begin a journal for the run that `key` stands for, in place of an older one.

    `salt` is what the order of the items was drawn with. Raises UsageError where the file cannot
    be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with part.open("wb") as stream:
            stream.write(_line({"version": VERSION, "key": key, "salt": salt}))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        return Journal(path, path.open("ab"))
    except OSError as error:
        raise UsageError(_UNWRITTEN.format(path=path, why=reason(error))) from error


def resume(path: Path, key: str) -> tuple[Journal, str, list[Answers]] | None:
    """Return the journal at `path` to go on with, its salt and its answers.

    None where there is none. Raises UsageError where it belongs to another run or is damaged.
    """
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(_DAMAGED.format(path=path, line=1), hint=_ANEW)
        whole, answers, salt, digests = _read(path, path.read_bytes(), key)
        stream = path.open("r+b")
        stream.truncate(whole)  # what the end of the run cut off
        stream.seek(whole)
    except OSError as error:
        raise UsageError(_UNREAD.format(path=path, why=reason(error))) from error
    return Journal(path, stream, digests), salt, answers


def _read(
    path: Path, data: bytes, key: str
) -> tuple[int, list[Answers], str, dict[str, str] | None]:
    whole = data.rfind(b"\n") + 1
    lines = data[:whole].splitlines()
    answers: list[Answers] = []
    salt = ""
    digests: dict[str, str] | None = None
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            if number == 1:
                if record["version"] != VERSION or record["key"] != key:
                    raise UsageError(_ANOTHER.format(path=path), hint=_ANEW)
                salt = str(record["salt"])
            elif number == 2:
                digests = {str(name): str(digest) for name, digest in record["model"].items()}
            else:
                answers.append(_answers(record))
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise UsageError(_DAMAGED.format(path=path, line=number), hint=_ANEW) from error
    if not lines:
        raise UsageError(_DAMAGED.format(path=path, line=1), hint=_ANEW)
    return whole, answers, salt, digests


def _answers(record: dict[str, object]) -> Answers:
    from pydantic import TypeAdapter

    return TypeAdapter(Answers).validate_python(record)


def grouped(answers: Iterable[Answers]) -> dict[str, tuple[Answers, ...]]:
    """Return answers by the asking they belong to, each in its order."""
    found: dict[str, list[Answers]] = {}
    for each in answers:
        found.setdefault(each.asking, []).append(each)
    return {asking: tuple(own) for asking, own in found.items()}


def _line(record: dict[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


_UNWRITTEN = Text(en="cannot write the journal `{path}`: {why}", zh="无法写入日志 `{path}`：{why}")
_UNREAD = Text(en="cannot read the journal `{path}`: {why}", zh="无法读取日志 `{path}`：{why}")
_DAMAGED = Text(
    en="the journal `{path}` is damaged at line {line}", zh="日志 `{path}` 第 {line} 行已损坏"
)
_ANOTHER = Text(
    en="the journal `{path}` belongs to another run: card, model, data or settings differ",
    zh="日志 `{path}` 属于另一次运行：卡片、模型、数据或设置不同",
)
_OTHER_MODEL = Text(
    en="the answers in the journal `{path}` are those of other files of the model",
    zh="日志 `{path}` 中的答案来自另一份模型文件",
)
_ANEW = Text(
    en="leave out --resume to begin anew, or name another file with --journal",
    zh="去掉 --resume 可重新开始，或用 --journal 指定其他文件",
)
