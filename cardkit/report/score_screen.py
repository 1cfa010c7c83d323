"""The scores that were measured again, on a screen: one row a claim, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cardkit.bind.reading import Reading
from cardkit.report.frame import Style
from cardkit.report.score_assumed import Common, common, of_all, of_one
from cardkit.report.score_readings import readings
from cardkit.report.score_rows import METRICS, measured, rule, share, short, used
from cardkit.report.verify_screen import COLORS, VERDICTS
from cardkit.source.span import breadcrumb
from cardkit.text import Language, Text, visible, wrap
from cardkit.text import width as columns_of
from cardkit.verify.measure.outcome import CheckedScore, Measured

_HEADS = (
    Text(en="score", zh="分数"),
    Text(en="claimed", zh="卡片所述"),
    Text(en="measured", zh="实测"),
    Text(en="items", zh="题数"),
    Text(en="verdict", zh="结论"),
)
_LEAST_LABEL = 12
_UNMEASURED = Text(en="not measured: {names} ({reason})", zh="未测量：{names}（{reason}）")
_ASSUMED = Text(en="{rule}; {assumed}", zh="{rule}；{assumed}")
_OTHER = Text(en="by {metric}: {share}", zh="按 {metric}：{share}")
_COMPARED = Text(
    en="against the claim's own log: {lost} no longer right, {gained} right that were not",
    zh="与声明所附日志逐题比对：{lost} 题由对变错，{gained} 题由错变对",
)
_DETECTABLE = Text(
    en="a claim {points} points too high would have shown",
    zh="若虚高 {points} 个百分点应已检出",
)
_LEVEL = Text(
    en="the intervals of all scores hold together at {level} (Bonferroni, {count} sampled); items"
    " drawn with salt {salt}",
    zh="所有分数的区间同时成立的置信水平为 {level}（Bonferroni，抽样 {count} 项）；抽样盐值 {salt}",
)
_WHOLE = Text(
    en="no task is sampled: the verdicts rest on full runs alone; items ordered by salt {salt}",
    zh="没有抽样：结论仅依据完整评测；题目顺序的盐值 {salt}",
)
_UNASKED = Text(en="interrupted before any item was asked", zh="尚未评测任何题目即被中断")
_TOKENS = Text(
    en="{fed} tokens computed where one sequence for each choice takes {naive}; {seconds} s",
    zh="实际计算 {fed} 个 token，逐选项计算需 {naive} 个；用时 {seconds} 秒",
)
_RESUME = Text(
    en="ended early; --resume goes on from here ({journal})",
    zh="提前结束；用 --resume 可从此处继续（{journal}）",
)


def lines(measured_: Measured, reading: Reading, language: Language, style: Style) -> Iterator[str]:
    """Yield the lines of the part of a report that is about scores."""
    asked = [s for s in measured_.scores if s.protocol is not None]
    shared = common(asked)
    if asked:
        yield from _table(asked, shared, reading, language, style)
    for text in of_all(shared, len(asked)):
        yield from wrap(visible(text.get(language)), style.width, rest="  ")
    left = [s for s in measured_.scores if s.protocol is None]
    for reason, names in _by_reason(left, language).items():
        shown = {"en": ", ", "zh": "、"}[language].join(names)
        said = _UNMEASURED.format(names=shown, reason=reason).get(language)
        yield from wrap(visible(said), style.width, rest="  ")
    yield from _foot(measured_, language, style.width)


def _table(
    scores: Sequence[CheckedScore],
    shared: Common,
    reading: Reading,
    language: Language,
    style: Style,
) -> Iterator[str]:
    rows = [tuple(head.get(language) for head in _HEADS)]
    rows += [
        (
            score.claim.label.get(language),
            score.claim.printed,
            measured(score),
            used(score),
            VERDICTS[score.verdict].get(language),
        )
        for score in scores
    ]
    rows = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(columns_of(row[i]) for row in rows) for i in range(5)]
    room = max(style.width - sum(widths[1:]) - 2 * len(widths[1:]), _LEAST_LABEL)
    labels = [row[0] for row in rows]
    rows = [(short(label, room), *cells) for label, *cells in rows]
    widths[0] = min(widths[0], room)
    for row, label, score in zip(rows, labels, (None, *scores), strict=True):
        cells = [
            " " * (room - columns_of(cell)) + cell
            if 0 < i < 4
            else cell + " " * (room - columns_of(cell))
            for i, (cell, room) in enumerate(zip(row, widths, strict=True))
        ]
        if score is not None:
            cells[4] = style.paint(cells[4], COLORS[score.verdict])
        yield "  ".join(cells).rstrip()
        if row[0] != label:
            yield from wrap(label, style.width, first="    ", rest="    ")
        if score is not None:
            yield from _beneath(score, shared, reading, language, style.width)


def _beneath(
    score: CheckedScore, shared: Common, reading: Reading, language: Language, width: int
) -> Iterator[str]:
    for text in _said(score, shared, language):
        yield from wrap(visible(text), width, first="    ", rest="    ")
    if score.verdict == "contradicted":
        source = reading.document.source
        at = source.position(reading.span(score.claim.path).start)
        place = f"{source.name}:{at.line}:{at.column}: {breadcrumb(score.claim.path)}"
        yield from wrap(visible(place), width, first="    ", rest="    ")


def _said(score: CheckedScore, shared: Common, language: Language) -> Iterator[str]:
    if score.reason is not None:
        yield score.reason.get(language)
    if score.protocol is not None:
        own, (open_, otherwise) = rule(score.protocol), of_one(score.protocol, shared)
        said = own if open_ is None else _ASSUMED.format(rule=own, assumed=open_)
        yield said.get(language)
        yield from (text.get(language) for text in otherwise)
    result = score.result
    if result is not None and result.mismatches is not None and result.seen:
        lost, gained, _ = result.mismatches
        yield _COMPARED.format(lost=f"{lost:,}", gained=f"{gained:,}").get(language)
    if score.verdict == "consistent" and result is not None and result.seen < result.items:
        found = result.detectable.inflation
        if found is not None:
            yield _DETECTABLE.format(points=f"{100 * found:.1f}").get(language)
    if score.verdict in ("contradicted", "inconclusive") and result is not None and result.seen:
        parts = [
            _OTHER.format(metric=METRICS[each.metric], share=share(each.observed, score.claim)).get(
                language
            )
            for each in score.others
        ]
        if parts:
            yield {"en": ", ", "zh": "，"}[language].join(parts)
    yield from (text.get(language) for text in readings(score))


def _by_reason(scores: Sequence[CheckedScore], language: Language) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for score in scores:
        reason = score.reason.get(language) if score.reason is not None else "-"
        found.setdefault(reason, []).append(score.claim.label.get(language))
    return found


def _foot(measured_: Measured, language: Language, width: int) -> Iterator[str]:
    # Two claims may rest on the same answers, which have one seed.
    every = [each for score in measured_.scores for each in (score, *score.readings)]
    asked = {s.asked.seed: s.asked for s in every if s.asked and s.asked.drawn}.values()
    texts: list[Text] = []
    if measured_.family is not None:
        level = _LEVEL if measured_.family.sampled else _WHOLE
        texts.append(
            level.format(
                level=f"{100 * (1 - measured_.family.alpha):g} %",
                count=measured_.family.sampled,
                salt=measured_.salt,
            )
        )
    if asked:
        texts.append(
            _TOKENS.format(
                fed=f"{sum(a.fed for a in asked):,}",
                naive=f"{sum(a.naive for a in asked):,}",
                seconds=f"{sum(a.seconds for a in asked):.1f}",
            )
        )
    if measured_.ended != "finished" and asked:
        texts.append(_RESUME.format(journal=measured_.journal))
    elif measured_.ended == "interrupted":
        texts.append(_UNASKED)
    for text in texts:
        yield from wrap(visible(text.get(language)), width, rest="  ")
