"""What a card says of its licence: the Hub's key, the licence line, the licence section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cardkit.catalog.family_licenses import FamilyLicense, families
from cardkit.catalog.licenses import find_license
from cardkit.forensics.identity import names
from cardkit.patterns import lazy
from cardkit.quantity import fold_width
from cardkit.quantity.patterns import compiled
from cardkit.source.span import Path

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_NOT_THE_MODEL = (
    r"\b(?:code|codes|scripts?|repo|repository|project|software|library|data|datasets?|adapters?"
    r"|base model|original model)\b|代码|项目|仓库|数据|软件|基座|底座|适配器"
)
_UNDER = lazy(
    r"(?:\b(?:this|the|our|all) (?:models?|weights|checkpoints?)(?: weights)?"
    r" (?:is|are|has been|have been|was|were) (?:also |now |being |fully )?"
    r"(?:open[- ]sourced |licen[cs]ed |released |distributed |available |published |provided ){1,2}"
    r"|^(?:licen[cs]ed|released) )under (?:the )?(?:terms of (?:the )?)?(?:an? )?",
    re.IGNORECASE | re.MULTILINE,
)
_ZH_UNDER = lazy(
    r"(?:本模型|该模型|模型权重|模型)(?:权重|均|已|也|将)?"
    r"(?:采用|遵循|基于|依照|按照|遵守|使用)\s?(?P<name>[^，。；、《》（）()\n]{2,40}?)\s?"
    r"(?:开源)?(?:许可证|许可协议|许可|协议)"
)
_ELSEWHERE = r"\bdata|\bcode\b|\btools?\b|\bbase\b|original|acknowledg|数据|代码|工具|基座|致谢"
_TERMS = r"licen[cs]e|terms|agreement|comply|许可|协议|条款"
_LINE: Path = ("description", "license")
_STOP = r"[,;:()\[\]\n，。；（）]|\.(?:\s|$)"
_BESIDE_THE_BASE = frozenset(
    (
        *("lora", "qlora", "peft", "adapter", "adapters", "textual_inversion"),
        *("sae", "sae_lens", "sparse-autoencoder", "sparse-autoencoders"),
        *("control-vector", "control-vectors", "probe"),
    )
)
"""Tags and libraries of what is trained beside a model and kept apart from its weights."""
_ADAPTER_NAME = r"(?<![a-z])(?:q?lora|adapter|sae)(?![a-z])"
_UNTOLD = frozenset({"other", "unknown"})
_HAN = r"[\u3400-\u9fff]+"
_NAME_START = r"(?<![A-Za-z0-9.-])[A-Z]"
_MAX_NAMES = 300
_MAX_WORDS = 7
_MAX_TEXT = 4000


class StatedLicense(NamedTuple):
    """A licence and where the card states it."""

    id: str
    path: Path


def body_licenses(reading: Reading) -> Iterator[StatedLicense]:
    """Yield the licences that the body states for the model itself.

    The licence line counts, and a licence section that says it of the model, or says nothing but
    the licence. What speaks of code, data or another model is left out: it may differ.
    """
    description = reading.record.description
    line = description.license if description else None
    if line is not None and line.status != "assumed" and line.note is None:
        name = line.value.id
        if name is not None and not _stands_elsewhere(reading):
            yield StatedLicense(name, _LINE)
    for entry in reading.outline:
        if entry.id == "license" and reading.kind == "markdown":
            found = _license_of(entry.text[:_MAX_TEXT])
            if found is not None:
                yield StatedLicense(found, entry.path)


def section_licenses(reading: Reading) -> dict[str, Path]:
    """Return all licences that the licence sections name, of model, code or data, with the section.

    Which of them is the model's is not asked: a translation names the same ones.
    """
    found: dict[str, Path] = {}
    for entry in reading.outline if reading.kind == "markdown" else ():
        if entry.id == "license":
            text = compiled(_HAN).sub(r" \g<0> ", fold_width(entry.text[:_MAX_TEXT]))
            for match in islice(compiled(_NAME_START).finditer(text), _MAX_NAMES):
                named = _leading_license(text[match.start() : match.start() + 100])
                if named is not None and named not in _UNTOLD:
                    found.setdefault(named, entry.path)
    return found


def family_of_line(reading: Reading) -> FamilyLicense | None:
    """Return the family whose terms the licence line points to without naming a licence in full.

    *Must comply with the license of Llama 2*, say; only where it speaks of nothing but the model.
    """
    description = reading.record.description
    line = description.license if description else None
    name = line.value.name if line is not None and line.value.id is None else None
    if name is None or _stands_elsewhere(reading):
        return None
    text = fold_width(name.en or name.zh or "")
    if compiled(_NOT_THE_MODEL).search(text) or not compiled(_TERMS).search(text):
        return None
    return next((f for f in families() if f.hub is not None and _mentions(text, f)), None)


def _stands_elsewhere(reading: Reading) -> bool:
    """Say whether the licence line stands in a section about data, code or another model."""
    line = reading.spans.get(_LINE)
    if line is None or reading.kind != "markdown":
        return False
    above = [e for e in reading.outline if reading.span(e.path).start <= line.start]
    return bool(above) and compiled(_ELSEWHERE).search(above[-1].title) is not None


def _license_of(text: str) -> str | None:
    """Return the one licence that a licence section gives the model, None where it is not plain."""
    folded = fold_width(text).strip()
    if compiled(_NOT_THE_MODEL).search(folded):
        return None
    whole = find_license(folded.rstrip(".。")) if len(folded) <= 80 else None
    if whole is not None:
        return whole.id
    found = {_leading_license(folded[match.end() :]) for match in _UNDER.finditer(folded)}
    for match in _ZH_UNDER.finditer(folded):
        named = find_license(match["name"])
        found.add(named.id if named else None)
    return found.pop() if len(found) == 1 else None


def _leading_license(text: str) -> str | None:
    """Return the licence whose name `text` begins with."""
    stop = compiled(_STOP).search(text[:100])
    words = text[: stop.start() if stop else 100].split()[:_MAX_WORDS]
    for end in range(len(words), 0, -1):
        found = find_license(" ".join(words[:end]))
        if found is not None:
            return found.id
    return None


def same_license(a: str, b: str) -> bool:
    """Say whether two Hub ids can mean one licence: equal, or one the other's family (`gpl`)."""
    if a == b or {a, b} & _UNTOLD:
        return True
    if "rail" in a and "rail" in b:
        return True
    return a.startswith(f"{b}-") or b.startswith(f"{a}-")


