"""Statements of strangers: refused where they do not fit, lead outside or contradict themselves."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from cardkit.evidence.canonical import parse
from cardkit.evidence.claim_checks import wrong_with
from cardkit.evidence.files import model_digest
from cardkit.evidence.refusal import Refused
from cardkit.evidence.statement import (
    PREDICATE,
    STATEMENT,
    Statement,
    instant,
)
from cardkit.text import Text
from cardkit.verify.spec.files import is_inside


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
    verdicts: dict[str, str] = {}
    for claim in predicate.claims:
        if verdicts.setdefault(claim.claim_digest.sha256, claim.verdict) != claim.verdict:
            raise _wrong(_TWO_VERDICTS.format(pointer=claim.pointer[:200]))
        wrong = wrong_with(claim)
        if wrong is not None:
            raise _wrong(wrong)


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
_TWO_VERDICTS = Text(
    en="it gives the claim at `{pointer}` two verdicts", zh="对 `{pointer}` 处的同一声明有两个结论"
)
_NO_DAY = Text(en="one of its times is no moment there is", zh="其中的时间不存在")
_BACKWARDS = Text(en="it ends before it begins", zh="结束时间早于开始时间")
_OTHER_MODEL = Text(
    en="its digest of the model is not that of the files it names",
    zh="模型摘要与其所列文件不符",
)
