"""From the text of a value to a typed fact; a text that is not plainly one is None."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from cardkit.bind.draft import Draft
from cardkit.bind.pairs import Value
from cardkit.catalog.hubs import hub_id
from cardkit.catalog.languages import find_language
from cardkit.catalog.licenses import find_license
from cardkit.quantity import (
    is_missing,
    parse_date,
    parse_number,
    parse_quantity,
    split_remark,
)
from cardkit.record.base import Fact, Prose
from cardkit.record.scalars import Date, License, Link, Measure, Quantity, SpokenLanguage
from cardkit.source.span import Span

Reader = Callable[[Value, Draft], object]
"""Returns the value to bind, or None where the text cannot be read."""

MAX_VALUE = 300
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_POWER = re.compile(
    r"(?:([+-]?(?:\d+(?:\.\d*)?|\.\d+)) ?[x×*·] ?)?10 ?\^ ?\{?([+-]?\d{1,4})\}?", re.ASCII
)
_URL = re.compile(r"https?://[^\s<>\"'）)]+")
_SEPARATOR = re.compile(r" ?(?:[,;/，；、] ?(?:and )?| (?:and|or|&) |以及|[和与及]) ?")
_MOSTLY = re.compile(r"(primarily|mainly|mostly) (.+)|(主要[为是]?)(.+)", re.IGNORECASE)
_POINTER = re.compile(
    r"(?:please )?(?:see|refer|check|read|under)\b|请|参见|详见|见", re.IGNORECASE
)
_DTYPE = re.compile(
    r"(?:bf|fp|f|bfloat|float|u?int|nf|q|tf)[-_ ]?[0-9]{1,2}[\w.]{0,12}", re.IGNORECASE
)
_PLACEHOLDERS = frozenset(("more information needed", "todo", "xxx", "coming soon", "none"))
MAX_LICENCE = 100
_MODEL_ID = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}|[\w.-]{2,96}")


def _note(draft: Draft, remark: str | None) -> Prose | None:
    return draft.prose(remark) if remark else None


def measure_text(text: str) -> str | None:
    """Return the printed digits of one plain number, in a form `Measure` takes; None otherwise.

    A `Measure` is exact: `~0.05` is None.
    """
    number = parse_number(text)
    if number is None or number.percent or number.approximate or number.plus_minus is not None:
        return None
    return printed_digits(number.printed, number.value)


def printed_digits(printed: str, value: Decimal) -> str:
    """Return `printed` where it is plain digits, else the same digits written plainly.

    `1,234` becomes `1234`, and `0.97 x 10^-5` becomes `0.97e-5`.
    """
    if _PLAIN_NUMBER.fullmatch(printed):
        return printed
    power = _POWER.fullmatch(printed.strip())
    plain = f"{power[1] or 1}e{power[2]}" if power else ""
    return plain if plain and Decimal(plain) == value else f"{value:f}"


def integer(low: int, high: int, *units: str) -> Reader:
    """Make a reader of counts between `low` and `high`: `32`, `4,096`, `32 层`."""

    def read(value: Value, draft: Draft) -> object:
        head, remark = split_remark(value.text)
        for text, note in ((value.text, None), (head, remark)):
            found = parse_quantity(text)
            if found is None or found.approximate or found.unit not in (None, *units):
                continue
            if found.amount == found.amount.to_integral_value() and low <= found.amount <= high:
                return Fact[int](value=int(found.amount), note=_note(draft, note))
        return None

    return read


def quantity(low: int, *units: str) -> Reader:
    """Make a reader of quantities of at least `low`, without unit or in one of `units`."""

    def read(value: Value, draft: Draft) -> object:
        head, remark = split_remark(value.text)
        for text, note in ((value.text, None), (head, remark)):
            found = quantity_of(text, low, *units)
            if found is not None:
                return Fact[Quantity](value=found, note=_note(draft, note))
        return None

    return read


def quantity_of(text: str, low: int, *units: str) -> Quantity | None:
    """Read one quantity of at least `low`, without unit or in one of `units`."""
    found = parse_quantity(text)
    if found is None or found.unit not in (None, *units) or found.amount < low:
        return None
    return Quantity(
        amount=found.amount,
        unit=found.unit,
        printed=text.strip(),
        approximate=found.approximate,
    )


def tokens_fact(text: str) -> Fact[Quantity] | None:
    """Read an amount of training tokens."""
    found = quantity_of(text, 1_000_000, "tokens")
    return Fact[Quantity](value=found) if found else None


def measure(value: Value, draft: Draft) -> object:
    """Read a plain number with an optional remark: `0.05`, `2e-3 (peak)`."""
    head, remark = split_remark(value.text)
    for text, note in ((value.text, None), (head, remark)):
        printed = measure_text(text)
        if printed is not None:
            return Fact[Measure](value=Measure(printed=printed), note=_note(draft, note))
    return None


def says_nothing(text: str) -> bool:
    """Say whether a text stands for a gap: `-`, `未公开`, `[More Information Needed]`."""
    return is_missing(text) or text.strip(" []()._*").casefold() in _PLACEHOLDERS


def hidden_links(span: Span, shown: str, draft: Draft) -> list[str]:
    """Return the addresses of links and images in `span` that `shown` does not say."""
    urls = (link.url for link in draft.links_in(span))
    return [url for url in urls if url.removeprefix("mailto:") not in shown]


def written(value: Value, draft: Draft) -> str:
    """Return a value as a reader sees it, its Markdown where that says where a link leads."""
    if not hidden_links(value.span, value.text, draft):
        return value.text
    return " ".join(draft.source(value.span).split())


def prose(value: Value, draft: Draft) -> object:
    """Read any short text as prose of the card's language; one with a link as Markdown."""
    if says_nothing(value.text) or len(value.text) > 4 * MAX_VALUE:
        return None
    return Fact[Prose](value=draft.prose(written(value, draft)))


