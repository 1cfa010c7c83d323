"""Arbitrary records: values as the models allow them, texts as hostile as Unicode permits."""

from __future__ import annotations

import types
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cardkit.record.base import Fact, Prose
from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison, ComparisonReference
from cardkit.record.scalars import Date, Measure, Quantity, Score

TRICKY = st.sampled_from(
    [
        *(
            "no",
            "Yes",
            "on",
            "null",
            "~",
            "true",
            "y",
            "1.10",
            "2024-06-01",
            "12:30",
            "0x1F",
            "0o7",
        ),
        *("1_000", "2e-3", ".5", "-", "- a", "a: b", "a #b", "#a", "", " ", " a", "a ", "'", '"'),
        *(
            "a\nb",
            "a\n",
            "\na",
            "a\n\nb\n",
            " a\nb",
            "a \nb",
            "a\n  b",
            "\ta\nb",
            "a\tb\nc",
            "a\n\n",
        ),
        *(
            "\x1b[31m",
            "\u202eabc",
            "\ufeff",
            "a\x85b",
            "a\u2028b",
            "\x00",
            "\r\n",
            "模型：卡片",
            "😀",
        ),
        *(
            "---",
            "...",
            "--- a",
            "[a",
            "{a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "? a",
            ":",
        ),
        *("<<", "=", "a,b", "[/INST]", "a]b", "模型\n卡片", "e\u0301", "=1+1", "007", "+5", "-0"),
    ]
)
TEXTS = TRICKY | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
DIGITS = st.from_regex(
    r"[+-]?([0-9]{1,4}(\.[0-9]{0,4})?|\.[0-9]{1,3})([eE][+-]?[0-9]{1,2})?", fullmatch=True
)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PRINTED = st.sampled_from(
    ["7B", "70 亿", "2.5T", "2.5 万亿", "2048 sequences", "2048", "~7B", "1.50"]
)


def valid(
    model: type[BaseModel], fields: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[Any]:
    """Build a model, dropping what its validators refuse."""

    def build(values: dict[str, Any]) -> BaseModel | None:
        try:
            return model(**values)
        except ValidationError:
            return None

    return fields.map(build).filter(lambda made: made is not None)


def of(annotation: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a field."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return of(args[0])
    if origin in (Union, types.UnionType):
        return st.one_of([of(a) for a in args])
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(of(args[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXTS, of(args[1]), max_size=2)
    simple = {
        type(None): st.none(),
        str: TEXTS,
        int: st.integers(-(10**20), 10**20),
        bool: st.booleans(),
        object: DATA,
        Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2),
    }
    return simple[annotation] if annotation in simple else st.deferred(lambda: model(annotation))


def model(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Return a strategy for the records of one model; most optional fields stay empty."""
    special = {
        Measure: DIGITS.map(lambda d: Measure(printed=d)),
        Score: DIGITS.map(lambda d: Score(printed=d)),
        Quantity: PRINTED.map(Quantity.model_validate),
    }
    required = {n: of(f.annotation) for n, f in kind.model_fields.items() if f.is_required()}
    optional = {n: of(f.annotation) for n, f in kind.model_fields.items() if not f.is_required()}
    some = (
        st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True)
        if optional
        else st.just([])
    )

    def fields(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({**required, **{n: optional[n] for n in names}})

    built = valid(kind, some.flatmap(fields))
    return special[kind] | built if kind in special else built


RECORDS = model(CardRecord)
COMPARISONS = model(Comparison)

__all__ = [
    "COMPARISONS",
    "RECORDS",
    "TEXTS",
    "ComparisonReference",
    "Date",
    "Fact",
    "Prose",
    "model",
]
