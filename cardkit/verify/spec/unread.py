"""Claims that stand in a card and cannot be read: they would vanish, and the check look whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.catalog.labels import find_label
from cardkit.forensics.nominal import stated
from cardkit.source.span import breadcrumb
from cardkit.text import Text, listed
from cardkit.verify.outcome import Claim, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardkit.bind.reading import Reading
    from cardkit.source.span import Path

_FIELDS = frozenset(
    {"size", "parameters", "active_parameters", "layers", "hidden_size", "intermediate_size"}
    | {"attention_heads", "kv_heads", "head_dim", "context_length", "vocabulary_size", "dtype"}
    | {"tied_embeddings"}
)
_OF_LABEL = {"precision": "dtype"}
"""Labels of the catalogue that are called otherwise in the record."""
_SAME = ({"size", "parameters"},)
_LABEL = re.compile(r"[-*+\s]*[*_]{0,3}(.{1,80}?)[*_]{0,3}\s*[:：]")
_SHOWN = 5
_ONE = Text(
    en="a claim of the card cannot be read and was not checked ({where}); `cardkit validate` says"
    " why",
    zh="卡片中有 1 项声明无法读取，未核实（{where}）；原因见 `cardkit validate`",
)
_MANY = Text(
    en="{count} claims of the card cannot be read and were not checked ({where});"
    " `cardkit validate` says why",
    zh="卡片中有 {count} 项声明无法读取，未核实（{where}）；原因见 `cardkit validate`",
)


def unread(reading: Reading, claims: Sequence[Claim]) -> Remark | None:
    """Return a remark on what the card claims of the model's make and nobody can hold against it.

    A value that does not fit its field, a key that no field has, an amount that is no count, and a
    line of a Markdown card under a known label; None where all is read.
    """
    found = list(dict.fromkeys([*_misfits(reading), *_amounts(reading, claims), *_lines(reading)]))
    if not found:
        return None
    where = listed(found[:_SHOWN]) if len(found) <= _SHOWN else listed([*found[:_SHOWN], "..."])
    message = (_ONE if len(found) == 1 else _MANY).format(count=len(found), where=where)
    return Remark("claims-unreadable", "error", message, reading.document.source.name)


def _misfits(reading: Reading) -> Iterator[str]:
    for issue in reading.schema_issues:
        path: Path = issue.path
        if path[:1] != ("details",):
            continue
        if len(path) == 1 or path[1] in _FIELDS or issue.kind == "extra_forbidden":
            yield breadcrumb(path)


def _amounts(reading: Reading, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield what was read as an amount and is none that a model can have: 12.5 tokens."""
    made = {claim.path for claim in claims}
    for field in sorted(_FIELDS):
        path = ("details", field)
        value = stated(getattr(reading.record.details, field, None))
        if value is not None and path not in made:
            yield breadcrumb(path)


def _lines(reading: Reading) -> Iterator[str]:
    for piece in reading.unrecognised:
        match = _LABEL.match(piece.text) if piece.kind == "field" else None
        label = find_label("field", match[1]) if match else None
        field = _OF_LABEL.get(label or "", label or "")
        # A line that repeats what was read elsewhere is kept as well.
        if field in _FIELDS and not any(_is_read(reading, f) for f in _names(field)):
            yield f"{reading.document.source.name}:{piece.line}"


def _names(field: str) -> set[str]:
    return next((same for same in _SAME if field in same), {field})


def _is_read(reading: Reading, field: str) -> bool:
    return getattr(reading.record.details, field, None) is not None
