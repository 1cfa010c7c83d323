"""Putting texts into a record's YAML so that nothing around them changes, comments included.

Every edit is checked by reading back: the record must be the old one with the new texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cardkit.errors import CardkitError, NotACard, UsageError
from cardkit.record.base import Prose
from cardkit.record.card import CardRecord
from cardkit.record.files import read_record
from cardkit.record.translation import Translation
from cardkit.source.span import Path, Span, TextEdit
from cardkit.source.yaml_document import YamlDocument
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence
from cardkit.text import Language, Text
from cardkit.translate.fields import ProseField, with_prose
from cardkit.translate.yaml_text import (
    block_entry,
    block_scalar,
    flow_entry,
    flow_model,
    quoted,
    scalar,
)

_KEY = "translations"


class LayoutRefused(UsageError):
    """The YAML is written in a way in which a text cannot be put into it without touching more."""


@dataclass(frozen=True, slots=True)
class NewText:
    """A text to put into a record."""

    field: ProseField
    language: Language
    text: str


def with_texts(
    document: YamlDocument,
    record: CardRecord,
    texts: Sequence[NewText],
    entries: Sequence[Translation],
) -> YamlDocument:
    """Return the document with `texts` in it, and `entries` in its `translations`.

    Raises LayoutRefused where the layout of the file does not let the texts in, UsageError where it
    becomes too large; nothing is half done.
    """
    editor = _Editor(document)
    changed = [new for new in texts if new.field.prose.get(new.language) != new.text]
    edited = document.edit(editor.put(new) for new in changed)
    kept = _merged(record.translations, entries)
    if entries and edited.root is not None:
        edited = edited.edit(_Editor(edited).remember(edited.root, record, entries))
    if any(issue.kind == "yaml-too-large" for issue in edited.issues):
        facts = {"file": document.source.name, "limit": document.max_bytes}
        raise UsageError(_TOO_LARGE.format(**facts), hint=_LESS)
    proses: Mapping[Path, Prose] = {
        new.field.path: new.field.prose.model_copy(update={new.language: new.text})
        for new in changed
    }
    expected = with_prose(record, proses).model_copy(update={"translations": kept})
    if _read(edited) != expected:
        raise LayoutRefused(_UNFIT.format(file=document.source.name), hint=_REWRITE)
    return edited


def _read(document: YamlDocument) -> CardRecord | None:
    try:
        return read_record(document.source)
    except (NotACard, CardkitError):
        return None


def _place(entry: Translation) -> tuple[str, str]:
    return entry.path, entry.to


def _merged(
    known: Iterable[Translation], entries: Iterable[Translation]
) -> tuple[Translation, ...]:
    """Return `known` with `entries` in the place of those for the same text, the rest behind."""
    newest = {_place(entry): entry for entry in entries}
    kept = [newest.pop(_place(old), old) for old in known]
    return (*kept, *newest.values())


class _Editor:
    """Finds the place of each edit in the text of a document."""

    def __init__(self, document: YamlDocument) -> None:
        self.text = document.text
        end = self.text.find("\n")
        self.newline = "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"

    def put(self, new: NewText) -> TextEdit:
        """Return the edit that puts a text at its place."""
        node = new.field.node
        if not isinstance(node, YamlMapping):
            return self._opened(node, new)
        old = node.get(new.language)
        if old is None:
            return self._inserted(node, new)
        if self._is_flow(node) or not isinstance(old, YamlScalar):
            return TextEdit(old.span, self._spaced(old, quoted(new.text)))
        return self._replaced(node, old, new.text)

    def _opened(self, node: YamlNode, new: NewText) -> TextEdit:
        """Turn the bare string of both languages into a text of each."""
        prose = new.field.prose
        texts: dict[Language, str | None] = {"en": prose.en, "zh": prose.zh}
        texts[new.language] = new.text
        entries = ", ".join(flow_entry(k, v) for k, v in texts.items() if v is not None)
        return TextEdit(node.span, f"{{{entries}}}{self._header_comment(node)}")

    def _replaced(self, parent: YamlMapping, old: YamlScalar, text: str) -> TextEdit:
        alone = not self.text[old.span.end : self._end_of_line(old.span.end)].strip()
        comment = self._header_comment(old)
        lines = block_scalar(text) if alone and not comment else None
        if lines is None:
            return TextEdit(old.span, self._spaced(old, scalar(text) + comment))
        indent = self._indent(parent)
        return TextEdit(old.span, self._spaced(old, self._joined(lines, indent)))

    def _inserted(self, node: YamlMapping, new: NewText) -> TextEdit:
        """Add a language behind the last one, or before it where its blank lines are content."""
        last = node.entries[-1][1]
        if self._is_flow(node):
            return self._at(last.span.end, ", " + flow_entry(new.language, new.text))
        indent = self._indent(node)
        lines = block_entry(new.language, new.text)
        if new.text.endswith("\n"):
            lines = [flow_entry(new.language, new.text)]
        if self._keeps_blank_lines(last):
            start = node.entries[0][0].span.start
            return self._at(start, self._joined(lines, indent) + self.newline + indent)
        end = self._end_of_line(last.span.end)
        return self._at(end, self.newline + indent + self._joined(lines, indent))

    def remember(
        self, root: YamlNode, record: CardRecord, entries: Sequence[Translation]
    ) -> list[TextEdit]:
        """Return the edits that put `entries` into the `translations` of the record."""
        if not isinstance(root, YamlMapping):
            return []
        newest = {_place(entry): flow_model(entry) for entry in entries}
        node = root.get(_KEY)
        if not isinstance(node, YamlSequence) or not node.items:
            return [self._new_list(root, node, list(newest.values()))]
        edits = []
        for old, item in zip(record.translations, node.items, strict=True):
            text = newest.pop(_place(old), None)
            if text is not None and text != self.text[item.span.start : item.span.end]:
                edits.append(TextEdit(item.span, text))
        if newest:
            edits.append(self._appended(node, list(newest.values()), edits))
        return edits

    def _new_list(self, root: YamlMapping, node: YamlNode | None, items: list[str]) -> TextEdit:
        if node is not None:
            return TextEdit(node.span, self._spaced(node, f"[{', '.join(items)}]"))
        last = root.entries[-1][1]
        if self._is_flow(root):
            return self._at(last.span.end, f", {_KEY}: [{', '.join(items)}]")
        indent = self._indent(root)
        lines = [f"{_KEY}:", *(f"  - {item}" for item in items)]
        if self._keeps_blank_lines(last):
            start = root.entries[0][0].span.start
            return self._at(start, self._joined(lines, indent) + self.newline + indent)
        end = self._end_of_line(last.span.end)
        return self._at(end, self.newline + indent + self._joined(lines, indent))

    def _appended(self, node: YamlSequence, items: list[str], edits: list[TextEdit]) -> TextEdit:
        """Add items behind the last one, together with the edit of that one, if there is any."""
        last = node.items[-1].span
        if self.text[node.span.start] == "[":
            added, end = ", " + ", ".join(items), last.end
        else:
            column = self.text.rfind("-", 0, last.start)
            indent = " " * (column - self._start_of_line(column))
            added = "".join(f"{self.newline}{indent}- {item}" for item in items)
            end = self._end_of_line(last.end)
        if edits and edits[-1].span == last:
            own = edits.pop().new
            return TextEdit(Span(last.start, end), own + self.text[last.end : end] + added)
        return self._at(end, added)

    def _at(self, place: int, text: str) -> TextEdit:
        return TextEdit(Span(place, place), text)

    def _spaced(self, old: YamlNode, text: str) -> str:
        """Put a blank before what takes the place of nothing: `zh:` alone."""
        return f" {text}" if old.span.start == old.span.end else text

    def _is_flow(self, node: YamlNode) -> bool:
        return self.text[node.span.start : node.span.start + 1] == "{"

    def _indent(self, node: YamlMapping) -> str:
        start = node.entries[0][0].span.start
        return " " * (start - self._start_of_line(start))

    def _start_of_line(self, at: int) -> int:
        start = self.text.rfind("\n", 0, at) + 1
        start = max(start, self.text.rfind("\r", start, at) + 1)
        return start + self.text.startswith("\ufeff", start)

    def _end_of_line(self, at: int) -> int:
        end = at
        while end < len(self.text) and self.text[end] not in "\r\n":
            end += 1
        return end

    def _keeps_blank_lines(self, node: YamlNode) -> bool:
        """Say whether a node ends in a block scalar whose last line ends are its own."""
        last = node
        while not isinstance(last, YamlScalar):
            inner = last.items if isinstance(last, YamlSequence) else [v for _, v in last.entries]
            if not inner:
                return False
            last = inner[-1]
        header = self.text[last.span.start : self._end_of_line(last.span.start)]
        return not last.plain and header[:1] in "|>" and "+" in header[:3]

    def _header_comment(self, node: YamlNode) -> str:
        """Return the comment behind `|` or `>`, which lies inside the span of a block scalar."""
        if not isinstance(node, YamlScalar) or node.plain:
            return ""
        header = self.text[node.span.start : self._end_of_line(node.span.start)]
        mark = header.find("#") if header[:1] in "|>" else -1
        return "" if mark < 0 else " " + header[mark:].rstrip()

    def _joined(self, lines: Sequence[str], indent: str) -> str:
        """Join lines, all but the first one indented; blank ones stay blank."""
        first, *rest = lines
        return self.newline.join([first, *(indent + line if line else "" for line in rest)])


_UNFIT = Text(
    en="the layout of `{file}` does not let the translations in; nothing was written",
    zh="`{file}` 的 YAML 写法无法写入译文；未作任何修改",
)
_TOO_LARGE = Text(
    en="with the translations `{file}` would be larger than {limit} bytes; nothing was written",
    zh="加入译文后 `{file}` 将超过 {limit} 字节；未作任何修改",
)
_LESS = Text(en="import fewer entries", zh="请减少导入的条目")
_REWRITE = Text(
    en="write the text in question as a block mapping with the keys `en` and `zh`",
    zh="请把相应文本写成含 `en`、`zh` 两个键的块状映射",
)