def is_adapter(reading: Reading) -> bool:
    """Say whether the card is of an adapter: weights of its own, without those of the base.

    LoRA, control vectors, sparse autoencoders.
    """
    if any(compiled(_ADAPTER_NAME).search(name) for name in names(reading.record)):
        return True
    metadata = reading.record.metadata
    if metadata is None:
        return False
    words = (metadata.library_name or "", *metadata.tags)
    told = metadata.base_model_relation == "adapter"
    return told or any(word.casefold() in _BESIDE_THE_BASE for word in words)


def names_base_license(reading: Reading, family: FamilyLicense) -> bool:
    """Say whether the card gives the base model's licence a place beside its own.

    `license_name` or `license_link` name it, or the licence section tells it from that of the code
    or another part.
    """
    metadata = reading.record.metadata
    named = (metadata.license_name, metadata.license_link) if metadata else ()
    if any(_mentions(text, family) for text in named if text):
        return True
    sections = (e.text[:_MAX_TEXT] for e in reading.outline if e.id == "license")
    return any(
        compiled(_NOT_THE_MODEL).search(text) and _mentions(text, family) for text in sections
    )


def _mentions(text: str, family: FamilyLicense) -> bool:
    folded = fold_width(text).lower()
    return any(word in folded for word in family.words)
