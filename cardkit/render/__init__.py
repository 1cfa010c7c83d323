"""From a record to a Markdown card in a language and a dialect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.record.card import CardRecord
from cardkit.text import Language

if TYPE_CHECKING:
    from cardkit.evidence.check import EvidenceReport


def render(
    record: CardRecord,
    language: Language,
    *,
    dialect: str = "huggingface",
    template_dir: Path | None = None,
    base: Path | None = None,
    verification: EvidenceReport | None = None,
) -> str:
    r"""Return the Markdown card of `record`, with `\n` line ends.

    `template_dir` holds the operator's own templates and labels instead of the shipped ones;
    `base` is the folder in which a comparison file that the record names is looked for.
    `verification` says how the claims of this record stand by evidence (`evidence.check`): they
    get marks.

    Raises UsageError for an unknown dialect or comparison, ConfigError for broken templates.
    """
    from cardkit import resources
    from cardkit.render.compose import compose
    from cardkit.render.write_card import write_card

    folder = template_dir or resources.templates_dir()
    composition = compose(
        record, language, dialect, base=base, templates=folder, verification=verification
    )
    return write_card(composition.page, language, folder)


__all__ = ["render"]
