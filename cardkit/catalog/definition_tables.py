"""The definitions of tasks that cardkit brings, from their tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from cardkit.catalog.definition import LAYOUT, TASK_TYPES, Definition, Harness, ItemSource
from cardkit.catalog.lm_eval_tables import lm_eval_definitions
from cardkit.catalog.tables import read_table

_BASICS = "benchmarks/lm_eval/basics"
_DCLM = "mlfoundations/dclm@361714b eval/heavy.yaml"
_DCLM_LENGTH = 2048


@cache
def shipped_definitions() -> Mapping[tuple[str, Harness], Definition]:
    """Return the definitions by task and harness: DCLM's 53, lm-eval's own, those of our suite."""
    found = [_dclm(row) for row in read_table("dclm_definitions.tsv")]
    found += [*lm_eval_definitions()]
    found += [_basic(row) for row in read_table("basics_definitions.tsv")]
    return {(d.task, d.harness): d for d in found}


def _basic(row: Mapping[str, str]) -> Definition:
    kind = next(kind for kind in TASK_TYPES if kind == row["type"])
    columns = LAYOUT[kind]
    return Definition(
        task=row["task"],
        harness="lm-eval",
        type=kind,
        shots=int(row["shots"]),
        items=ItemSource(path=f"{row['task']}.jsonl", sha256=row["sha256"]),
        columns=replace(columns, answer=_text(row["answer"], columns.answer or "") or None),
        source=f"{_BASICS}/{row['task']}.yaml",
        example_delimiter="\n\n",
        continuation_delimiter=_text(row["continuation_delimiter"], " "),
        stop=_texts(row["stop"]),
        max_new_tokens=int(row["max_new_tokens"]) if row["max_new_tokens"] else None,
        strip_answer=row["strip"] == "1",
    )


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
