"""The outcome of `check-results` on a screen: one entry a claim, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from cardkit.bind.reading import Reading
from cardkit.catalog.tasks import aggregates
from cardkit.results.check import Check, Checked, Match, Outcome
from cardkit.results.claims import Claim, Origin
from cardkit.results.comparable import Reason, usual_metric
from cardkit.results.models import Models
from cardkit.results.result_set import ResultSet
from cardkit.text import Language, Text, listed, visible, wrap, wrap_path

OUTCOMES: dict[Outcome, Text] = {
    "contradicts": Text(en="contradicted", zh="矛盾"),
    "averaged-differently": Text(en="averaged differently", zh="平均方式不同"),
    "rounds-differently": Text(en="rounds differently", zh="舍入不同"),
    "truncated": Text(en="truncated", zh="截断"),
    "not-comparable": Text(en="not comparable", zh="不可比"),
    "supports": Text(en="supported", zh="一致"),
    "not-covered": Text(en="not covered", zh="结果未涉及"),
    "assumed": Text(en="assumed, not checked", zh="假定值，未核对"),
}
"""Every outcome, the worst first."""

REASONS: dict[Reason, Text] = {
    "model": Text(en="model: {card} in the card, {file} run", zh="模型：卡片 {card}，结果 {file}"),
    "task": Text(en="task: {card} in the card, {file} run", zh="任务：卡片 {card}，结果 {file}"),
    "shots": Text(
        en="shots: {card} in the card, {file} run", zh="shot 数：卡片 {card}，结果 {file}"
    ),
    "metric": Text(
        en="metric: {card} in the card, {file} run", zh="指标：卡片 {card}，结果 {file}"
    ),
    "version": Text(
        en="version: {card} in the card, {file} run", zh="版本：卡片 {card}，结果 {file}"
    ),
    "harness": Text(
        en="harness: {card} in the card, {file} run", zh="评测框架：卡片 {card}，结果 {file}"
    ),
    "harness-version": Text(
        en="harness version: {card} in the card, {file} run",
        zh="评测框架版本：卡片 {card}，结果 {file}",
    ),
    "chain-of-thought": Text(
        en="chain of thought: {card} in the card, {file} run", zh="思维链：卡片 {card}，结果 {file}"
    ),
    "limit": Text(en="only {file} of {card} items were run", zh="{card} 题中只评测了 {file} 题"),
}
_ALWAYS: tuple[Outcome, ...] = (
    "contradicts",
    "averaged-differently",
    "rounds-differently",
    "truncated",
    "not-comparable",
)
_ORIGINS: dict[Origin, Text] = {
    "evaluation": Text(en="", zh=""),
    "comparison": Text(en=" (comparison)", zh="（对比表）"),
    "model-index": Text(en=" (model-index)", zh="（model-index）"),
}
_NO_SHOTS = Text(
    en="the card states no shots; this run has {shots}", zh="卡片未写 shot 数；该次评测为 {shots}"
)
_NO_METRIC = Text(
    en="the card states no metric; this one is {metric}", zh="卡片未写指标；此结果为 {metric}"
)
_ENTRY = Text(en="{place}: {outcome}: {said}", zh="{place}: {outcome}：{said}")
_SAYS = Text(
    en="{claim}{origin}: the results say {measured} (difference {difference})",
    zh="{claim}{origin}：结果为 {measured}（相差 {difference}）",
)
_PLAIN = Text(en="{claim}{origin}", zh="{claim}{origin}")
_AVERAGE = Text(
    en="the card prints the {other} average over {parts} parts, the results the other one",
    zh="卡片为 {parts} 个子任务的{other}平均，结果为另一种平均",
)
_AVERAGES = {"macro": Text(en="macro", zh="宏"), "micro": Text(en="micro", zh="微")}
_MODEL = Text(en="the results speak of {models}", zh="结果所属模型：{models}")
_ANOTHER = Text(
    en="warning: the card is of {card}, the results are of {others}: by name, another model",
    zh="警告：卡片的模型是 {card}，结果所属模型是 {others}：从名称看不是同一个模型",
)
_NONE_OF_THEM = Text(
    en="warning: the card is of {card}, the results are of {others}: by name, none of them is the"
    " card's; a score that any of them has counts as supported",
    zh="警告：卡片的模型是 {card}，结果所属模型是 {others}：从名称看都不是同一个模型；"
    "与其中任何一个相符的分数都算作一致",
)
_SOME_OTHER = Text(
    en="warning: only the results of {own} are held against the card of {card}; others are of"
    " {others}",
    zh="警告：只用 {own} 的结果核对 {card} 的卡片；其余结果属于 {others}",
)
_UNSTATED = Text(en="results the card does not state: {count}", zh="卡片未写的结果：{count}")
_LEFT_OUT = Text(
    en="results too many to compare, left out as further from a score than others: {count}",
    zh="结果过多，只与最接近的比对；略去 {count} 次比对",
)
_HOW = Text(en=" (--all lists them)", zh="（加 --all 可列出）")
_NOTHING = Text(
    en="no score of the card could be compared with these results",
    zh="卡片中没有可以与这些结果比较的分数",
)
_NO_SCORES = Text(
    en="no scores of the card's own model found: looked for a table of tasks and scores,"
    " `evaluations:`, its own row of a comparison and `model-index`",
    zh="卡片中没有找到本模型的分数：查找了任务分数表、`evaluations:`、对比表中本模型所在行"
    "和 `model-index`",
)
_TOTAL = Text(
    en="{count} {count:score|scores} in the card: {parts}", zh="卡片共 {count} 个分数：{parts}"
)


def screen(
    done: Check,
    reading: Reading,
    sets: Sequence[ResultSet],
    language: Language,
    *,
    everything: bool = False,
    width: int = 80,
) -> str:
    """Return the screen; what is supported or not covered is counted, and listed on request."""
    lines: list[str] = []
    for outcome in OUTCOMES:
        if everything or outcome in _ALWAYS:
            chosen = (c for c in done.claims if c.outcome == outcome)
            for checked in sorted(chosen, key=lambda c: reading.span(c.claim.path)):
                lines += _entry(checked, reading, language, width)
    if lines:
        lines.append("")
    lines = [*_warning(done.models, language, width), *lines]
    models = dict.fromkeys(found.model for found in sets if found.model)
    if models and not done.models.others:
        said = _MODEL.format(models=listed(models)).get(language)
        lines += wrap(said, width, rest="  ")
    lines += _unstated(done, language, width, everything=everything)
    if done.claims and not done.compared:
        lines += wrap(_NOTHING.get(language), width, rest="  ")
    lines += wrap(_total(done, language), width, rest="  ")
    if done.left_out:
        said = _LEFT_OUT.format(count=done.left_out).get(language)
        lines += wrap(said, width, rest="  ")
    return "\n".join(lines) + "\n"


def _warning(models: Models, language: Language, width: int) -> list[str]:
    """Say before all else that results are of a model that the card does not name."""
    if not models.others:
        return []
    text = _SOME_OTHER if models.own else _ANOTHER if len(models.others) == 1 else _NONE_OF_THEM
    said = text.format(card=models.card, others=listed(models.others), own=listed(models.own))
    return [*wrap(said.get(language), width, rest="  "), ""]


def _entry(checked: Checked, reading: Reading, language: Language, width: int) -> Iterator[str]:
    source = reading.document.source
    at = source.position(reading.span(checked.claim.path).start)
    said = _ENTRY.format(
        place=f"{source.name}:{at.line}:{at.column}",
        outcome=OUTCOMES[checked.outcome],
        said=_said(checked, language),
    )
    yield from wrap(said.get(language), width, rest="    ")
    for match in checked.matches[:3]:
        place = visible(f"{match.found.file}#{match.result.pointer}")
        yield from wrap_path(place, width, first="    ", rest="      ")
        if checked.outcome == "contradicts":
            yield from _left_open(match, language, width)
        for reason in reasons_of(match):
            yield from wrap(visible(reason.get(language)), width, first="      ", rest="        ")
        if checked.outcome != "not-comparable":
            break


def _left_open(match: Match, language: Language, width: int) -> Iterator[str]:
    """Say what the card leaves open and the run does not: the score may be of another setting."""
    claim, result = match.claim, match.result
    metric = result.metric_id or result.metric
    if claim.shots is None and result.shots is not None:
        said = _NO_SHOTS.format(shots=result.shots).get(language)
        yield from wrap(said, width, first="      ", rest="        ")
    if claim.metric is None and metric is not None and metric != usual_metric(claim):
        said = _NO_METRIC.format(metric=metric).get(language)
        yield from wrap(said, width, first="      ", rest="        ")


def _said(checked: Checked, language: Language) -> str:
    claim = checked.claim
    known = {
        "claim": _beside(named(claim), claim.score.text or claim.score.printed),
        "origin": _ORIGINS[claim.origin],
    }
    first = next(iter(checked.matches), None)
    if first is None or checked.outcome in ("supports", "not-comparable"):
        return _PLAIN.format(**known).get(language)
    said = _SAYS.format(
        **known, measured=written(first.measured), difference=written(first.difference, sign=True)
    ).get(language)
    if first.averaging is None:
        return said
    average = _AVERAGE.format(other=_AVERAGES[first.averaging], parts=len(first.result.parts))
    return (
        Text(en="{said}; {more}", zh="{said}；{more}").format(said=said, more=average).get(language)
    )


def _beside(name: Text, printed: str) -> Text:
    """Return a name and its score; a full-width bracket needs no blank behind it."""
    gap = "" if name.zh.endswith("）") else " "
    return Text(en=f"{name.en} {printed}", zh=f"{name.zh}{gap}{printed}")


def named(claim: Claim) -> Text:
    """Return a claim as people call it, with the setting the card states: `MMLU (5-shot)`."""
    says_shots = any(word in claim.label.en + claim.label.zh for word in ("shot", "样本"))
    return _with_setting(claim.label, None if says_shots else claim.shots, claim.version)


def _with_setting(name: Text | str, shots: int | None, version: str | None) -> Text:
    text = name if isinstance(name, Text) else Text(en=name, zh=name)
    setting = [] if shots is None else [f"{shots}-shot"]
    setting += [version] if version else []
    if not setting:
        return text
    return Text(en=f"{text.en} ({', '.join(setting)})", zh=f"{text.zh}（{'，'.join(setting)}）")


def reasons_of(match: Match) -> list[Text]:
    """Return why two scores do not compare."""
    return [
        REASONS[reason].format(card=card, file=file)
        for reason, (card, file) in match.reasons.items()
    ]


def written(value: Fraction, *, sign: bool = False) -> str:
    """Write an exact value with up to six digits, for people; JSON has the printed ones."""
    context = Context(prec=6, rounding=ROUND_HALF_UP)
    number = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    text = f"{number:f}" if abs(number.adjusted()) < 12 else f"{number:e}"
    return f"+{text}" if sign and value > 0 else text


def _unstated(done: Check, language: Language, width: int, *, everything: bool) -> list[str]:
    if not done.unstated:
        return []
    lines = [_UNSTATED.format(count=len(done.unstated)).get(language)]
    if not everything:
        return [lines[0] + _HOW.get(language)]
    for result, found in done.unstated:
        version = result.version if result.task in aggregates() else None
        name = _with_setting(result.task or result.name, result.shots, version)
        metric = f"{result.metric} " if result.metric else ""
        text = visible(_beside(name, metric + result.score.printed).get(language))
        lines += wrap(text, width, first="  ", rest="    ")
        place = visible(f"{found.file}#{result.pointer}")
        lines += wrap_path(place, width, first="      ", rest="        ")
    return lines


def _total(done: Check, language: Language) -> str:
    if not done.claims:
        return _NO_SCORES.get(language)
    counts = [(text, done.count(outcome)) for outcome, text in OUTCOMES.items()]
    comma = {"en": ", ", "zh": "，"}[language]
    parts = comma.join(f"{text.get(language)} {count}" for text, count in counts if count)
    return _TOTAL.format(count=len(done.claims), parts=parts).get(language)
