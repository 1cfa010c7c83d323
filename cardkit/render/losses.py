"""The loss list for people: one line for each kind of thing that a card does not say."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.dialects.loss import Loss
from cardkit.source.span import Path, breadcrumb
from cardkit.text import Text

_LINE = Text(en="{place}{times}: {reason}", zh="{place}{times}：{reason}")


def summary(losses: Sequence[Loss]) -> list[Text]:
    """Return one line for each field and reason; the same field of many items is counted."""
    counts: dict[tuple[str, Text], list[Path]] = {}
    for loss in losses:
        place = breadcrumb(tuple("*" if isinstance(part, int) else part for part in loss.path))
        counts.setdefault((place.replace(".*", "[]"), loss.reason), []).append(loss.path)
    return [
        _LINE.format(
            place=breadcrumb(paths[0]) if len(paths) == 1 else place,
            times=f" ×{len(paths)}" if len(paths) > 1 else "",
            reason=reason,
        )
        for (place, reason), paths in counts.items()
    ]
