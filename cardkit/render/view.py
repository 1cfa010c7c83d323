"""What a card in one language and dialect can state of a record, and what it cannot."""

from __future__ import annotations

from pathlib import Path

from cardkit.dialects.loss import Loss
from cardkit.record.card import CardRecord
from cardkit.render.compose import compose
from cardkit.text import Language


def view(
    record: CardRecord,
    language: Language,
    dialect: str = "huggingface",
    *,
    base: Path | None = None,
) -> CardRecord:
    """Return what a Markdown card in `language` for `dialect` states of `record`.

    Prose of that language only; a referenced comparison resolved to its table (`base` is the
    folder it may lie in); values without status, source and note; printed forms the language's
    readers know; the usage snippets of that hub. Binding the rendered card gives this record.

    A reader who is not told the language finds it by the headings the card prints (`card_language`)
    and fails in three cases: no heading but the author's own stands there, and all words are in
    the other script; the author's other sections have more known headings in the other language
    than the card prints in its own; an English card has 60 Han characters or more, and no fewer of
    them than Latin words.

    Raises UsageError for an unknown dialect or comparison, NotACard for a broken one.
    """
    return compose(record, language, dialect, base=base).view


def losses(
    record: CardRecord,
    language: Language,
    dialect: str = "huggingface",
    *,
    base: Path | None = None,
) -> list[Loss]:
    """Return, with path and reason, what of `record` such a card cannot say. Raises as `view`."""
    return compose(record, language, dialect, base=base).losses
