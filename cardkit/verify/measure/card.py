"""The scores of a card held against a model: planned, asked, journalled and judged."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import UsageError
from cardkit.text import Text
from cardkit.verify.load.session import Request
from cardkit.verify.measure.asking import Answers, MeasureRequest
from cardkit.verify.measure.conclude import conclude
from cardkit.verify.measure.follow import Follow
from cardkit.verify.measure.journal import begin, grouped, resume
from cardkit.verify.measure.outcome import CheckedScore, Measured
from cardkit.verify.measure.plan import Plan, key_of, plan
from cardkit.verify.measure.run import Outcome, run
from cardkit.verify.measure.settings import ScoreSettings, chosen
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.claims import ScoreClaim, score_claims

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading


def claims_to_measure(reading: Reading, settings: ScoreSettings) -> tuple[ScoreClaim, ...]:
    """Return the scores of a card that are to be measured. Raises UsageError for unknown tasks."""
    return chosen(score_claims(reading), settings.tasks)


def measure(
    reading: Reading,
    request: Request,
    model: str,
    settings: ScoreSettings,
    *,
    context: int | None,
    timeout: float,
    follow: Follow,
) -> tuple[Outcome, Measured]:
    """Load the model that `request` names, measure the card's scores and return what came of it.

    `model` names the model in the journal's key; `context` is its context in tokens. Raises
    UsageError for what cannot be asked: a task the card does not claim, a journal of another run.
    """
    claims = claims_to_measure(reading, settings)
    card = digest(reading)
    salt = settings.salt if settings.salt is not None else secrets.token_hex(8)
    plan_ = _plan(claims, card, salt, settings, context)
    how = (request.dtype, request.device, request.loader, settings.tier)
    key = key_of(plan_, model, how)
    path = settings.journal or _default(key)
    known: dict[str, tuple[Answers, ...]] = {}
    found = resume(path, key) if settings.resume else None
    remarks: tuple[Remark, ...] = ()
    if found is None:
        journal = begin(path, key, salt)
        if settings.resume:
            remarks = (Remark("journal-none", "note", _NOTHING.format(path=path), str(path)),)
    else:
        journal, salt, answers = found
        if settings.salt not in (None, salt):
            journal.close()
            raise UsageError(_OTHER_SALT.format(path=path, salt=salt), hint=_ONE_SALT)
        plan_ = _plan(claims, card, salt, settings, context)
        known = grouped(answers)
    asked = MeasureRequest(
        load=request,
        askings=plan_.askings,
        budget=settings.budget,
        folder=None if settings.folder is None else str(settings.folder),
        tier=settings.tier,
        known=known,
    )
    with closing(journal), follow(plan_) as watcher:
        outcome = run(asked, journal, timeout, watcher)
    scores, family = conclude(plan_, outcome)
    told = outcome.scoring
    return outcome, Measured(
        scores=scores,
        family=family,
        salt=salt,
        card_sha256=card,
        facts={} if told is None else told.facts,
        digests={} if told is None else told.digests,
        remarks=(*remarks, *plan_.remarks, *outcome.remarks),
        seconds=outcome.seconds,
        journal=str(path),
        ended=outcome.ended,
    )


def left_alone(reading: Reading, settings: ScoreSettings) -> Measured:
    """Return the scores of a card whose model is not here: none is measured, and that is said."""
    claims = claims_to_measure(reading, settings)
    return Measured(
        scores=tuple(CheckedScore(c, "inconclusive", reason=_NO_MODEL) for c in claims),
        family=None,
        salt="",
        card_sha256=digest(reading),
        facts={},
        digests={},
        remarks=(),
        seconds=0.0,
        journal="",
        ended="stopped",
    )


_NOTHING = Text(
    en="there was no earlier run to go on from; this one began anew ({path})",
    zh="没有可以继续的运行，已重新开始（{path}）",
)
_OTHER_SALT = Text(
    en="the journal `{path}` was begun with the salt {salt}", zh="日志 `{path}` 所用的盐值为 {salt}"
)
_ONE_SALT = Text(
    en="leave out --salt, or leave out --resume to begin anew",
    zh="去掉 --salt；或去掉 --resume 重新开始",
)
_NO_MODEL = Text(en="the model is not here; the remarks say why", zh="模型不在本机，原因见说明")


def _plan(
    claims: tuple[ScoreClaim, ...],
    card: str,
    salt: str,
    settings: ScoreSettings,
    context: int | None,
) -> Plan:
    return plan(
        claims,
        card=card,
        salt=salt,
        limits=settings.limits,
        folder=settings.folder,
        context=context,
        every_reading=settings.every_reading,
        logs=settings.logs,
    )


def digest(reading: Reading) -> str:
    """Return the SHA-256 of a card's text."""
    text = reading.document.source.text
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _default(key: str) -> Path:
    """Return the journal of a run in the cache: `$XDG_CACHE_HOME/cardkit/runs` (`~/.cache`)."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "cardkit" / "runs" / f"{key[:32]}.jsonl"
