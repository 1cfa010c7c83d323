"""Which columns a comparison has: those of its tables, those asked for, those that must part."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cardkit.compare.entries import Entry, prose_text
from cardkit.compare.metric import Claim, Metric, Relation, relate
from cardkit.compare.units import common_unit, known_direction, registered
from cardkit.compare.view import Column
from cardkit.errors import UsageError
from cardkit.record.comparison import Comparison
from cardkit.record.scalars import Direction, Unit
from cardkit.text import Text

MAX_DEFAULT_TASKS = 8
"""Cards without a table may share dozens of tasks; more than this needs `--columns`."""

NAME = Column("name", "name", Text(en="Model", zh="模型"), Text(en="Model", zh="模型"))
PARAMS = Column("params", "params", Text(en="Params", zh="参数规模"), Text(en="Params", zh="参数"))
TOKENS = Column(
    "tokens", "tokens", Text(en="Tokens", zh="训练数据量"), Text(en="Tokens", zh="数据")
)
OPEN_DATA = Column(
    "open_data", "open_data", Text(en="Open dataset", zh="开放数据集"), Text(en="Open", zh="开放")
)
MODEL = Column("model", "model", Text(en="Hub id", zh="模型 ID"), Text(en="Hub id", zh="ID"))
INFO = {c.id: c for c in (NAME, PARAMS, TOKENS, OPEN_DATA, MODEL)}
DEFAULT_INFO = (NAME, PARAMS, TOKENS, OPEN_DATA)


def score_column(metric: Metric, label: Text, unit: Unit | None, way: Direction | None) -> Column:
    """Return a score column; the direction nobody states is the registry's."""
    return Column(metric.id, "score", label, label, metric, unit, way or known_direction(metric))


def table_columns(comparisons: Sequence[Comparison], entries: Sequence[Entry]) -> list[Column]:
    """Return the metric columns of tables; a later table joins a column that measures the same."""
    columns: list[Column] = []
    for stated in (c for comparison in comparisons for c in comparison.columns):
        metric = Metric.of_column(stated)
        if _joined(columns, metric):
            continue
        label = prose_text(stated.label) or Text(en=stated.id, zh=stated.id)
        claims = [c for e in entries for c in e.claims if c.via == "row" and c.metric == metric]
        unit = stated.unit or common_unit(claims)
        columns.append(score_column(metric, label, unit, stated.direction))
    return parted(columns)


def _home(columns: Sequence[Column], metric: Metric) -> int | None:
    """Return the index of the column where a number of `metric` stands."""
    joins = {Relation.SAME, Relation.UNSTATED}
    fits = (i for i, c in enumerate(columns) if c.metric and relate(c.metric, metric)[0] in joins)
    return next(fits, None)


def _joined(columns: list[Column], metric: Metric) -> bool:
    """Let `metric` join the column it fits, which then states all that any of them states."""
    home = _home(columns, metric)
    if home is None:
        return False
    own = columns[home].metric
    columns[home] = replace(columns[home], metric=own.completed(metric) if own else metric)
    return True


def different_columns(columns: Sequence[Column], entries: Iterable[Entry]) -> list[Column]:
    """Add a column for each number of a card that shares a task with one but must not join it."""
    all_columns = list(columns)
    for claim in (c for entry in entries for c in entry.claims):
        relations = [relate(c.metric, claim.metric)[0] for c in all_columns if c.metric]
        fits = Relation.SAME in relations or Relation.UNSTATED in relations
        if Relation.DIFFERENT in relations and not fits:
            all_columns.append(claim_column(claim))
    return parted(all_columns)


def claim_column(claim: Claim) -> Column:
    """Return the column that a claim opens."""
    metric = claim.metric
    label = _task_label(metric) or prose_text(claim.label) or Text(en=metric.id, zh=metric.id)
    return score_column(metric, label, common_unit([claim]), claim.direction)


