"""Help pages: click's formatter with Chinese words and with lines that break as Chinese does."""

from __future__ import annotations

from collections.abc import Iterable

import click

from cardkit.cli import console
from cardkit.text import Text, width, wrap

_HEADINGS = {
    "Options": Text(en="Options", zh="选项"),
    "Commands": Text(en="Commands", zh="命令"),
    "Positional arguments": Text(en="Positional arguments", zh="位置参数"),
}
_COLON = Text(en=":", zh="：")
_USAGE = Text(en="Usage: ", zh="用法：")
_LEAST = 10
_WIDEST_TERM = 30
_KEPT = "\b\n"


class Page(click.HelpFormatter):
    """A help page in the language of the run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        start = _USAGE.get(console.language()) if prefix is None else prefix
        head = f"{start}{prog} "
        indent = width(head) if width(head) + _LEAST <= self.width else self.indent_increment * 2
        self._lines(wrap(args, self.width, first=head, rest=" " * indent))

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        language = console.language()
        title = _HEADINGS.get(heading)
        colon = _COLON.get(language)
        text = heading if title is None else title.get(language)
        self.write(f"{'':>{self.current_indent}}{text}{colon}\n")

    def write_text(self, text: str) -> None:
        r"""Write paragraphs; one that starts with a line of `\b` keeps its lines."""
        indent = " " * self.current_indent
        paragraphs = [
            [indent + line for line in paragraph.removeprefix(_KEPT).split("\n")]
            if paragraph.startswith(_KEPT)
            else wrap(paragraph, self.width, first=indent, rest=indent)
            for paragraph in text.strip("\n").split("\n\n")
        ]
        self._lines([line for lines in paragraphs for line in (*lines, "")][:-1])

    def write_dl(
        self,
        rows: Iterable[tuple[str, str]],
        col_max: int = _WIDEST_TERM,
        col_spacing: int = 2,
    ) -> None:
        """Write terms and what they mean, in two columns."""
        known = list(rows)
        widest = max((width(term) for term, _ in known), default=0)
        column = self.current_indent + min(widest, col_max) + col_spacing
        room = max(self.width, column + _LEAST)
        for term, meaning in known:
            head = " " * self.current_indent + term
            if not meaning:
                self._lines([head])
                continue
            missing = column - width(head)
            if missing < col_spacing:
                self._lines([head])
                head = " " * column
            else:
                head += " " * missing
            self._lines(wrap(meaning, room, first=head, rest=" " * column))

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line.rstrip() + "\n")
