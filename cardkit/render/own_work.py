"""Whether a file in a card's place is a card that cardkit wrote: that may be written anew.

Nothing in a card says who wrote it, so the card is asked: it is read, and what was read is written
again. Where that comes to the same words line by line, and to the title that stands there now, no
word is lost that cardkit does not write itself. What people write by hand hardly ever does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.bind.grid import grid_of
from cardkit.bind.lookup import find_label
from cardkit.bind.read import open_document, read
from cardkit.bind.sections import VERIFICATION
from cardkit.dialects.profile import writable
from cardkit.errors import CardkitError, UnsafeOutput
from cardkit.render.files import CardSource, RenderedCard, render_all
from cardkit.source.blocks import Table, walk
from cardkit.source.source import Source, read_source
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.source.span import Span


def require_own_work(
    rendered: Sequence[RenderedCard],
    folder: Path,
    source: CardSource,
    dialect: str,
    template_dir: Path | None = None,
) -> None:
    """Raise UnsafeOutput where a card would replace a file that cardkit did not write."""
    for one in rendered:
        path = folder / one.file_name
        if not path.is_file() or path.is_symlink() or _is_read(path, source):
            continue  # written anew, or refused for what it is
        if not _is_own(path, one, dialect, template_dir):
            raise UnsafeOutput(_BY_HAND.format(path=path), hint=_FORCE)


def _is_read(path: Path, source: CardSource) -> bool:
    return source.path.exists() and path.samefile(source.path)


def _is_own(path: Path, new: RenderedCard, dialect: str, template_dir: Path | None) -> bool:
    try:
        old = read_source(path)
    except CardkitError:  # too large, say: no card of ours
        return False
    if old.text == new.text or not old.text.strip():
        return True
    reading = read(open_document(Source(old.text, new.file_name)))
    if _title(reading) != _title(read(open_document(Source(new.text, new.file_name)))):
        return False
    said = _words(_unmarked(reading))
    card = CardSource(reading.record, path, old, new.language)
    return any(said == again for again in _again(card, new, dialect, template_dir))


def _again(
    card: CardSource, new: RenderedCard, dialect: str, template_dir: Path | None
) -> Iterator[list[str]]:
    """Yield the words of a card written again, for this hub first, then for the others."""
    for name in dict.fromkeys((dialect, *writable())):
        try:
            again = render_all(card, [new.language], name, template_dir)[0]
        except CardkitError:  # a comparison that is no longer where it was
            continue
        yield _words(again.text)


def _title(reading: Reading) -> list[str]:
    headings = (s.heading for s in reading.document.body.sections if s.heading is not None)
    first = next(headings, None)
    return _words(first.title.text) if first is not None else []


def _words(text: str) -> list[str]:
    """Return the letters and digits of each line that has any: how they are escaped is no matter.

    A link is read as its words and written as such, a bold row as a plain one.
    """
    lines = ("".join(filter(str.isalnum, line)) for line in text.splitlines())
    return [line for line in lines if line]


def _unmarked(reading: Reading) -> str:
    """Return the text of a card without the marks of a verification, which are no part of it."""
    text = reading.document.text
    kept, at = [], 0
    for span in sorted(_of_verification(reading)):
        kept.append(text[at : max(at, span.start)])
        at = max(at, span.end)
    return "".join((*kept, text[at:]))


def _of_verification(reading: Reading) -> Iterator[Span]:
    sections = reading.document.body.sections
    if reading.attestation is None:
        return
    for entry in reading.outline:
        if entry.id == VERIFICATION and isinstance(entry.path[1], int):
            yield sections[entry.path[1]].span
    for section in sections:
        for block in walk(section.blocks):
            if isinstance(block, Table):
                yield from _column(block)


def _column(table: Table) -> Iterator[Span]:
    """Yield what stands in the column of marks, its heading included."""
    grid = grid_of(table)
    if grid is None:
        return
    for at, header in enumerate(grid.headers):
        if find_label("column", header) == VERIFICATION:
            cells = (grid.header_cells[at], *(row[at] for row in grid.cells))
            yield from (cell.content.span for cell in cells if cell is not None)


_BY_HAND = Text(
    en="`{path}` is not a card of this model as cardkit writes it: what people wrote there would be"
    " lost",
    zh="`{path}` 不是 cardkit 生成的本模型卡片，覆盖会丢失其中手写的内容",
)
_FORCE = Text(
    en="--check shows the difference, `cardkit import` takes the text into a record; --force"
    " replaces it",
    zh="可用 --check 查看差异，用 `cardkit import` 将其内容导入记录；如需覆盖，请加 --force",
)
