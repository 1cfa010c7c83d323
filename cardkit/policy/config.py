"""What a policy says, typed: profiles, waivers, baseline, what evidence is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cardkit.rules.finding import Severity
from cardkit.source.span import Span
from cardkit.text import Language

Level = Severity | Literal["off"]
FailOn = Literal["note", "warning", "error", "never"]
Requirement = Literal["verified", "consistent", "none"]


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What a profile says of the rules that `selector` means; `level` is None where it does not."""

    selector: str
    level: Level | None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: the ones it builds on, and what it says of rules."""

    name: str
    extends: tuple[str, ...] = ()
    entries: tuple[RuleEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted until the day `expires`, that day included.

    `code` is the rule's; `pointer` is a JSON pointer into the record in which `*` stands for any
    number; `span` is the waiver's place in the configuration.
    """

    code: str
    card: str
    pointer: str | None
    fingerprint: str | None
    reason: str
    owner: str
    expires: date
    span: Span

    def expired(self, today: date) -> bool:
        """Say whether it no longer holds."""
        return today > self.expires


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file of public keys that may sign evidence, and the days on which they may.

    Both ends are included. What it holds is a `cardkit.evidence.keys.TrustedKey`, once it is read.
    """

    file: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """What evidence is asked for. `max_age_days` is for measured scores; None: the usual.

    `unsigned` is how much it weighs that nobody here can check a signature: where keys are trusted,
    evidence that none of them signed is refused, and it says nothing.
    """

    require: Requirement = "none"
    unsigned: Level = Severity.WARNING
    max_age_days: int | None = None
    trusted_keys: tuple[KeyFile, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineSettings:
    """Where the baseline lies, from the folder of the configuration; whether it only shrinks."""

    file: str
    shrink_only: bool = True


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration as it stands in one file; empty where there is none."""

    profiles: tuple[str, ...] = ()
    own_profiles: Mapping[str, Profile] = field(default_factory=dict)
    fail_on: FailOn | None = None
    offline: bool = False
    languages: tuple[Language, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    comments: bool = True
    evidence: EvidencePolicy = field(default_factory=EvidencePolicy)
    waivers: tuple[Waiver, ...] = ()
    baseline: BaselineSettings | None = None
