"""What `cardkit translate` says on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.text import Text
from cardkit.text import listed as _listed

if TYPE_CHECKING:
    from cardkit.translate.check import Outcome
    from cardkit.translate.export import Exported, Work

_LANGUAGE = {"en": Text(en="English", zh="英文"), "zh": Text(en="Chinese", zh="中文")}
_STATES = {
    "missing": Text(en="not translated", zh="未翻译"),
    "facts-changed": Text(en="facts changed since", zh="翻译后事实已变"),
    "text-changed": Text(en="source reworded since", zh="翻译后原文措辞已改"),
    "differs": Text(en="states other facts", zh="译文与原文的事实不一致"),
    "unknown": Text(en="of unknown age", zh="不知所依据的原文"),
    "current": Text(en="up to date", zh="最新"),
}
_VERDICTS = {
    "imported": Text(en="imported", zh="已导入"),
    "confirmed": Text(en="confirmed", zh="已确认"),
    "waiting": Text(en="not finished", zh="未完成"),
    "refused": Text(en="refused", zh="已拒绝"),
}
_COUNTED = Text(en="{what} {count}", zh="{what} {count} 条")
_STATUS = Text(
    en="{card}: texts to translate into {language}: {count}; {named}",
    zh="{card}：需译成{language}的文本共 {count} 条；{named}",
)
_NO_WORK = Text(
    en="{card}: no texts to translate into {language}", zh="{card}：没有需要译成{language}的文本"
)
_LINE = Text(en="{file}:{line}: {path}: {what}{more}", zh="{file}:{line}: {path}：{what}{more}")
_MORE = Text(en=" ({more})", zh="（{more}）")
_GONE = Text(en="gone: {values}", zh="原文已无：{values}")
_NEW = Text(en="new: {values}", zh="原文新增：{values}")
_MISSING = Text(en="missing: {values}", zh="译文缺少：{values}")
_ADDED = Text(en="only in the translation: {values}", zh="仅译文有：{values}")
_WHY = Text(en=": {why}", zh="：{why}")
_OF_FILE = Text(en="{file}: {named}", zh="{file}：{named}")
_SENT = Text(en="texts written to {place}: {count}", zh="已将 {count} 条文本写入 {place}")
_UNKNOWN = Text(
    en="translations of unknown age left out: {count}; --unknown exports them too",
    zh="略过不知所依据原文的译文 {count} 条；如需导出，请加 --unknown",
)
_NOTHING = Text(en="no entries", zh="没有条目")


def status_lines(card: str, to: str, work: Sequence[Work]) -> Iterator[Text]:
    """Yield a line for each text that is due, and one that counts them all."""
    if not work:
        yield _NO_WORK.format(card=card, language=_LANGUAGE[to])
        return
    for piece in work:
        if piece.is_due:
            what = _STATES[piece.standing.state]
            yield _LINE.format(
                file=card, line=piece.line, path=piece.field.name, what=what, more=_changes(piece)
            )
    counts: Counter[str] = Counter(piece.standing.state for piece in work)
    named = _named((_STATES[state], counts[state]) for state in _STATES if counts[state])
    yield _STATUS.format(card=card, language=_LANGUAGE[to], count=len(work), named=named)


def _changes(piece: Work) -> Text:
    standing = piece.standing
    mismatch = standing.mismatch
    groups = (
        (_GONE, standing.gone),
        (_NEW, standing.new),
        (_MISSING, tuple(f.shown for f in mismatch.missing) if mismatch else ()),
        (_ADDED, tuple(f.shown for f in mismatch.added) if mismatch else ()),
    )
    said = [text.format(values=_listed(values)) for text, values in groups if values]
    if not said:
        return Text(en="", zh="")
    joined = Text(en="; ".join(t.en for t in said), zh="；".join(t.zh for t in said))
    return _MORE.format(more=joined)


def export_lines(work: Sequence[Work], exported: Exported, output: str | None) -> Iterator[Text]:
    """Yield what was written where, and that translations of unknown age were not."""
    count = len(exported.sent)
    place = Text(en="stdout", zh="标准输出") if output is None else Text(output, output)
    yield _SENT.format(count=count, place=place)
    sent = {piece.field.path for piece in exported.sent}
    unknown = [p for p in work if p.standing.state == "unknown" and p.field.path not in sent]
    if unknown:
        yield _UNKNOWN.format(count=len(unknown))


def import_lines(file: str, outcomes: Sequence[Outcome]) -> Iterator[Text]:
    """Yield a line for each entry that was refused or is unfinished, and one that counts all."""
    for outcome in outcomes:
        if outcome.verdict == "refused" or (outcome.verdict == "waiting" and outcome.text):
            what = _VERDICTS[outcome.verdict]
            why = _WHY.format(why=outcome.why) if outcome.why else Text(en="", zh="")
            yield _LINE.format(file=file, line=outcome.line, path=outcome.name, what=what, more=why)
    counts: Counter[str] = Counter(outcome.verdict for outcome in outcomes)
    named = _named(
        (_VERDICTS[verdict], counts[verdict]) for verdict in _VERDICTS if counts[verdict]
    )
    yield _OF_FILE.format(file=file, named=named if outcomes else _NOTHING)


def _named(counts: Iterable[tuple[Text, int]]) -> Text:
    return _listed(_COUNTED.format(what=what, count=count) for what, count in counts)
