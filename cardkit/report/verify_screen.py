"""The outcome of `verify` on a screen: one row a claim, then remarks, then what is not claimed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cardkit.bind.reading import Reading
from cardkit.report.frame import Style
from cardkit.source.span import breadcrumb
from cardkit.text import Language, Text, listed, visible, without_commands, wrap
from cardkit.text import width as columns_of
from cardkit.verify.measure.outcome import Measured
from cardkit.verify.outcome import Checked, Observation, Remark, Verdict
from cardkit.verify.spec.fields import FIELDS, SIZE
from cardkit.verify.spec.quantization_claims import DENSE
from cardkit.verify.spec.shown import shown_difference, shown_value

SHOWN_BY_LOADING: Mapping[str, Text] = {
    "device": Text(en="device", zh="设备"),
    "loader": Text(en="loaded by", zh="加载器"),
    "file_sha256": Text(en="SHA-256", zh="SHA-256"),
    "converted_from": Text(en="made from, as the folder says", zh="转换来源（据目录中的记载）"),
    "loaded_dtype": Text(en="loaded as", zh="加载精度"),
    "load_seconds": Text(en="seconds to load", zh="加载耗时（秒）"),
    "finite": Text(en="no NaN or Inf", zh="无 NaN 和 Inf"),
    "logits": Text(en="shape of the logits", zh="logits 形状"),
    "greedy_repeatable": Text(en="greedy generation repeatable", zh="贪心生成可复现"),
    "continuation": Text(en="continued", zh="续写"),
    "settings_applied": Text(en="the card's settings", zh="卡片中的生成设置"),
    "snippet_sound": Text(en="snippet sound", zh="示例代码无误"),
    "tokens_per_second": Text(en="tokens per second", zh="每秒 token 数"),
    "memory_needed": Text(en="bytes needed", zh="所需字节数"),
    "peak_memory": Text(en="bytes at most", zh="内存峰值（字节）"),
}
"""What a loaded model showed; measured here and now, no claim of a card."""

VERDICTS: Mapping[Verdict, Text] = {
    "contradicted": Text(en="contradicted", zh="矛盾"),
    "inconclusive": Text(en="inconclusive", zh="无法判定"),
    "consistent": Text(en="consistent", zh="相符"),
    "verified": Text(en="verified", zh="已核实"),
}
"""Every verdict, the worst first."""

COLORS: Mapping[Verdict, str] = {
    "contradicted": "31",
    "inconclusive": "33",
    "consistent": "32",
    "verified": "32",
}
"""Of each verdict, as a terminal's code."""
LEVELS: Mapping[str, Text] = {
    "error": Text(en="error", zh="错误"),
    "warning": Text(en="warning", zh="警告"),
    "note": Text(en="note", zh="提示"),
}
_HEADS = (
    Text(en="claim", zh="声明"),
    Text(en="claimed", zh="卡片所述"),
    Text(en="observed", zh="实际"),
    Text(en="verdict", zh="结论"),
    Text(en="read from", zh="读取自"),
)
_AGAINST = Text(en="{card} against {model}", zh="{card} 对照 {model}")
_NAMED = Text(en="size in the name", zh="名称中的规模")
_NO_CLAIMS = Text(
    en="the card claims nothing that the files of a model can tell",
    zh="卡片中没有可由模型文件核实的声明",
)
_ALSO = Text(en="read, but not claimed by the card: ", zh="已读取但卡片未写：")
_COMPUTED = Text(en="computed from {where}", zh="由 {where} 计算")
_READ = Text(en="{where}", zh="{where}")
_LOADED = Text(en="shown by loading", zh="加载结果")
_TOTAL = Text(en="{count} claims: {parts}", zh="共 {count} 项声明：{parts}")
_ONE = Text(en="1 claim: {parts}", zh="共 1 项声明：{parts}")
_LEAST_SHOWN = 0.0005
"""A deviation that would be written as nought."""
_LEAST_WHERE = 24
_MAX_CELL = 34


def screen(
    checked: Sequence[Checked],
    remarks: Iterable[Remark],
    observations: Iterable[Observation],
    reading: Reading,
    model: str,
    language: Language,
    style: Style,
    measured: Measured | None = None,
) -> str:
    """Return the screen of a check of `reading` against `model`."""
    card = reading.document.source.name
    lines = [*wrap(visible(_AGAINST.format(card=card, model=model).get(language)), style.width), ""]
    if checked:
        lines += _table(checked, reading, language, style)
    else:
        lines.append(_NO_CLAIMS.get(language))
    said = [line for remark in remarks for line in _remark(remark, language, style.width)]
    lines += ["", *said] if said else []
    observations = tuple(observations)
    shown = _loaded(observations, language, style.width)
    lines += ["", *shown] if shown else []
    if measured is not None:
        from cardkit.report.score_screen import lines as scores

        lines += ["", *scores(measured, reading, language, style)]
    also = _unclaimed(checked, observations, language)
    if also:
        lines += ["", *wrap(visible(_ALSO.get(language) + also), style.width, rest="  ")]
    return without_commands("\n".join([*lines, "", total(checked, measured, language)]) + "\n")


def label(checked: Checked) -> Text:
    """Return what a claim is called."""
    claim = checked.claim
    if claim.field == "parameters" and claim.path[0] in ("name", "title"):
        return _NAMED
    if claim.field == "parameters" and claim.path[-1] == "size":
        return SIZE
    return FIELDS.get(claim.field, Text(en=claim.field, zh=claim.field))


