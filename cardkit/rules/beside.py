"""What the rules of evidence look at: a card, and how its claims stand by what lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cardkit.rules import day
from cardkit.rules.finding import Severity

if TYPE_CHECKING:  # the rules' texts are read by `explain`, which must not load pydantic
    from cardkit.bind.reading import Reading
    from cardkit.evidence.check import EvidenceReport
    from cardkit.evidence.keys import KeyText, TrustedKey

_MAX_AGE = 180


@dataclass(frozen=True)
class Terms:
    """What evidence counts: on which day, by whose keys, and how many days a score counts.

    `texts` are keys that nobody has read yet: that takes a package which most cards can do without.
    Without keys a statement is the word of whoever wrote it, and counts as such. `held`
    is how the claims stand where that has been found out: nothing is then looked for beside a card.
    `require` is how each claim must stand, `unsigned` how much it weighs that no trusted key signed
    (None: nothing).
    """

    today: date = field(default_factory=day.today)
    trusted: Sequence[TrustedKey] = ()
    texts: Sequence[KeyText] = ()
    max_age: int | None = _MAX_AGE
    held: EvidenceReport | None = None
    require: Literal["verified", "consistent", "none"] = "none"
    unsigned: Severity | None = None

    def keys(self) -> tuple[TrustedKey, ...]:
        """Return all keys. Raises ConfigError for a text without one, MissingExtra."""
        from cardkit.evidence.keys import keys_of_texts

        return (*self.trusted, *keys_of_texts(self.texts))


@dataclass(frozen=True)
class Beside:
    """A card, and the evidence beside it: looked for only where the card says it is verified."""

    reading: Reading
    terms: Terms = field(default_factory=Terms)

    @property
    def is_on_disk(self) -> bool:
        """Say whether the card is a file: a text from elsewhere has nothing beside it to see."""
        return self.terms.held is not None or self.reading.document.source.file is not None

    @cached_property
    def report(self) -> EvidenceReport:
        """How the claims stand now."""
        from cardkit.evidence.beside import evidence_beside

        if self.terms.held is not None:
            return self.terms.held
        return evidence_beside(
            self.reading,
            self.terms.today,
            trusted=self.terms.keys(),
            max_age=self.terms.max_age,
        )
