"""lm-eval's own definitions of common tasks, from their table, and which of its tasks are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from cardkit.catalog.columns import template
from cardkit.catalog.definition import TASK_TYPES, Columns, Definition, ItemSource
from cardkit.catalog.tables import parts, read_table
from cardkit.catalog.task_tables import shipped_benchmarks, shipped_parts

Row = Mapping[str, str]
SOURCE = "lm-eval 0.4.13 lm_eval/tasks/"
_TUPLES = ("stop", "ignored", "filters")
_SUBJECT = "subject"


def lm_eval_definitions() -> Iterator[Definition]:
    """Yield the definitions in the table's order, each benchmark's parts behind it."""
    for row in read_table("lm_eval_definitions.tsv"):
        for task in parts(row["task"]):
            whole = _definition(row, task)
            if not row["subjects"]:
                yield whole
                continue
            subjects = _subjects(row, task)
            by_file = row["subjects"] == "files"
            yield _of_files(whole, row, subjects) if by_file else _of_column(whole)
            yield from _parts(whole, row, task, subjects)


@cache
def left_out() -> Mapping[str, str]:
    """Return the tasks of lm-eval that are not asked here: why, by their ids in the registry."""
    return {row["task"]: row["why"] for row in read_table("lm_eval_left_out.tsv")}


def _definition(row: Row, task: str) -> Definition:
    settings = _settings(row["settings"])
    kind = next(kind for kind in TASK_TYPES if kind == row["type"])
    columns = Columns(
        query=_cell(row["query"]),
        choices=_cell(row["choices"]),
        gold=_cell(row["gold"]),
        labels=settings.pop("labels", None),
        answer=_cell(row["answer"]),
    )
    shots_from = row["shots_from"]
    made = Definition(
        task=task,
        harness="lm-eval",
        type=kind,
        shots=int(row["shots"]),
        items=_source(row, row["name"], row["config"] or None, row["split"]),
        columns=columns,
        source=SOURCE + row["file"],
        exclude_own=row["exclude_own"] == "1",
        example_delimiter=settings.pop("example_delimiter", "\n\n"),
        reshaping=row["reshaping"] or None,  # type: ignore[arg-type]  # the table is tested
        name=row["name"],
        n=int(row["n"]) if row["n"] else None,
        metrics=tuple(row["metrics"].split()),
        **settings,
    )
    if not shots_from:
        return made
    pool = _source(row, row["name"], row["config"] or None, shots_from)
    return replace(made, shots_from=pool)


def _source(row: Row, name: str, config: str | None, split: str) -> ItemSource:
    """Return one split; a file of the evaluated one may do without the split in its name."""
    usual = f"{name}.{split}"
    names = (usual, name) if split == row["split"] else (usual,)
    return ItemSource(hub=row["data_set"], config=config, split=split, names=names)


def _subjects(row: Row, task: str) -> dict[str, str]:
    """Return the parts of a benchmark that are no groups: what their prompt calls them, by part."""
    found = {
        id_.removeprefix(f"{task}_"): part
        for id_, part in shipped_parts(task).items()
        if not part.part_ids
    }
    if row["subjects"] == "column":
        return {part: part for part in found}
    before = f"{shipped_benchmarks()[task].zh} "
    return {part: entry.zh.removeprefix(before) for part, entry in found.items()}


def _of_column(whole: Definition) -> Definition:
    return replace(whole, categories=True, columns=replace(whole.columns, category=_SUBJECT))


def _of_files(whole: Definition, row: Row, subjects: Mapping[str, str]) -> Definition:
    """Return a definition over the data of several parts, each with examples of its own."""
    made = replace(whole, items=replace(whole.items, parts=_sources(row, subjects, row["split"])))
    if whole.shots_from is not None:
        pool = replace(whole.shots_from, parts=_sources(row, subjects, row["shots_from"]))
        made = replace(made, shots_from=pool)
    return _of_column(made)


def _sources(
    row: Row, subjects: Mapping[str, str], split: str
) -> tuple[tuple[str, ItemSource], ...]:
    return tuple(
        (subject, _source(row, f"{row['name']}_{part}", part, split))
        for part, subject in subjects.items()
    )


def _parts(
    whole: Definition, row: Row, task: str, subjects: Mapping[str, str]
) -> Iterator[Definition]:
    """Yield the definition of each part, and of each group of parts (MMLU's four)."""
    for id_, entry in shipped_parts(task).items():
        part = id_.removeprefix(f"{task}_")
        name = f"{row['name']}_{part}"
        if entry.part_ids:
            members = {m.removeprefix(f"{task}_") for m in entry.part_ids}
            inside = {p: subject for p, subject in subjects.items() if p in members}
            group = _of_files(whole, row, inside)
            yield replace(group, task=id_, name=name, n=entry.n)
            continue
        made = replace(
            whole,
            task=id_,
            name=name,
            n=entry.n,
            prompt=template(whole.prompt).fill({_SUBJECT: subjects[part]}),
            items=_source(row, name, part, row["split"]),
        )
        if row["shots_from"]:
            made = replace(made, shots_from=_source(row, name, part, row["shots_from"]))
        yield made


def _cell(cell: str) -> Any:  # noqa: ANN401 - a text, a list of texts, or a number
    """Return what a cell says: JSON where it is quoted, a list or a number, else a column."""
    import json

    if not cell:
        return None
    if cell[0] not in '["0123456789':
        return cell
    found = json.loads(cell)
    return tuple(found) if isinstance(found, list) else found


def _settings(cell: str) -> dict[str, Any]:
    import json

    found = json.loads(cell) if cell else {}
    labels = found.get("labels")
    if isinstance(labels, list):
        found["labels"] = tuple(labels)
    return {key: tuple(v) if key in _TUPLES else v for key, v in found.items()}
