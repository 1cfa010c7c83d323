"""The model's licence: its SPDX id where SPDX has one, else its name as the card prints it."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.bom import places
from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet
from cardkit.catalog.licenses import find_license, license_by_id

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
    stated = sheet.first((*described, "id"), ("metadata", "license"))
    printed = sheet.first((*described, "name"), ("metadata", "license_name"))
    spdx = _spdx(stated) or _spdx(printed)
    name = printed or (stated if stated and str(stated.value) not in _NO_LICENCE else None)
    if spdx is None and name is None:
        return None
    link = places.url(sheet, *described, "link") or places.url(sheet, "metadata", "license_link")
    return Licence(spdx, None if spdx else name, link)


def _spdx(said: Said | None) -> Said | None:
    if said is None:
        return None
    known = license_by_id(str(said.value)) or find_license(str(said.value))
    return Said(known.spdx, said.paths) if known is not None and known.spdx else None
