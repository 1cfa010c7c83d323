"""What translations were made from: entries of `translations`, and what they say of a text now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cardkit.record.translation import Translation
from cardkit.text import Language
from cardkit.translate.facts import Mismatch, compare, facts_of
from cardkit.translate.fields import ProseField

State = Literal["missing", "facts-changed", "text-changed", "differs", "unknown", "current"]
"""What a text's translation is.

`facts-changed` and `text-changed`: known to be made from an older source; `differs`: states other
facts than its source, whatever it was made from; `unknown`: nothing says what it was made from.
"""

_DIGITS = 16
OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one translation, and the facts that speak against it."""

    state: State
    gone: tuple[str, ...] = ()
    """Values that the source stated when it was translated, and no longer does."""
    new: tuple[str, ...] = ()
    mismatch: Mismatch | None = None


def digest(text: str) -> str:
    """Return the digest of a text that a record keeps."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def remember(name: str, to: Language, source: str, target: str) -> Translation:
    """Return the entry for a translation of `source` at the path `name`."""
    return Translation(
        path=name,
        to=to,
        source=digest(source),
        target=digest(target),
        facts=facts_of(source).values,
    )


class Memory:
    """The entries of a record, looked up by what they name."""

    def __init__(self, known: Iterable[Translation]) -> None:
        self._pairs: set[tuple[str, str, str]] = set()
        self._places: set[tuple[str, str, str]] = set()
        self._targets: dict[tuple[str, str], dict[str, Translation]] = {}
        for entry in known:
            self._pairs.add((entry.to, entry.source, entry.target))
            self._places.add((entry.to, entry.source, entry.path))
            self._targets.setdefault((entry.to, entry.target), {})[entry.path] = entry

    def standing(self, field: ProseField, to: Language) -> Standing | None:
        """Say how the translation of a text stands; None where there is nothing to translate.

        An entry speaks of a translation by its digest, or by its path where the source is still
        the one it names: a list may have been reordered, a translation improved by hand.
        """
        source, target = field.prose.get(OTHER[to]), field.prose.get(to)
        if source is None or not source.strip():
            return None
        if target is None or not target.strip():
            return Standing("missing")
        of_source, of_target = digest(source), digest(target)
        if (to, of_source, of_target) in self._pairs:
            return Standing("current")
        at_place = (to, of_source, field.name) in self._places
        old = self._targets.get((to, of_target), {})
        if old and not at_place:
            return _aged(old.get(field.name) or next(iter(old.values())), source)
        mismatch = compare(source, target)
        if mismatch:
            return Standing("differs", mismatch=mismatch)
        return Standing("current" if at_place else "unknown")


def _aged(old: Translation, source: str) -> Standing:
    """Say what became of the source of a translation."""
    now = facts_of(source).values
    current, before = set(now), set(old.facts)
    gone = tuple(value for value in old.facts if value not in current)
    new = tuple(value for value in now if value not in before)
    return Standing("facts-changed" if gone or new else "text-changed", gone, new)
