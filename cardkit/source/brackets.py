"""CommonMark's bracket stack: which `[...]` and `![...]` of running text are links and images."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.source.blocks import Link
from cardkit.source.emphasis import Delimiter, Delimiters
from cardkit.source.found import Found, one_line
from cardkit.source.link_syntax import Target, inline_target, label_at, normal_label
from cardkit.source.span import Span
from cardkit.source.stretch import Stretch


@dataclass(slots=True)
class _Bracket:
    """An opening `[` or `![`: its place in the text and among the pieces."""

    at: int
    index: int
    image: bool
    bottom: Delimiter | None
    links: int
    active: bool = True


class Brackets:
    """The stack of open brackets. Links are added to `found`, their places to `covered`."""

    def __init__(self, stretch: Stretch, found: Found, pieces: list[str], runs: Delimiters) -> None:
        self.stretch = stretch
        self.text = stretch.text
        self.found = found
        self.pieces = pieces
        self.runs = runs
        self.covered: list[tuple[int, int]] = []
        self._open: list[_Bracket] = []
        self._inactive = 0  # of the open brackets, those for links can open no link any more

    def open(self, at: int) -> int:
        """Read the `[` or `!` at `at`; returns where the text goes on."""
        image = self.text[at] == "!"
        if image and not self.text.startswith("[", at + 1):
            return self._plain(at)
        links = len(self.found.links)
        self._open.append(_Bracket(at, len(self.pieces), image, self.runs.top, links))
        end = at + 1 + image
        self.pieces.append(self.text[at:end])
        return end

    def close(self, at: int) -> int:
        """Read the `]` at `at`, and the target of the link it ends; returns where text goes on."""
        if not self._open:
            return self._plain(at)
        bracket = self._open.pop()
        self._inactive = min(self._inactive, len(self._open))
        target = self._target(bracket, at) if bracket.active else None
        if target is None:
            return self._plain(at)
        url, url_span, end = target
        self.runs.close(bracket.bottom)
        self.pieces[bracket.index] = ""
        label = "".join(self.pieces[bracket.index :])
        span = self.stretch.span(bracket.at, end)
        if bracket.image:  # links in the description of an image lead nowhere
            del self.found.links[bracket.links :]
        self.found.links.append(Link(span, one_line(label), url, url_span, bracket.image))
        self.covered.append((bracket.at, end))
        if bracket.image:
            self._drop_pieces(bracket.index)
        else:
            self._deactivate()
        return end

    def _plain(self, at: int) -> int:
        self.pieces.append(self.text[at])
        return at + 1

    def _target(self, bracket: _Bracket, at: int) -> tuple[str, Span, int] | None:
        """Return URL, its span and the end of the link whose text ends at `at`."""
        target: Target | None = inline_target(self.text, at + 1)
        if target:
            return target.url, self.stretch.span(target.start, target.end), target.after
        if not self.found.definitions:
            return None
        label, end = None, at + 1
        if self.text.startswith("[", at + 1) and (named := label_at(self.text, at + 1)):
            label, end = named
        if not label:
            begin = bracket.at + 1 + bracket.image
            label = self.text[begin:at] if at - begin <= 999 else ""
        defined = self.found.definitions.get(normal_label(label))
        return (*defined, end) if defined else None

    def _drop_pieces(self, index: int) -> None:
        """Take an image's description out: a reader sees the picture."""
        del self.pieces[index:]
        self.pieces.append("")
        strong = self.runs.strong
        while strong and strong[-1][0] >= index:
            strong.pop()

    def _deactivate(self) -> None:
        for bracket in self._open[self._inactive :]:  # links do not nest
            bracket.active = bracket.image
        self._inactive = len(self._open)
