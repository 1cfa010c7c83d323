"""The models that this one was made from."""

from __future__ import annotations

from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet


def base_models(sheet: Sheet) -> list[Said]:
    """Return the ids of the base models; one that two parts of the record name stands once."""
    found: dict[str | int, Said] = {}
    for at in (("description", "base_model"), ("metadata", "base_model")):
        for i in range(sheet.count(*at)):
            said = sheet.say(*at, i)
            if said is not None:
                old = found.get(said.value)
                found[said.value] = said if old is None else old.and_from(said)
    return list(found.values())