def text(value: Value, draft: Draft) -> object:
    """Read any short text as it stands, the same in both languages; one with a link as Markdown."""
    if says_nothing(value.text) or len(value.text) > MAX_VALUE:
        return None
    return Fact[str](value=written(value, draft))


def dtype(value: Value, draft: Draft) -> object:
    """Read the name of a number format: `bfloat16`, `fp16`, `INT4`."""
    return Fact[str](value=value.text) if _DTYPE.fullmatch(value.text) else None


def date(value: Value, draft: Draft) -> object:
    """Read a date with the precision it is printed with."""
    head, remark = split_remark(value.text)
    for candidate, note in ((value.text, None), (head, remark)):
        found = parse_date(candidate)
        if found is not None:
            day = Date(year=found.year, month=found.month, day=found.day)
            return Fact[Date](value=day, note=_note(draft, note))
    return None


def licence(value: Value, draft: Draft) -> object:
    """Read a licence: its Hub id where the text names one in full, its name and link as printed."""
    if says_nothing(value.text) or len(value.text) > MAX_LICENCE or _POINTER.match(value.text):
        return None
    printed = value.text.rstrip(".。")
    found = find_license(printed)
    links = [link for link in draft.links_in(value.span) if not link.image]
    name = None if found is not None and found.id == printed else draft.prose(printed)
    return Fact[License](
        value=License(
            id=found.id if found else None,
            name=name,
            link=links[0].url if len(links) == 1 and links[0].url else None,
        )
    )


def link(value: Value, draft: Draft) -> object:
    """Read the one link of a value: bare, `<url>` or `[title](url)`; more than one is None."""
    links = [link for link in draft.links_in(value.span) if not link.image and link.url]
    if not links:
        bare = _URL.fullmatch(value.text)
        return Fact[Link](value=Link(url=value.text)) if bare else None
    if len(links) > 1:
        return None
    only = links[0]
    title = only.text.strip()
    rest = value.text.replace(title, "", 1).strip(" .,;。，；") if title else value.text
    return Fact[Link](
        value=Link(url=only.url, title=draft.prose(title) if title not in ("", only.url) else None),
        note=draft.prose(value.text) if rest else None,
    )


def languages(value: Value, draft: Draft) -> object:
    """Read a list of natural languages; None as soon as one of them is unknown."""
    whole = _language(value.text, draft)
    if whole is not None:
        return (whole,)
    found: dict[str, SpokenLanguage] = {}
    for part in filter(None, _SEPARATOR.split(value.text.rstrip("."))):
        language = _language(part, draft)
        if language is None or len(found) > 200:
            return None
        found.setdefault(language.code, language)
    return tuple(found.values()) or None


def _language(text: str, draft: Draft) -> SpokenLanguage | None:
    head, remark = split_remark(text)
    mostly = _MOSTLY.fullmatch(head) if remark is None else None
    if mostly:
        remark, head = (mostly[1] or mostly[3]).lower(), mostly[2] or mostly[4]
    found = find_language(head)
    if found is None:
        return None
    names = (found.code, found.en, found.zh, *found.aliases)
    said = remark if remark and remark.casefold() not in {n.casefold() for n in names} else None
    return SpokenLanguage(code=found.code, remark=draft.prose(said) if said else None)


def base_models(value: Value, draft: Draft) -> object:
    """Read the ids or names of the models this one derives from; a sentence is None."""
    parts = [part.strip() for part in _SEPARATOR.split(value.text.replace("/", "\0"))]
    names = [part.replace("\0", "/").rstrip(".") for part in parts if part]
    linked = [hub_id(link.url) for link in draft.links_in(value.span) if not link.image]
    if linked and all(linked) and len(linked) == len(names):
        return tuple(dict.fromkeys(linked))
    if not names or not all(_MODEL_ID.fullmatch(name) for name in names):
        return None
    return tuple(names)