def seen(checked: Checked) -> str:
    """Return what was observed, with how far off it is: of a nominal size as a share."""
    if not checked.observed:
        return "-"
    claim, value = checked.claim, checked.observed[0].value
    shown = shown_value(value)
    if not checked.deviation or type(claim.value) is not int or type(value) is not int:
        return shown
    off = percent(checked.deviation) if claim.nominal else shown_difference(value - claim.value)
    return f"{shown} ({off})"


def where(observation: Observation, language: Language) -> str:
    """Return where an observation was read; a count that no file states is said to be computed."""
    text = _COMPUTED if observation.witness == "meta" else _READ
    return text.format(where=observation.where).get(language)


def percent(deviation: float) -> str:
    """Write a ratio with its sign, in per cent with one decimal: `-1.6 %`."""
    if 0 < abs(deviation) < _LEAST_SHOWN:
        return "-<0.1 %" if deviation < 0 else "+<0.1 %"
    return f"{deviation * 100:+.1f} %" if abs(deviation) < 1000 else f"{deviation * 100:+.1e} %"


def _table(
    checked: Sequence[Checked], reading: Reading, language: Language, style: Style
) -> Iterator[str]:
    rows = [tuple(head.get(language) for head in _HEADS)]
    rows += [
        (
            label(each).get(language),
            _short(each.claim.printed),
            _short(seen(each)),
            VERDICTS[each.verdict].get(language),
            listed(dict.fromkeys(where(o, language) for o in each.basis)).get(language) or "-",
        )
        for each in checked
    ]
    rows = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(columns_of(row[i]) for row in rows) for i in range(4)]
    for row, each in zip(rows, (None, *checked), strict=True):
        yield from _row(row, widths, each, style)
        if each is not None:
            yield from _beneath(each, reading, language, style.width)


def _row(
    row: tuple[str, ...], widths: Sequence[int], each: Checked | None, style: Style
) -> Iterator[str]:
    cells = [
        cell + " " * (room - columns_of(cell)) for cell, room in zip(row, widths, strict=False)
    ]
    start = sum(widths) + 2 * len(widths)
    if each is not None:
        cells[3] = style.paint(cells[3], COLORS[each.verdict])
    line = "  ".join(cells)
    if style.width - start >= _LEAST_WHERE:
        first, *rest = wrap(row[4], style.width - start)
        yield f"{line}  {first}".rstrip()
        yield from (" " * start + more for more in rest)
        return
    yield line.rstrip()
    if each is not None and each.observed:
        yield from wrap(row[4], style.width, first="    ", rest="    ")


def _beneath(each: Checked, reading: Reading, language: Language, width: int) -> Iterator[str]:
    """Yield why, and where the card says what is contradicted."""
    if each.reason is not None:
        yield from wrap(visible(each.reason.get(language)), width, first="    ", rest="    ")
    if each.verdict == "contradicted":
        source = reading.document.source
        at = source.position(reading.span(each.claim.path).start)
        place = f"{source.name}:{at.line}:{at.column}: {breadcrumb(each.claim.path)}"
        yield from wrap(visible(place), width, first="    ", rest="    ")


def _short(text: str) -> str:
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 3] + "..."


def _remark(remark: Remark, language: Language, width: int) -> Iterator[str]:
    comma = {"en": ": ", "zh": "："}[language]
    kind = LEVELS[remark.level].get(language)
    said = f"{kind}{comma}{remark.message.get(language)} [{remark.kind}]"
    yield from wrap(visible(said), width, rest="  ")
    if remark.hint is not None:
        yield from wrap(visible(remark.hint.get(language)), width, first="  ", rest="  ")


def _unclaimed(
    checked: Iterable[Checked], observations: Iterable[Observation], language: Language
) -> str:
    claimed = {each.claim.field for each in checked}
    first = {o.field: o for o in reversed(tuple(observations))}
    found = [
        f"{text.get(language)} {shown_value(first[field].value)}"
        for field, text in FIELDS.items()
        if field in first and field not in claimed and first[field].value != DENSE
    ]
    return {"en": ", ", "zh": "，"}[language].join(found)


def _loaded(observations: Iterable[Observation], language: Language, width: int) -> list[str]:
    """Return what loading showed, a line each; nothing where no model was loaded."""
    comma = {"en": ": ", "zh": "："}[language]
    lines = [
        line
        for seen_ in observations
        if seen_.witness == "loaded" and seen_.field in SHOWN_BY_LOADING
        for line in wrap(
            visible(SHOWN_BY_LOADING[seen_.field].get(language) + comma + shown_value(seen_.value)),
            width,
            first="  ",
            rest="    ",
        )
    ]
    return [_LOADED.get(language), *lines] if lines else []


def total(checked: Sequence[Checked], measured: Measured | None, language: Language) -> str:
    """Return how many claims there are, by verdict; scores that were measured among them."""
    verdicts = [each.verdict for each in checked]
    if measured is not None:
        verdicts += [each.verdict for each in measured.scores if not each.is_derived]
    if not verdicts:
        return _TOTAL.format(count=0, parts="-").get(language)
    counts = [(text, verdicts.count(v)) for v, text in VERDICTS.items()]
    comma = {"en": ", ", "zh": "，"}[language]
    parts = comma.join(f"{text.get(language)} {count}" for text, count in counts if count)
    text = _ONE if len(verdicts) == 1 else _TOTAL
    return text.format(count=len(verdicts), parts=parts).get(language)
