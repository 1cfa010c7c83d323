"""PO files of GNU gettext, by polib: the context of an entry is the path of a field."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

from cardkit.errors import MissingExtra
from cardkit.text import Text, visible
from cardkit.translate.exchange import (
    LANGUAGE_TAGS,
    Incoming,
    Outgoing,
    Returned,
    Sheet,
    language_of,
    longest_run,
    refuse,
    undecoded_line,
)

_MAX_RUN = 5000
"""polib joins lines one by one, in quadratic time; no text of a card has so many."""

_NO_FILE_NAME = "\n#" + " " * 5000 + "\n"
"""polib opens what it is given where that is the name of a file; no name is that long."""

_ODD_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Where Python ends lines and gettext does not."""

_LINE = re.compile(r"\(line ([0-9]+)\)(?:: (.{1,100}))?")
_SOURCE_HEADER = "X-Source-Language"


def load_polib() -> ModuleType:
    """Return polib. Raises MissingExtra where it is not installed."""
    try:
        import polib
    except ImportError:
        raise MissingExtra("polib", "translate") from None
    module: ModuleType = polib
    return module


def write_po(sheet: Sheet) -> str:
    """Write a sheet as PO; what has to be looked at again is fuzzy. Raises MissingExtra."""
    polib = load_polib()
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": _one_line(sheet.record),
        "Language": LANGUAGE_TAGS[sheet.target].replace("-", "_"),
        _SOURCE_HEADER: LANGUAGE_TAGS[sheet.source].replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Generator": "cardkit",
    }
    for entry in sheet.entries:
        file.append(_entry(polib, sheet, entry))
    return f"{file}\n"


def _entry(polib: ModuleType, sheet: Sheet, entry: Outgoing) -> Any:  # noqa: ANN401 - untyped
    name = _one_line(sheet.record)
    place = [] if " " in name else [(name, entry.line)]
    return polib.POEntry(
        msgctxt=entry.name,
        msgid=entry.source,
        msgstr=entry.target or "",
        comment="\n".join(map(_one_line, entry.remarks)),
        occurrences=place,
        flags=["fuzzy"] if entry.target else [],
    )


def _one_line(text: str) -> str:
    """Return what may stand in a comment: on one line, what cannot be seen shown."""
    return visible(" ".join(text.split()))


def read_po(text: str, name: str) -> Returned:
    """Read a PO file. Raises MissingExtra, and NotAnExchangeFile with the line."""
    polib = load_polib()
    normal = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    line = undecoded_line(normal)
    if line is not None:
        raise refuse(name, line, _NOT_UTF8, hint=_SAVE_AS_UTF8)
    run, line = longest_run(normal.split("\n"), '"#')
    if run > _MAX_RUN:
        raise refuse(name, line, _TOO_LONG.format(count=run))
    stand_ins = _stand_ins(normal)
    content = normal.translate(stand_ins) + _NO_FILE_NAME
    try:
        file = polib.pofile(content, encoding="utf-8")
    except (OSError, ValueError, IndexError, AttributeError, TypeError, KeyError) as error:
        raise _no_po(name, error) from error
    back = {ord(new): chr(old) for old, new in stand_ins.items()}
    entries = [_read(entry, back) for entry in file if not entry.obsolete and entry.msgid]
    headers = file.metadata
    return Returned(
        language_of(headers.get(_SOURCE_HEADER)),
        language_of(headers.get("Language")),
        tuple(entries),
    )


def _read(entry: Any, back: dict[int, str]) -> Incoming:  # noqa: ANN401 - polib has no types
    fault = _NO_CONTEXT if entry.msgctxt is None else _PLURAL if entry.msgid_plural else None
    return Incoming(
        name=(entry.msgctxt or "").translate(back),
        line=max(entry.linenum or 0, 1),
        source=entry.msgid.translate(back),
        target=entry.msgstr.translate(back),
        unfinished="fuzzy" if "fuzzy" in entry.flags else None,
        fault=fault,
    )


def _stand_ins(text: str) -> dict[int, str]:
    """Choose private characters, absent from `text`, for line ends that are none in PO."""
    present = set(text)
    free = (chr(c) for c in range(0xE000, 0xF8FF) if chr(c) not in present)
    return {ord(old): new for old, new in zip(_ODD_BREAKS, free, strict=False) if old in present}


def _no_po(name: str, error: Exception) -> Exception:
    found = _LINE.search(str(error))
    line = int(found[1]) if found else 1
    problem = found[2] if found and found[2] else ""
    return refuse(name, line, _NO_PO.format(problem=f" ({problem})" if problem else ""))


_NO_PO = Text(en="this is no PO{problem}", zh="不符合 PO 格式{problem}")
_NOT_UTF8 = Text(en="bytes that are no UTF-8", zh="存在非 UTF-8 字节")
_SAVE_AS_UTF8 = Text(en="save the file as UTF-8", zh="请将文件另存为 UTF-8")
_TOO_LONG = Text(
    en="{count} lines of text or comment in a row are more than a card's text can have",
    zh="连续 {count} 行文本或注释，超出卡片文本可能的长度",
)
_NO_CONTEXT = Text(
    en="it has no `msgctxt`, which names the field of the record",
    zh="缺少 `msgctxt`，无法确定对应记录中的哪个字段",
)
_PLURAL = Text(en="a record has no plural forms", zh="记录中的文本没有复数形式")
