"""The verification statement: an in-toto Statement v1 with a predicate of our own.

It holds verdicts and what they rest on, never a status: how a claim stands is derived when the
statement is read (`evidence.status`). It does not say how far it is to be trusted either: that is
for who checks the signature. Fields that are not known are ignored, as in-toto asks, so that a
later version may add some. Statement: https://in-toto.io/Statement/v1
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic.alias_generators import to_camel

from cardkit.evidence.canonical import canonical
from cardkit.evidence.files import FileDigest
from cardkit.evidence.groups import Group

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
    .9; of a claim too low to be inflated, the least understatement) are fractions of 1. Of a
    figure: `value`, and `where` it was read.
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
    """The card: its own text for information, and what it calls its model.

    No status depends on name and digest of the file. `models` are the names of the model, by which
    evidence is known from that of another where no file of it is at hand.
    """

    name: Word
    digest: Digests
    schema_version: Count
    models: tuple[Word, ...] = Field((), max_length=20, strict=False)


class Predicate(_Part):
    """What was verified, with what, when, and what came of it."""

    verifier: Verifier
    time_started: Time
    time_finished: Time
    model: Word
    model_digest: Digests
    binding: Count | None = None
    """By which lists of names the files were chosen (`groups.BINDING`); None: by the first."""
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


def instant(text: str) -> datetime:
    """Return the moment that a text stands for. Raises ValueError for a day that is none."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
