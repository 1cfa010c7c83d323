"""The statement of a verification: its verdicts, and digests of all that they rest on."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from cardkit.errors import UsageError
from cardkit.evidence.canonical import MAX_BYTES
from cardkit.evidence.files import model_digest
from cardkit.evidence.groups import BINDING
from cardkit.evidence.identity import names_of
from cardkit.evidence.refusal import Refused
from cardkit.evidence.statement import (
    PREDICATE,
    STATEMENT,
    CardId,
    Predicate,
    Statement,
    Subject,
    SubjectNotes,
    Verifier,
    written,
)
from cardkit.evidence.statement_reading import read_statement
from cardkit.record.card import SCHEMA_VERSION
from cardkit.text import Text
from cardkit.verify.entries import claims_of_report, decimal, materials, sha256, short
from cardkit.verify.spec.hubs.refs import HUBS
from cardkit.version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from cardkit.evidence.files import FileDigest
    from cardkit.verify.report import VerifyReport


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
            model=short(_name(report.model)),
            model_digest=sha256(model_digest(bound.files.entries)),
            binding=BINDING,
            card=CardId(
                name=short(PurePath(source.name).name),
                digest=sha256(hashlib.sha256(text).hexdigest()),
                schema_version=SCHEMA_VERSION,
                models=tuple(map(short, names_of(report.reading.record))),
            ),
            environment=_environment(report),
            materials=tuple(materials(report)),
            claims=tuple(claims_of_report(report, bound.files)),
        ),
    )


def _name(model: str) -> str:
    """Return a model's reference; of one on this machine its name alone."""
    hub, colon, _ = model.partition(":")
    return model if colon and hub in HUBS else Path(model).resolve().name or model


def statement_text(report: VerifyReport) -> str:
    """Return the text of the statement, for a file.

    Raises UsageError, also for one that would be refused by everyone who reads it: of more than the
    cap, or of verdicts that rest on too little.
    """
    data = written(statement_of(report))
    if len(data) > MAX_BYTES:
        raise UsageError(_LARGE.format(size=f"{len(data):,}", limit=f"{MAX_BYTES:,}"))
    try:
        read_statement(data)
    except Refused as refused:
        raise UsageError(_WORTHLESS.format(why=refused.refusal.message)) from None
    return data.decode("utf-8")


def _subject(file: FileDigest) -> Subject:
    if file.sha256 is None:
        raise UsageError(_NO_DIGEST.format(name=file.name))
    notes = SubjectNotes(group=file.group, size=file.size)
    return Subject(name=file.name, digest=sha256(file.sha256), annotations=notes)


def _environment(report: VerifyReport) -> dict[str, str]:
    """Return where and with what it was measured, all as texts: seeds are larger than 2^53."""
    found = {"python": platform.python_version(), "system": platform.system()}
    measured = report.measured
    if measured is not None:
        found |= {name: short(value) for name, value in measured.facts.items()}
        found["salt"] = measured.salt
        found["ended"] = measured.ended
        if measured.family is not None:
            found["alpha"] = decimal(measured.family.alpha)
            found["alpha_split"] = measured.family.method
    return found


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
_WORTHLESS = Text(
    en="the statement would be refused by who reads it: {why}",
    zh="读取方会拒绝这份核实声明：{why}",
)
_LARGE = Text(
    en="the statement has {size} bytes; no more than {limit} are read",
    zh="核实声明有 {size} 字节，超过可读取的 {limit} 字节",
)
