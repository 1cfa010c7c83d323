"""The outcome of `evidence check` on a screen: one row a claim, its reason beneath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.reading import Evidence
from cardkit.evidence.statement import Statement
from cardkit.evidence.status import STATUSES, ClaimStatus, Status
from cardkit.evidence.words import basis, name_of, standing, tally
from cardkit.report.frame import Style
from cardkit.report.verify_screen import VERDICTS
from cardkit.text import Language, Text, listed, visible, without_commands, wrap
from cardkit.text import width as columns_of

COLORS: Mapping[Status, str] = {
    "contradicted": "31",
    "stale": "33",
    "unverified": "33",
    "consistent": "32",
    "verified": "32",
}
"""Of each status, as a terminal's code."""
_MAX_CELL = 34
_SHOWN = 5
_HEADS = (
    Text(en="claim", zh="声明"),
    Text(en="claimed", zh="卡片所述"),
    Text(en="status", zh="状态"),
    Text(en="rests on", zh="依据"),
)


def screen(report: EvidenceReport, language: Language, style: Style) -> str:
    """Return the screen of a check."""
    said = [text.get(language) for text in _about(report)]
    lines = [line for text in said for line in wrap(visible(text), style.width, rest="  ")]
    rows = [
        (
            name_of(each.claim).get(language),
            each.claim.printed,
            STATUSES[each.status].get(language),
            _rests(each).get(language),
        )
        for each in report.statuses.values()
    ]
    if rows:
        lines += ["", *_table(rows, list(report.statuses.values()), language, style)]
    for over in report.left_over[:20]:
        text = _OVER.format(pointer=over.pointer).get(language)
        lines += wrap(visible(text), style.width, rest="  ")
    if report.unbound:
        names = [f"`{name[:80]}`" for name in report.unbound[:_SHOWN]]
        more = len(report.unbound) - _SHOWN
        shown = listed([*names, f"+{more}"] if more > 0 else names)
        text = _NOT_BOUND.format(names=shown).get(language)
        lines += wrap(visible(text), style.width, rest="  ")
    lines += ["", *wrap(_total(report, language), style.width)]
    return without_commands("\n".join(lines) + "\n")


def show(statement: Statement, said: Text, language: Language, style: Style) -> str:
    """Return what a statement says, and that nothing of it was checked."""
    predicate = statement.predicate
    head = [
        _SAYS.format(
            verifier=f"{predicate.verifier.id} {predicate.verifier.version}",
            model=predicate.model,
            card=predicate.card.name,
            time=predicate.time_finished,
        ),
        said,
        _FILES.format(count=len(statement.subject), digest=predicate.model_digest.sha256[:16]),
        _WITH.format(facts=listed(f"{k} {v}" for k, v in predicate.environment.items())),
    ]
    texts = [visible(text.get(language)) for text in head]
    lines = [line for text in texts for line in wrap(text, style.width, rest="  ")]
    lines.append("")
    for claim in predicate.claims:
        found = basis(claim)
        row = _ROW.format(
            pointer=claim.pointer,
            printed=claim.printed,
            verdict=VERDICTS[claim.verdict],
            basis=found or "-",
        )
        lines += wrap(visible(row.get(language)), style.width, rest="    ")
    lines += ["", *wrap(_UNCHECKED.get(language), style.width)]
    return without_commands("\n".join(lines) + "\n")


def _about(report: EvidenceReport) -> Iterator[Text]:
    card = report.reading.document.source.name
    evidence = report.evidence
    if evidence is None:
        yield _NO_EVIDENCE.format(card=card)
    elif evidence.refusal is not None:
        yield _REFUSED.format(file=evidence.file, why=evidence.refusal.message)
    else:
        yield _AGAINST.format(card=card, file=evidence.file)
        yield from _of(evidence)
        if report.other_model is not None:
            yield report.other_model
    if evidence is not None and evidence.named_by:
        yield _NAMED_BY.format(name=evidence.named_by)


def _of(evidence: Evidence) -> Iterator[Text]:
    yield standing(evidence)
    if evidence.statement is not None:
        predicate = evidence.statement.predicate
        yield _MEASURED.format(
            time=predicate.time_finished,
            verifier=f"{predicate.verifier.id} {predicate.verifier.version}",
            digest=str(evidence.sha256)[:16],
        )


def _rests(each: ClaimStatus) -> Text:
    found = None if each.evidence is None else basis(each.evidence)
    return found or Text(en="-", zh="-")


def _table(
    rows: Sequence[tuple[str, ...]],
    statuses: Sequence[ClaimStatus],
    language: Language,
    style: Style,
) -> Iterator[str]:
    head = tuple(text.get(language) for text in _HEADS)
    shown = [(*(visible(_short(cell)) for cell in row[:3]), visible(row[3])) for row in rows]
    widths = [max(columns_of(row[i]) for row in [head, *shown]) for i in range(3)]
    for row, each in zip([head, *shown], [None, *statuses], strict=True):
        cells = [c + " " * (w - columns_of(c)) for c, w in zip(row, widths, strict=False)]
        start = sum(widths) + 6
        if each is not None:
            cells[2] = style.paint(cells[2], COLORS[each.status])
        first, *rest = wrap(row[3], max(style.width - start, 20)) or [""]
        yield f"{'  '.join(cells)}  {first}".rstrip()
        yield from (" " * start + more for more in rest)
        if each is not None and each.reason is not None:
            reason = visible(each.reason.get(language))
            yield from wrap(reason, style.width, first="    ", rest="    ")


def _short(text: str) -> str:
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 3] + "..."


def _total(report: EvidenceReport, language: Language) -> str:
    return _TOTAL.format(count=len(report.statuses), parts=tally(report)).get(language)


_AGAINST = Text(en="{card} against {file}", zh="{card} 对照 {file}")
_NO_EVIDENCE = Text(
    en="{card}: there is no evidence beside it; `cardkit verify --evidence` writes some",
    zh="{card}：旁边没有证据文件；可用 `cardkit verify --evidence` 生成",
)
_REFUSED = Text(en="{file} is refused: {why}", zh="{file} 被拒绝：{why}")
_MEASURED = Text(
    en="measured until {time} by {verifier}; statement {digest}",
    zh="由 {verifier} 测量，完成于 {time}；声明摘要 {digest}",
)
_NAMED_BY = Text(en="trusted key named by {name}", zh="可信公钥由 {name} 指定")
_OVER = Text(
    en="the evidence is also about {pointer}, which the card does not claim",
    zh="证据另涉及 {pointer}，但卡片未作此声明",
)
_NOT_BOUND = Text(
    en="not bound, so that nothing notices when they change: {names}",
    zh="以下文件未绑定，变更时不会被发现：{names}",
)
_TOTAL = Text(en="claims: {count}: {parts}", zh="共 {count} 项声明：{parts}")
_SAYS = Text(
    en="{verifier} says of {card} and the model {model}, {time}:",
    zh="{verifier} 于 {time} 对 {card} 与模型 {model} 的核实：",
)
_FILES = Text(
    en="bound to {count} {count:file|files} of the model, digest {digest}",
    zh="绑定模型文件 {count} 个，摘要 {digest}",
)
_WITH = Text(en="with {facts}", zh="环境：{facts}")
_ROW = Text(
    en="{verdict}  {pointer}  {printed}  ({basis})", zh="{verdict}  {pointer}  {printed}（{basis}）"
)
_UNCHECKED = Text(
    en="These are the verdicts as they were written; `cardkit evidence check` says what holds now.",
    zh="以上为写入时的结论；现在是否仍成立，请运行 `cardkit evidence check`。",
)
