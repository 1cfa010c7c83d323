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

    title: str = Field(description=both("Title of the document", "文档标题"))
    url: str | None = Field(None, description=both("Address", "链接地址"))
    date: Date | None = Field(None, description=both("Date of the document", "文档日期"))
    accessed: Date | None = Field(None, description=both("Date it was read", "访问日期"))
    note: Prose | None = Field(None, description=both("Remark", "备注"))


class MetricColumn(RecordModel):
    """One metric column. Numbers compare only where task, version, shots and harness agree."""

    id: str = Field(description=both("Id of the column", "列 ID"))
    label: Prose = Field(description=both("Printed heading", "列标题"))
    task: str | None = Field(None, description=both("Task or aggregate id", "任务或聚合指标 ID"))
    metric_version: str | None = Field(None, description=both("Metric version", "指标版本"))
    shots: int | None = Field(None, description=both("Few-shot examples", "样例数（shot）"))
    unit: Unit | None = Field(None, description=both("Unit of the scores", "分数单位"))
    direction: Direction | None = Field(
        None, description=both("Which way is better", "越高越好或越低越好")
    )
    harness: Harness | None = Field(None, description=both("Harness", "评测框架"))


class ComparisonScore(Shorthand):
    """One number of the table and where it was read."""

    short_fields = ("score",)
    short_types = ("number", "string")

    score: Score = Field(description=both("Score with its printed digits", "分数（保留原样位数）"))
    unit: Unit | None = Field(
        None,
        description=both(
            "Unit, where it is not the column's", "分数单位，仅在与该列单位不同时填写"
        ),
    )
    source: str | None = Field(None, description=both("Key of `sources`", "`sources` 中的键"))
    status: Status = Field("stated", description=both("How the number is known", "数值来历"))
    emphasised: bool = Field(
        False, description=both("Printed bold in the card that was read", "原卡片中是否加粗")
    )
    note: Prose | None = Field(None, description=both("Remark", "备注"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a bare number."""
        return value if isinstance(value, (dict, cls)) else {"score": value}

    def collapse(self) -> object | None:
        """Write the bare number where nothing else is known."""
        plain = self.source is None and self.status == "stated" and self.note is None
        alone = plain and self.unit is None and not self.emphasised
        return self.score.printed if alone else None


class Identity(RecordModel):
    """What the row's own source says the model is, where that can differ from the printed row."""

    model: str = Field(description=both("Hub id or name in the source", "来源中的模型 ID 或名称"))
    params: Quantity | None = Field(
        None, description=both("Size in the source", "来源中的参数规模")
    )
    tuning: Tuning = Field("unknown", description=both("Base model or tuned", "基础模型或微调模型"))
    source: str = Field(description=both("Key of `sources`", "`sources` 中的键"))
    note: Prose | None = Field(None, description=both("Remark", "备注"))


class ComparisonRow(RecordModel):
    """One model as the table prints it; unknown values are null, never text."""

    label: str = Field(description=both("Printed name of the model", "表中的模型名"))
    model: str | None = Field(None, description=both("Hub id", "模型 ID"))
    params: Quantity | None = Field(None, description=both("Printed size", "参数规模"))
    tokens: Quantity | None = Field(
        None,
        description=both("Training tokens; absent means unknown", "训练 token 数，缺省表示未知"),
    )
    open_data: bool | None = Field(
        None, description=both("Whether the training data are open", "训练数据是否开放")
    )
    scores: dict[str, ComparisonScore | None] = Field(
        default_factory=dict, description=both("Column id to score", "列 ID 到分数")
    )
    identity: Identity | None = Field(
        None, description=both("What the row's source says the model is", "来源所述的模型身份")
    )
    results: str | None = Field(
        None, description=both("Column of the per-task file", "逐任务结果文件中的列名")
    )


class ComparisonGroup(RecordModel):
    """A labelled group of rows; the best is marked within a group."""

    id: str | None = Field(None, description=both("Id of the group", "分组 ID"))
    label: Prose | None = Field(None, description=both("Printed label of the group", "分组标题"))
    rows: Items[ComparisonRow] = Field(description=both("Models of the group", "组内模型"))


class Comparison(RecordModel):
    """A comparison table, in a file of its own or as a card states it."""

    schema_version: Literal[1] = Field(1, description=both("Version of this format", "格式版本"))
    kind: Literal["comparison"] = Field(
        "comparison", description=both("What this file holds", "文件类型")
    )
    id: str | None = Field(None, description=both("Id of the table", "对比表 ID"))
    title: Prose | None = Field(None, description=both("Title", "标题"))
    intro: Prose | None = Field(None, description=both("Text before the table", "表前说明"))
    as_of: Date | None = Field(
        None, description=both("The state of knowledge; files must say it", "数据截止日期")
    )
    columns: Items[MetricColumn] = Field(description=both("Metric columns", "指标列"))
    groups: Items[ComparisonGroup] = Field(description=both("Groups of rows", "行分组"))
    sources: dict[str, ComparisonSource] = Field(
        default_factory=dict,
        description=both("Documents the numbers were read from, by key", "数据来源（按键名引用）"),
    )
    notes: Items[Prose] = Field(
        (), description=both("Remarks below the table, in plain text", "表格下方的说明，纯文本")
    )
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
