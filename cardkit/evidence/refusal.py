"""Why evidence is refused: a stable id and a sentence; data for a report, raised while reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cardkit.text import Text

Kind = Literal[
    "unreadable",
    "too-large",
    "not-utf8",
    "not-json",
    "repeated-key",
    "too-deep",
    "number",
    "not-a-statement",
    "contradicts-itself",
    "name-outside",
    "bad-envelope",
    "unsigned",
    "foreign-signature",
    "forged",
    "key-not-valid",
]
"""`forged`: altered after a trusted key signed it. `foreign-signature`: signed by no trusted key.
`unsigned`: trusted keys were given and there is no signature. `key-not-valid`: signed by a trusted
key on a day on which it was not to be used."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of some evidence counts."""

    kind: Kind
    message: Text


class Refused(Exception):
    """Evidence that is refused while it is read; who reads a file turns it into data."""

    def __init__(self, kind: Kind, message: Text) -> None:
        super().__init__(message.en)
        self.refusal = Refusal(kind, message)
