"""What a caller may choose of an export, and the file of evidence it refers to."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from cardkit.errors import UnreadableFile, UsageError, reason
from cardkit.text import Language, Text

MAX_EVIDENCE_BYTES = 16 * 1024 * 1024
"""A statement of verdicts takes kilobytes; more is not one."""

_TIME = re.compile(r"[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}Z")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:cardkit:bom")
"""Serial numbers are uuid5 in it, so that one record gives one document."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of evidence: the reference a document makes to it, and the digest of its bytes."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of an export. `created` is `YYYY-MM-DDThh:mm:ssZ`; none is ever made up."""

    language: Language = "en"
    created: str | None = None
    evidence: tuple[EvidenceFile, ...] = ()
    incomplete: bool = False
    name: str | None = None
    """The model's name, in place of the record's."""

    def __post_init__(self) -> None:
        if self.created is not None and not _is_time(self.created):
            raise UsageError(
                Text(
                    en="`{time}` is no time of the form 2026-11-29T08:00:00Z",
                    zh="`{time}` 不是 2026-11-29T08:00:00Z 形式的时间",
                ).format(time=self.created[:60]),
                hint=Text(en="give it in UTC, to the second", zh="请使用 UTC 时间，精确到秒"),
            )


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:  # no such day, no such hour
        return False
    return True


def serial(form: str, record_sha256: str, settings: Settings) -> uuid.UUID:
    """Return the number of the document: the same record and choices give the same (uuid5)."""
    choices = [settings.language, settings.created or "", *(e.sha256 for e in settings.evidence)]
    choices += [] if settings.name is None else ["name", settings.name]
    return uuid.uuid5(_NAMESPACE, "\n".join([form, record_sha256, *choices]))


def evidence_file(path: Path) -> EvidenceFile:
    """Return the reference to a file of evidence; its content is hashed, not read as a statement.

    Raises UnreadableFile where there is none, where it is a link or no regular file, or too large.
    """
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile(
                Text(en="`{path}` is no regular file", zh="`{path}` 不是普通文件").format(
                    path=path
                ),
                hint=Text(en="give the file itself, not a link", zh="请指定文件本身，而非链接"),
            )
        with path.open("rb") as stream:
            data = stream.read(MAX_EVIDENCE_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(
            Text(en="cannot read `{path}`: {why}", zh="无法读取 `{path}`：{why}").format(
                path=path, why=reason(error)
            )
        ) from error
    if len(data) > MAX_EVIDENCE_BYTES:
        raise UnreadableFile(
            Text(
                en="`{path}` is larger than {limit} bytes: no file of evidence is",
                zh="`{path}` 超过 {limit} 字节，不会是证据文件",
            ).format(path=path, limit=MAX_EVIDENCE_BYTES)
        )
    return EvidenceFile(quote(os.fsencode(path.name)), hashlib.sha256(data).hexdigest())
