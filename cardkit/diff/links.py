"""The links of two cards: which addresses only one of them has, language and hub aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.diff.pair import CardPair, Side, other, remembered_of_pair
from cardkit.diff.urls import split_url, without_language
from cardkit.source.blocks import Link
from cardkit.source.span import Span

MAX_LINKS = 2000
_README = re.compile(r"(?:^|/)readme(?:[-_.]\w+)?\.md$", re.IGNORECASE)
_MODEL_PAGE = re.compile(
    r"^(?:huggingface\.co|hf-mirror\.com|modelscope\.cn/models|modelers\.cn/models"
    r"|openxlab\.org\.cn/models/detail|wisemodel\.cn/models|gitcode\.com|gitee\.com|github\.com)/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"^(?:discord\.(?:gg|com)|join\.slack\.com|t\.me|mp\.weixin\.qq\.com|twitter\.com|x\.com|zhihu\.com"
    r"|openxlab\.org\.cn/models/hot|(?:[\w-]+\.)?shields\.io)(?:/|$)",
    re.IGNORECASE,
)
"""Where each language has its own readers: chats, feeds, lists of a hub."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_ARXIV = re.compile(r"^arxiv\.org/(?:pdf|abs|html)/(.+?)(?:v\d{1,2})?(?:\.pdf)?$", re.IGNORECASE)
_FILE_PAGE = re.compile(
    r"^(?:github\.com|gitee\.com|gitlab\.com|gitcode\.com|huggingface\.co|modelscope\.cn/models)"
    r"/[^/?]+/[^/?]+/(?:-/)?(?:blob|tree|raw|resolve)/[^/?]+/(?P<path>[^?]+)$"
)
_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(r"^(?:arxiv\.org|doi\.org|zenodo\.org)/", re.IGNORECASE)
"""Where a digit makes another document: a slip there is a wrong citation."""


@dataclass(frozen=True, slots=True)
class LinkDifference:
    """An address of one card that the other lacks; `there` is the near miss where there is one."""

    side: Side
    here: Span
    url: str
    there: Span | None = None
    there_url: str = ""


@remembered_of_pair
def link_differences(pair: CardPair) -> tuple[LinkDifference, ...]:
    """Return the addresses that only one card has, in the order of the first card, then the other.

    Left out are images, anchors, links between the languages, and what stands for the same model
    on another hub. Two addresses that differ only in digits (another arXiv number) make one
    difference, told of side a.
    """
    a, b = _addresses(pair.a), _addresses(pair.b)
    only_a = {key: link for key, link in a.items() if not _leads_there(key, link, b)}
    only_b = {key: link for key, link in b.items() if not _leads_there(key, link, a)}
    found = list(_near_misses(only_a, only_b))
    sides: tuple[tuple[Side, dict[str, Link]], ...] = (("a", only_a), ("b", only_b))
    for side, links in sides:
        models = _names_models(pair.side(other(side)))
        found += [
            LinkDifference(side, link.span, link.url)
            for key, link in links.items()
            if models or not key.startswith("model:")
        ]
    return tuple(found)


def _leads_there(key: str, link: Link, links: dict[str, Link]) -> bool:
    """Say whether one of `links` leads to the address.

    That a file is named by its path and by its page on a forge (`docs/x.md`,
    `github.com/a/b/blob/main/docs/x.md`) is one address.
    """
    if key in links:
        return True
    page = _FILE_PAGE.match(key)
    if page is not None:
        return page["path"] in links and _is_relative(links[page["path"]].url)
    return _is_relative(link.url) and key in map(_path_of_page, links)


def _path_of_page(key: str) -> str | None:
    page = _FILE_PAGE.match(key)
    return page["path"] if page is not None else None


def _is_relative(url: str) -> bool:
    found = split_url(url)
    return found is not None and not found.host


def _names_models(reading: Reading) -> bool:
    """Say whether a card links to models at all; where it does not, it leaves that to its hub."""
    return any(key.startswith("model:") for key in _addresses(reading))


def _addresses(reading: Reading) -> dict[str, Link]:
    links: dict[str, Link] = {}
    for link in reading.links[:MAX_LINKS]:
        key = None if link.image else canonical_address(link.url)
        if key is not None:
            links.setdefault(key, link)
    return links


def canonical_address(url: str) -> str | None:
    """Return what an address means whatever its language and scheme; None for what is none.

    A page of a model is `model:NAME` on every hub.
    """
    parts = split_url(url.strip().strip("()"))
    if parts is None or parts.scheme or not (parts.host or parts.path):
        return None
    if not parts.host and _README.search(parts.path):
        return None  # the way to the other language
    path = parts.path.rstrip("/.")
    path = path if parts.host else path.removeprefix("./")
    if _README.search(path):
        path = _README.sub("/readme.md", path)
    _, host, path, query, _ = without_language(parts._replace(path=path))
    page = _MODEL_PAGE.match(host + path)
    if page is not None and page.end() == len(host + path):
        return f"model:{page['name'].lower()}"
    if _ELSEWHERE.match(f"{host}{path}/") or _HAN.search(path):
        return None  # a file in one language has a name of its own
    paper = _ARXIV.match(host + path)
    if paper is not None:
        return f"arxiv.org/{paper[1].lower()}"
    address = f"{host}{path.lower()}"
    return f"{address}?{query}" if query else address or None


def _near_misses(a: dict[str, Link], b: dict[str, Link]) -> Iterator[LinkDifference]:
    """Yield the pairs that differ in digits only, and take them out of both."""
    shapes: dict[str, list[str]] = {}
    for key in b:
        if _NUMBERED.match(key):
            shapes.setdefault(_DIGITS.sub("0", key), []).append(key)
    alike = {shape: keys[0] for shape, keys in shapes.items() if len(keys) == 1}
    for key in [key for key in a if _NUMBERED.match(key)]:
        near = alike.pop(_DIGITS.sub("0", key), None)
        if near is not None:
            here, there = a.pop(key), b.pop(near)
            yield LinkDifference("a", here.span, here.url, there.span, there.url)
