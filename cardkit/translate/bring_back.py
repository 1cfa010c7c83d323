"""Taking translations back into a record: read the file, check every entry, edit the YAML."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from cardkit.source.source import Source
from cardkit.source.span import breadcrumb
from cardkit.source.yaml_document import YamlDocument
from cardkit.source.yaml_nodes import YamlNode, spans_of
from cardkit.text import Language, Text
from cardkit.translate.check import Leniency, Outcome, Target, check_all
from cardkit.translate.edits import NewText, with_texts
from cardkit.translate.exchange import Format, Returned
from cardkit.translate.fields import prose_fields
from cardkit.translate.memory import OTHER, remember
from cardkit.translate.po import read_po
from cardkit.translate.xliff import read_xliff


@dataclass(frozen=True, slots=True)
class Import:
    """The record with the translations in it, and what became of every entry."""

    document: YamlDocument
    outcomes: tuple[Outcome, ...]
    language: Language

    @property
    def is_complete(self) -> bool:
        """Say whether no entry was refused."""
        return all(outcome.verdict != "refused" for outcome in self.outcomes)


def format_of(source: Source) -> Format:
    """Say what a file is by its first sign: XML begins with `<`, PO never does."""
    start = source.text[:4096].lstrip("\ufeff \t\r\n")
    return "xliff" if start.startswith("<") else "po"


def bring_back(
    document: YamlDocument,
    record: CardRecord,
    file: Source,
    *,
    to: Language | None = None,
    leniency: Leniency | None = None,
) -> Import:
    """Take the translations in `file` into `record`, which was read from `document`.

    `to` says the language where the file does not. Raises NotAnExchangeFile, MissingExtra, and
    UsageError where the languages do not fit or the YAML cannot be edited.
    """
    read = read_po if format_of(file) == "po" else read_xliff
    returned = read(file.text, file.name)
    language = _language(returned, to, file.name)
    root = document.root
    target = _target(record, root, language)
    outcomes = check_all(returned.entries, target, leniency or Leniency())
    texts, entries = [], []
    for outcome in outcomes:
        if outcome.field is None:
            continue
        source = outcome.field.prose.get(OTHER[language]) or ""
        texts.append(NewText(outcome.field, language, outcome.text))
        entries.append(remember(outcome.name, language, source, outcome.text))
    if texts:
        document = with_texts(document, record, texts, entries)
    return Import(document, outcomes, language)


def _target(record: CardRecord, root: YamlNode | None, language: Language) -> Target:
    if root is None:
        return Target({}, frozenset(), language)
    prose = {field.name: field for field in prose_fields(record, root)}
    paths = frozenset(breadcrumb(path) for path, _ in spans_of(root))
    return Target(prose, paths, language)


def _language(returned: Returned, to: Language | None, name: str) -> Language:
    """Return the language to write. Raises UsageError where file and caller do not agree."""
    language = returned.target or to
    if language is None:
        raise UsageError(_NO_LANGUAGE.format(file=name), hint=_SAY_IT)
    if to is not None and language != to:
        facts = {"file": name, "stated": language, "to": to}
        raise UsageError(_OTHER_LANGUAGE.format(**facts), hint=_LEAVE_IT)
    if returned.source == language:
        raise UsageError(_SAME_LANGUAGE.format(file=name, language=language))
    return language


_NO_LANGUAGE = Text(
    en="`{file}` does not say that it is in English or Chinese",
    zh="`{file}` 没有说明译文是中文还是英文",
)
_SAY_IT = Text(en="say it: --to zh or --to en", zh="请用 --to zh 或 --to en 指明")
_OTHER_LANGUAGE = Text(
    en="`{file}` is translated into `{stated}`, not `{to}`",
    zh="`{file}` 的译文语言是 `{stated}`，而不是 `{to}`",
)
_LEAVE_IT = Text(en="leave --to out, or give another file", zh="请去掉 --to，或换一个文件")
_SAME_LANGUAGE = Text(
    en="`{file}` translates `{language}` into itself", zh="`{file}` 的原文和译文都是 `{language}`"
)
