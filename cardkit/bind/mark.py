"""What a card says of the verification of its claims, as it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cardkit.catalog.marks import MarkStatus
from cardkit.source.span import Path, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark beside a claim.

    `path` is the score's that it stands beside; None in the list of a model's figures, where `name`
    and `claimed` say whose it is.
    """

    status: MarkStatus
    path: Path | None
    name: str
    claimed: str
    text: str
    span: Span
    loose: bool = False
    """Whether it is worded otherwise than cardkit words its marks."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line of the section that names the statement: of who signed it, or of when it was made."""

    about: Literal["evidence", "verified_on"]
    text: str
    """The whole line about evidence; of a day what follows the label."""
    span: Span


@dataclass(frozen=True, slots=True)
class Attestation:
    """The line that names the statement behind the marks: its SHA-256, and the words around it.

    `lines` are all that speak of evidence and of its day, this one among them.
    """

    sha256: str
    text: str
    span: Span
    lines: tuple[SaidLine, ...] = ()
