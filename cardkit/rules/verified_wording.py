"""Where a card says in words, or by a badge, that cardkit verified it.

Each mention of the name is looked at with the words around it, a bounded stretch of them; markup
and the signs of a badge's address count as spaces.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardkit.bind.sections import is_comment
from cardkit.source.blocks import HtmlBlock, walk
from cardkit.source.span import Span

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_NAME = re.compile(r"card[-_ ]?kit", re.IGNORECASE)
_AROUND = 60
_MAX_FOUND = 500
"""What a card says more often than this, it has said."""
_SPACES = re.compile(r"(?:%20|[\s*_~`\[\]()<>/|!\"'“”‘’=:：·・.,，-])+")
_DONE = r"(?:verified|certified|attested|validated|approved)"
_BEFORE = re.compile(
    rf"(?<![a-z]){_DONE}(?: \w{{1,20}}){{0,3}}? (?:by|with|using|via|through)(?: the| our)? $"
)
_BADGE_BEFORE = re.compile(r"(?<![a-z])verified(?: by)? $")
_AFTER = re.compile(rf" ?(?:has |is |officially |✅ ?|✓ ?|✔ ?|☑ ?)*{_DONE}(?![a-z])")
_DENIED = re.compile(
    r"(?:(?<![a-z])(?:not|never|cannot|can|could|may|must|should|to|if|nor|be)|n t)"
    r"(?: be| yet| been)? $"
)
_ZH_BEFORE = re.compile(r"(?:已经|经过|通过|经|由|获|得到) ?$")
_ZH_AFTER = re.compile(
    r" ?(?:工具|项目|平台|官方|自动|逐项|全面|严格|完整|进行|的| )*"
    r"(?:核实|验证|核验|认证|校验|检验)"
)
_ZH_DONE = re.compile(
    r" ?(?:工具|项目|平台|官方|自动|逐项|全面|严格|✅|✓|✔|☑| )*"
    r"(?:已(?:核实|验证|核验|认证|校验)|(?:核实|验证|核验|认证|校验) ?(?:通过|合格|完成)|认证 ?✅)"
)
_ZH_DENIED = re.compile(r"(?:未|没有?|尚|不|可|请|须|需|应|待|若|如|能|未曾) ?$")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that say so, as they stand in the file."""

    text: str
    span: Span


def verified_wording(reading: Reading) -> Iterator[Wording]:
    """Yield where the card says that cardkit verified it; code and comments say nothing."""
    text = reading.document.text
    silent = sorted([*(block.span for block in reading.code), *_comments(reading)])
    starts = [span.start for span in silent]
    found = 0
    for name in _NAME.finditer(text):
        at = bisect.bisect_right(starts, name.start()) - 1
        if at >= 0 and name.start() < silent[at].end:
            continue
        said = _said(text, name.start(), name.end())
        if said is None:
            continue
        yield Wording(text[said.start : said.end], said)
        found += 1
        if found == _MAX_FOUND:
            return


def _said(text: str, start: int, end: int) -> Span | None:
    """Return the stretch around a mention that says so."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    first = max(
        first, text.rfind("\n\n", first, start) + 2 if "\n\n" in text[first:start] else first
    )
    before, after = text[first:start], text[end:last].partition("\n\n")[0]
    plain = _plain(before)
    follows = _plain(after)
    match = _BEFORE.search(plain) or _BADGE_BEFORE.search(plain)
    if match is not None and not _DENIED.search(plain[: match.start()]):
        return Span(_back(text, first, start), end)
    chinese = _ZH_BEFORE.search(plain)
    match = _ZH_AFTER.match(follows) if chinese else None
    if chinese and match is not None and not _ZH_DENIED.search(plain[: chinese.start()]):
        return Span(start, end + _ahead(after, match.end()))
    match = _AFTER.match(follows) or _ZH_DONE.match(follows)
    if match is not None:
        return Span(start, end + _ahead(after, match.end()))
    return None


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.casefold())


def _back(text: str, first: int, start: int) -> int:
    """Return where the word of verification begins, for the caret."""
    stretch = text[first:start].casefold()
    found = [m.start() for m in re.finditer(_DONE, stretch)]
    return first + found[-1] if found else start


def _ahead(after: str, plain_end: int) -> int:
    """Return how much of the text the first `plain_end` plain characters are."""
    for at in range(len(after) + 1):
        if len(_plain(after[:at])) >= plain_end:
            return at
    return len(after)


def _comments(reading: Reading) -> Iterator[Span]:
    """Yield the blocks that are comments; what looks like one inside of code hides nothing."""
    if reading.kind != "markdown":
        return
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            if isinstance(block, HtmlBlock) and is_comment(reading.document.text, block.span):
                yield block.span
