"""The message of a finding in one line, with the place in the other card where it has one."""

from __future__ import annotations

from cardkit.rules.finding import Finding
from cardkit.text import Language, visible


def message(finding: Finding, language: Language) -> str:
    """Return `MMLU: 58.2 here, but 52.8 in the other card (README_zh.md:33)`."""
    across = "".join(f" ({visible(p.file)}:{p.start.line})" for p in finding.elsewhere[:1])
    return f"{finding.message.get(language)}{across}"
