"""Rows of a file of JSON lines, one at a time, with the digest of all its bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import IO

from cardkit.json_faults import json_fault
from cardkit.text import Text
from cardkit.verify.protocol.item import refused
from cardkit.verify.spec.json_text import read_object
from cardkit.verify.spec.problem import Problem

MAX_LINE = 16 * 1024 * 1024
"""Bytes; the longest line of the DCLM suite has less than 100,000."""
MAX_ITEMS = 1_000_000

Numbered = tuple[int, dict[str, object], str]
"""A line number, its row, and the place to name in a message."""


class JsonLines:
    """Reads a stream once; `sha256` is that of the file when `rows` has come to its end."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what was read."""
        return self._hash.hexdigest()

    def rows(self) -> Iterator[Numbered]:
        """Yield the rows; blank lines are none. Raises Problem, which names the line."""
        count = 0
        for number, line in enumerate(self._lines(), 1):
            where = f"{self._name}:{number}"
            text = self._decoded(line, number, where)
            if not text.strip():
                continue
            count += 1
            if count > MAX_ITEMS:
                raise refused("items-too-many", TOO_MANY, self._name, limit=MAX_ITEMS)
            yield number, _row(text, where), where

    def _lines(self) -> Iterator[bytes]:
        while line := self._stream.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE:
                raise refused("line-too-long", _LONG, self._name, limit=MAX_LINE)
            self._hash.update(line)
            yield line

    def _decoded(self, line: bytes, number: int, where: str) -> str:
        try:
            return line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise refused("not-utf8", _NOT_UTF8, where) from None


def _row(text: str, where: str) -> dict[str, object]:
    try:
        return dict(read_object(text, where))
    except Problem as problem:
        if problem.remark.kind != "json-broken":
            raise
        raise refused("json-broken", _BROKEN, where, why=_why(text)) from None


def _why(text: str) -> Text:
    """Return what is wrong, with the column alone: the text is one line of its file."""
    try:
        json.loads(text)
    except ValueError as error:
        return json_fault(error, place="column")
    except RecursionError:
        return _DEEP
    return Text(en="?", zh="？")


TOO_MANY = Text(en="{where}: more than {limit} items", zh="{where}：题目超过 {limit} 道")
_DEEP = Text(en="too deeply nested", zh="嵌套过深")
_LONG = Text(
    en="{where}: a line is longer than {limit} bytes", zh="{where}：有一行超过 {limit} 字节"
)
_NOT_UTF8 = Text(en="{where}: the line is not UTF-8", zh="{where}：该行不是 UTF-8")
_BROKEN = Text(en="{where}: no valid JSON ({why})", zh="{where}：不是有效的 JSON（{why}）")
