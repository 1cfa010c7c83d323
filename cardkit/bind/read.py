"""One door for every kind of file: a Markdown card, a YAML record, a comparison file."""

from __future__ import annotations

from cardkit.bind.reading import Reading
from cardkit.source.document import Document

_YAML_NAMES = (".yaml", ".yml")


def read(document: Document) -> Reading:
    """Read a document by its name: `*.yaml` and `*.yml` as a record, all else as Markdown.

    Never raises on content. A text of another name counts as YAML where its first line that is no
    comment says so: `schema_version:`, `kind: card` or `kind: comparison`.
    """
    if is_yaml_record(document):
        from cardkit.bind.yaml_record import read_record

        return read_record(document)
    from cardkit.bind.markdown_card import bind

    return bind(document)


def is_yaml_record(document: Document) -> bool:
    """Say whether a document is a YAML record and not a Markdown card."""
    name = document.source.name.lower()
    if name.endswith(_YAML_NAMES):
        return True
    if name.endswith((".md", ".markdown")) or document.front_matter is not None:
        return False
    for line in document.text[:4096].lstrip("\ufeff").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        return line.startswith(("schema_version:", "kind: card", "kind: comparison"))
    return False
