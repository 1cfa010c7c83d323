"""Whether an address can lead somewhere, by its form alone: nothing is connected to."""

from __future__ import annotations

import re
from typing import Literal

Problem = Literal["", "empty", "active", "scheme", "outside", "host", "space"]

_BLANK = re.compile(r"[\x00-\x20]+")
"""What browsers drop from an address before they read its scheme."""
_ACTIVE = re.compile(r"(?:javascript|vbscript|data:text/html)", re.IGNORECASE)
_BAD_SCHEME = re.compile(
    r"(?:https?:/(?!/)|https?:(?!/)|https?/{2}|https?;//|https?：//|h?t{1,3}ps?s?://"
    r"|hhttps?://|https?://(?:https?:/|https?//))",
    re.IGNORECASE,
)
_GOOD_SCHEME = re.compile(r"https?://(?!https?:/|https?//)", re.IGNORECASE)
_HOST = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_PART_OF_PATH = re.compile(r"https?://[^\s]*[ \t][^\s]", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def problem(url: str, *, on_hub: bool = False) -> Problem:
    """Return what is wrong with `url`, empty where nothing is.

    On a hub a relative path must stay within the repository.
    """
    if not url.strip():
        return "empty"
    if _ACTIVE.match(_BLANK.sub("", url)):
        return "active"
    if not _GOOD_SCHEME.match(url):
        if _BAD_SCHEME.match(url):
            return "scheme"
        return "outside" if on_hub and url.startswith("../../") else ""
    host = _HOST.match(url)
    if host is None or not host[1].strip("."):
        return "host"
    return "space" if _PART_OF_PATH.match(url) else ""


def opens(url: str) -> bool:
    """Say whether a reader can be sent to `url`: http(s), mailto, or a path beside the card."""
    if problem(url) not in ("", "space"):
        return False
    scheme = _SCHEME.match(_BLANK.sub("", url))
    return scheme is None or scheme[1].lower() in ("http", "https", "mailto")
