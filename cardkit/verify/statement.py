"""The statement of a verification: its verdicts, and digests of all that they rest on."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from cardkit.errors import UsageError
from cardkit.evidence.canonical import MAX_BYTES, digest
from cardkit.evidence.claims import CardClaim, card_claims, plain, spec_value
from cardkit.evidence.files import Files, model_digest
from cardkit.evidence.groups import GROUPS, OF_SPECS, Group
from cardkit.evidence.statement import (
    PREDICATE,
    STATEMENT,
    Bilingual,
    CardId,
    ClaimEvidence,
    Digests,
    Log,
    Material,
    Method,
    Observed,
    Predicate,
    Statement,
    Subject,
    SubjectNotes,
    Verifier,
    written,
)
from cardkit.record.card import SCHEMA_VERSION
from cardkit.text import Text
from cardkit.verify.spec.hubs.refs import HUBS
from cardkit.version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from cardkit.evidence.files import FileDigest
    from cardkit.stats.sequential.result import Result
    from cardkit.verify.measure.outcome import Asked, CheckedScore
    from cardkit.verify.outcome import Checked, Observation
    from cardkit.verify.report import VerifyReport

_LONGEST = 400
_FOLDERS = re.compile(r"(?<![\w/:.])(?:[A-Za-z]:)?(?:[/\\][^\s/\\`,;:，；：]{1,255})+[/\\]")
"""The folders before a name in an absolute path."""


def statement_of(report: VerifyReport) -> Statement:
    """Return the statement that a verification gives; of a claim that was not checked it is silent.

    The report must have been made with `evidence` (`verify_card`). Raises UsageError for one
    that was not, for a model without a file, and for a file without a digest.
    """
    bound = report.bound
    if bound is None:
        raise UsageError(_UNBOUND)
    if not bound.files.entries:
        raise UsageError(_NO_FILES.format(model=report.model))
    source = report.reading.document.source
    text = source.text.encode("utf-8", "surrogateescape")
    return Statement(
        type=STATEMENT,
        subject=tuple(map(_subject, bound.files.entries)),
        predicate_type=PREDICATE,
        predicate=Predicate(
            verifier=Verifier(id="cardkit", version=__version__),
            time_started=_time(bound.started),
            time_finished=_time(bound.finished),
            model=_cut(_name(report.model)),
            model_digest=_sha256(model_digest(bound.files.entries)),
            card=CardId(
                name=_cut(PurePath(source.name).name),
                digest=_sha256(hashlib.sha256(text).hexdigest()),
                schema_version=SCHEMA_VERSION,
            ),
            environment=_environment(report),
            materials=tuple(_materials(report)),
            claims=tuple(_claims(report, bound.files)),
        ),
    )


def _name(model: str) -> str:
    """Return a model's reference; of one on this machine its name alone."""
    hub, colon, _ = model.partition(":")
    return model if colon and hub in HUBS else Path(model).resolve().name or model


def statement_text(report: VerifyReport) -> str:
    """Return the text of the statement, for a file. Raises UsageError, also where it is too large.

    A statement of more than the cap would be refused by everyone who reads it.
    """
    data = written(statement_of(report))
    if len(data) > MAX_BYTES:
        raise UsageError(_LARGE.format(size=f"{len(data):,}", limit=f"{MAX_BYTES:,}"))
    return data.decode("utf-8")


def _subject(file: FileDigest) -> Subject:
    if file.sha256 is None:
        raise UsageError(_NO_DIGEST.format(name=file.name))
    notes = SubjectNotes(group=file.group, size=file.size)
    return Subject(name=file.name, digest=_sha256(file.sha256), annotations=notes)


def _environment(report: VerifyReport) -> dict[str, str]:
    """Return where and with what it was measured, all as texts: seeds are larger than 2^53."""
    found = {"python": platform.python_version(), "system": platform.system()}
    measured = report.measured
    if measured is not None:
        found |= {name: _cut(value) for name, value in measured.facts.items()}
        found["salt"] = measured.salt
        found["ended"] = measured.ended
        if measured.family is not None:
            found["alpha"] = _number(measured.family.alpha)
            found["alpha_split"] = measured.family.method
    return found


def _claims(report: VerifyReport, files: Files) -> Iterator[ClaimEvidence]:
    """Yield the evidence of each claim that was checked, in the order of the card."""
    specs = {(c.claim.path, c.claim.field, spec_value(c.claim)): c for c in report.claims}
    measured = report.measured
    scores = {} if measured is None else {each.claim.path: each for each in measured.scores}
    for claim in card_claims(report.reading):
        if claim.kind == "score":
            score = scores.get(claim.path)
            if score is not None:
                yield _of_score(claim, score)
        elif claim.key in specs:
            yield _of_spec(claim, specs[claim.key], files)


def _of_spec(claim: CardClaim, checked: Checked, files: Files) -> ClaimEvidence:
    first = checked.observed[0] if checked.observed else None
    return ClaimEvidence(
        pointer=claim.pointer,
        claim_digest=_sha256(claim.digest),
        claimed=dict(claim.claimed),
        printed=_cut(claim.printed),
        method="spec",
        comparator="band" if checked.claim.nominal else "equal",
        observed=None
        if first is None
        else Observed(value=_value(first.value), where=_cut(_FOLDERS.sub("", first.where))),
        verdict=checked.verdict,
        reason=_both(checked.reason),
        binds=_groups(checked.observed, files),
    )


