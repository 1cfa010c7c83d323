"""The model's licence: its SPDX id where SPDX has one, else its name as the card prints it."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.bom import places
from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet
from cardkit.catalog.licenses import License, find_license, license_by_id
from cardkit.text import Text

SAID_BY_ID = Text(
    en="the licence is said by its SPDX id, and the format takes no second name",
    zh="许可证已用 SPDX ID 写明，该格式不能再写其他名称",
)
NO_SPDX_ID = Text(
    en="a hub's id, which SPDX does not know; the licence is said by its name",
    zh="平台的许可证 ID，SPDX 中没有；许可证已用名称写明",
)
ANOTHER = Text(
    en="the card states another licence, or another name of it, first: the document holds that",
    zh="卡片先写的是另一许可证或另一名称，文档采用先写的内容",
)
NO_LICENCE = Text(en="it names no licence", zh="未指明任何许可证")
_STATED = (
    *(("description", "license", part) for part in ("id", "name")),
    *(("metadata", part) for part in ("license", "license_name")),
)
_NO_LICENCE = frozenset({"unknown", "other"})
"""Hub ids that name no licence."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A declared licence; exactly one of `spdx` and `name` is set."""

    spdx: Said | None
    name: Said | None
    url: Said | None


def licence(sheet: Sheet) -> Licence | None:
    """Return the licence that the description states, else the metadata's."""
    described = ("description", "license")
    ids = sheet.first((*described, "id"), ("metadata", "license"))
    printed = sheet.first((*described, "name"), ("metadata", "license_name"))
    spdx = _spdx(sheet)
    name = printed or (ids if ids and str(ids.value) not in _NO_LICENCE else None)
    if spdx is None and name is None:
        for said in filter(None, (sheet.say(*path) for path in _STATED)):
            sheet.because(said.paths[0], NO_LICENCE)
        return None
    others = _explain(sheet, spdx or name, by_id=spdx is not None)
    link = places.url(sheet, *described, "link")
    if link is None and "metadata" not in others:  # it would be the address of another licence
        link = places.url(sheet, "metadata", "license_link")
    return Licence(spdx, None if spdx else name, link)


def _explain(sheet: Sheet, written: Said | None, *, by_id: bool) -> set[str | int]:
    """Say why a format without properties leaves out what else the card says of its licence.

    Return the parts of the record that state another licence.
    """
    others: set[str | int] = set()
    for path in _STATED:
        said = sheet.say(*path)
        if said is None or written is None or said.paths[0] in written.paths:
            continue
        same = _known(said) is not None and _known(said) == _known(written)
        generic = str(said.value) in _NO_LICENCE
        reason = (SAID_BY_ID if by_id else NO_SPDX_ID) if same or generic else ANOTHER
        sheet.because(said.paths[0], reason)
        others |= {path[0]} if reason is ANOTHER else set()
    return others


def _known(said: Said) -> License | None:
    return license_by_id(str(said.value)) or find_license(str(said.value))


def _spdx(sheet: Sheet) -> Said | None:
    """Return the SPDX id of the first place that has one, cited from all that mean the same."""
    found: Said | None = None
    for said in filter(None, (sheet.say(*path) for path in _STATED)):
        known = _known(said)
        if known is None or not known.spdx:
            continue
        if found is None:
            found = Said(known.spdx, said.paths)
        elif found.value == known.spdx:
            found = found.and_from(said)
    return found
