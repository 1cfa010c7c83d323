"""The evidence that lies beside a card, looked at cheaply: for validate, render and build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cardkit.errors import UnreadableFile
from cardkit.evidence.check import EvidenceReport, check_evidence
from cardkit.evidence.files import Files, digest_files
from cardkit.evidence.keys import TrustedKey
from cardkit.evidence.reading import find_evidence, read_evidence
from cardkit.evidence.status import MAX_AGE
from cardkit.verify.spec.files import LocalFiles

if TYPE_CHECKING:
    from pathlib import Path

    from cardkit.bind.reading import Reading

MAX_HASHED = 64 * 1024 * 1024
"""Bytes that are read for digests; a clone with Git LFS pointers stays far below."""


def evidence_beside(
    reading: Reading,
    today: date,
    *,
    trusted: Sequence[TrustedKey] = (),
    max_age: int | None = MAX_AGE,
    most: int | None = MAX_HASHED,
) -> EvidenceReport:
    """Return how the claims of a card on disk stand by the evidence and the model beside it.

    No more than `most` bytes of files are read, and what rests on the rest is unverified. A card
    that is no file has nothing beside it. Raises MissingExtra where keys are given and
    `cryptography` is not there; what is wrong with the evidence is in the report.
    """
    file = reading.document.source.file
    path = None if file is None else find_evidence(file.parent)
    evidence = None if path is None else read_evidence(path, trusted)
    files = None
    if file is not None and evidence is not None and evidence.statement is not None:
        files = _files(file.parent, most)
    return check_evidence(reading, evidence, files, today, max_age)


def _files(folder: Path, most: int | None) -> Files | None:
    try:
        return digest_files(LocalFiles(folder), most=most)
    except UnreadableFile:  # one that vanished, or may not be read: nothing is known to hold
        return None
