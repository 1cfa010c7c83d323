"""Rows of a Parquet file, through pyarrow when one is read and not before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO, Any

from cardkit.errors import MissingExtra
from cardkit.text import Text
from cardkit.verify.protocol.item import refused
from cardkit.verify.protocol.lines import MAX_ITEMS, TOO_MANY, Numbered

_BATCH = 256
"""Rows made into Python objects at a time."""
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
            number = 0
            for batch in table.iter_batches(batch_size=_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row, f"{self._name}:{number}"
        except (OSError, ValueError, TypeError, KeyError, NotImplementedError) as error:
            # pyarrow's own errors are all of these kinds; its words may hold paths and bytes.
            raise refused(
                "parquet-broken", _BROKEN, self._name, how=type(error).__name__
            ) from error


def _pyarrow() -> Any:  # noqa: ANN401 - it has no types
    from importlib import import_module

    try:
        return import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra("pyarrow", "data") from None


_BROKEN = Text(
    en="{where}: cannot be read as Parquet ({how})", zh="{where}：无法按 Parquet 读取（{how}）"
)
