"""XLIFF 1.2, which nearly every translation tool reads: the id of a unit is the path of a field.

Version 2 is left alone: fewer tools read it, and a card needs nothing that it adds. Written as text
with everything escaped, read by expat with every document type refused, so no entity is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from cardkit.text import Text
from cardkit.translate.exchange import (
    LANGUAGE_TAGS,
    Incoming,
    NotAnExchangeFile,
    Outgoing,
    Returned,
    Sheet,
    language_of,
    refuse,
    undecoded_line,
)

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = {"\r": "&#13;"}
"""A bare one would come back as a newline."""
_KEPT_IN_ATTRIBUTES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_SEPARATOR = " "
_UNIT = f"{NAMESPACE}{_SEPARATOR}trans-unit"
_TEXT_ELEMENTS = {
    f"{NAMESPACE}{_SEPARATOR}source": "source",
    f"{NAMESPACE}{_SEPARATOR}target": "target",
}
_MARK = f"{NAMESPACE}{_SEPARATOR}mrk"
_UNFINISHED = re.compile(r"new|needs-.{1,40}")
_MAX_DEPTH = 40


def cannot_carry(text: str) -> str | None:
    """Return the first character of `text` that XML has no way to write, None where it has all."""
    found = _NOT_XML.search(text)
    return found[0] if found else None


def write_xliff(sheet: Sheet) -> str:
    """Write a sheet as XLIFF 1.2. Raises ValueError where `cannot_carry` finds a character."""
    return "".join(_lines(sheet))


def _lines(sheet: Sheet) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<xliff version="1.2" xmlns="{NAMESPACE}">\n'
    yield (
        f'  <file original={_attribute(sheet.record)} datatype="plaintext"'
        f' source-language="{LANGUAGE_TAGS[sheet.source]}"'
        f' target-language="{LANGUAGE_TAGS[sheet.target]}">\n'
    )
    yield '    <header><tool tool-id="cardkit" tool-name="cardkit"/></header>\n'
    yield "    <body>\n"
    for entry in sheet.entries:
        yield from _unit(entry)
    yield "    </body>\n  </file>\n</xliff>\n"


def _unit(entry: Outgoing) -> Iterator[str]:
    name = _attribute(entry.name)
    yield f'      <trans-unit id={name} resname={name} xml:space="preserve">\n'
    yield f"        <source>{_text(entry.source)}</source>\n"
    if entry.target is not None:
        target = _text(entry.target)
        yield f'        <target state="needs-review-translation">{target}</target>\n'
    for remark in entry.remarks:
        yield f'        <note from="cardkit">{_text(remark)}</note>\n'
    yield "      </trans-unit>\n"


def _text(text: str) -> str:
    return escape(_checked(text), _KEPT)


def _attribute(text: str) -> str:
    return quoteattr(_checked(text), _KEPT_IN_ATTRIBUTES)


def _checked(text: str) -> str:
    character = cannot_carry(text)
    if character is not None:
        raise ValueError(f"XML cannot hold U+{ord(character):04X}")
    return text


def read_xliff(text: str, name: str) -> Returned:
    """Read an XLIFF 1.2 file. Raises NotAnExchangeFile with the line."""
    line = undecoded_line(text)
    if line is not None:
        raise refuse(name, line, _NOT_UTF8)
    return _Reader(name).read(text.removeprefix("\ufeff"))


@dataclass(slots=True)
class _Unit:
    """A unit while it is read."""

    name: str
    line: int
    depth: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    state: str | None = None
    fault: Text | None = None


class _Reader:
    """Follows the events of the parser; only direct children of a unit are its texts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.buffer_text = True
        self.depth = 0
        self.languages: tuple[str | None, str | None] | None = None
        self.entries: list[Incoming] = []
        self.unit: _Unit | None = None
        self.into: tuple[list[str], int] | None = None

    def read(self, text: str) -> Returned:
        """Parse, and return what was found."""
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            problem = _NO_XML.format(problem=expat.ErrorString(error.code) or "")
            raise refuse(self.name, error.lineno, problem) from error
        if self.languages is None:
            raise self._refuse(_NO_FILE)
        source, target = map(language_of, self.languages)
        return Returned(source, target, tuple(self.entries))

    def _refuse(self, problem: Text) -> NotAnExchangeFile:
        return refuse(self.name, self.parser.CurrentLineNumber, problem)

    def _doctype(self, *_declared: object) -> None:
        raise self._refuse(_DOCTYPE)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self._refuse(_TOO_DEEP)
        if self.depth == 1 and tag != f"{NAMESPACE}{_SEPARATOR}xliff":
            raise self._refuse(_NO_XLIFF)
        if tag == f"{NAMESPACE}{_SEPARATOR}file":
            self._file(attributes)
        elif tag == _UNIT and self.unit is None:
            line = self.parser.CurrentLineNumber
            self.unit = _Unit(attributes.get("id", ""), line, self.depth)
        elif self.unit is not None:
            self._inside(self.unit, tag, attributes)

    def _file(self, attributes: dict[str, str]) -> None:
        languages = attributes.get("source-language"), attributes.get("target-language")
        if self.languages not in (None, languages):
            raise self._refuse(_TWO_LANGUAGES)
        self.languages = languages

    def _inside(self, unit: _Unit, tag: str, attributes: dict[str, str]) -> None:
        kind = _TEXT_ELEMENTS.get(tag)
        if kind is not None and self.depth == unit.depth + 1:
            if kind in unit.texts:
                unit.fault = _TWICE.format(element=kind)
            pieces: list[str] = []
            unit.texts.setdefault(kind, pieces)
            self.into = pieces, self.depth
            if kind == "target":
                unit.state = attributes.get("state")
        elif self.into is not None and tag != _MARK:
            unit.fault = _INLINE.format(element=tag.rpartition(_SEPARATOR)[2])

    def _characters(self, text: str) -> None:
        if self.into is not None:
            self.into[0].append(text)

    def _end(self, _tag: str) -> None:
        if self.into is not None and self.into[1] == self.depth:
            self.into = None
        unit = self.unit
        if unit is not None and unit.depth == self.depth:
            self.entries.append(_incoming(unit))
            self.unit = None
        self.depth -= 1


