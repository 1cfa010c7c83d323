"""Running text: what a reader sees of it, whether it is all bold, and the links in it.

Written for cards: one pass with CommonMark's bracket and delimiter stacks, linear on any input,
and with the place of everything. markdown-it-py knows no columns inside a paragraph.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable

from cardkit.source.blocks import Inline, Link
from cardkit.source.brackets import Brackets
from cardkit.source.characters import reference_at
from cardkit.source.emphasis import Delimiters, delimiter
from cardkit.source.found import BREAK_TAGS, RAISED, Found, html_link, raised_mark
from cardkit.source.link_syntax import autolink_at, bare_url_at
from cardkit.source.span import Span
from cardkit.source.stretch import Stretch, plain
from cardkit.source.tags import Tag, tag_at

_MARKUP = re.compile(r"[\\`*_\[\]<&~!\n]|https?://")
_RUN = re.compile(r"\*+|_+|~+|`+")
_TICKS = re.compile(r"`+")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BOLD_CELL = re.compile(r"\*\*([^\s\\`*_\[\]<&~!]+)\*\*")
_URL_BEFORE = re.compile(r"[A-Za-z0-9]")


def read_text(text: str, place: int, found: Found) -> Inline:
    """Return what a reader sees of `text`, which lies at `place` as it is."""
    if not _MARKUP.search(text):
        return Inline(Span(place, place + len(text)), text)
    return read_inline(plain(text, place), found)


def read_inline(stretch: Stretch, found: Found) -> Inline:
    """Return what a reader sees of `stretch`; its links and comments are added to `found`."""
    text = stretch.text
    span = stretch.span(0, len(text))
    if not _MARKUP.search(text):
        return Inline(span, text)
    if (bold := _BOLD_CELL.fullmatch(text)) and "://" not in text:
        return Inline(span, bold[1], strong=True)
    shown, strong = _InlineReader(stretch, found).read()
    return Inline(span, shown, strong)


class _InlineReader:
    def __init__(self, stretch: Stretch, found: Found) -> None:
        self.stretch = stretch
        self.text = stretch.text
        self.found = found
        self.pieces: list[str] = []
        self.runs = Delimiters(self.pieces)
        self.brackets = Brackets(stretch, found, self.pieces, self.runs)
        self.anchor: tuple[Tag, int] | None = None
        self.anchors: list[tuple[Tag, int, int, int]] = []
        self.bold_tags: list[int] = []
        self.bare: list[tuple[int, int]] = []
        self.covered = self.brackets.covered
        self.ticks: dict[int, list[int]] | None = None
        self.absent: set[str] = set()

    def read(self) -> tuple[str, bool]:
        """Return the visible text, and whether all of it is strong."""
        text, pieces = self.text, self.pieces
        at = 0
        while match := _MARKUP.search(text, at):
            start = match.start()
            if start > at:
                pieces.append(text[at:start])
            at = _HANDLERS[text[start]](self, start)
        pieces.append(text[at:])
        self.runs.close(None)
        self._end_anchor(-1)
        for tag, end, first, last in self.anchors:  # now that the emphasis marks are gone
            self._html_link(tag, end, "href", "".join(pieces[first:last]))
        self._add_bare_urls()
        shown = "".join(pieces)
        shown = "\n".join(line.strip() for line in shown.split("\n")).strip()
        return shown, bool(shown) and self._all_strong()

    def _plain(self, start: int, end: int) -> int:
        self.pieces.append(self.text[start:end])
        return end

    def _escape(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following == "\n":  # a hard line break
            return at + 1
        return (
            self._plain(at + 1, at + 2)
            if following in _ESCAPABLE and following
            else self._plain(at, at + 1)
        )

    def _code(self, at: int) -> int:
        text = self.text
        if self.ticks is None:
            self.ticks = {}
            for run in _TICKS.finditer(text):
                self.ticks.setdefault(len(run[0]), []).append(run.start())
        end = _end_of_run(text, at)
        closers = self.ticks.get(end - at, [])
        following = bisect.bisect_left(closers, end)
        if following == len(closers):
            return self._plain(at, end)
        close = closers[following]
        code = text[end:close].replace("\r\n", " ").replace("\n", " ")
        if code.strip(" ") and code[0] == code[-1] == " ":
            code = code[1:-1]
        self.pieces.append(code)
        return close + end - at

    def _emphasis(self, at: int) -> int:
        end = _end_of_run(self.text, at)
        run = None
        if self.text[at] != "~" or end - at == 2:
            run = delimiter(self.text, at, end, len(self.pieces))
        if run:
            self.runs.push(run)
        return self._plain(at, end)

    def _open_bracket(self, at: int) -> int:
        return self.brackets.open(at)

    def _close_bracket(self, at: int) -> int:
        return self.brackets.close(at)

    def _angle(self, at: int) -> int:
        text = self.text
        if auto := autolink_at(text, at):
            url, end = auto
            self.pieces.append(url)
            self.covered.append((at, end))
            target = url if ":" in url else f"mailto:{url}"
            url_span = self.stretch.span(at + 1, end - 1)
            self.found.links.append(Link(self.stretch.span(at, end), url, target, url_span))
            return end
        if unseen := _UNSEEN.match(text, at):
            return self._unseen(at, unseen[0])
        tag = tag_at(text, at)
        if tag is None:
            return self._plain(at, at + 1)
        self._tag(tag)
        return tag.end

    def _unseen(self, at: int, opening: str) -> int:
        """Skip a comment or an instruction; where it is not closed it is text."""
        close = -1
        closing = _CLOSINGS.get(opening, ">")
        if closing not in self.absent:
            close = self.text.find(closing, at + 2)
        if close < 0:
            self.absent.add(closing)
            return self._plain(at, at + 1)
        end = close + len(closing)
        if opening == "<!--":
            self.found.comments.append(self.stretch.span(at, end))
        return end

    def _tag(self, tag: Tag) -> None:
        pieces = self.pieces
        if tag.name in BREAK_TAGS:
            pieces.append("\n")
        elif tag.name in RAISED and not tag.closing:
            pieces.append(raised_mark(tag, pieces))
        elif tag.name in ("b", "strong"):
            if not tag.closing:
                self.bold_tags.append(len(pieces) - 1)
            elif self.bold_tags:
                self.runs.strong.append((self.bold_tags.pop(), len(pieces)))
        elif tag.name == "img":
            self._html_link(tag, tag.end, "src")
        elif tag.name == "a":
            self._end_anchor(tag.end if tag.closing else -1)
            if not tag.closing:
                self.anchor = tag, len(pieces)

    def _end_anchor(self, end: int) -> None:
        """Make the link of the open `<a>`; without its `</a>` (-1) the tag alone is the link."""
        if self.anchor is None:
            return
        tag, index = self.anchor
        self.anchor = None
        self.anchors.append((tag, max(end, tag.end), index, len(self.pieces) if end >= 0 else 0))
        self.covered.append((tag.start, max(end, tag.end)))

    def _html_link(self, tag: Tag, end: int, name: str, label: str = "") -> None:
        link = html_link(self.stretch, tag, end, name, label)
        if link:
            self.found.links.append(link)

    def _reference(self, at: int) -> int:
        decoded = reference_at(self.text, at)
        if decoded is None:
            return self._plain(at, at + 1)
        self.pieces.append(decoded[0])
        return decoded[1]

    def _newline(self, at: int) -> int:
        return self._plain(at, at + 1)

    def _url(self, at: int) -> int:
        glued = at and _URL_BEFORE.match(self.text, at - 1)
        end = -1 if glued else bare_url_at(self.text, at)
        if end < 0:
            return self._plain(at, at + 1)
        self.bare.append((at, end))
        return self._plain(at, end)

    def _add_bare_urls(self) -> None:
        """Turn bare URLs into links, those inside other links left out."""
        covered = sorted(self.covered)
        reach = -1
        i = 0
        for start, end in self.bare:
            while i < len(covered) and covered[i][0] <= start:
                reach = max(reach, covered[i][1])
                i += 1
            if start >= reach:
                url = self.text[start:end]
                span = self.stretch.span(start, end)
                self.found.links.append(Link(span, url, url, span))

    def _all_strong(self) -> bool:
        ranges = sorted(self.runs.strong)
        if not ranges:
            return False
        reach = -1
        i = 0
        for index, piece in enumerate(self.pieces):
            while i < len(ranges) and ranges[i][0] < index:
                reach = max(reach, ranges[i][1])
                i += 1
            if index >= reach and piece.strip():
                return False
        return True


_UNSEEN = re.compile(r"<!--|<\?|<!\[CDATA\[|<![A-Za-z]")
_CLOSINGS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_HANDLERS: dict[str, Callable[[_InlineReader, int], int]] = {
    "\\": _InlineReader._escape,
    "`": _InlineReader._code,
    "*": _InlineReader._emphasis,
    "_": _InlineReader._emphasis,
    "~": _InlineReader._emphasis,
    "!": _InlineReader._open_bracket,
    "[": _InlineReader._open_bracket,
    "]": _InlineReader._close_bracket,
    "<": _InlineReader._angle,
    "&": _InlineReader._reference,
    "\n": _InlineReader._newline,
    "h": _InlineReader._url,
}


def _end_of_run(text: str, at: int) -> int:
    match = _RUN.match(text, at)
    return match.end() if match else at + 1
