"""The day that all is judged by: waivers, ages of evidence, keys."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone

from cardkit.errors import ConfigError
from cardkit.text import Text

VARIABLE = "CARDKIT_TODAY"
"""Sets the day, so that a run can be repeated later."""


def today() -> date:
    """Return the day that `CARDKIT_TODAY` names, else this one in UTC. Raises ConfigError."""
    given = os.environ.get(VARIABLE)
    if not given:
        return datetime.now(timezone.utc).date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ConfigError(_NO_DAY.format(name=VARIABLE, value=given[:40])) from None


_NO_DAY = Text(en="{name} is no date: `{value}`", zh="{name} 不是日期：`{value}`")
