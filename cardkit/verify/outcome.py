"""What a check of the model gives: claims, observations with where they were read, verdicts.

Plain records that carry no status: how a claim stands (verified, stale, ...) is derived when
evidence is read. Digests of the files that an observation rests on join them later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cardkit.source.span import Path
from cardkit.text import Text

Verdict = Literal["verified", "consistent", "contradicted", "inconclusive"]
"""`verified`: recomputed exactly and equal. `consistent`: within the band of a nominal figure, or
an honest figure of another kind, which is said. `inconclusive`: nothing to hold the claim against,
or witnesses that disagree about it, and the reason is said."""

Value = int | str | bool
"""Counts, names and yes or no; sizes in bytes, lengths in tokens."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a card. `field` is the id of what is claimed (`layers`, `parameters`).

    `path` is where the card says it, as `Reading.span` takes it; `printed` how. `nominal` marks a
    figure that stands for a band (`7B`), not for a count.
    """

    field: str
    path: Path
    value: Value
    printed: str
    nominal: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing read from the model. `witness` ranks by `WITNESSES`; `where` names file and key.

    `files` are the names of the files it rests on, for digests to be bound to it.
    """

    field: str
    value: Value
    witness: str
    where: str
    files: tuple[str, ...] = ()


WITNESSES = ("meta", "config", "tokenizer", "headers", "index", "gguf", "files", "loaded")
"""Who says so: the model built from its config without memory, config.json, tokenizer files,
safetensors headers, the shard index, GGUF metadata, sizes of files, the loaded model."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with all that was observed of it, the most trusted first, and the verdict.

    `deviation` is (observed - claimed) / claimed of numbers, signed, as a plain ratio; None for
    other values. `reason` says in both languages what a reader must know beside the figures.
    `basis` holds those of `observed` that the verdict rests on; a witness that says otherwise is
    in `observed` alone.
    """

    claim: Claim
    observed: tuple[Observation, ...]
    verdict: Verdict
    deviation: float | None = None
    reason: Text | None = None
    basis: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What was noticed about the model's files beside the claims: refused, damaged, disagreeing.

    `level` is error (the check cannot be trusted or was refused), warning or note. `kind` is a
    stable id such as `header-truncated`, `pickle-refused`, `witnesses-disagree`. `hint` says what
    to do about it, where that is known.
    """

    kind: str
    level: Literal["error", "warning", "note"]
    message: Text
    where: str
    hint: Text | None = None
