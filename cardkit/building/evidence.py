"""The evidence that a card is built on: measured now, or read and checked where it lies."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import CannotLoad
from cardkit.evidence.canonical import parse
from cardkit.evidence.check import EvidenceReport, check_evidence
from cardkit.evidence.dsse import MAX_ENVELOPE, read_envelope
from cardkit.evidence.reading import Evidence, judge_evidence, read_file
from cardkit.evidence.refusal import Refused
from cardkit.evidence.statement import NAME, SIGNED_NAME
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.building.signing import Signer
    from cardkit.evidence.files import Files
    from cardkit.evidence.keys import TrustedKey
    from cardkit.verify.card import Hashing
    from cardkit.verify.load.observe import LoadSettings
    from cardkit.verify.measure.follow import Follow
    from cardkit.verify.measure.settings import ScoreSettings
    from cardkit.verify.report import VerifyReport


@dataclass(frozen=True)
class Held:
    """How the claims of a card stand, and the files of evidence that go beside the written cards.

    `model` holds the model's digests as they are now, None where it is not at hand; `measured` is
    the verification where there was one, `looked_at` the place of evidence at hand.
    """

    report: EvidenceReport
    files: Mapping[str, str]
    model: Files | None
    measured: VerifyReport | None = None
    looked_at: Path | None = None

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
        return Held(report, {}, model, looked_at=path)
    files: dict[str, str] = {}
    try:
        data = read_file(path)
        evidence = judge_evidence(str(path), data, rules.trusted)
        if evidence.refusal is None:
            files = _files(data)
    except Refused as refused:
        evidence = Evidence(str(path), None, None, "unsigned", refusal=refused.refusal)
    report = check_evidence(reading, evidence, model, rules.today, rules.max_age)
    return Held(report, files, model, looked_at=path)


def require_files(files: Files, model: str) -> None:
    """Raise CannotLoad where a model has no file that evidence could be bound to."""
    if not files.entries:
        raise CannotLoad("no-model-files", _NO_FILES.format(model=model), hint=_NAME_IT)


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


def measured(reading: Reading, how: Measuring, rules: Rules, signs: Signer | None) -> Held:
    """Verify a card, and return how it stands by the evidence of that, signed where asked for.

    Raises what `verify_card` and `statement_text` raise, and CannotLoad for a model of no file.
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
    if found.bound is not None:
        require_files(found.bound.files, how.ref)
    text = statement_text(found)
    files, trusted = {NAME: text}, tuple(rules.trusted)
    data = text.encode("utf-8")
    if signs is not None:
        files[SIGNED_NAME] = signs.sign(data)
        data, trusted = files[SIGNED_NAME].encode("utf-8"), trusted or (signs.own,)
    name = SIGNED_NAME if signs is not None else NAME
    model = found.bound.files if found.bound is not None else None
    evidence = judge_evidence(name, data, trusted)
    report = check_evidence(reading, evidence, model, rules.today, rules.max_age)
    return Held(report, files, model, found)


_NO_FILES = Text(
    en="no file of a model is in `{model}`: neither config.json nor weights",
    zh="`{model}` 中没有模型文件：既没有 config.json，也没有权重",
)
_NAME_IT = Text(
    en="name the folder that holds them, or a repository on a hub: --model hf:ORG/NAME",
    zh="请用 --model 指定存放这些文件的目录，或平台仓库：--model hf:组织/名称",
)
