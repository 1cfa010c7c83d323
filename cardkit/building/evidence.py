"""The evidence that a card is built on: measured now, or read and checked where it lies."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.evidence.canonical import parse
from cardkit.evidence.check import EvidenceReport, check_evidence
from cardkit.evidence.dsse import MAX_ENVELOPE, read_envelope
from cardkit.evidence.reading import Evidence, judge_evidence, read_file
from cardkit.evidence.refusal import Refused
from cardkit.evidence.statement import NAME, SIGNED_NAME

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.evidence.files import Files
    from cardkit.evidence.keys import TrustedKey
    from cardkit.text import Text
    from cardkit.verify.card import Hashing
    from cardkit.verify.load.observe import LoadSettings
    from cardkit.verify.measure.follow import Follow
    from cardkit.verify.measure.settings import ScoreSettings
    from cardkit.verify.report import VerifyReport


@dataclass(frozen=True)
class Held:
    """How the claims of a card stand, and the files of evidence that go beside the written cards.

    `model` holds the model's digests as they are now, None where it is not at hand; `measured` is
    the verification where there was one.
    """

    report: EvidenceReport
    files: Mapping[str, str]
    model: Files | None
    measured: VerifyReport | None = None

    @property
    def code(self) -> int:
        """What `cardkit verify` would have exited with; 0 where nothing was measured."""
        return 0 if self.measured is None else self.measured.exit_code

    def of(self, reading: Reading) -> EvidenceReport:
        """Return how the claims of another card, the written one, stand by the same evidence."""
        held = self.report
        return check_evidence(reading, held.evidence, self.model, held.today, held.max_age)


@dataclass(frozen=True)
class Rules:
    """What evidence counts: on which day, by whose keys, how many days a score counts."""

    today: date
    trusted: Sequence[TrustedKey]
    max_age: int | None


def at_hand(reading: Reading, path: Path, model: Files | None, rules: Rules) -> Held:
    """Return how a card stands by evidence that was written before; refused evidence is data."""
    if not os.path.lexists(path):
        report = check_evidence(reading, None, model, rules.today, rules.max_age)
        return Held(report, {}, model)
    files: dict[str, str] = {}
    try:
        data = read_file(path)
        evidence = judge_evidence(str(path), data, rules.trusted)
        if evidence.refusal is None:
            files = _files(data)
    except Refused as refused:
        evidence = Evidence(str(path), None, None, "unsigned", refusal=refused.refusal)
    report = check_evidence(reading, evidence, model, rules.today, rules.max_age)
    return Held(report, files, model)


def _files(data: bytes) -> dict[str, str]:
    """Return the files of evidence by their names: a statement, with its envelope where it has one.

    Raises Refused, though what was judged before is not.
    """
    text = data.decode("utf-8")
    if "payloadType" not in parse(data, limit=MAX_ENVELOPE):
        return {NAME: text}
    payload = read_envelope(data).payload
    return {NAME: payload.decode("utf-8"), SIGNED_NAME: text}


@dataclass(frozen=True)
class Measuring:
    """How a model is verified: the settings of `cardkit verify`."""

    ref: str
    revision: str | None
    band: Decimal
    load: LoadSettings | None
    scores: ScoreSettings | None
    follow: Follow | None
    say: Callable[[Text], None]
    hashing: Hashing


Sign = Callable[[bytes], "tuple[str, TrustedKey]"]
"""Given a statement, returns its envelope and the public key by which that is checked."""


def measured(reading: Reading, how: Measuring, rules: Rules, sign: Sign | None) -> Held:
    """Verify a card, and return how it stands by the evidence of that, signed where asked for.

    Raises what `verify_card` and `statement_text` raise.
    """
    from cardkit.verify.card import verify_card
    from cardkit.verify.statement import statement_text

    found = verify_card(
        reading,
        how.ref,
        revision=how.revision,
        band=how.band,
        load=how.load,
        scores=how.scores,
        follow=how.follow,
        say=how.say,
        evidence=how.hashing,
    )
    text = statement_text(found)
    files, trusted = {NAME: text}, tuple(rules.trusted)
    data = text.encode("utf-8")
    if sign is not None:
        files[SIGNED_NAME], own = sign(data)
        data, trusted = files[SIGNED_NAME].encode("utf-8"), trusted or (own,)
    name = SIGNED_NAME if sign is not None else NAME
    model = found.bound.files if found.bound is not None else None
    evidence = judge_evidence(name, data, trusted)
    report = check_evidence(reading, evidence, model, rules.today, rules.max_age)
    return Held(report, files, model, found)
