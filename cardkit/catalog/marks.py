"""The marks that stand beside verified claims in a card: what is written, and what is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from cardkit.quantity import fold_width
from cardkit.text import Text

MarkStatus = Literal["verified", "consistent", "contradicted", "stale"]

MARKS: Mapping[MarkStatus, Text] = {
    "verified": Text(en="✅ verified", zh="✅ 已核实"),
    "consistent": Text(en="≈ consistent", zh="≈ 相符"),
    "contradicted": Text(en="❌ contradicted", zh="❌ 矛盾"),
    "stale": Text(en="⌛ stale", zh="⌛ 已失效"),
}
"""How a mark begins; figures may follow. A claim that is not verified has none."""
LEGEND: Mapping[MarkStatus, Text] = {
    "verified": Text(
        en="✅ read from the model's own files, or measured on all items",
        zh="✅ 与模型自身文件一致，或经全量评测",
    ),
    "consistent": Text(
        en="≈ not contradicted by a sample, or within the range of a rounded figure",
        zh="≈ 抽样未发现矛盾，或在约数的允许偏差之内",
    ),
    "contradicted": Text(
        en="❌ contradicted by the model's files or by measurement",
        zh="❌ 与模型文件或实测结果矛盾",
    ),
    "stale": Text(
        en="⌛ claim or model changed since, or too long ago",
        zh="⌛ 核实后声明或模型已变更，或时间过久",
    ),
}
"""What the signs mean, for readers of a card."""
SIGNED = Text(en="signed by {keys}", zh="由 {keys} 签名")
SELF_ATTESTED = Text(en="self-attested", zh="自行声明")
"""Who stands behind a statement: a trusted key, or whoever wrote it."""
UNMARKED = "—"
"""What stands in the place of a mark where there is none."""
DIGEST = re.compile(r"(?<![0-9a-z])sha256:([0-9a-f]{64})(?![0-9a-f])", re.IGNORECASE)
"""By which a card names the statement that its marks are taken from."""

_TICKS = frozenset("✅✓✔☑")
_LIKE_TICKS = _TICKS | frozenset("🟢👍💯")
_SAYS_VERIFIED = re.compile(
    r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check):"
    r"|(?<![a-z])(?<!not )(?<!never )verified(?![a-z])|(?<!未)(?<!未被)(?:已?核实|已验证)"
)
_SIGNS = _TICKS | frozenset("≈❌✗✘⌛")
_WORDS: tuple[tuple[str, MarkStatus], ...] = (
    ("verified", "verified"),
    ("已核实", "verified"),
    ("已验证", "verified"),
    ("consistent", "consistent"),
    ("相符", "consistent"),
    ("contradicted", "contradicted"),
    ("矛盾", "contradicted"),
    ("stale", "stale"),
    ("已失效", "stale"),
)
_SAYS_SIGNED = re.compile(r"(?<![a-z])(?<!not )sign(?:ed|atures?)(?![a-z])|(?<!未)(?:签名|签署)")

_COMMAS = re.compile(r"[,，、;；]")
_SIGNERS = re.compile(
    r"(?<!not )(?:signed|signatures?)(?: (?:by|of|from))?\s?[:：]?\s?(.{1,2000})$"
    r"|由\s?(.{1,2000}?)\s?(?:签名|签署)|(?:签名|签署)[人者方]?\s?[:：]\s?(.{1,2000})$",
    re.IGNORECASE,
)


def says_signed(text: str) -> bool:
    """Say whether the line that names a statement says that somebody signed it."""
    return _SAYS_SIGNED.search(text.casefold()) is not None


def signers_in(text: str) -> tuple[str, ...]:
    """Return whom a line names as having signed, parted at commas; none where it names nobody."""
    found = _SIGNERS.search(" ".join(text.split()))
    named = next((group for group in found.groups() if group), "") if found else ""
    return split_signers(named)


def split_signers(names: str) -> tuple[str, ...]:
    """Part a list of signers as it is printed; a name with a comma falls into several."""
    parts = (each.strip(" `*_\"'").rstrip(".。") for each in _COMMAS.split(" ".join(names.split())))
    return tuple(part for part in parts if part)


def read_mark(text: str) -> MarkStatus | None:
    """Return what a mark says, None for other text: a word without a sign may be anybody's.

    A tick before any such word is read as verified: that is what people see.
    """
    bare = fold_width(text[:200]).strip().casefold()
    at = 0
    while at < len(bare) and not bare[at].isalnum():
        at += 1
    if _SIGNS.isdisjoint(bare[:at]):
        return None
    status = next((found for word, found in _WORDS if bare.startswith(word, at)), None)
    return "verified" if status and not _TICKS.isdisjoint(bare[:at]) else status


def read_in_column(text: str) -> MarkStatus | None:
    """Return what a cell under a heading "Verification" says, in whatever words.

    There a tick alone, or behind the word, says it as well: the card explains the signs.
    """
    status = read_mark(text)
    if status is not None:
        return status
    bare = fold_width(text[:200]).strip().casefold()
    return "verified" if _LIKE_TICKS & set(bare) or _SAYS_VERIFIED.search(bare) else None
