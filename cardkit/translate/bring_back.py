"""Taking translations back into a record: read the file, check every entry, edit the YAML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from cardkit.record.translation import Translation
from cardkit.source.source import Source
from cardkit.source.span import breadcrumb
from cardkit.source.yaml_document import YamlDocument
from cardkit.source.yaml_nodes import YamlNode, spans_of
from cardkit.text import Language, Text
from cardkit.translate.check import Leniency, Outcome, Target, check_all
from cardkit.translate.edits import LayoutRefused, NewText, with_texts
from cardkit.translate.exchange import Format, Returned
from cardkit.translate.fields import prose_fields
from cardkit.translate.memory import OTHER, remember
from cardkit.translate.po import read_po
from cardkit.translate.xliff import read_xliff

_MAX_ATTEMPTS = 30
"""To find a few texts that cannot go in; each attempt reads the whole record."""


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
    leniency = leniency or Leniency()
    strangers = leniency.accepted - {entry.name for entry in returned.entries}
    if strangers:
        raise UsageError(_NO_ENTRY.format(file=file.name, name=min(strangers)))
    target = _target(record, document.root, language)
    outcomes = check_all(returned.entries, target, leniency)
    checked = [outcome for outcome in outcomes if outcome.field is not None]
    editor = _Editing(document, record, language)
    refused = editor.put(checked)
    unfit = {id(outcome) for outcome in checked if outcome.name in refused}
    outcomes = tuple(_unfit(o) if id(o) in unfit else o for o in outcomes)
    return Import(editor.document, outcomes, language)


class _Editing:
    """Puts texts in together, and apart where one of them cannot go in."""

    def __init__(self, document: YamlDocument, record: CardRecord, language: Language) -> None:
        self.document = document
        self.record = record
        self.language = language
        self.attempts = 0

    def put(self, outcomes: Sequence[Outcome]) -> set[str]:
        """Put what fits into the document and return the names of what does not."""
        fitting = list(outcomes)
        try:
            self.document = self._edited(fitting) if fitting else self.document
        except LayoutRefused:
            fitting = self._fitting(fitting)
            self.document = self._edited(fitting) if fitting else self.document
        return {outcome.name for outcome in outcomes} - {outcome.name for outcome in fitting}

    def _fitting(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Return those that can be put in, found by halving."""
        if not outcomes:
            return []
        self.attempts += 1
        try:
            self._edited(outcomes)
        except LayoutRefused:
            if self.attempts > _MAX_ATTEMPTS:
                raise
        else:
            return outcomes
        if len(outcomes) == 1:
            return []
        half = len(outcomes) // 2
        return [*self._fitting(outcomes[:half]), *self._fitting(outcomes[half:])]

    def _edited(self, outcomes: Sequence[Outcome]) -> YamlDocument:
        texts: list[NewText] = []
        entries: list[Translation] = []
        for outcome in outcomes:
            if outcome.field is not None:
                source = outcome.field.prose.get(OTHER[self.language]) or ""
                texts.append(NewText(outcome.field, self.language, outcome.text))
                entries.append(remember(outcome.name, self.language, source, outcome.text))
        return with_texts(self.document, self.record, texts, entries)


def _unfit(outcome: Outcome) -> Outcome:
    return replace(outcome, verdict="refused", field=None, kind="layout", why=_LAYOUT)


def _target(record: CardRecord, root: YamlNode | None, language: Language) -> Target:
    if root is None:
        return Target({}, frozenset(), language)
    prose = {field.name: field for field in prose_fields(record, root)}
    paths = frozenset(breadcrumb(path) for path, _ in spans_of(root) if path)
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


_LAYOUT = Text(
    en="the record writes this field in a way that cannot be edited; write it as a mapping with the"
    " keys `en` and `zh`",
    zh="记录中该字段的 YAML 写法无法编辑，请改写为含 `en`、`zh` 两个键的映射",
)
_NO_LANGUAGE = Text(
    en="`{file}` does not say that it is in English or Chinese",
    zh="`{file}` 没有说明译文是中文还是英文",
)
_NO_ENTRY = Text(
    en="`{file}` has no entry `{name}` to accept", zh="`{file}` 中没有可接受的条目 `{name}`"
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
