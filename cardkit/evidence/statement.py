"""The verification statement: an in-toto Statement v1 with a predicate of our own.

It holds verdicts and what they rest on, never a status: how a claim stands is derived when the
statement is read (`evidence.status`). It does not say how far it is to be trusted either: that is
for who checks the signature. Fields that are not known are ignored, as in-toto asks, so that a
later version may add some. Statement: https://in-toto.io/Statement/v1
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from cardkit.evidence.canonical import canonical, digest, parse
from cardkit.evidence.files import FileDigest, model_digest
from cardkit.evidence.groups import Group
from cardkit.evidence.refusal import Refused
from cardkit.text import Text
from cardkit.verify.spec.files import is_inside

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "urn:cardkit:attestation:verification:v0.1"
"""A name of ours beside those of our schemas. No address: cardkit holds no domain, and one that it
does not hold may some day define the type otherwise."""

NAME = "verification.json"
SIGNED_NAME = "verification.dsse.json"
"""The files beside a card."""

Method = Literal["spec", "full", "sample", "recompute", "forensic"]
"""`spec`: read from config and headers. `full`: all items asked. `sample`: some of them, until the
verdict was certain at `alpha`. `recompute`: formed anew from other figures or logs. `forensic`: the
figure itself cannot be."""
StoredVerdict = Literal["verified", "consistent", "contradicted", "inconclusive"]

Word = Annotated[str, StringConstraints(max_length=400)]
Sentence = Annotated[str, StringConstraints(max_length=2000)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,40}(\.[0-9]{1,40})?$")]
"""A decimal as a text."""
Time = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$")]
Count = Annotated[int, Field(ge=0, lt=2**53)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )


class Digests(_Part):
    """Digests of one thing, by algorithm."""

    sha256: Sha256


class SubjectNotes(_Part):
    """What a file of the model is, and its size in bytes."""

    group: Group
    size: Count


class Subject(_Part):
    """A file of the model, by its name from the model's root."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    digest: Digests
    annotations: SubjectNotes


class Material(_Part):
    """What was measured with: items of an evaluation, the definition of a task."""

    name: Word
    digest: Digests
    revision: Word | None = None
    items: Count | None = None


class Bilingual(_Part):
    """A sentence in both languages."""

    en: Sentence
    zh: Sentence


class Observed(_Part):
    """What was seen. Of a score: `k` of `n` asked items right, of `items` in all.

    `value`, `interval` and `detectable` (the least inflation that would have been found with chance
    .9) are fractions of 1. Of a figure: `value`, and `where` it was read.
    """

    value: Word | bool | None = None
    where: Word | None = None
    k: Count | None = None
    n: Count | None = None
    items: Count | None = None
    interval: tuple[Number, Number] | None = Field(None, strict=False)
    alpha: Number | None = None
    detectable: Number | None = None


class Log(_Part):
    """A log by its digest: which items were asked and how each was answered."""

    name: Word
    digest: Digests


class ClaimEvidence(_Part):
    """One claim, what was found of it, and the groups of files that this depends on."""

    pointer: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    claim_digest: Digests
    claimed: dict[str, Any]
    printed: Word
    method: Method
    comparator: Literal["equal", "band", "sequential", "items"]
    observed: Observed | None = None
    verdict: StoredVerdict
    reason: Bilingual | None = None
    binds: tuple[Group, ...] = Field(strict=False)
    evidence: tuple[Log, ...] = Field((), strict=False)


class Verifier(_Part):
    """The program that measured."""

    id: Word
    version: Word


class CardId(_Part):
    """The card's own text, for information: no status depends on it."""

    name: Word
    digest: Digests
    schema_version: Count


class Predicate(_Part):
    """What was verified, with what, when, and what came of it."""

    verifier: Verifier
    time_started: Time
    time_finished: Time
    model: Word
    model_digest: Digests
    card: CardId
    environment: dict[Word, Sentence]
    materials: tuple[Material, ...] = Field((), strict=False)
    claims: tuple[ClaimEvidence, ...] = Field(max_length=5000, strict=False)


class Statement(_Part):
    """A verification statement as it stands in `verification.json`."""

    type: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: tuple[Subject, ...] = Field(min_length=1, max_length=10_000, strict=False)
    predicate_type: Literal["urn:cardkit:attestation:verification:v0.1"]
    predicate: Predicate

    @property
    def finished(self) -> datetime:
        """When the measuring ended."""
        return instant(self.predicate.time_finished)

    @property
    def files(self) -> tuple[FileDigest, ...]:
        """The files of the model, as digests of files are compared."""
        return tuple(
            FileDigest(s.name, s.annotations.size, s.digest.sha256, s.annotations.group)
            for s in self.subject
        )


def written(statement: Statement) -> bytes:
    """Return the canonical text of a statement, what is written and signed.

    Raises ValueError where it has none.
    """
    return canonical(statement.model_dump(mode="json", by_alias=True, exclude_none=True))


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


def instant(text: str) -> datetime:
    """Return the moment that a text stands for. Raises ValueError for a day that is none."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


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
    if claim.verdict != "inconclusive" and claim.method in ("sample", "full"):
        if seen is None or seen.n is None or seen.k is None or seen.items is None:
            raise _wrong(_NO_COUNTS.format(pointer=claim.pointer[:200]))
        if claim.method == "sample" and seen.alpha is None:
            raise _wrong(_NO_ALPHA.format(pointer=claim.pointer[:200]))
    if seen is not None and not (seen.k or 0) <= (seen.n or 0) <= (seen.items or 0):
        raise _wrong(_COUNTS.format(pointer=claim.pointer[:200]))


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
