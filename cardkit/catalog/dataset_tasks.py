"""Which task of the registry a data set of the Hub stands for."""

from __future__ import annotations

from functools import cache

from cardkit.catalog.tables import read_table

_WHOLE = frozenset(("", "default", "plain_text", "none"))
"""Configs that say nothing: the set as a whole."""


@cache
def _tasks() -> dict[str, str]:
    return {row["dataset"].casefold(): row["task"] for row in read_table("dataset_tasks.tsv")}


def find_dataset_task(dataset: str, config: str | None = None) -> str | None:
    """Return the task id of a data set (`allenai/ai2_arc`) and its config (`ARC-Challenge`).

    None where the set or the config is not listed: a part is not the whole. A config named like its
    set (`squad_v2` of `squad_v2`) is the whole.
    """
    name, part = dataset.strip().casefold(), (config or "").strip().casefold()
    if part in _WHOLE or part == name.rpartition("/")[2]:
        part = ""
    return _tasks().get(f"{name}:{part}" if part else name)


@cache
def data_set_ids() -> dict[str, tuple[str, str | None]]:
    """Return the data set on the Hub, and its config, of each task: the first the table lists."""
    found: dict[str, tuple[str, str | None]] = {}
    for row in read_table("dataset_tasks.tsv"):
        id_, _, config = row["dataset"].partition(":")
        found.setdefault(row["task"], (id_, config or None))
    return found


@cache
def hub_benchmarks() -> dict[str, tuple[str, str]]:
    """Return the Hub's benchmarks by task of the registry: the data set and its own task id."""
    rows = read_table("hub_benchmarks.tsv")
    return {row["task"]: (row["dataset"], row["task_id"]) for row in rows}
