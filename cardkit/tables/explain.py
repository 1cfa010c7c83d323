"""What is known of one number: as printed, what it measures, whence, how sure, why it is marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardkit.tables.derived import aggregate_of, parts_of_model
from cardkit.tables.entries import prose_text
from cardkit.tables.formats import provenance
from cardkit.tables.formats.provenance import UNITS
from cardkit.tables.formats.signs import error_digits
from cardkit.tables.metric import JOINS, Relation, relate
from cardkit.tables.mixed import FACETS
from cardkit.tables.notes import IDENTITY
from cardkit.tables.proof import attainability, recomputation
from cardkit.tables.restated import agrees
from cardkit.tables.target import Target
from cardkit.tables.uncertainty import Silence, error_of, items_of
from cardkit.tables.units import unit_of
from cardkit.tables.verdict import verdict
from cardkit.tables.view import Column, Explanation, FactKind, ModelRow, RowGroup, ScoreCell
from cardkit.text import LANGUAGES, Text, listed

_NO_UNIT = Text(en="no unit stated", zh="未注明单位")
_PRINTED = Text(en="{printed}, {unit}", zh="{printed}，{unit}")
_GUESSED = Text(
    en="{printed}, unit not stated, read as {unit}", zh="{printed}，未注明单位，视为{unit}"
)
_SHOWN = Text(en="{printed}; shown as {text}, {unit}", zh="{printed}；显示为 {text}，{unit}")
_NOT_PRINTED = Text(
    en="nowhere; computed here as {printed}, {unit}", zh="无；此处算得 {printed}，{unit}"
)
_NO_MEASURE = Text(en="nothing stated", zh="未说明")
_UNSTATED = Text(en="{told}; not stated: {facets}", zh="{told}；未说明：{facets}")
_ASSUMED = Text(en="{place}; assumed there", zh="{place}；为其假定值")
_ITEMS_STATED = Text(en="{n}, as the source states", zh="{n}，来源注明")
_ITEMS_KNOWN = Text(en="{n}, by the task registry", zh="{n}，据任务登记表")
_ERRORS = {
    "stated": Text(en="{value}, as the source states", zh="{value}，来源注明"),
    "binomial": Text(
        en="{value}, binomial: sqrt(p(1-p)/n)", zh="{value}，二项分布：sqrt(p(1-p)/n)"
    ),
    "derived": Text(
        en="{value}, derived from those of its parts: sqrt(sum (se/(1-b))^2)/m",
        zh="{value}，由各分项的标准误推得：sqrt(sum (se/(1-b))^2)/m",
    ),
}
_SILENCE: dict[Silence, Text] = {
    "assumed": Text(en="none: the number is only assumed", zh="无：该数值只是假定"),
    "macro": Text(
        en="none: an average over parts is not k of n items",
        zh="无：对各分项取平均，并非 n 题中答对 k 题",
    ),
    "not-counted": Text(
        en="none: this metric is no share of items answered rightly",
        zh="无：该指标不是答对题数的比例",
    ),
    "no-items": Text(en="none: the number of items is not known", zh="无：样本数未知"),
    "other-split": Text(
        en="none: the source names a split, whose number of items is not known",
        zh="无：来源注明了数据划分，其样本数未知",
    ),
    "no-share": Text(en="none: the number is no share of 1", zh="无：该数值不是比例"),
    "not-attainable": Text(
        en="none: no number of right answers gives this score, so it is no plain share of items",
        zh="无：没有哪个答对数会得到该分数，故它不是单纯的答对比例",
    ),
    "at-the-end": Text(
        en="none: at 0 and 1 the binomial formula gives 0, which says nothing",
        zh="无：在 0 和 1 处二项公式的结果为 0，没有意义",
    ),
    "parts": Text(
        en="none: not every part has one (averages such as MMLU have none)",
        zh="无：并非每个分项都有标准误（MMLU 等平均值没有）",
    ),
}
_OTHER_KIND = Text(
    en="{told}; the source prints ±{value} and does not say that it is a standard error",
    zh="{told}；来源给出 ±{value}，但未说明是标准误",
)
_AGREES = Text(en="{number} ({place}), which agrees", zh="{number}（{place}），一致")
_DIFFERS = Text(en="{number} ({place}), which differs", zh="{number}（{place}），不一致")
_MOST = 5
_MISSING = Text(
    en="no source states one for this model under {column}",
    zh="没有来源给出该模型在 {column} 下的数值",
)
_PARTS = Text(
    en="{told}; {known} of its {count} parts {known:is|are} known",
    zh="{told}；已知 {known}/{count} 个分项",
)
_ELSEWHERE = Text(
    en="{told}; under another setting it has: {numbers}", zh="{told}；其他口径下有：{numbers}"
)


def explanations(
    groups: Sequence[RowGroup], columns: Sequence[Column], target: Target
) -> Iterator[Explanation]:
    """Yield what is known of each cell that was asked for; empty cells only where one was named."""
    wanted = {column.id for column in target.columns}
    asked = [c for c in columns if not wanted or c.id in wanted]
    named = target.rows is not None and len(wanted) == 1
    for group in groups:
        for row in filter(target.takes, group.rows):
            for column in asked:
                cell = row.scores.get(column.id)
                if cell is not None:
                    facts = dict(_facts(cell, column, row, group))
                    yield Explanation(row.label, column, facts)
                elif named:
                    yield Explanation(row.label, column, {"missing": _missing(column, row)})


def _facts(
    cell: ScoreCell, column: Column, row: ModelRow, group: RowGroup
) -> Iterator[tuple[FactKind, Text]]:
    yield "printed", _printed(cell, column)
    yield "measure", _measure(cell)
    yield "source", _place(cell)
    yield from _spread(cell, column, row)
    can = attainability(cell)
    if can is not None:
        yield "attainable", can
    again = recomputation(cell, row)
    if again is not None:
        yield "recomputed", again
    also = _elsewhere(cell, row)
    if also is not None:
        yield "elsewhere", also
    yield "mark", verdict(cell, column, group)
    note = prose_text(cell.claim.note)
    if note is not None:
        yield "note", note
    if row.identity is not None:
        yield "model", prose_text(row.identity.note) or IDENTITY.format(model=row.identity.model)


def _printed(cell: ScoreCell, column: Column) -> Text:
    claim = cell.claim
    unit, guessed = unit_of(claim)
    words = UNITS[unit] if unit else _NO_UNIT
    if cell.recomputed:
        return _NOT_PRINTED.format(printed=claim.printed, unit=words)
    told = (_GUESSED if guessed else _PRINTED).format(printed=claim.printed, unit=words)
    if not cell.converted or column.unit is None:
        return told
    return _SHOWN.format(printed=told, text=cell.text, unit=UNITS[column.unit])


def _measure(cell: ScoreCell) -> Text:
    en, zh = (provenance.metric_words(cell.claim, language) for language in LANGUAGES)
    told = Text(en=", ".join(en) or _NO_MEASURE.en, zh="，".join(zh) or _NO_MEASURE.zh)
    facets = [FACETS[f] for f in cell.unstated if f != "unit"]
    return _UNSTATED.format(told=told, facets=listed(facets)) if facets else told


def _place(cell: ScoreCell) -> Text:
    place = Text(
        en=provenance.whole_place(cell.claim, "en"), zh=provenance.whole_place(cell.claim, "zh")
    )
    return _ASSUMED.format(place=place) if cell.assumed else place


def _spread(cell: ScoreCell, column: Column, row: ModelRow) -> Iterator[tuple[FactKind, Text]]:
    claim = cell.claim
    n = items_of(claim)
    if isinstance(n, int):
        known = _ITEMS_STATED if claim.n == n else _ITEMS_KNOWN
        yield "items", known.format(n=n)
    error = error_of(claim, column.unit, row.claims)
    if isinstance(error, str):
        told = _SILENCE[error]
    else:
        told = _ERRORS[error.source].format(value=error_digits(cell, column.unit))
    stated = claim.uncertainty
    if stated is not None and stated.kind != "stderr" and stated.value is not None:
        told = _OTHER_KIND.format(told=told, value=stated.value.printed)
    yield "stderr", told


def _elsewhere(cell: ScoreCell, row: ModelRow) -> Text | None:
    """Say how other statements of the same number compare, to the decimals that both print."""
    claim = cell.claim
    others = [
        c
        for c in row.claims
        if c is not claim and (c.via, c.file) != (claim.via, claim.file)
        if relate(claim.metric, c.metric)[0] in JOINS and c.status != "assumed"
    ]
    told = [
        (_AGREES if agrees(claim, c) else _DIFFERS).format(
            number=c.printed,
            place=Text(en=provenance.via(c, "en"), zh=provenance.via(c, "zh")),
        )
        for c in others[:_MOST]
    ]
    if not told:
        return None
    return Text(en="; ".join(t.en for t in told), zh="；".join(t.zh for t in told))


def _missing(column: Column, row: ModelRow) -> Text:
    told = _MISSING.format(column=column.label)
    aggregate = aggregate_of(column.metric) if column.metric else None
    if aggregate is not None:
        known = len(parts_of_model(aggregate, row.claims))
        told = _PARTS.format(told=told, known=known, count=len(aggregate.task_ids))
    measures = [m for m in (column.metric, *column.measures) if m]
    others = [
        c
        for c in row.claims
        if any(relate(m, c.metric)[0] is Relation.DIFFERENT for m in measures)
        and not any(relate(m, c.metric)[0] in JOINS for m in measures)
    ]
    if not others:
        return told
    numbers = [
        Text(en=provenance.digits(c, "en"), zh=provenance.digits(c, "zh")) for c in others[:_MOST]
    ]
    return _ELSEWHERE.format(told=told, numbers=listed(numbers))