def parted(columns: Iterable[Column]) -> list[Column]:
    """Tell columns of one task but different version, shots or harness apart by id and label."""
    result: list[Column] = []
    for column in columns:
        rivals = [
            c
            for c in columns
            if c is not column
            and c.metric
            and column.metric
            and relate(c.metric, column.metric)[0] is Relation.DIFFERENT
        ]
        result.append(_qualified(column, rivals) if rivals else column)
    return result


def _qualified(column: Column, rivals: Sequence[Column]) -> Column:
    if "@" in column.id or column.metric is None:
        return column
    metric = column.metric
    facets = {f for c in rivals if c.metric for f in relate(c.metric, metric)[1]}
    parts = [
        part
        for facet, part in (
            ("metric_version", metric.metric_version),
            ("shots", None if metric.shots is None else f"{metric.shots}-shot"),
            ("harness", metric.harness),
        )
        if facet in facets and part is not None
    ]
    if not parts:
        return column
    words = ", ".join(parts)
    label = Text(en=f"{column.label.en} ({words})", zh=f"{column.label.zh} ({words})")
    name = f"{column.id}@{'-'.join(parts)}".replace(" ", "-")
    return replace(column, id=name, label=label, short=label)


def _task_label(metric: Metric) -> Text | None:
    task = registered(metric)
    return Text(en=task.en, zh=task.zh) if task else None


def shared_task_columns(entries: Sequence[Entry]) -> list[Column]:
    """Return the columns of cards without a table: tasks that at least two of them state."""
    columns: list[Column] = []
    for claim in (c for entry in entries for c in entry.claims):
        if not _joined(columns, claim.metric):
            columns.append(claim_column(claim))
    needed = min(2, len(entries))
    shared = []
    for column in columns:
        stated = [[c for c in e.claims if _fits(column, c)] for e in entries]
        if sum(map(bool, stated)) >= needed:
            shared.append(replace(column, unit=common_unit(c for cs in stated for c in cs)))
    return parted(shared)


def _fits(column: Column, claim: Claim) -> bool:
    return _home([column], claim.metric) is not None


class Columns:
    """All columns a view can show, and how to find one by name."""

    def __init__(self, scores: Sequence[Column], entries: Sequence[Entry]) -> None:
        self.scores = list(scores)
        self._entries = entries

    def find(self, name: str) -> Column:
        """Return the column called `name`: an id, or any task a card or result file knows.

        Raises UsageError with near names when there is none.
        """
        wanted = name.strip().casefold()
        for column in (*INFO.values(), *self.scores):
            task = column.metric.task if column.metric else None
            if wanted in {column.id.casefold(), (task or column.id).casefold()}:
                return column
        found = [c for e in self._entries for c in e.claims if self._matches(c, wanted)]
        if not found:
            raise self._unknown(name)
        column = claim_column(found[0])
        name = found[0].metric.task or found[0].metric.id
        unit = common_unit(c for c in found if _fits(column, c))
        return replace(column, id=name, unit=unit)

    @staticmethod
    def _matches(claim: Claim, wanted: str) -> bool:
        names = {claim.metric.id, claim.metric.task or "", *_labels(claim)}
        return wanted in {n.casefold() for n in names if n}

    def _unknown(self, name: str) -> UsageError:
        known = [*INFO, *(c.id for c in self.scores)]
        tasks = sorted({c.metric.task or c.metric.id for e in self._entries for c in e.claims})
        near = difflib.get_close_matches(name, [*known, *tasks], n=3)
        listed = ", ".join(near or known)
        return UsageError(
            Text(en="there is no column `{name}`", zh="没有名为 `{name}` 的列").format(name=name),
            hint=(
                Text(en="did you mean: {listed}", zh="是否想用：{listed}")
                if near
                else Text(
                    en="columns: {listed}; every task id works too",
                    zh="可用的列：{listed}；也可用任务 ID",
                )
            ).format(listed=listed),
        )


def _labels(claim: Claim) -> tuple[str, ...]:
    return tuple(t for t in (claim.label.en, claim.label.zh) if t) if claim.label else ()
