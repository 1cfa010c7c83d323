"""Statements of strangers: refused where they do not fit, lead outside or contradict themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from pydantic import ValidationError

from cardkit.evidence.canonical import digest, parse
from cardkit.evidence.files import model_digest
from cardkit.evidence.refusal import Refused
from cardkit.evidence.statement import (
    PREDICATE,
    STATEMENT,
    ClaimEvidence,
    Statement,
    instant,
)
from cardkit.text import Text
from cardkit.verify.spec.files import is_inside

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def read_statement(data: bytes) -> Statement:
    """Return the statement of a text. Raises Refused, with a sentence that says what is wrong."""
    value = parse(data)
    kind = value.get("predicateType")
    if value.get("_type") != STATEMENT or kind != PREDICATE:
        shown = kind if isinstance(kind, str) else "-"
        raise Refused("not-a-statement", _ANOTHER.format(kind=shown[:200], wanted=PREDICATE))
    try:
        statement = Statement.model_validate(value)
    except ValidationError as error:
        raise Refused("not-a-statement", _unfit(error)) from None
    _check(statement)
    return statement


def _check(statement: Statement) -> None:
    """Refuse what contradicts itself, and names that lead out of the model's folder."""
    predicate = statement.predicate
    names = [subject.name for subject in statement.subject]
    outside = next((name for name in names if not is_inside(name)), None)
    if outside is not None:
        raise Refused("name-outside", _OUTSIDE.format(name=outside[:200]))
    _once(names)
    _once([claim.pointer for claim in predicate.claims])
    try:
        backwards = instant(predicate.time_started) > statement.finished
    except ValueError:
        raise _wrong(_NO_DAY) from None
    if backwards:
        raise _wrong(_BACKWARDS)
    if predicate.model_digest.sha256 != model_digest(statement.files):
        raise _wrong(_OTHER_MODEL)
    for claim in predicate.claims:
        _check_claim(claim)


def _check_claim(claim: ClaimEvidence) -> None:
    if claim.claim_digest.sha256 != digest(claim.claimed):
        raise _wrong(_OTHER_CLAIM.format(pointer=claim.pointer[:200]))
    seen = claim.observed
    if claim.verdict == "verified" and claim.method == "sample":
        raise _wrong(_ONLY_SAMPLED.format(pointer=claim.pointer[:200]))
    if claim.verdict == "verified" and not _is_borne_out(claim):
        raise _wrong(_OTHER_SEEN.format(pointer=claim.pointer[:200]))
    if _is_counted(claim):
        if seen is None or not seen.n or seen.k is None or seen.items is None:
            raise _wrong(_NO_COUNTS.format(pointer=claim.pointer[:200]))
        if claim.verdict == "verified" and seen.n != seen.items:
            raise _wrong(_ONLY_SAMPLED.format(pointer=claim.pointer[:200]))
        if claim.method == "sample" and seen.alpha is None:
            raise _wrong(_NO_ALPHA.format(pointer=claim.pointer[:200]))
    if seen is not None and not (seen.k or 0) <= (seen.n or 0) <= (seen.items or 0):
        raise _wrong(_COUNTS.format(pointer=claim.pointer[:200]))


def _is_counted(claim: ClaimEvidence) -> bool:
    """Say whether a verdict must give its counts: all that uphold a score, by whatever method."""
    if claim.verdict == "inconclusive":
        return False
    upheld = claim.verdict != "contradicted" and claim.claimed.get("kind") != "spec"
    return upheld or claim.method in ("sample", "full")


def _is_borne_out(claim: ClaimEvidence) -> bool:
    """Say whether what was seen is what was claimed; True where that cannot be told from figures.

    A score may differ by less than one of its last digit: cards round and cut.
    """
    seen, said = claim.observed, claim.claimed.get("value")
    if claim.comparator not in ("equal", "items") or seen is None or not isinstance(said, str):
        return True
    scored = claim.claimed.get("unit") == "fraction"
    if not (_is_number(said) and isinstance(seen.value, str) and _is_number(seen.value)):
        return True
    claimed, found = Decimal(said), Decimal(seen.value)
    last = Decimal(1).scaleb(int(claimed.as_tuple().exponent)) if scored else Decimal(0)
    return abs(found - claimed) <= last


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _once(names: list[str]) -> None:
    met: set[str] = set()
    for name in names:
        if name in met:
            raise _wrong(_TWICE.format(name=name[:200]))
        met.add(name)


def _wrong(message: Text) -> Refused:
    return Refused("contradicts-itself", message)


def _unfit(error: ValidationError) -> Text:
    first = error.errors(include_url=False, include_context=False)[0]
    place = "/".join(str(part) for part in first["loc"])[:200]
    known: Mapping[str, Text] = {"missing": _MISSING}
    return known.get(first["type"], _UNFIT).format(place=place, why=first["msg"][:200])


_ANOTHER = Text(
    en="it is no verification statement: its predicate type is `{kind}`, not `{wanted}`",
    zh="不是核实声明：predicateType 为 `{kind}`，应为 `{wanted}`",
)
_MISSING = Text(
    en="it is no verification statement: `{place}` is missing", zh="不是核实声明：缺少 `{place}`"
)
_UNFIT = Text(
    en="it is no verification statement: `{place}`: {why}", zh="不是核实声明：`{place}`：{why}"
)
_OUTSIDE = Text(
    en="it names the file `{name}`, which leads out of the model's folder",
    zh="其中的文件名 `{name}` 指向模型目录之外",
)
_TWICE = Text(en="it names `{name}` twice", zh="`{name}` 出现两次")
_NO_DAY = Text(en="one of its times is no moment there is", zh="其中的时间不存在")
_BACKWARDS = Text(en="it ends before it begins", zh="结束时间早于开始时间")
_OTHER_MODEL = Text(
    en="its digest of the model is not that of the files it names",
    zh="模型摘要与其所列文件不符",
)
_OTHER_CLAIM = Text(
    en="the digest of the claim `{pointer}` is not that of what it says was claimed",
    zh="声明 `{pointer}` 的摘要与其所载内容不符",
)
_OTHER_SEEN = Text(
    en="it calls `{pointer}` verified, and saw another value than was claimed",
    zh="`{pointer}` 标为已核实，但所见的值与声明不同",
)
_ONLY_SAMPLED = Text(
    en="it calls `{pointer}` verified, and a sample cannot verify",
    zh="`{pointer}` 标为已核实，但抽样不足以核实",
)
_NO_COUNTS = Text(
    en="it gives a verdict on `{pointer}` and not how many items it rests on",
    zh="`{pointer}` 有结论，却未写明依据的题数",
)
_NO_ALPHA = Text(
    en="it gives a verdict on `{pointer}` by a sample and not at which alpha",
    zh="`{pointer}` 依据抽样得出结论，却未写明 alpha",
)
_COUNTS = Text(
    en="of `{pointer}` more items are right than were asked, or more asked than there are",
    zh="`{pointer}` 的答对数、评测数与总题数互相矛盾",
)
