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
_LIKE_TICKS = _TICKS | frozenset("🟢👍💯🟩🗸√")
_ZH_VERIFIED = r"(?:已经?|经|均已)(?:核实|核验|验证|校验)|(?:核实|核验|验证|校验)(?:通过|无误)"
_SAYS_VERIFIED = re.compile(
    r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check):"
    r"|(?<![a-z])(?<!not )(?<!never )verified(?![a-z])"
    rf"|(?<!未)(?<!未被)(?<!未经)(?:核实|{_ZH_VERIFIED})"
)
_CHECKS = re.compile(r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check):")
_PIECE = re.compile(r"[a-z]{1,40}|[\u4e00-\u9fff]{1,40}|\d[\d.,]{0,40}")
_BESIDE_VERIFIED = frozenset(
    {"is", "by", "cardkit", "fully", "all", "items", "item", "n", "of", "points", "pts", "on", "us"}
    | {"independently", "detects", "full", "run", "our", "a", "the", "model", "s", "own", "files"}
)
"""Words that a mark may have beside the one that says verified, and a score in the same cell."""
_ABOUT_SCORES = frozenset(
    {"score", "scores", "value", "values", "result", "results", "claim", "claims", "status", "mark"}
    | {"figure", "figures", "state", "yes", "has", "been", "marks", "measured"}
)
_ZH_ABOUT_SCORES = re.compile(
    r"得分|分数|成绩|结果|状态|数值|是否|标记|情况|声明|题|全部|由|的|与|我方"
)
_ZH_SAYS = re.compile(rf"{_ZH_VERIFIED}|已认证|核实|核验")
_YES = frozenset({"yes", "y", "true", "√", "是", "通过", "pass", "passed", "ok"})
_SIGNS = _TICKS | frozenset("≈❌✗✘⌛")
_WORDS: tuple[tuple[str, MarkStatus], ...] = (
    ("verified", "verified"),
    ("已核实", "verified"),
    ("已验证", "verified"),
    ("已核验", "verified"),
    ("已校验", "verified"),
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
    bare = _CHECKS.sub("✅", fold_width(text[:200])).strip().casefold()
    at = 0
    while at < len(bare) and not bare[at].isalnum():
        at += 1
    if _SIGNS.isdisjoint(bare[:at]):
        return None
    status = next((found for word, found in _WORDS if bare.startswith(word, at)), None)
    return "verified" if status and not _TICKS.isdisjoint(bare[:at]) else status


def is_tick(text: str) -> bool:
    """Say whether a cell is a tick alone, or a word for yes."""
    bare = _CHECKS.sub("✅", fold_width(text[:40]).strip().casefold())
    signs = {c for c in bare if not c.isspace() and c != "\ufe0f"}
    return (bool(signs) and signs <= _LIKE_TICKS) or bare in _YES


def has_tick(text: str) -> bool:
    """Say whether a cell has a tick in it."""
    return not _LIKE_TICKS.isdisjoint(_CHECKS.sub("✅", text[:200]))


def heads_verified(text: str) -> bool:
    """Say whether a heading says of what stands below it that it is verified, and nothing else.

    `Verified`, `Score (verified)`, `得分（已核实）`; not `SWE-bench Verified`, which is a task.
    """
    return _says_verified(text, _ABOUT_SCORES)


def verified_beside_number(text: str) -> bool:
    """Say whether a cell holds a number and that it is verified, and nothing else: `0.61 verified`.

    The number is one that a score may be: with decimals, or a percentage.
    """
    bare = fold_width(text[:200]).casefold()
    scored = any("." in piece for piece in _PIECE.findall(bare)) or "%" in bare
    return scored and any(map(str.isdigit, bare)) and _says_verified(text, frozenset())


def _says_verified(text: str, also: frozenset[str]) -> bool:
    found = False
    for piece in _PIECE.findall(_CHECKS.sub("✅", fold_width(text[:200]).casefold())):
        if piece[0].isdigit() or piece in _BESIDE_VERIFIED or piece in also:
            continue
        if piece == "verified":
            found = True
            continue
        if piece.isascii():
            return False
        rest, count = _ZH_SAYS.subn("", piece)
        if "未" in piece or _ZH_ABOUT_SCORES.sub("", rest):
            return False
        found = found or count > 0
    return found


def read_in_column(text: str) -> MarkStatus | None:
    """Return what a cell under a heading "Verification" says, in whatever words.

    There a tick alone, or behind the word, says it as well: the card explains the signs.
    """
    status = read_mark(text)
    if status is not None:
        return status
    bare = fold_width(text[:200]).strip().casefold()
    return "verified" if _LIKE_TICKS & set(bare) or _SAYS_VERIFIED.search(bare) else None
