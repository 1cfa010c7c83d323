"""Where a link leads, whatever way it is written."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit, urlunsplit


def canonical_url(url: str) -> str:
    """Return a URL as links are compared: no `http` or `https`, no last slash, no fragment."""
    try:
        scheme, host, path, query, _ = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    kept = "" if scheme in ("http", "https") else scheme.lower()
    return urlunsplit((kept, host.lower(), unquote(path).rstrip("/"), query, ""))
