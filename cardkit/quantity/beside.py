"""What stands beside a number and makes it no quantity: names, versions, ordinals, numbering."""

from __future__ import annotations

import re

from cardkit.patterns import lazy

SMALL = 20
"""Below this a bare number behind a capitalised word is part of a name: `Llama 3`, `Table 2`."""

_VERSIONED = frozenset(
    """
    version versions ver v release python pytorch torch torchvision cuda cudnn cann ubuntu gcc
    transformers tensorflow mindspore deepspeed vllm windows linux android java node npm debian
    centos numpy accelerate peft xformers triton flash-attn flash-attention
    """.split()  # noqa: SIM905 - a list of words reads better than a column of them
)
_NUMBERED = frozenset(
    """
    table tables figure figures fig section sections step stage phase part chapter appendix page
    line lines eq equation top level issue item option no gpu gpus npu npus exercise turn round
    case example epoch
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()  # noqa: SIM905
)
_OPENERS = frozenset(
    """
    The All Over About Only Of With At From To In Up Our These Those First Last And Has Have Had Is
    Are Was Were Under Than By For On Least Most Nearly More Less Every Each Between Until Since
    After Before Within Contains Contain Uses Use Using Support Supports Supporting Trained
    Training Released Both Next Exactly Just Around Approximately Roughly Almost Through Requires
    Need Needs It Its We Covers Covering Including Includes Achieves Scores Reaches Below Above
    """.split()  # noqa: SIM905
)
"""Capitalised words that open a sentence and are no name."""

_WORD_BEFORE = lazy(r"([A-Za-z][A-Za-z-]{0,24})\.?[ \t\r\n]{1,2}$")
_ONE_OF_SEVERAL = lazy(r"([A-Za-z]{2,12})\.?[ \t]\d{1,3}(?:,| and| or| &)[ \t]$")
_GLUED_BEFORE = lazy(r"[-_\\^#@]\Z|(?<![0-9A-Za-z])\.\Z|(?:[<>=!~]=|\d[*:])\s?\Z")
_SET_OFF = lazy(r"(?:[\\^]|(?:[<>=!~]=|\d[*:])\s?|(?<![^\s(（\[,，、:：=|\x00为是到至约])-)\Z")
_FACTOR_BEFORE = lazy(r"\d[ \t]?[×✕xX*][ \t]?$")
_FACTOR_AFTER = lazy(r"[ \t]?[×✕xX*][ \t]?\d")
_ORDINAL_BEFORE = lazy(r"(?:第|版本|表|图|附录|阶段|步骤|章节|编号|序号)\s?$")
_HAN_BEFORE = lazy(r"[\u4e00-\u9fff]\Z")
_NAMED_AFTER = lazy(
    r"\s?(?:年|月(?!内)|日|号|版|代|章|节(?!点)|页|期|点(?!几)|折|[、,]\s?\d{1,2}\s?号|/\s?\d{1,2}\s?月|兆)"
)
_LATER_AFTER = lazy(
    r"\s?(?:\+|(?:及|或|或者|和)?(?:以上|更高|更新|之后)(?:的)?版本|版本"
    r"|(?:or|and) (?:above|higher|later|newer|up)\b)",
    re.IGNORECASE,
)
_NUMBERING = lazy(r"[ \t#>*+-]{0,32}[(（]?\d{1,3}(?:\.\d{1,3}){0,4}(?:[.)）、．:：]|\s|$)")
_HEADING = lazy(r"[ \t>]{0,16}#{1,6}[ \t]+\d")
_LIST_MARK = lazy(r"[.)）、．]")
_ARXIV = lazy(r"(?:0[7-9]|[12]\d|3[0-5])(?:0[1-9]|1[0-2])\.\d{4,5}")
_YEAR = lazy(r"(?:199\d|20[0-3]\d)")
_REACH = 32


def is_part_of_a_word(text: str, start: int) -> bool:
    """Say whether a number at `start` goes on from what stands before it: `百川-13B`, `>=4.36`."""
    return bool(_GLUED_BEFORE.search(text[max(0, start - 4) : start]))


def is_set_off(text: str, start: int) -> bool:
    """Say whether it is a number all the same: `>=4.36`, `16:9`, `2^10`, ` -7`; no name's end."""
    return bool(_SET_OFF.search(text[max(0, start - 4) : start]))


def is_han_name(text: str, start: int, end: int) -> bool:
    """Say whether a bare number ends a model's name in Han characters: 源2.0 is Yuan 2.0."""
    return end - start == 3 and text[start - 1 : start] == "源" and text[start + 1] == "."


def is_no_amount(text: str, start: int, end: int) -> bool:
    """Say whether the bare number `text[start:end]` names or numbers something.

    A year, an arXiv number, a version, a month or day, a numbered table or chapter, the mark of a
    list or heading, `(1)`.
    """
    digits = text[start:end]
    return (
        bool(_ARXIV.fullmatch(digits) or _YEAR.fullmatch(digits))
        or bool(_NAMED_AFTER.match(text, end))
        or _is_named(text, start, digits, end)
        or _is_numbering(text, start, end)
    )


def is_ordinal(text: str, start: int) -> bool:
    """Say whether 第, 表 or the like stands before a number: `第 3`, `表 2`, `源 2.0`."""
    return bool(_ORDINAL_BEFORE.search(text[max(0, start - 4) : start]))


def is_factor(text: str, start: int, end: int) -> bool:
    """Say whether a number is multiplied by another: `128×8`, `448 x 448`."""
    return bool(
        _FACTOR_BEFORE.search(text[max(0, start - 4) : start]) or _FACTOR_AFTER.match(text, end)
    )


def _is_named(text: str, start: int, digits: str, end: int) -> bool:
    before = text[max(0, start - _REACH) : start]
    if is_ordinal(text, start) or ("." in digits and _LATER_AFTER.match(text, end)):
        return True
    if _HAN_BEFORE.search(before):
        return len(digits) == 3 and digits.endswith(".0")
    several = _ONE_OF_SEVERAL.search(before)
    if several is not None and several[1].lower() in _NUMBERED:
        return True
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    name = word[1]
    if name.lower() in _VERSIONED or name.lower() in _NUMBERED:
        return True
    whole, _, decimals = digits.partition(".")
    small = "," not in whole and int(whole) < SMALL and len(decimals) <= 1
    return small and name[0].isupper() and name not in _OPENERS


def _is_numbering(text: str, start: int, end: int) -> bool:
    if end - start <= 2 and text[end : end + 1] in (")", "）") and not _opened(text, start):
        return True
    line = text.rfind("\n", max(0, start - _REACH), start) + 1
    if line == 0 and start > _REACH:
        return False
    mark = _NUMBERING.match(text, line)
    if mark is None or not line <= start < mark.end() or end > mark.end():
        return False
    return bool(_LIST_MARK.match(text, mark.end() - 1) or _HEADING.match(text, line))


def _opened(text: str, start: int) -> bool:
    """Say whether a bracket is open before `start` that does not open right there: `(8)`, `8)`."""
    before = text[max(0, start - _REACH) : start]
    at = max(before.rfind("("), before.rfind("（"))
    return max(before.rfind(")"), before.rfind("）")) < at < len(before) - 1
