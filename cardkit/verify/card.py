"""A card held against a model, by its files and, where asked, by loading it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.bind.read import require_card
from cardkit.errors import UsageError
from cardkit.evidence.claim_checks import MAX_ALPHA
from cardkit.evidence.files import Files, bytes_to_read, digest_files
from cardkit.evidence.hashing import Advance, nobody
from cardkit.text import Text
from cardkit.verify.report import Bound, VerifyReport
from cardkit.verify.spec.check import BAND, check
from cardkit.verify.spec.claims import claims_of
from cardkit.verify.spec.hubs import open_model
from cardkit.verify.spec.observe import observe
from cardkit.verify.spec.unread import unread

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.verify.load.observe import LoadSettings
    from cardkit.verify.measure.follow import Follow
    from cardkit.verify.measure.outcome import Measured
    from cardkit.verify.measure.settings import ScoreSettings
    from cardkit.verify.outcome import Remark
    from cardkit.verify.spec.files import ModelFiles

Hashing = Callable[[int], "AbstractContextManager[Advance]"]
"""Given how many bytes will be hashed, shows the progress: what it yields hears of each piece."""


def in_silence(_bytes: int) -> AbstractContextManager[Advance]:
    """Show no progress."""
    return nullcontext(nobody)


def verify_card(  # noqa: PLR0913 - each argument is a choice of who asks
    reading: Reading,
    model: str | Path,
    *,
    revision: str | None = None,
    band: Decimal | str = BAND,
    load: LoadSettings | None = None,
    scores: ScoreSettings | None = None,
    follow: Follow | None = None,
    say: Callable[[Text], None] = lambda _text: None,
    evidence: Hashing | None = None,
) -> VerifyReport:
    """Hold what a card claims against the model that `model` names, and return the report.

    A path, or a repository on a hub: `hf:owner/name@revision`. `band` is the share that a count may
    lie off a nominal size. With `load` the model is loaded too, fetched first where it is on a hub;
    with `scores` besides, what the card claims to score is measured again. `say` hears of the
    progress, `follow` of that of the scores. With `evidence`, which shows how far the hashing is,
    the report holds the digests of the model's files that a statement of it is bound to
    (`verify.statement`).

    Raises UsageError for a comparison, for what is no reference and for a device that cannot be;
    NotACard; UnreadableFile; MissingExtra; ModelUnavailable where the hub does not give the model.
    """
    _require_claims(reading)
    if (
        evidence is not None
        and scores is not None
        and Decimal(str(scores.limits.alpha)) > MAX_ALPHA
    ):
        raise UsageError(_LOOSE.format(alpha=scores.limits.alpha, most=MAX_ALPHA))
    share = _share(band)
    started = datetime.now(timezone.utc)
    if load is not None or scores is not None:
        from cardkit.verify.load.observe import LoadSettings, check_installed, observe_loaded

        check_installed(load.loader if load is not None else "auto")
    # A short path may look like an id; an absolute one does not.
    ref = model if isinstance(model, str) else str(Path(model).absolute())
    files = open_model(ref, revision=revision)
    observed = observe(files)
    measured = None
    if scores is not None:
        from cardkit.verify.measure.observe import observe_scored

        load = load or LoadSettings()
        observed, measured = observe_scored(reading, files, observed, load, scores, follow, say)
    elif load is not None:
        observed = observe_loaded(reading.record, files, observed, load, say)
    claims = claims_of(reading.record)
    lost = unread(reading, claims)
    return VerifyReport(
        reading,
        observed.model,
        tuple(check(claims, observed, band=share)),
        observed.remarks if lost is None else (lost, *observed.remarks),
        observed.observations,
        observed.sha256,
        measured,
        _bound(files, observed.remarks, measured, started, evidence) if evidence else None,
    )


def _bound(
    files: ModelFiles,
    remarks: Sequence[Remark],
    measured: Measured | None,
    started: datetime,
    hashing: Hashing,
) -> Bound:
    """Return the digests of the model's files; of what was loaded, those taken by who loaded it.

    Raises UsageError where not all files are known, and where others were loaded than are listed.
    """
    if any(remark.kind in ("files-cut", "too-many-files") for remark in remarks):
        raise UsageError(_CUT.format(model=files.name))
    known = {} if measured is None else measured.digests
    with hashing(bytes_to_read(files, known=known)) as advance:
        found = digest_files(files, known=known, advance=advance)
    if found.refused:
        raise UsageError(_REFUSED.format(name=found.refused[0][:200]))
    _require_same(found, known)
    return Bound(found, started, datetime.now(timezone.utc))


def _require_same(files: Files, loaded: Mapping[str, str]) -> None:
    for each in files.entries:
        if each.sha256 != loaded.get(each.name, each.sha256):
            raise UsageError(_OTHER.format(name=each.name))


_LOOSE = Text(
    en="at an alpha of {alpha} a sample is no evidence: {most} is the most (--alpha)",
    zh="alpha 为 {alpha} 时抽样不足为证：最大为 {most}（--alpha）",
)
_CUT = Text(
    en="`{model}` has more files than are looked at, and evidence must be bound to all",
    zh="`{model}` 的文件数超出查看上限，而证据须绑定全部文件",
)
_REFUSED = Text(
    en="evidence cannot be bound to `{name}`: it is no plain file of the model's folder",
    zh="证据无法绑定 `{name}`：它不是模型目录内的普通文件",
)
_OTHER = Text(
    en="the loaded `{name}` is not the file that is listed: it changed meanwhile",
    zh="加载的 `{name}` 与所列文件不同：其间发生了变化",
)


def _require_strict(alpha: float) -> None:
    """Refuse an alpha at which nothing that was measured would count as evidence."""
    if Decimal(str(alpha)) > MAX_ALPHA:
        raise UsageError(_LOOSE.format(alpha=alpha, most=MAX_ALPHA))


def _share(band: Decimal | str) -> Decimal:
    try:
        share = Decimal(band)
    except InvalidOperation:
        share = Decimal("NaN")
    if share.is_finite() and share >= 0:
        return share
    message = Text(
        en="a band of `{band}` cannot be: it is a share, such as 0.1",
        zh="band 不能为 `{band}`，应为比例，例如 0.1",
    )
    raise UsageError(message.format(band=str(band)[:40]))


def _require_claims(reading: Reading) -> None:
    if reading.kind == "comparison":
        message = Text(en="`{card}` is a comparison, not a card", zh="`{card}` 是对比表，不是卡片")
        raise UsageError(message.format(card=reading.document.source.name))
    if reading.kind == "markdown":
        require_card(reading.document)
