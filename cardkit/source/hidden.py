"""Characters that a reader cannot see, and bytes that are no UTF-8."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cardkit.source.issue import SourceIssue
from cardkit.source.span import Span

# Controls, bidirectional controls, zero-width and invisible operators, variation selectors, tags.
_CANDIDATE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_SURROGATES = re.compile("[\ud800-\udfff]+")
_ZWNJ, _ZWJ = "\u200c", "\u200d"
# Scripts whose spelling needs joiners: Arabic to Thaana, N'Ko, Indic, Tibetan, Khmer, Mongolian.
_JOINING = re.compile(
    "[\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefe]"
)
_EMOJI_TAIL = re.compile("[\u20e3\ufe0f\U0001f3fb-\U0001f3ff]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_VARIATION = re.compile("[\ufe00-\ufe0f]")
_IDEOGRAPHIC_VARIATION = re.compile("[\U000e0100-\U000e01ef]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def hidden_characters(text: str) -> Iterator[SourceIssue]:
    """Yield one `hidden-character` issue for each run of characters that no reader can see.

    Left alone: a byte order mark at the start, tab and line ends, joiners inside emoji and between
    letters of scripts that need them, variation selectors after a visible character, and the tags
    of subdivision flags.
    """
    start = end = -1
    flag_end = -1
    for match in _CANDIDATE.finditer(text):
        at = match.start()
        if at < flag_end:
            continue
        if match[0] >= "\U000e0000" and (flag := _FLAG.match(text, at - 1)):
            flag_end = flag.end()
            continue
        if _is_legitimate(text, at):
            continue
        if at != end and start >= 0:
            yield _issue(text, start, end)
        if at != end:
            start = at
        end = at + 1
    if start >= 0:
        yield _issue(text, start, end)


def undecoded_bytes(text: str) -> Iterator[SourceIssue]:
    """Yield a `not-utf8` issue for each run of lone surrogates, which stand for bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        yield from _undecoded(text)


def _undecoded(text: str) -> Iterator[SourceIssue]:
    byte_offset = at = 0
    for match in _SURROGATES.finditer(text):
        byte_offset += len(text[at : match.start()].encode())
        yield SourceIssue("not-utf8", Span(*match.span()), {"byte_offset": byte_offset})
        byte_offset += sum(1 if "\udc80" <= c <= "\udcff" else 3 for c in match[0])
        at = match.end()


def _is_legitimate(text: str, at: int) -> bool:
    char = text[at]
    if at == 0:
        return char == "\ufeff"
    before = text[at - 1]
    after = text[at + 1 : at + 2]
    if char in (_ZWJ, _ZWNJ):
        joins_letters = bool(_JOINING.match(before) and _JOINING.match(after))
        return joins_letters or (char == _ZWJ and _is_emoji(before) and _is_emoji(after))
    if _IDEOGRAPHIC_VARIATION.match(char):
        return bool(_IDEOGRAPH.match(before))
    if _VARIATION.match(char):
        is_letter = before.isascii() and before.isalpha()
        return unicodedata.category(before)[0] in "LNPS" and not is_letter
    return False


def _is_emoji(char: str) -> bool:
    if not char:
        return False
    return unicodedata.category(char) == "So" or bool(_EMOJI_TAIL.match(char)) or char in "♀♂⚕⚖"


def _issue(text: str, start: int, end: int) -> SourceIssue:
    char = text[start]
    args = {
        "name": unicodedata.name(char, "") or _control_name(char),
        "codepoint": f"U+{ord(char):04X}",
        "count": end - start,
    }
    return SourceIssue("hidden-character", Span(start, end), args)


_CONTROL_NAMES = {"\x00": "NULL", "\x07": "BELL", "\x08": "BACKSPACE", "\x1b": "ESCAPE"} | {
    "\x0b": "LINE TABULATION",
    "\x0c": "FORM FEED",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
    "\x9b": "CONTROL SEQUENCE INTRODUCER",
}


def _control_name(char: str) -> str:
    """Name what `unicodedata` has no name for: controls and unassigned tags."""
    return _CONTROL_NAMES.get(char, "CONTROL" if ord(char) < 0xA0 else "TAG")
