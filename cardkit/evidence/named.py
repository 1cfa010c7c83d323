"""Evidence that somebody named: counted, or refused aloud."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import EvidenceRefused, UsageError
from cardkit.evidence.check import EvidenceReport, check_evidence
from cardkit.evidence.files import Files
from cardkit.evidence.keys import TrustedKey
from cardkit.evidence.reading import read_evidence
from cardkit.evidence.status import MAX_AGE
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading


def named_evidence(
    reading: Reading,
    file: Path | str,
    digests: Callable[[str], Files],
    *,
    model: str | None = None,
    trusted: Sequence[TrustedKey] = (),
    max_age: int | None = MAX_AGE,
    today: date,
) -> EvidenceReport:
    """Return how the claims of a card stand by the evidence in `file`.

    `digests` gives the digests of the files of `model`, by default of what lies beside the
    evidence. Raises UsageError where there is no such file, EvidenceRefused where nothing of it
    counts, and what `digests` raises.
    """
    if not os.path.lexists(file):
        raise UsageError(_ABSENT.format(path=file))
    evidence = read_evidence(file, trusted)
    if evidence.refusal is not None:
        why = evidence.refusal.message
        raise EvidenceRefused(_REFUSED.format(path=file, why=why), hint=_SHOW)
    files = digests(model or str(Path(file).parent.absolute()))
    return check_evidence(reading, evidence, files, today, max_age)


_ABSENT = Text(en="`{path}` does not exist", zh="`{path}` 不存在")
_REFUSED = Text(en="the evidence `{path}` is refused: {why}", zh="证据 `{path}` 被拒绝：{why}")
_SHOW = Text(
    en="nothing was written; `cardkit evidence show` shows what it says",
    zh="未写入任何文件；`cardkit evidence show` 可查看其内容",
)
