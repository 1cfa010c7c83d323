"""The definitions of tasks that cardkit brings, from their tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cardkit.catalog.definition import LAYOUT, TASK_TYPES, Definition, Harness, ItemSource
from cardkit.catalog.lm_eval_tables import lm_eval_definitions
from cardkit.catalog.tables import read_table

_DCLM = "mlfoundations/dclm@361714b eval/heavy.yaml"
_DCLM_LENGTH = 2048


@cache
def shipped_definitions() -> Mapping[tuple[str, Harness], Definition]:
    """Return the definitions by task and harness: the DCLM suite's 53, then lm-eval's own."""
    suite = [_dclm(row) for row in read_table("dclm_definitions.tsv")]
    return {(d.task, d.harness): d for d in (*suite, *lm_eval_definitions())}


def _dclm(row: Mapping[str, str]) -> Definition:
    kind = next(kind for kind in TASK_TYPES if kind == row["type"])
    return Definition(
        task=row["task"],
        harness="llm-foundry",
        type=kind,
        shots=int(row["shots"]),
        items=ItemSource(path=row["file"]),
        columns=LAYOUT[kind],
        source=_DCLM,
        prelimiter=_text(row["question_prelimiter"], ""),
        continuation_delimiter=_text(row["continuation_delimiter"], " "),
        cot_delimiter=_text(row["cot_delimiter"], ""),
        stop=_texts(row["stop"]),
        categories=row["has_categories"] == "1",
        macro=row["has_categories"] == "1",
        max_seq_len=_DCLM_LENGTH,
    )


def _text(cell: str, default: str) -> str:
    import json

    return str(json.loads(cell)) if cell else default


def _texts(cell: str) -> tuple[str, ...]:
    import json

    return tuple(map(str, json.loads(cell))) if cell else ()
