"""The last line of a run, and the table of counts by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cardkit.report.levels import LEVELS
from cardkit.rules.finding import Severity
from cardkit.rules.report import Report
from cardkit.text import Language

_UNREAD: Mapping[Language, str] = {"en": "; {n} not read", "zh": "；{n} 个未能读取"}


def summary(reports: Sequence[Report], language: Language, *, fixed: int = 0) -> str:
    """Return `Checked 1 card: 1 error, 2 warnings; 1 fixable with --fix`."""
    counts = {s: sum(r.counts[s] for r in reports) for s in reversed(Severity)}
    silenced = sum(len(r.suppressed) for r in reports)
    fixable = sum(len(r.fixable()) for r in reports)
    write = _chinese if language == "zh" else _english
    cards = sum(r.is_card and r.was_read for r in reports)
    unread = sum(not r.was_read for r in reports)
    return write(cards, counts, (silenced, fixable, fixed)) + _UNREAD[language].format(
        n=unread
    ) * bool(unread)


def _english(cards: int, counts: dict[Severity, int], more: tuple[int, int, int]) -> str:
    silenced, fixable, fixed = more
    parts = [f"{n} {s.label}{'s' * (n != 1)}" for s, n in counts.items() if n]
    parts += [f"{silenced} suppressed"] * bool(silenced)
    text = f"Checked {cards} card{'s' * (cards != 1)}: {', '.join(parts) or 'no findings'}"
    text += f"; {fixed} fixed" * bool(fixed)
    return text + f"; {fixable} fixable with `--fix`" * bool(fixable)


def _chinese(cards: int, counts: dict[Severity, int], more: tuple[int, int, int]) -> str:
    silenced, fixable, fixed = more
    parts = [f"{n} 个{LEVELS[s].zh}" for s, n in counts.items() if n]
    parts += [f"{silenced} 个已忽略"] * bool(silenced)
    text = f"已检查 {cards} 张卡片：{'，'.join(parts) or '未发现问题'}"
    text += f"；已修复 {fixed} 个" * bool(fixed)
    return text + f"；其中 {fixable} 个可用 `--fix` 修复" * bool(fixable)


def statistics(reports: Sequence[Report], language: Language) -> str:
    """Return one line a rule: findings, code, name; the most frequent first."""
    hits = Counter((f.code, f.name) for r in reports for f in r.findings)
    if not hits:
        return summary(reports, language) + "\n"
    wide = len(str(max(hits.values())))
    rows = [
        f"{n:>{wide}}  {code:<6}  {name}"
        for (code, name), n in sorted(hits.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "\n".join([*rows, summary(reports, language)]) + "\n"
