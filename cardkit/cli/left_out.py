"""What written cards leave out of a record, as `render` and `build` say it on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardkit.cli import console
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.dialects.loss import Loss
    from cardkit.render.unmarked import Unmarked

SHOW_LOSSES = Text(en="List what the card cannot say", zh="列出卡片无法表达的内容")

FORCE = Text(
    en="Replace files in DIR that cardkit did not write", zh="覆盖 DIR 中并非由 cardkit 生成的文件"
)


def tell_losses(file: str, losses: Sequence[Loss], *, listed: bool) -> None:
    """Count the details that the card `file` leaves out, or list them."""
    from cardkit.render.losses import summary

    language = console.language()
    if not losses:
        return
    if not listed:
        counted = (_ONE_LOSS if len(losses) == 1 else _LOSSES).format(file=file, count=len(losses))
        console.hint(counted.get(language))
        return
    console.err(_LISTED.format(file=file).get(language))
    for line in summary(losses):
        console.err("  " + line.get(language))
    sys.stderr.flush()


def tell_unmarked(file: str, claims: Sequence[Unmarked]) -> None:
    """Name the claims that the card `file` bears no mark of, and why."""
    for each in claims:
        console.hint(each.said(file).get(console.language()))


_LOSSES = Text(
    en="{file} leaves out {count} details of the record; --show-losses lists them",
    zh="{file} 未包含记录中的 {count} 项内容，可用 --show-losses 查看",
)
_ONE_LOSS = Text(
    en="{file} leaves out one detail of the record; --show-losses lists it",
    zh="{file} 未包含记录中的 1 项内容，可用 --show-losses 查看",
)
_LISTED = Text(en="{file} does not say:", zh="{file} 未包含：")
