"""What a reader sees of a piece of HTML: text, links, and whether all of it is bold."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.source.blocks import Inline, Link
from cardkit.source.characters import unescape, unescape_html
from cardkit.source.found import RAISED, Found, html_link, raised_mark
from cardkit.source.link_syntax import BARE_URL, bare_url_at
from cardkit.source.stretch import Stretch
from cardkit.source.tags import Tag

_BREAKS = frozenset(
    ("br", "p", "div", "li", "tr", "td", "th", "ul", "ol", "table", "summary", "hr")
)
_HIDDEN = frozenset(("script", "style"))
_CODE = frozenset(("code", "pre"))
_BOLD = frozenset(("b", "strong"))


def read_html(
    stretch: Stretch, tags: Sequence[Tag], bounds: tuple[int, int], found: Found
) -> Inline:
    """Read the HTML between `bounds` of `stretch`; `tags` are the tags there, in order."""
    reader = _HtmlReader(stretch, found)
    shown = reader.read(tags, *bounds)
    return Inline(stretch.span(*bounds), shown, reader.all_bold and bool(shown))


class _HtmlReader:
    def __init__(self, stretch: Stretch, found: Found) -> None:
        self.stretch = stretch
        self.found = found
        self.pieces: list[str] = []
        self.depth = dict.fromkeys((*_HIDDEN, *_CODE, *_BOLD), 0)
        self.anchor: tuple[Tag, int] | None = None
        self.all_bold = True

    def read(self, tags: Sequence[Tag], start: int, end: int) -> str:
        """Return the visible text, white space collapsed as HTML does, breaks as newlines."""
        at = start
        for tag in tags:
            self._text(at, tag.start)
            self._tag(tag)
            at = tag.end
        self._text(at, end)
        self._end_anchor(-1)
        lines = (" ".join(line.split()) for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line)

    def _text(self, start: int, end: int) -> None:
        raw = self.stretch.text[start:end]
        if not raw or self._within(_HIDDEN):
            return
        if self.all_bold and not self._within(_BOLD) and not raw.isspace():
            self.all_bold = False
        if "://" in raw and self.anchor is None and not self._within(_CODE):
            self._bare_urls(start, end)
        self.pieces.append(unescape_html(raw.replace("\n", " ").replace("\r", " ")))

    def _within(self, names: frozenset[str]) -> bool:
        return any(self.depth[name] for name in names)

    def _bare_urls(self, start: int, end: int) -> None:
        text = self.stretch.text
        at = start
        while match := BARE_URL.search(text, at, end):
            at = min(bare_url_at(text, match.start()), end)
            if at < 0:
                at = match.end()
                continue
            span = self.stretch.span(match.start(), at)
            url = unescape(text[match.start() : at])
            self.found.links.append(Link(span, url, url, span))

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if name in self.depth:
            self.depth[name] = max(0, self.depth[name] + (-1 if tag.closing else 1))
        elif name in _BREAKS:
            self.pieces.append("\n")
        elif name in RAISED and not tag.closing:
            self.pieces.append(raised_mark(tag, self.pieces))
        elif name == "img":
            self._link(tag, tag.end, "src")
        elif name == "a":
            self._end_anchor(tag.end if tag.closing else -1)
            if not tag.closing:
                self.anchor = tag, len(self.pieces)

    def _end_anchor(self, end: int) -> None:
        """Make the link of the open `<a>`; without its `</a>` (-1) the tag alone is the link."""
        if self.anchor is None:
            return
        tag, index = self.anchor
        self.anchor = None
        label = "".join(self.pieces[index:]) if end >= 0 else ""
        self._link(tag, max(end, tag.end), "href", label)

    def _link(self, tag: Tag, end: int, name: str, label: str = "") -> None:
        link = html_link(self.stretch, tag, end, name, label)
        if link:
            self.found.links.append(link)
