"""Whether a translation that came back may go into the record: one entry, every reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cardkit.quantity import shifted
from cardkit.source.hidden import hidden_characters
from cardkit.text import Language, Text, listed
from cardkit.text import listed as _listed
from cardkit.translate.exchange import Incoming
from cardkit.translate.facts import Fact, Mismatch, compare
from cardkit.translate.fields import ProseField
from cardkit.translate.memory import OTHER
from cardkit.translate.quantities import canonical, find_mentions

Verdict = Literal["imported", "confirmed", "waiting", "refused"]
"""`confirmed`: the record has this text already, and now knows what it was made from; `waiting`:
not translated yet, or marked as unfinished."""

RefusedFor = Literal[
    "unknown-path", "not-prose", "duplicate", "malformed", "source-changed", "untranslated",
    "hidden-characters", "facts", "layout",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry of the file."""

    name: str
    line: int
    verdict: Verdict
    field: ProseField | None = None
    text: str = ""
    kind: RefusedFor | None = None
    why: Text | None = None
    mismatch: Mismatch | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a record offers: its prose by path, and every other path it has."""

    prose: Mapping[str, ProseField]
    paths: Collection[str]
    language: Language


@dataclass(frozen=True, slots=True)
class Leniency:
    """What the caller lets pass: texts that are the same in both languages, paths looked at."""

    same: bool = False
    accepted: frozenset[str] = frozenset()


def check_all(
    entries: Iterable[Incoming], target: Target, leniency: Leniency
) -> tuple[Outcome, ...]:
    """Check every entry. Of entries for one field that differ, none counts."""
    by_name: dict[str, list[Incoming]] = {}
    for entry in entries:
        by_name.setdefault(entry.name, []).append(entry)
    outcomes = [o for same in by_name.values() for o in _check_group(same, target, leniency)]
    return tuple(sorted(outcomes, key=lambda outcome: outcome.line))


def _check_group(group: list[Incoming], target: Target, leniency: Leniency) -> list[Outcome]:
    usable = [entry for entry in group if entry.fault is None and _is_finished(entry)]
    if len({(e.source, e.target) for e in usable}) > 1:
        lines = _listed(str(entry.line) for entry in usable)
        return [_refused(e, "duplicate", _DUPLICATE.format(lines=lines)) for e in group]
    first = usable[0] if usable else group[0]
    outcomes = [_check(first, target, leniency)]
    rest = [entry for entry in group if entry is not first and entry not in usable]
    return outcomes + [_check(entry, target, leniency) for entry in rest]


def _is_finished(entry: Incoming) -> bool:
    return entry.unfinished is None and bool(entry.target.strip())


def _refused(
    entry: Incoming, kind: RefusedFor, why: Text, mismatch: Mismatch | None = None
) -> Outcome:
    return Outcome(entry.name, entry.line, "refused", kind=kind, why=why, mismatch=mismatch)


def _check(entry: Incoming, target: Target, leniency: Leniency) -> Outcome:
    if entry.fault is not None:
        return _refused(entry, "malformed", entry.fault)
    field = target.prose.get(entry.name)
    if field is None:
        if entry.name in target.paths:
            return _refused(entry, "not-prose", _NOT_PROSE)
        return _refused(entry, "unknown-path", _UNKNOWN)
    source = field.prose.get(OTHER[target.language])
    if source is None or _normal(entry.source, source) != source:
        return _refused(entry, "source-changed", _CHANGED)
    if not entry.target.strip():
        return Outcome(entry.name, entry.line, "waiting", why=_NOT_TRANSLATED)
    if entry.unfinished is not None:
        why = _UNFINISHED.format(mark=entry.unfinished)
        return Outcome(entry.name, entry.line, "waiting", text=entry.target, why=why)
    return _check_text(entry, field, source, target.language, leniency)


def _check_text(
    entry: Incoming, field: ProseField, source: str, language: Language, leniency: Leniency
) -> Outcome:
    text = _normal(entry.target, source)
    if text == source and not leniency.same:
        return _refused(entry, "untranslated", _SAME)
    hidden = _hidden(text, source)
    if hidden:
        return _refused(entry, "hidden-characters", _HIDDEN.format(characters=listed(hidden)))
    mismatch = compare(source, text)
    if mismatch and entry.name not in leniency.accepted:
        return _refused(entry, "facts", _lost(mismatch), mismatch)
    verdict: Verdict = "confirmed" if field.prose.get(language) == text else "imported"
    return Outcome(entry.name, entry.line, verdict, field, text)


def _normal(text: str, source: str) -> str:
    """Undo what tools do to texts: line ends of Windows, blanks around."""
    if "\r" not in source:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    stripped = source.strip()
    if not stripped:
        return text
    before = source[: len(source) - len(source.lstrip())]
    return before + text.strip() + source[len(source.rstrip()) :]


def _hidden(text: str, source: str) -> list[str]:
    """Return the characters that no reader sees and that the source has not either."""
    known = set(source)
    found: dict[str, None] = {}
    for issue in hidden_characters(" " + text):
        for character in (" " + text)[issue.span.start : issue.span.end]:
            if character not in known:
                found[f"U+{ord(character):04X}"] = None
    return list(found)


def _lost(mismatch: Mismatch) -> Text:
    slips = dict(_slips(mismatch))
    parts = [_LACKS.format(fact=fact.shown) for fact in mismatch.missing if fact not in slips]
    parts += [
        _SLIP.format(fact=fact.shown, other=other.shown, factor=f"{10**power:,}")
        for fact, (other, power) in slips.items()
    ]
    explained = {other for other, _ in slips.values()}
    parts += [_ADDS.format(fact=f.shown) for f in mismatch.added if f not in explained]
    return Text(en="; ".join(p.en for p in parts), zh="；".join(p.zh for p in parts))


def _slips(mismatch: Mismatch) -> Iterable[tuple[Fact, tuple[Fact, int]]]:
    """Pair a quantity that is missing with one that is new and a power of ten away."""
    free = [fact for fact in mismatch.added if fact.kind == "quantity"]
    for fact in mismatch.missing[:_MAX_PAIRS]:
        for other in free[:_MAX_PAIRS]:
            power = _power_between(fact, other)
            if power:
                free.remove(other)
                yield fact, (other, power)
                break


_MAX_PAIRS = 50
_MAX_POWER = 12


def _power_between(a: Fact, b: Fact) -> int:
    """Return by how many powers of ten two quantities differ; 0 where it is anything else."""
    amount, other = _amount(a), _amount(b)
    if not amount or not other:
        return 0
    powers = range(1, _MAX_POWER + 1)
    return next((p for p in powers if shifted(min(amount, other), p) == max(amount, other)), 0)


def _amount(fact: Fact) -> Decimal | None:
    if fact.kind != "quantity":
        return None
    mentions = find_mentions(fact.printed).certain
    plain = len(mentions) == 1 and mentions[0].readings[0] == fact.readings[0]
    amount = mentions[0].amount if plain else None
    return amount if amount is not None and canonical(amount) == fact.readings[0] else None


_LACKS = Text(en="`{fact}` is missing", zh="缺少 `{fact}`")
_ADDS = Text(en="`{fact}` is not in the source", zh="原文没有 `{fact}`")
_SLIP = Text(
    en="`{fact}` became `{other}`, off by a factor of {factor}",
    zh="`{fact}` 变成了 `{other}`，相差 {factor} 倍",
)
_DUPLICATE = Text(
    en="it stands in this file more than once with different texts (lines {lines})",
    zh="在文件中重复出现且内容不同（第 {lines} 行）",
)
_NOT_PROSE = Text(
    en="this field of the record is no text in two languages", zh="记录中的该字段不是双语文本"
)
_UNKNOWN = Text(en="the record has no such field", zh="记录中没有该字段")
_CHANGED = Text(
    en="the source text is not the record's any more; export again",
    zh="原文与记录中的现有文本不一致，请重新导出",
)
_NOT_TRANSLATED = Text(en="not translated", zh="未翻译")
_UNFINISHED = Text(en="marked `{mark}`", zh="标记为 `{mark}`")
_SAME = Text(
    en="the translation is the source text; --allow-same lets it pass",
    zh="译文与原文相同；如确属如此，请加 --allow-same",
)
_HIDDEN = Text(en="characters that no reader sees: {characters}", zh="含有不可见字符：{characters}")
