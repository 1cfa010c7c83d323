"""The front matter of a copy: keys it lost, other values, and how hubs spell one value."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.bind.reading import Reading
from cardkit.catalog.languages import find_language
from cardkit.catalog.licenses import find_license
from cardkit.diff.change import ChangeClass
from cardkit.diff.mirror import words
from cardkit.diff.mirror.allowed import Substitutions
from cardkit.diff.mirror.drift import Log
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import YamlNode, YamlScalar, YamlSequence
from cardkit.text import Text

_OF_HUBS = frozenset(("frameworks", "hardwares", "tasks", "domain", "library_name", "tags"))
"""Keys that one hub reads and another does not: a copy may have its own."""
_SAME = {"languages": "language", "licence": "license"}
_MAX_SHOWN = 200


def compare_metadata(log: Log, allowed: Substitutions) -> None:
    """Compare the front matter key by key; one licence or language spelled twice is allowed."""
    old, new = _keys(log.upstream), _keys(log.copy)
    for key, (before, span) in old.items():
        path: Path = ("metadata", key)
        label = words.KEY.format(key=key)
        if key not in new:
            note = _licence_stays(log, before) if key == "license" else None
            said = (_shown(log.upstream, before), None)
            klass: ChangeClass = "allowed" if key in _OF_HUBS else "missing"
            log.add("metadata", label, "metadata", klass, said, (span, None), path=path, note=note)
            continue
        after, place = new[key]
        if _plain(before) == _plain(after):
            continue
        both = (_shown(log.upstream, before), _shown(log.copy, after))
        klass = "allowed" if _is_allowed(key, before, after, allowed) else "contradiction"
        log.add("metadata", label, "metadata", klass, both, (span, place), path=path)
    for key, (after, place) in new.items():
        if key not in old:
            klass = "allowed" if key in _OF_HUBS or not old else "stale"
            new_value = (None, _shown(log.copy, after))
            label = words.KEY.format(key=key)
            log.add(
                "metadata",
                label,
                "metadata",
                klass,
                new_value,
                (None, place),
                path=("metadata", key),
            )


def _keys(reading: Reading) -> dict[str, tuple[YamlNode, Span]]:
    root = reading.metadata
    if root is None or reading.kind != "markdown":
        return {}
    found: dict[str, tuple[YamlNode, Span]] = {}
    for key, node in root.entries:
        name = _SAME.get(key.text, key.text)
        found.setdefault(name, (node, Span(key.span.start, node.span.end)))
    return _with_licence_of_other(found)


def _with_licence_of_other(
    found: dict[str, tuple[YamlNode, Span]],
) -> dict[str, tuple[YamlNode, Span]]:
    """Let the name of a known licence stand for `other`: so hubs write what they do not list."""
    stated, named = found.get("license"), found.get("license_name")
    if stated is None or named is None or _plain(stated[0]) != ["other"]:
        return found
    if not any(find_license(text) for text in _plain(named[0])):
        return found
    return {**{k: v for k, v in found.items() if k != "license_name"}, "license": named}


def _texts(node: YamlNode) -> Iterator[str]:
    if isinstance(node, YamlScalar):
        if not node.is_null:
            yield node.text
    elif isinstance(node, YamlSequence):
        for item in node.items:
            yield from _texts(item)
    else:
        for key, value in node.entries:
            yield key.text
            yield from _texts(value)


def _plain(node: YamlNode) -> list[str]:
    return list(_texts(node))


def _is_allowed(key: str, a: YamlNode, b: YamlNode, allowed: Substitutions) -> bool:
    """Say whether two values are one, spelled for two hubs, or a hub's own."""
    old, new = _plain(a), _plain(b)
    if key == "license":
        return _licences(old) == _licences(new)
    if key == "language":
        return _languages(old) == _languages(new)
    if key == "library_name":
        return {*old, *new} <= allowed.libraries
    return sorted(old) == sorted(new) or key in _OF_HUBS


def _licences(texts: list[str]) -> set[str]:
    return {known.id if (known := find_license(text)) else text for text in texts}


def _languages(texts: list[str]) -> set[str]:
    spelled = {"cn": "zh", "ch": "zh"}
    named = (spelled.get(text.casefold(), text) for text in texts)
    return {known.code if (known := find_language(text)) else text for text in named}


def _licence_stays(log: Log, node: YamlNode) -> Text | None:
    """Return the note that the copy's text still names the licence, where it does."""
    stated = log.copy.record.description.license if log.copy.record.description else None
    if stated is None or stated.value.id not in _licences(_plain(node)):
        return None
    name = stated.value.name
    said = (name.en or name.zh) if name is not None else None
    return words.LICENCE_STAYS.format(licence=said or stated.value.id or "")


def _shown(reading: Reading, node: YamlNode) -> str:
    text = node.text if isinstance(node, YamlScalar) else ", ".join(_texts(node))
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
