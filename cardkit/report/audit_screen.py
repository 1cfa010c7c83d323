"""The summary of many cards for people: tables by status, by claim, by rule and by card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardkit.evidence.status import STATUSES as CLAIM_STATUSES
from cardkit.report.audit import STATUSES, Summary
from cardkit.report.concise import line
from cardkit.report.frame import Style
from cardkit.report.levels import LEVELS
from cardkit.rules.finding import Severity
from cardkit.text import Language, Text, visible, width

_BY_STATUS = Text(en="Cards by status", zh="按状态统计")
_BY_CLAIM = Text(
    en="Claims by status, as the evidence beside the cards has it",
    zh="声明的状态（依据卡片旁的证据）",
)
_CLAIM_HEAD = (
    Text(en="claims", zh="声明"),
    Text(en="cards", zh="卡片"),
    Text(en="status", zh="状态"),
)
_EVIDENCE = Text(
    en="cards with evidence: {held} of {cards}; signed by a trusted key: {signed};"
    " refused: {refused}",
    zh="有证据的卡片：{held}/{cards}；由可信公钥签名：{signed}；被拒绝：{refused}",
)
_BY_FALSE = Text(en="Cards with claims that do not hold", zh="含不成立声明的卡片")
_FALSE_HEAD = (
    CLAIM_STATUSES["contradicted"],
    CLAIM_STATUSES["stale"],
    Text(en="card", zh="卡片"),
)
_BY_RULE = Text(en="Findings by rule", zh="按规则统计")
_BY_CARD = Text(en="Cards with the gravest findings", zh="问题最严重的卡片")
_POLICY = Text(en="About the policy", zh="关于策略")
_RULE_HEAD = (
    Text(en="findings", zh="问题"),
    Text(en="cards", zh="卡片"),
    Text(en="suppressed", zh="已忽略"),
    Text(en="severity", zh="级别"),
    Text(en="code", zh="代码"),
    Text(en="name", zh="名称"),
)
_CARD_HEAD = (
    Text(en="errors", zh="错误"),
    Text(en="warnings", zh="警告"),
    Text(en="notes", zh="提示"),
    Text(en="suppressed", zh="已忽略"),
    Text(en="card", zh="卡片"),
)
_MORE = Text(en="cards with findings not shown: {n}", zh="另有 {n} 张有问题的卡片未列出")
_MORE_FALSE = Text(en="cards of this kind not shown: {n}", zh="另有 {n} 张此类卡片未列出")
_CHECKED = Text(
    en="Checked cards: {n}; errors: {error}, warnings: {warning}, notes: {note}",
    zh="已检查卡片：{n}；错误：{error}，警告：{warning}，提示：{note}",
)
_NEXT = Text(
    en="`cardkit validate CARD` shows the findings of a card in their lines, `cardkit explain CODE`"
    " a rule, `cardkit evidence check CARD` its claims",
    zh="查看单张卡片的问题及位置：`cardkit validate 卡片`；查看规则说明：`cardkit explain 代码`；"
    "查看声明的状态：`cardkit evidence check 卡片`",
)


def write_screen(summary: Summary, language: Language, style: Style, *, top: int) -> str:
    """Return the tables for people, with the `top` worst cards."""
    parts = [_head(summary, language)]
    states = [(n, STATUSES[s].get(language)) for s, n in summary.statuses().items() if n]
    parts.append(_table(_BY_STATUS, (), states, language, style))
    parts += _claims(summary, language, style, top)
    rules = [
        (r.findings, r.cards, r.suppressed, _level(r.worst, language), r.code, r.name)
        for r in summary.rules()
    ]
    if rules:
        parts.append(_table(_BY_RULE, _RULE_HEAD, rules, language, style))
    told = sorted((r for r in summary.rows if r.findings), key=lambda r: (r.weight, r.card))
    if told[:top]:
        cards = [
            (*(row.count(s) for s in reversed(Severity)), sum(row.suppressed.values()), row.card)
            for row in told[:top]
        ]
        parts.append(_table(_BY_CARD, _CARD_HEAD, cards, language, style))
    if len(told) > top:
        parts[-1] += "\n" + _MORE.format(n=len(told) - top).get(language)
    if summary.policy:
        lines = [line(finding, language) for finding in summary.policy]
        parts.append("\n".join([style.paint(_POLICY.get(language), "1"), *lines]))
    if rules or summary.claims()["unverified"][0]:
        parts.append(style.paint(_NEXT.get(language), "2"))
    return "\n\n".join(parts) + "\n"


def _head(summary: Summary, language: Language) -> str:
    """Return how many cards were checked, and how many findings of each severity there are."""
    counts = {s.label: sum(row.count(s) for row in summary.rows) for s in Severity}
    return _CHECKED.format(n=len(summary.rows), **counts).get(language)


def _level(severity: Severity | None, language: Language) -> str:
    return LEVELS[severity].get(language) if severity is not None else "-"


def _claims(summary: Summary, language: Language, style: Style, top: int) -> Iterator[str]:
    """Yield how the claims stand, and the cards with claims that do not hold."""
    rows = [
        (n, cards, CLAIM_STATUSES[status].get(language))
        for status, (n, cards) in summary.claims().items()
        if n
    ]
    if not rows:
        return
    held = summary.evidence()
    about = _EVIDENCE.format(
        held=sum(held.values()) - held["none"],
        cards=sum(held.values()),
        signed=held["signed"],
        refused=held["refused"],
    )
    table = _table(_BY_CLAIM, _CLAIM_HEAD, rows, language, style)
    yield f"{table}\n{about.get(language)}"
    false = [(r.claimed("contradicted"), r.claimed("stale"), r.card) for r in summary.rows]
    worst = sorted((r for r in false if r[0] or r[1]), key=lambda r: (-r[0], -r[1], r[2]))
    if worst[:top]:
        table = _table(_BY_FALSE, _FALSE_HEAD, worst[:top], language, style)
        yield table + _more(len(worst) - top, language)


def _more(n: int, language: Language) -> str:
    return "\n" + _MORE_FALSE.format(n=n).get(language) if n > 0 else ""


def _table(
    title: Text,
    head: Sequence[Text],
    rows: Sequence[Sequence[object]],
    language: Language,
    style: Style,
) -> str:
    """Return a table: numbers to the right, the last column as long as it is."""
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    names = [text.get(language) for text in head]
    columns = [*zip(*([names] if names else []), *cells, strict=True)]
    wide = [max(map(width, column)) for column in columns]
    numeric = [isinstance(cell, int) for cell in rows[0]]
    lines = [style.paint(title.get(language), "1")]
    if names:
        lines.append(style.paint(_line(names, wide, numeric), "2"))
    lines += [_line(row, wide, numeric) for row in cells]
    return "\n".join(lines)


def _line(cells: Sequence[str], wide: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = []
    for cell, room, right in zip(cells, wide, numeric, strict=True):
        blank = " " * (room - width(cell))
        parts.append(blank + cell if right else cell + blank)
    return ("  " + "  ".join(parts)).rstrip()
