"""What rules look at beside the facts of a YAML record: its outline, links, code and BibTeX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cardkit.bind.reading import OutlineEntry
from cardkit.catalog.labels import label
from cardkit.record.base import Prose, RecordModel
from cardkit.record.card import CardRecord, OtherSection
from cardkit.source.bibtex import bibtex_entries
from cardkit.source.blocks import CodeBlock, Link
from cardkit.source.span import Path, Span
from cardkit.source.yaml_document import YamlDocument, descend
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence

_SECTIONS: Mapping[str, tuple[str, int]] = {
    "summary": ("introduction", 2),
    "details": ("model_details", 2),
    "description": ("model_description", 3),
    "sources": ("model_sources", 3),
    "usage": ("usage", 2),
    "intended_use": ("intended_use", 2),
    "training": ("training_details", 2),
    "evaluations": ("evaluation", 2),
    "comparison": ("comparison", 2),
    "limitations": ("limitations", 2),
    "ethical_considerations": ("ethical_considerations", 2),
    "citation": ("citation", 2),
}
"""Field of the record → section of the catalog and its level; the order is the record's."""

_URL_KEYS = frozenset({"url", "link", "license_link", "homepage"})


def outline(record: CardRecord, root: YamlNode) -> tuple[OutlineEntry, ...]:
    """Return the sections whose keys stand in the file, empty ones too."""
    entries = []
    for key, _ in root.entries if isinstance(root, YamlMapping) else ():
        name = key.text
        if name in _SECTIONS:
            section, level = _SECTIONS[name]
            value: object = getattr(record, name)
            title = label("section", section, "en")
            entries.append(_entry((name,), section, title, level, value))
    for i, other in enumerate(record.other_sections):
        title = other.title.en or other.title.zh or ""
        entries.append(_entry(("other_sections", i), None, title, other.level, other.text))
    return tuple(entries)


def _entry(path: Path, section: str | None, title: str, level: int, value: object) -> OutlineEntry:
    texts = list(_prose(value))
    return OutlineEntry(path, section, title, level, not says_something(value), "\n\n".join(texts))


def says_something(value: object) -> bool:
    """Say whether a part of a record holds anything but blanks."""
    if value is None or value == "":
        return False
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, (tuple, list)):
        return any(map(says_something, value))
    if isinstance(value, Mapping):
        return any(map(says_something, value.values()))
    if isinstance(value, OtherSection):
        return says_something(value.text)
    if isinstance(value, RecordModel):
        return any(says_something(getattr(value, name)) for name in type(value).model_fields)
    return True


def _prose(value: object) -> Iterator[str]:
    """Yield the running text of a part of a record, both languages."""
    if isinstance(value, Prose):
        yield from dict.fromkeys(text for text in (value.en, value.zh) if text)
    elif isinstance(value, RecordModel):
        for name in type(value).model_fields:
            yield from _prose(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _prose(item)


def links(root: YamlNode) -> tuple[Link, ...]:
    """Return the values that are addresses: those of URL keys, and any that begin as a URL."""
    return tuple(_links(root, ""))


def _links(node: YamlNode, key: str) -> Iterator[Link]:
    if isinstance(node, YamlMapping):
        for name, value in node.entries:
            yield from _links(value, name.text)
    elif isinstance(node, YamlSequence):
        for item in node.items:
            yield from _links(item, key)
    elif node.text and (key in _URL_KEYS or _is_address(node.text)):
        quoted = not node.plain and node.span.end - node.span.start == len(node.text) + 2
        inner = Span(node.span.start + quoted, node.span.end - quoted)
        yield Link(node.span, node.text, node.text, inner)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text


def code_blocks(record: CardRecord, root: YamlNode) -> tuple[CodeBlock, ...]:
    """Return the code of the usage steps."""
    found = []
    for i, snippet in enumerate(record.usage):
        for k, step in enumerate(snippet.steps):
            node = descend(root, ("usage", i, "steps", k, "code"))
            if step.code is not None and node is not None:
                language = step.language.lower()
                found.append(CodeBlock(node.span, language, step.code, node.span))
    return tuple(found)


def bibtex(document: YamlDocument, root: YamlNode) -> tuple[Span, ...]:
    r"""Return the BibTeX entries of the citation.

    None where the text is written with escapes (`"@article{a,\n ..."`): its lines are not there.
    """
    node = descend(root, ("citation", "bibtex"))
    if not isinstance(node, YamlScalar):
        return ()
    written = document.source.slice(node.span)
    if written.startswith('"') and "\\" in written:
        return ()
    return tuple(bibtex_entries(document.text, *node.span))
