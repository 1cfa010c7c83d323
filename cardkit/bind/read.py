"""One door for every kind of file: a Markdown card, a YAML record, a comparison file."""

from __future__ import annotations

from cardkit.bind.reading import Reading
from cardkit.errors import NotACard
from cardkit.source.blocks import Table, walk
from cardkit.source.document import DEFAULT_MAX_FRONT_MATTER, Document, read_document
from cardkit.source.source import Source
from cardkit.text import Text

_YAML_NAMES = (".yaml", ".yml")


def open_document(source: Source, *, max_front_matter: int = DEFAULT_MAX_FRONT_MATTER) -> Document:
    """Read `source` once as what it is: a YAML record or comparison, or a card.

    A card is Markdown; a page's text, which has no Markdown left, is told by its content.

    `max_front_matter` caps, in bytes of UTF-8, the YAML that is read: the front matter of a card,
    the whole of a record. Never raises on content; what is wrong stands in `Document.issues`.
    """
    if is_yaml_record(source):
        from cardkit.source.yaml_document import read_yaml_document

        return read_yaml_document(source, max_bytes=max_front_matter)
    from cardkit.bind.flattened.document import as_flattened

    return as_flattened(read_document(source, max_front_matter=max_front_matter))


def read(document: Document) -> Reading:
    """Read a document by its name: `*.yaml` and `*.yml` as a record, all else as Markdown.

    Never raises on content. A text of another name counts as YAML where its first line that is no
    comment says so: `schema_version:`, `kind: card` or `kind: comparison`.
    """
    if is_yaml_record(document.source):
        from cardkit.bind.yaml_record import read_record

        return read_record(document)
    from cardkit.bind.markdown_card import bind

    return bind(document)


def require_card(document: Document) -> None:
    """Raise NotACard for a text with nothing of a card: no heading, front matter or table."""
    sections = document.body.sections
    if document.front_matter is not None or any(s.heading for s in sections):
        return
    if any(isinstance(block, Table) for s in sections for block in walk(s.blocks)):
        return
    raise NotACard(
        Text(
            en="`{name}` is no model card: it has no heading, no front matter and no table",
            zh="`{name}` 不是模型卡片：没有标题、front matter 或表格",
        ).format(name=document.source.name),
        hint=Text(
            en="a card begins with front matter or a heading: `# Model Card for NAME`",
            zh="卡片以 front matter 或标题开头，例如 `# NAME 模型卡片`",
        ),
    )


def is_yaml_record(source: Source) -> bool:
    """Say whether a text is a YAML record and not a Markdown card."""
    name = source.name.lower()
    if name.endswith(_YAML_NAMES):
        return True
    if name.endswith((".md", ".markdown")):
        return False
    for line in source.text[:4096].lstrip("\ufeff").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        return line.startswith(("schema_version:", "kind: card", "kind: comparison"))
    return False
