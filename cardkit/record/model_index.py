"""A `model-index`: a hub's result blocks as a card holds them, in order, with all they say.

A key whose value is null, or of a shape its field cannot hold, is kept in `other` of the mapping it
stands in; so is every key that the format does not name. Numbers keep their printed digits.
"""

from __future__ import annotations

from pydantic import Field

from cardkit.record.base import Items, RecordModel, both

_OTHER = both("Keys kept as they are", "原样保留的其他键")


class Block(RecordModel):
    """A mapping of a result block, with the keys that have no field."""

    other: dict[str, object] = Field(default_factory=dict, description=_OTHER)


class IndexedTask(Block):
    """The task of a result."""

    type: str | None = Field(None, description=both("Task, such as text-generation", "任务类型"))
    name: str | None = Field(None, description=both("Its name", "任务名称"))


class IndexedDataset(Block):
    """The data set of a result; `args` (few-shot examples, say) is part of its identity."""

    type: str | None = Field(None, description=both("Data set id", "数据集 ID"))
    name: str | None = Field(None, description=both("Its name", "数据集名称"))
    config: str | None = Field(None, description=both("Configuration", "子集配置"))
    split: str | None = Field(None, description=both("Split", "数据划分"))
    revision: str | None = Field(None, description=both("Revision", "数据集版本"))
    args: object | None = Field(None, description=both("Arguments, of any shape", "参数，形状不限"))


class IndexedMetric(Block):
    """One score; `value` is whatever stands there, a number with its digits."""

    type: str | None = Field(None, description=both("Metric id", "指标 ID"))
    value: object | None = Field(None, description=both("The score as printed", "分数（保留原样）"))
    name: str | None = Field(None, description=both("Name of the metric", "指标名称"))
    config: str | None = Field(None, description=both("Configuration of the metric", "指标配置"))
    description: str | None = Field(
        None, description=both("Description (ModelScope)", "说明（魔搭）")
    )
    args: object | None = Field(None, description=both("Arguments, of any shape", "参数，形状不限"))
    verified: bool | None = Field(
        None, description=both("Whether the hub marks it verified", "平台是否标记为已验证")
    )
    verify_token: str | None = Field(
        None,
        description=both(
            "The hub's own signature (`verifyToken`): kept, never made",
            "平台签发的签名（`verifyToken`）：只保留，绝不生成",
        ),
    )


class IndexedSource(Block):
    """Where a result was read."""

    name: str | None = Field(None, description=both("Name of the source", "来源名称"))
    url: str | None = Field(None, description=both("Its address", "来源链接"))


class IndexedResult(Block):
    """A result: the whole block is its identity, so equal scores of two blocks stay two."""

    task: IndexedTask | None = Field(None, description=both("Task", "任务"))
    dataset: IndexedDataset | None = Field(None, description=both("Data set", "数据集"))
    metrics: Items[IndexedMetric] = Field((), description=both("Scores", "分数"))
    source: IndexedSource | None = Field(None, description=both("Source", "来源"))


class IndexedModel(Block):
    """The results of one model; several models of one card stay apart."""

    name: str | None = Field(None, description=both("Model name", "模型名称"))
    results: Items[IndexedResult] = Field((), description=both("Results", "结果"))