def _value(value: object) -> str | bool | None:
    return value if value is None or isinstance(value, bool) else _cut(str(value))


def _groups(observed: Iterable[Observation], files: Files) -> tuple[Group, ...]:
    """Return what kinds of files a figure depends on: weights, config and those of the witnesses.

    All that were heard count: had another one spoken otherwise, the verdict were another.
    """
    found: set[Group] = set(OF_SPECS)
    found |= {g for each in observed for n in each.files if (g := files.group(n)) is not None}
    return tuple(group for group in GROUPS if group in found)


def _of_score(claim: CardClaim, checked: CheckedScore) -> ClaimEvidence:
    asked = checked.asked
    return ClaimEvidence(
        pointer=claim.pointer,
        claim_digest=_sha256(claim.digest),
        claimed=dict(claim.claimed),
        printed=_cut(claim.printed),
        method=_method(checked),
        comparator=_comparator(checked),
        observed=None if checked.result is None else _seen(checked.result),
        verdict=checked.verdict,
        reason=_both(checked.reason),
        binds=GROUPS,
        evidence=() if asked is None or not asked.drawn else (_log(asked),),
    )


def _seen(result: Result) -> Observed:
    low, high = result.interval
    inflation = result.detectable.inflation
    return Observed(
        value=None if result.observed is None else _number(result.observed),
        k=result.right,
        n=result.seen,
        items=result.items,
        interval=(_number(low), _number(high)),
        alpha=_number(result.design.alpha),
        detectable=None if inflation is None else _number(inflation),
    )


def _method(checked: CheckedScore) -> Method:
    return "full" if checked.result is not None and checked.result.basis == "complete" else "sample"


def _comparator(checked: CheckedScore) -> Literal["equal", "band", "sequential", "items"]:
    if checked.result is not None and checked.result.mismatches is not None:
        return "items"
    return "equal" if _method(checked) == "full" else "sequential"


def _log(asked: Asked) -> Log:
    """Return the digest of what was asked and answered, by fields that the JSON of `verify` has."""
    from cardkit.verify.measure.outcome import bitset

    n = asked.items.n
    log = {
        "sha256": asked.items.sha256,
        "order_seed": asked.seed,
        "asked": bitset(asked.drawn, "1" * len(asked.drawn), n),
        "right": bitset(asked.drawn, asked.bits, n),
        "prompts_sha256_sum": asked.prompts,
    }
    return Log(name="items", digest=_sha256(digest(log)))


def _materials(report: VerifyReport) -> Iterator[Material]:
    """Yield the items that scores were measured on and the definitions they were asked by, once."""
    met: set[tuple[str, str]] = set()
    for score in report.measured.scores if report.measured is not None else ():
        for each in _of(score):
            known = (each.name, each.digest.sha256)
            if known not in met:
                met.add(known)
                yield each


def _of(score: CheckedScore) -> Iterator[Material]:
    if score.asked is None or not score.asked.drawn or score.protocol is None:
        return
    items = score.asked.items
    for each in (items, items.pool):
        if each is not None:
            yield Material(
                name=_cut(_FOLDERS.sub("", each.name)), digest=_sha256(each.sha256), items=each.n
            )
    from cardkit.verify.protocol.assumptions import READ_IN

    protocol = _without_places(asdict(score.protocol))
    definition = score.protocol.definition
    yield Material(
        name=_cut(f"{definition.harness} {definition.name or definition.task}"),
        digest=_sha256(digest(plain(protocol))),
        revision=READ_IN[definition.harness],
    )


def _without_places(value: object) -> object:
    """Return a protocol without where its file lies here, and without what was assumed and why."""
    if isinstance(value, dict):
        left_out = ("folder", "place", "assumed")
        return {k: _without_places(v) for k, v in value.items() if k not in left_out}
    return [_without_places(v) for v in value] if isinstance(value, (list, tuple)) else value


def _both(text: Text | None) -> Bilingual | None:
    """Return a sentence without the folders of this machine, which a statement is not to tell."""
    if text is None:
        return None
    return Bilingual(en=_FOLDERS.sub("", text.en)[:2000], zh=_FOLDERS.sub("", text.zh)[:2000])


def _sha256(text: str) -> Digests:
    return Digests(sha256=text)


def _number(value: float) -> str:
    """Return a fraction as a decimal text with six digits, enough for any count of items here."""
    return f"{value:.6f}"


def _cut(text: str) -> str:
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")[:_LONGEST]


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_UNBOUND = Text(
    en="the files of the model were not digested in this verification",
    zh="此次核实未计算模型文件的摘要",
)
_NO_FILES = Text(
    en="`{model}` has no file that evidence could be bound to", zh="`{model}` 中没有可供绑定的文件"
)
_NO_DIGEST = Text(
    en="the hub states no SHA-256 of `{name}`, which is too large to be read for it",
    zh="平台未给出 `{name}` 的 SHA-256，且该文件过大，无法为此读取",
)
_LARGE = Text(
    en="the statement has {size} bytes; no more than {limit} are read",
    zh="核实声明有 {size} 字节，超过可读取的 {limit} 字节",
)