def _incoming(unit: _Unit) -> Incoming:
    state = unit.state or ""
    return Incoming(
        name=unit.name,
        line=unit.line,
        source="".join(unit.texts.get("source", ())),
        target="".join(unit.texts.get("target", ())),
        unfinished=state if _UNFINISHED.fullmatch(state) else None,
        fault=unit.fault,
    )


_NOT_UTF8 = Text(en="bytes that are no UTF-8", zh="存在非 UTF-8 字节")
_NO_XML = Text(en="this is no XML ({problem})", zh="不是有效的 XML（{problem}）")
_NO_XLIFF = Text(en="this is no XLIFF 1.2", zh="不是 XLIFF 1.2 文件")
_NO_FILE = Text(en="the XLIFF has no `<file>`", zh="XLIFF 中没有 `<file>`")
_DOCTYPE = Text(
    en="a document type is refused: it could define entities without end",
    zh="不接受 DOCTYPE 声明：其中可定义无限展开的实体",
)
_TOO_DEEP = Text(en="elements are nested too deep", zh="元素嵌套过深")
_TWO_LANGUAGES = Text(
    en="its `<file>` parts are in different languages", zh="各 `<file>` 的语言不一致"
)
_TWICE = Text(en="it has two `<{element}>`", zh="含有两个 `<{element}>`")
_INLINE = Text(
    en="it has the inline element `<{element}>`, which no text of a record can hold",
    zh="含有内联元素 `<{element}>`，记录中的文本无法容纳",
)
