"""Where a model lies: hub addresses made of ids, package URLs, and which links may be written."""

from __future__ import annotations

import re

from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet
from cardkit.text import Text

HUBS = {
    "huggingface": "https://huggingface.co/",
    "modelscope": "https://modelscope.cn/models/",
    "modelers": "https://modelers.cn/models/",
    "gitcode": "https://gitcode.com/",
    "wisemodel": "https://wisemodel.cn/models/",
}
"""Hub to the address that an id completes: as these hubs form the addresses of their pages."""

NOT_AN_ADDRESS = Text(
    en="no http(s) address in plain ASCII, as the format asks for",
    zh="不是纯 ASCII 的 http(s) 地址，不符合格式要求",
)
NOT_AN_ID = Text(en="no id of the form `owner/name`", zh="不是 `owner/name` 形式的 ID")

_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,2000}")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ID = re.compile(r"\w[\w.-]{0,95}(?:/\w[\w.-]{0,95}){1,2}", re.ASCII)


def is_url(text: str) -> bool:
    """Say whether `text` is an http(s) address that every format takes as it stands."""
    return _URL.fullmatch(text) is not None and _PERCENT.search(text) is None


def url(sheet: Sheet, *path: str | int) -> Said | None:
    """Return the address at `path`; one that no format takes is noted as lost."""
    said = sheet.say(*path)
    if said is None or is_url(str(said.value)):
        return said
    sheet.because(said.paths[0], NOT_AN_ADDRESS)
    return None


def hub_pages(sheet: Sheet) -> list[Said]:
    """Return the addresses of the model's pages on the hubs, made of its ids."""
    found = []
    for hub, begin in HUBS.items():
        said = sheet.say("details", "hub_ids", hub)
        if said is None:
            continue
        if _ID.fullmatch(str(said.value)):
            found.append(Said(f"{begin}{said.value}", said.paths))
        else:
            sheet.because(said.paths[0], NOT_AN_ID)
    return found


def package_url(sheet: Sheet) -> Said | None:
    """Return the package URL (type `huggingface` of the purl specification), without a version."""
    said = sheet.say("details", "hub_ids", "huggingface")
    if said is None or not _ID.fullmatch(str(said.value)) or str(said.value).count("/") != 1:
        return None
    return Said(f"pkg:huggingface/{said.value}", said.paths)
