"""A record as a bill of materials: the document, the origin of each field, what is left out."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from cardkit.bom import cyclonedx, spdx
from cardkit.bom.said import Said, Trace, Tree, plain, traces
from cardkit.bom.settings import Settings
from cardkit.bom.sheet import Sheet
from cardkit.dialects.loss import Loss
from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from cardkit.source.span import breadcrumb
from cardkit.text import Text, json_without_commands, listed

Form = Literal["cyclonedx", "spdx"]
VERSIONS: dict[Form, tuple[str, ...]] = {"cyclonedx": ("1.6", "1.7"), "spdx": (spdx.VERSION,)}
"""The versions of each format; the first is the default."""

TRACE_VERSION = 1
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Exported:
    """A document: its text, one trace for each of its fields, and what of the record is not in it.

    A loss may also say that a fact is in it though not quite as the record has it.
    """

    data: object
    traces: tuple[Trace, ...]
    losses: tuple[Loss, ...]

    @property
    def text(self) -> str:
        """The document as JSON, two blanks a level."""
        return json_text(self.data)

    def trace_text(self) -> str:
        """Return the traces as JSON: field (a JSON pointer), origin, paths in the record."""
        fields = [
            {"field": t.field, "origin": t.origin, "record": [breadcrumb(p) for p in t.paths]}
            for t in self.traces
        ]
        return json_text({"version": TRACE_VERSION, "fields": fields})


def export(
    record: CardRecord, form: Form, version: str | None = None, settings: Settings | None = None
) -> Exported:
    """Return `record` as a document of `form`: the same record and settings give the same bytes.

    Assumed facts are left out, and so is every field the record says nothing for. Raises UsageError
    for an unknown version, a record without a name, and what SPDX asks for and is not there.
    """
    settings = settings or Settings()
    writer = _writer(form, version)
    sheet = Sheet(record, settings.language)
    name = _name(sheet, settings)
    if name is None:
        raise UsageError(
            Text(en="the record names no model", zh="记录中没有模型名称"),
            hint=Text(
                en="give it: --name NAME; or add `name:`, in Markdown a heading such as"
                " `# Model Card for NAME`",
                zh="请用 --name NAME 给出，或添加 `name:`；Markdown 卡片可添加"
                " `# NAME 模型卡片` 这样的标题",
            ),
        )
    tree = writer(sheet, name, record_digest(record), settings=settings)
    found = tuple(traces(tree))
    cited = {path for trace in found for path in trace.paths}
    return Exported(plain(tree), found, sheet.losses(cited))


def _name(sheet: Sheet, settings: Settings) -> Said | None:
    """Return the name the caller gives, else the record's, its title, or that of a hub's block."""
    if settings.name is not None:
        return Said(settings.name, (), "option")
    return (
        sheet.say("name") or sheet.say("title") or sheet.say("metadata", "model_index", 0, "name")
    )


def _writer(form: Form, version: str | None) -> Callable[..., Tree]:
    known = VERSIONS[form]
    if version is not None and version not in known:
        raise UsageError(
            Text(
                en="`{version}` is no version of {form} that cardkit writes",
                zh="cardkit 不支持 {form} 的 `{version}` 版本",
            ).format(version=version[:60], form=form),
            hint=Text(en="versions: {all}", zh="可用版本：{all}").format(all=listed(known)),
        )
    if form == "spdx":
        return spdx.document
    return partial(cyclonedx.document, version="1.7" if version == "1.7" else "1.6")


def record_digest(record: CardRecord) -> str:
    """Return the SHA-256 of the record as JSON with sorted keys; comments do not count."""
    data = record.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def json_text(data: object) -> str:
    r"""Write JSON that people can read: Chinese as it is, what no eye sees as `\uXXXX`.

    Control, bidirectional, private and tag characters, which a terminal or a viewer may act on,
    are escaped as JSON escapes them, so that reading gives the same text; `##`, with which runners
    of workflows let a command begin, is too.
    """
    text = json_without_commands(json.dumps(data, ensure_ascii=False, indent=2))
    if text.isascii() and "\x7f" not in text:
        return text + "\n"
    return "".join(c if c == "\n" or not _is_hidden(c) else _escaped(c) for c in text) + "\n"


def _is_hidden(c: str) -> bool:
    return unicodedata.category(c) in _INVISIBLE


def _escaped(c: str) -> str:
    return json.dumps(c, ensure_ascii=True)[1:-1] if c > "\x7f" else f"\\u{ord(c):04x}"
