"""Comparison tables: groups of models, scores with sources, what a source says against a row."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from cardkit.record.base import Items, Prose, RecordModel, Shorthand, Status, both
from cardkit.record.evaluation import Harness
from cardkit.record.scalars import Date, Direction, Quantity, Score, Unit

Tuning = Literal["base", "instruct", "chat", "unknown"]


class ComparisonSource(RecordModel):
    """A document that numbers were read from."""

    title: str
    url: str | None = None
    date: Date | None = Field(None, description=both("Date of the document", "文档日期"))
    accessed: Date | None = Field(None, description=both("Date it was read", "访问日期"))
    note: Prose | None = None


class MetricColumn(RecordModel):
    """One metric column. Numbers compare only where task, version, shots and harness agree."""

    id: str
    label: Prose
    task: str | None = Field(None, description=both("Task or aggregate id", "任务或聚合指标 ID"))
    metric_version: str | None = Field(None, description=both("Metric version", "指标版本"))
    shots: int | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    harness: Harness | None = None


class ComparisonScore(Shorthand):
    """One number of the table and where it was read."""

    short_fields = ("score",)
    short_types = ("number", "string")

    score: Score
    source: str | None = Field(None, description=both("Key of `sources`", "`sources` 中的键"))
    status: Status = "stated"
    emphasised: bool = Field(
        False, description=both("Printed bold in the card that was read", "原卡片中是否加粗")
    )
    note: Prose | None = None

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a bare number."""
        return value if isinstance(value, (dict, cls)) else {"score": value}

    def collapse(self) -> object | None:
        """Write the bare number where nothing else is known."""
        plain = self.source is None and self.status == "stated" and self.note is None
        return self.score.printed if plain and not self.emphasised else None


class Identity(RecordModel):
    """What the row's own source says the model is, where that can differ from the printed row."""

    model: str
    params: Quantity | None = None
    tuning: Tuning = "unknown"
    source: str = Field(description=both("Key of `sources`", "`sources` 中的键"))
    note: Prose | None = None


class ComparisonRow(RecordModel):
    """One model as the table prints it; unknown values are null, never text."""

    label: str
    model: str | None = Field(None, description=both("Hub id", "模型 ID"))
    params: Quantity | None = None
    tokens: Quantity | None = None
    open_data: bool | None = None
    scores: dict[str, ComparisonScore | None] = Field(
        default_factory=dict, description=both("Column id to score", "列 ID 到分数")
    )
    identity: Identity | None = None
    results: str | None = Field(
        None, description=both("Column of the per-task file", "逐任务结果文件中的列名")
    )


class ComparisonGroup(RecordModel):
    """A labelled group of rows; the best is marked within a group."""

    id: str | None = None
    label: Prose | None = None
    rows: Items[ComparisonRow]


class Comparison(RecordModel):
    """A comparison table, in a file of its own or as a card states it."""

    schema_version: Literal[1] = 1
    kind: Literal["comparison"] = "comparison"
    id: str | None = None
    title: Prose | None = None
    intro: Prose | None = None
    as_of: Date | None = Field(
        None, description=both("The state of knowledge; files must say it", "数据截止日期")
    )
    columns: Items[MetricColumn]
    groups: Items[ComparisonGroup]
    sources: dict[str, ComparisonSource] = Field(default_factory=dict)
    task_results: str | None = Field(
        None, description=both("Per-task results beside this file", "逐任务结果文件")
    )


class ComparisonReference(Shorthand):
    """A card's pointer to a shipped or neighbouring comparison file and to its own row there."""

    short_fields = ("file",)

    file: str = Field(description=both("Id of a shipped table, or a path", "内置对比表 ID 或路径"))
    row: str | None = Field(None, description=both("Label of the card's row", "本模型所在行"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a bare id."""
        return {"file": value} if isinstance(value, str) else value

    def collapse(self) -> object | None:
        """Write a bare id where no row is named."""
        return self.file if self.row is None else None


def _table_or_reference(value: object) -> str:
    reference = isinstance(value, (str, ComparisonReference)) or (
        isinstance(value, dict) and "file" in value
    )
    return "<reference>" if reference else "<table>"


StatedComparison = Annotated[
    Annotated[Comparison, Tag("<table>")] | Annotated[ComparisonReference, Tag("<reference>")],
    Discriminator(_table_or_reference),
]
"""What a card says of other models: a table, or where one lies. The tags are no file's keys."""
