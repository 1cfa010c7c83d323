"""What a card claims of its model's make, each claim with the place where the card says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from cardkit.forensics.nominal import printed_unit, stated
from cardkit.forensics.sizes import named_sizes
from cardkit.quantity import parse_quantity
from cardkit.verify.outcome import Claim
from cardkit.verify.spec.quantization_claims import named

if TYPE_CHECKING:
    from cardkit.record.base import Fact, Prose
    from cardkit.record.card import CardRecord
    from cardkit.record.details import ModelDetails
    from cardkit.record.scalars import Quantity
    from cardkit.source.span import Path

_COUNTS = (
    "parameters",
    "layers",
    "hidden_size",
    "intermediate_size",
    "attention_heads",
    "kv_heads",
    "head_dim",
)
_QUANTITIES = (
    ("size", "parameters"),
    ("active_parameters", "active_parameters"),
    ("context_length", "context_length"),
    ("vocabulary_size", "vocabulary_size"),
)
"""Field of the record, and what it claims."""
_LARGEST = 10**18
_CLASS = re.compile(r"\b[A-Z][A-Za-z0-9]{2,60}For[A-Z][A-Za-z]{2,40}\b")
_TEMPLATE = "apply_chat_template("


def claims_of(record: CardRecord) -> tuple[Claim, ...]:
    """Return what `record` claims and the files of a model can tell; nothing that it assumes."""
    details = record.details
    found = [] if details is None else [*_details(details)]
    found += _in_name(record)
    found += _architecture(record)
    found += _template(record)
    return tuple(found)


def _details(details: ModelDetails) -> Iterator[Claim]:
    for field, claimed in _QUANTITIES:
        fact: Fact[Quantity] | None = getattr(details, field)
        quantity = stated(fact)
        if quantity is not None and _is_whole(quantity.amount):
            path = ("details", field)
            nominal = is_nominal(quantity)
            yield Claim(claimed, path, int(quantity.amount), quantity.printed, nominal)
    for field in _COUNTS:
        count: Fact[int] | None = getattr(details, field)
        value = stated(count)
        if value is not None and abs(value) <= _LARGEST:
            nominal = field == "parameters" and printed_unit(Decimal(value), str(value)) > 0
            yield Claim(field, ("details", field), value, f"{value:,}", nominal)
    dtype, tied = stated(details.dtype), stated(details.tied_embeddings)
    if dtype is not None:
        yield Claim("dtype", ("details", "dtype"), dtype, dtype)
    if tied is not None:
        yield Claim("tied_embeddings", ("details", "tied_embeddings"), tied, str(tied).lower())


def _is_whole(amount: Decimal) -> bool:
    return 0 < amount <= _LARGEST and amount == amount.to_integral_value()


def is_nominal(quantity: Quantity) -> bool:
    """Say whether an amount stands for a range: `7B`, `~7000`, `128K`, but not `2048`."""
    return quantity.approximate or printed_unit(quantity.amount, quantity.printed) > 1


def _in_name(record: CardRecord) -> Iterator[Claim]:
    """Yield the sizes in name and title, each that differs, and the quantisation in the name."""
    met: set[int] = set()
    for sized in named_sizes(record):
        size = parse_quantity(sized.printed)
        if size is None or not _is_whole(size.amount) or int(size.amount) in met:
            continue
        met.add(int(size.amount))
        yield Claim("parameters", sized.path, int(size.amount), sized.printed, nominal=True)
    method = named((record.name or "")[:200])
    if method is not None:
        yield Claim("quantization", ("name",), *method)


def _architecture(record: CardRecord) -> Iterator[Claim]:
    """Yield the class of transformers that a card names; families in prose are no exact claim."""
    architecture = record.training.architecture if record.training else None
    kind = record.description.model_type if record.description else None
    places: tuple[tuple[Path, Fact[Prose] | None], ...] = (
        (("training", "architecture"), architecture),
        (("description", "model_type"), kind),
    )
    for path, fact in places:
        prose = stated(fact)
        match = _CLASS.search(prose.en or prose.zh or "") if prose is not None else None
        if match is not None:
            yield Claim("architecture", path, match[0], match[0])


def _template(record: CardRecord) -> Iterator[Claim]:
    """Yield the chat template that a usage example needs."""
    for i, snippet in enumerate(record.usage):
        for j, step in enumerate(snippet.steps):
            if step.code and _TEMPLATE in step.code:
                path = ("usage", i, "steps", j, "code")
                yield Claim("chat_template", path, True, f"{_TEMPLATE}...)")
                return
