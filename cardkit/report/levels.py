"""The words for how much a finding weighs, for people; machines get `Severity.label`."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.rules.finding import Severity
from cardkit.text import Text

LEVELS: Mapping[Severity, Text] = {
    Severity.ERROR: Text(en="error", zh="错误"),
    Severity.WARNING: Text(en="warning", zh="警告"),
    Severity.NOTE: Text(en="note", zh="提示"),
}
