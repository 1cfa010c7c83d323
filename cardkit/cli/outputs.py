"""Where a verb may write: the place is looked at before the work begins."""

from __future__ import annotations

from pathlib import Path

from cardkit.errors import UnsafeOutput
from cardkit.text import Text

_FORCE = Text(en="--force replaces it", zh="如需覆盖，请加 --force")


def check_free(output: Path, *, force: bool, hint: Text = _FORCE) -> None:
    """Raise UnsafeOutput where a file exists and `force` is off, and what `check_output` raises."""
    from cardkit.output import check_output

    check_output(output)
    if output.exists() and not force:
        raise UnsafeOutput(
            Text(en="`{path}` exists", zh="`{path}` 已存在").format(path=output),
            hint=hint,
        )
