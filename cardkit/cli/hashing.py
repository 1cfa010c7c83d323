"""Progress of hashing, on stderr: a bar on a terminal, one line elsewhere, nothing for little."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cardkit.cli import console
from cardkit.evidence.hashing import Advance, nobody
from cardkit.text import Text

WORTH_SAYING = 256 * 1024 * 1024
"""Bytes; less is hashed in a fraction of a second."""


@contextmanager
def shown(total: int) -> Iterator[Advance]:
    """Show how far the hashing of `total` bytes is; yields what hears of each piece."""
    if total < WORTH_SAYING or console.is_quiet():
        yield nobody
        return
    said = _HASHING.format(size=f"{total / 1e9:.1f}").get(console.language())
    if not sys.stderr.isatty():
        console.hint(said)
        yield nobody
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bar = Progress(
        *columns,
        TimeRemainingColumn(),
        console=console.rich_console(sys.stderr),
        transient=True,
    )
    with bar:
        task = bar.add_task(said, total=total)
        yield lambda count: bar.advance(task, count)


_HASHING = Text(en="hashing {size} GB of the model", zh="正在计算模型文件摘要（{size} GB）")
