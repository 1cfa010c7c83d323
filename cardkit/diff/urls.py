"""Where a link leads, whatever way it is written, and in whatever language its page is."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from cardkit.patterns import lazy

_LANGUAGE = (
    r"(?:zh|cn|en|ch|eng|english|chinese|chs|zh[-_]?(?:cn|hans)|en[-_]?(?:us|gb)|cn[-_]zh|intl)"
)
_IN_NAME = lazy(rf"(?<=[\w)])[-_.]{_LANGUAGE}(?=[./_-]|$)", re.IGNORECASE)
_IN_PATH = lazy(rf"(?:(?<=/)|^){_LANGUAGE}(?=/|$)", re.IGNORECASE)
_IN_HOST = lazy(rf"^(?:www|{_LANGUAGE})\.", re.IGNORECASE)
_IN_QUERY = lazy(rf"(?:^|&)(?:lang|language|locale|hl)={_LANGUAGE}(?=&|$)", re.IGNORECASE)


class Address(NamedTuple):
    """What tells one address from another; `scheme` is empty for the web's own."""

    scheme: str
    host: str
    path: str
    query: str
    fragment: str = ""

    def __str__(self) -> str:
        """Return the address in one piece."""
        return urlunsplit(self)


def split_url(url: str) -> Address | None:
    """Return the parts of a URL as links are compared, None for what is no URL.

    `http` and `https` are one, and so are a host with and without `www.`, letter cases of it, an
    escaped path and a plain one, a path with and without its last slash.
    """
    try:
        scheme, host, path, query, fragment = urlsplit(url.strip())
    except ValueError:
        return None
    kept = "" if scheme in ("http", "https") else scheme.lower()
    bare = host.lower().removeprefix("www.")
    return Address(kept, bare, unquote(path).rstrip("/"), query, fragment)


def canonical_url(url: str) -> str:
    """Return a URL as links are compared, without its fragment."""
    found = split_url(url)
    return url.strip() if found is None else str(found._replace(fragment=""))


def without_language(found: Address) -> Address:
    """Return the address that the pages of both languages share: `docs/zh/x` and `docs/en/x`."""
    return found._replace(
        host=_IN_HOST.sub("", found.host),
        path=_IN_NAME.sub("", _IN_PATH.sub("*", found.path)),
        query=_IN_QUERY.sub("", found.query),
    )
