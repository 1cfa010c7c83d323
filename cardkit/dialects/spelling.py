"""Values as each hub spells them: licences, languages, frameworks; read and written."""

from __future__ import annotations

from functools import cache

from cardkit.catalog.licenses import find_license, license_by_id
from cardkit.catalog.tables import parts, read_table
from cardkit.dialects.profile import Profile

OTHER_LICENSE = "other"
_CHINESE = {"cn": "zh", "ch": "zh"}


def license_id(text: str) -> str:
    """Return the Hub's id of a licence as a card names it: `Apache License 2.0` is `apache-2.0`.

    A licence that is not known stays as it is written.
    """
    if license_by_id(text) is not None:
        return text
    found = find_license(text)
    return found.id if found else text


def license_for(profile: Profile, text: str) -> str | None:
    """Return a licence as a hub spells it; None where the hub has no name for it.

    modelers.cn checks the id on its server and publishes no list: ids of licences that SPDX lists
    are taken for known there, and terms of one vendor (`apple-ascl`, `llama3`) are not.
    """
    id_ = license_id(text)
    known = license_by_id(id_)
    if id_ == OTHER_LICENSE or profile.license == "id":
        return id_
    if known is None:
        return None
    if profile.license == "display":
        return known.modelscope
    return id_ if known.spdx else None


def license_title(text: str) -> str:
    """Return a licence's name in words, the text itself where it is not known."""
    known = license_by_id(license_id(text))
    return known.name if known else text


def language_code(text: str, *, modelscope: bool) -> str:
    """Return the code of a language tag: `cn` is `zh`, and so is `ch` where ModelScope reads it.

    Elsewhere `ch` is Chamorro.
    """
    return "zh" if text == "cn" or (modelscope and text in _CHINESE) else text


def framework_for(spelling: str, text: str) -> str:
    """Return a framework as a hub spells it: `lower` pytorch, `proper` PyTorch."""
    known = _frameworks().get(text.strip().casefold(), text)
    return known.lower() if spelling == "lower" else known if spelling == "proper" else text


@cache
def _frameworks() -> dict[str, str]:
    rows = read_table("frameworks.tsv")
    return {
        name.casefold(): row["name"]
        for row in rows
        for name in (row["name"], *parts(row["aliases"]))
    }
