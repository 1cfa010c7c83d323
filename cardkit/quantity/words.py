"""Numbers written in words: `seven billion`, `one hundred million`, `十亿`, `一百二十亿`."""

from __future__ import annotations

from decimal import Decimal

from cardkit.patterns import lazy

SCALES_ZH: dict[str, int] = {
    "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11,
    "万亿": 12, "十万亿": 13, "百万亿": 14,
}  # fmt: skip
SCALES_EN: dict[str, int] = {
    "hundred": 2,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "quadrillion": 15,
}

_ONES_EN = {
    "a": 1, "an": 1, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS_EN = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_ZEROS = "零〇"
_DIGITS_ZH = {c: i for i, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_SMALL_ZH = {"十": 10, "百": 100, "千": 1000}
_MAX_WORDS = 24
_DECIMAL_ZH = lazy(
    r"([零〇一二两三四五六七八九十百千]{1,8})点([零〇一二三四五六七八九]{1,6})([千万亿]{0,2})"
)

NUMBER_WORDS_EN = tuple(sorted({*_ONES_EN, *_TENS_EN, *SCALES_EN} - {"a", "an", "zero"}))
"""The words of which English numbers are made; not `a` of `a hundred`, nor `zero` (ZeRO)."""
DIGIT_WORDS_ZH = "".join((*_ZEROS, *_DIGITS_ZH, *_SMALL_ZH, "万", "亿"))
"""The characters of which Chinese numbers are made."""


def number_from_words(text: str) -> Decimal | None:
    """Read a number written entirely in English or Chinese words; None when it is not one."""
    stripped = text.strip()
    if not stripped or len(stripped) > 160:
        return None
    if stripped[0] in _DIGITS_ZH or stripped[0] in _SMALL_ZH or stripped[0] in _ZEROS:
        return _chinese(stripped)
    return _english(stripped.lower().replace("-", " ").split())


def _english(words: list[str]) -> Decimal | None:
    if not words or len(words) > _MAX_WORDS or words in (["a"], ["an"]):
        return None
    total, group, last_scale = 0, [], 10**18
    for word in words:
        scale = 10 ** SCALES_EN[word] if word in SCALES_EN and word != "hundred" else None
        if scale is None:
            group.append(word)
            continue
        count = _english_group(group)
        if not count or scale >= last_scale:
            return None
        total, group, last_scale = total + count * scale, [], scale
    rest = _english_group(group) if group else 0
    return None if rest is None else Decimal(total + rest)


def _english_group(words: list[str]) -> int | None:
    """Read a group below 1000: `two hundred and seven`, `forty two`, `nine`."""
    value = 0
    if len(words) > 1 and words[1] == "hundred":
        hundreds = _ONES_EN.get(words[0], 0)
        if not 0 < hundreds < 10:
            return None
        value, words = hundreds * 100, words[2:]
        words = words[1:] if words[:1] == ["and"] else words
    if words and words[0] in _TENS_EN:
        value, words = value + _TENS_EN[words[0]], words[1:]
        ones = _ONES_EN.get(words[0], 10) if words else 0
        return value + ones if len(words) <= 1 and ones < 10 else None
    if not words:
        return value or None
    return value + _ONES_EN[words[0]] if len(words) == 1 and words[0] in _ONES_EN else None


def _chinese(text: str) -> Decimal | None:
    """Read `一百二十亿`, `二点六万亿`; not `两万五`, whose last digit is no 5."""
    if len(text) > _MAX_WORDS:
        return None
    if "点" in text:
        return _chinese_decimal(text)
    value = 0
    rest = text
    for mark, size in (("亿", 10**8), ("万", 10**4)):
        left, found, right = rest.rpartition(mark)
        if not found:
            continue
        count = _chinese(left) if mark == "亿" and left else _chinese_section(left)
        if not count or (len(right) == 1 and right in _DIGITS_ZH):
            return None
        value, rest = value + int(count) * size, right
    section = _chinese_section(rest) if rest else 0
    return None if section is None else Decimal(value + section)


def _chinese_decimal(text: str) -> Decimal | None:
    match = _DECIMAL_ZH.fullmatch(text)
    whole = _chinese_section(match[1]) if match else None
    if match is None or whole is None or (match[3] and match[3] not in SCALES_ZH):
        return None
    decimals = "".join(str(_DIGITS_ZH.get(c, 0)) for c in match[2])
    return Decimal(f"{whole}.{decimals}e{SCALES_ZH.get(match[3], 0)}")


def _chinese_section(text: str) -> int | None:
    """Read a section below ten thousand: digits before 千, 百, 十, in falling order."""
    if text in _ZEROS:
        return 0
    value, digit, last, zero = 0, 0, 10**4, False
    for c in text:
        if c in _ZEROS and not digit and not zero:
            zero = True
        elif c in _DIGITS_ZH and not digit:
            digit = _DIGITS_ZH[c]
        elif c in _SMALL_ZH and _SMALL_ZH[c] < last and (digit or not zero):
            value, last = value + (digit or 1) * _SMALL_ZH[c], _SMALL_ZH[c]
            digit, zero = 0, False
        else:
            return None
    if not digit:
        return value if value and not zero else None
    return value + digit if zero or last in (10, 10**4) else None
