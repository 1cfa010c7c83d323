"""Rows of a Parquet file, through pyarrow when one is read and not before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import IO, Any

from cardkit.errors import MissingExtra
from cardkit.text import Text
from cardkit.verify.protocol.item import refused
from cardkit.verify.protocol.lines import MAX_ITEMS, TOO_MANY, Numbered

MAX_LETTERS = 1024 * 1024 * 1024
"""Characters of all rows together: a column of equal texts takes next to no room in a file."""
_BATCH = 32
"""Rows decoded at a time; few, as their size is known only once they are read."""
_BLOCK = 1024 * 1024


class ParquetRows:
    """Reads a Parquet file; the digest is that of its bytes."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name
        digest = hashlib.sha256()
        while block := stream.read(_BLOCK):
            digest.update(block)
        stream.seek(0)
        self.sha256 = digest.hexdigest()

    def rows(self) -> Iterator[Numbered]:
        """Yield the rows, counted from 1. Raises Problem, and MissingExtra without pyarrow."""
        parquet = _pyarrow()
        try:
            table = parquet.ParquetFile(self._stream)
            count = table.metadata.num_rows
            if count > MAX_ITEMS:
                raise refused("items-too-many", TOO_MANY, self._name, limit=MAX_ITEMS)
            self._require_names(table.schema_arrow.names)
            number = letters = 0
            for batch in table.iter_batches(batch_size=_BATCH):
                for i in range(batch.num_rows):
                    (row,) = batch.slice(i, 1).to_pylist()
                    letters += _letters(row)
                    if letters > MAX_LETTERS:
                        raise refused("rows-too-large", _LARGE, self._name, limit=MAX_LETTERS)
                    number += 1
                    yield number, row, f"{self._name}:{number}"
        except _BROKEN_KINDS as error:  # its words may hold paths and bytes
            raise refused(
                "parquet-broken", _BROKEN, self._name, how=type(error).__name__
            ) from error

    def _require_names(self, names: Sequence[str]) -> None:
        """Refuse two columns of one name: of their values a row would keep the last."""
        twice = next((n for i, n in enumerate(names) if n in names[:i]), None)
        if twice is not None:
            raise refused("column-repeated", _TWICE, self._name, column=twice[:80])


def _letters(value: object) -> int:
    """Return how many characters and bytes there are in the texts of a value."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_letters, value.values()))
    return sum(map(_letters, value)) if isinstance(value, list | tuple) else 0


def _pyarrow() -> Any:  # noqa: ANN401 - it has no types
    from importlib import import_module

    try:
        return import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra("pyarrow", "data") from None


_BROKEN_KINDS = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    NotImplementedError,
    OverflowError,
    MemoryError,
)
"""What pyarrow raises at damaged files, at values that Python has no object for (a day in the year
5,000,000), and at sizes that a file claims and no memory holds."""
_TWICE = Text(en="{where}: two columns are named `{column}`", zh="{where}：有两列都名为 `{column}`")
_LARGE = Text(
    en="{where}: the texts of its rows come to more than {limit} characters; left unread",
    zh="{where}：各行文本合计超过 {limit} 个字符，未读取",
)
_BROKEN = Text(
    en="{where}: cannot be read as Parquet ({how})", zh="{where}：无法按 Parquet 读取（{how}）"
)
