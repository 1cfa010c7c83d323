"""What of a card cannot be compared, a line each; the rest is compared all the same."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.bind.language import mixes_languages
from cardkit.bind.reading import Reading
from cardkit.source.blocks import Table, walk
from cardkit.source.span import breadcrumb
from cardkit.text import Language, Text, listed

_SHOWN = 5
_LANGUAGES: dict[Language, Text] = {
    "en": Text(en="English", zh="英文"),
    "zh": Text(en="Chinese", zh="中文"),
}
_RAGGED = Text(
    en="{file}:{line}: the rows of this table have different numbers of cells; each is read as far"
    " as it goes",
    zh="{file}:{line}：表格各行的单元格数不一致，按各行实际的单元格比较",
)
_OUTSIDE = Text(
    en="{file}: not compared, as it does not fit the record: {places} (cardkit validate says why)",
    zh="{file}：以下内容不符合记录格式，未参与比较：{places}（原因见 cardkit validate）",
)
_NO_TREE = Text(
    en="{file}: the front matter cannot be read and was not compared (cardkit validate says why)",
    zh="{file}：front matter 无法解析，未参与比较（原因见 cardkit validate）",
)
_TWO_LANGUAGES = Text(
    en="{file}: Chinese and English prose in one card; it was read as {language}",
    zh="{file}：卡片正文中英文混用，按{language}卡片读取",
)


def notes_on(reading: Reading) -> Iterator[Text]:
    """Yield a line each: two languages in one card, what is outside the record, ragged tables."""
    name = reading.document.source.name
    if reading.language is not None and mixes_languages(reading.document.body):
        yield _TWO_LANGUAGES.format(file=name, language=_LANGUAGES[reading.language])
    if reading.schema_issues:
        places = [breadcrumb(issue.path) or "/" for issue in reading.schema_issues]
        more = ["…"] if len(places) > _SHOWN else []
        yield _OUTSIDE.format(file=name, places=listed([*places[:_SHOWN], *more]))
    front_matter = reading.document.front_matter
    if front_matter is not None and front_matter.root is None:
        yield _NO_TREE.format(file=name)
    yield from _ragged(reading)


def _ragged(reading: Reading) -> Iterator[Text]:
    source = reading.document.source
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            if isinstance(block, Table) and is_ragged(block):
                line = source.position(block.span.start).line
                yield _RAGGED.format(file=source.name, line=line)


def is_ragged(table: Table) -> bool:
    """Say whether rows of a pipe table as written have fewer cells than others.

    A row of one cell labels a group, where a table has more than two columns.
    """
    if table.kind != "pipe":
        return False
    lengths = {len(row.cells) for row in (*table.header, *table.rows)}
    return len(lengths - {1} if table.width > 2 else lengths) > 1
