"""From an entry of a file of tasks to a definition, with what a harness does by default."""

from __future__ import annotations

from cardkit.catalog.definition import LAYOUT, Columns, Definition, ItemSource
from cardkit.record.definition_entry import ColumnsEntry, DefinitionEntry, ItemsEntry


def definition(entry: DefinitionEntry, folder: str, place: str) -> Definition:
    """Return what an entry defines; paths are looked for in `folder`, `place` is shown."""
    foundry = entry.harness == "llm-foundry"
    delimiter = "\n" if foundry else "\n\n"
    stop = tuple(entry.stop)
    if entry.type == "generation" and not foundry and not stop:
        stop = (_or(entry.example_delimiter, delimiter),)  # what lm-eval's TaskConfig falls back on
    return Definition(
        task=entry.task,
        harness=entry.harness,
        type=entry.type,
        shots=entry.shots,
        items=_items(entry.items, folder),
        columns=_columns(entry.columns) if entry.columns else LAYOUT[entry.type],
        source=entry.source,
        shots_from=_items(entry.shots_from, folder) if entry.shots_from else None,
        sampler=entry.sampler or "default",
        exclude_own=entry.shots_from is None if entry.exclude_own is None else entry.exclude_own,
        prompt=entry.prompt or "",
        prelimiter=entry.prelimiter or "",
        example_delimiter=_or(entry.example_delimiter, delimiter),
        continuation_delimiter=_or(entry.continuation_delimiter, " "),
        cot_delimiter=entry.cot_delimiter or "",
        stop=stop,
        categories=entry.has_categories,
        macro=entry.has_categories and foundry,
        max_new_tokens=entry.max_new_tokens,
        ignore_case=entry.ignore_case,
        ignore_punctuation=entry.ignore_punctuation,
        strip_answer=entry.strip_answer,
        max_seq_len=entry.max_seq_len,
        place=place,
    )


def _or(text: str | None, default: str) -> str:
    return default if text is None else text


def _items(entry: ItemsEntry, folder: str) -> ItemSource:
    return ItemSource(
        path=entry.path,
        folder=folder if entry.path is not None else None,
        hub=entry.hub,
        revision=entry.revision,
        config=entry.config,
        split=entry.split,
        files=tuple(entry.files),
        sha256=entry.sha256,
    )


def _columns(entry: ColumnsEntry) -> Columns:
    return Columns(
        query=entry.query,
        choices=_one_or_several(entry.choices),
        gold=entry.gold,
        labels=_one_or_several(entry.labels),
        answer=entry.answer,
        aliases=entry.aliases,
        chain_of_thought=entry.chain_of_thought,
        category=entry.category,
    )


def _one_or_several(columns: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
    return columns if columns is None or isinstance(columns, str) else tuple(columns)
