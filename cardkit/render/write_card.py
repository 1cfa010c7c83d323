"""Filling the templates with a page."""

from __future__ import annotations

from pathlib import Path

from cardkit.catalog.labels import LabelKind, label
from cardkit.render.engine import fill
from cardkit.render.escape import Markdown
from cardkit.render.labels import load_phrases
from cardkit.render.page import Page
from cardkit.text import Language


def write_card(page: Page, language: Language, folder: Path) -> str:
    """Return the card as the templates of `folder` lay it out."""

    def label_of(kind: LabelKind, label_id: str) -> str:
        own = page.headings.get(label_id) if kind == "section" else None
        return own or label(kind, label_id, language)

    phrases = load_phrases(folder, language)
    mark = {name: Markdown(text) for name, text in phrases.mark.items()}
    text = fill(folder, {"page": page, "label": label_of, "mark": mark})
    return text.strip("\n") + "\n"
