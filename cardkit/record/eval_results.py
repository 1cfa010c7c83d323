"""`.eval_results/*.yaml`: the Hub's list of benchmark scores beside a card, with all it says.

As in a `model-index`, a null, a value of another shape and a key without a field stay in `other`.
"""

from __future__ import annotations

from pydantic import Field

from cardkit.record.base import both
from cardkit.record.model_index import Block


class EvalDataset(Block):
    """The benchmark of an entry."""

    id: str | None = Field(None, description=both("Data set id", "数据集 ID"))
    task_id: str | None = Field(None, description=both("Task of the benchmark", "基准中的任务"))
    revision: str | None = Field(None, description=both("Revision", "数据集版本"))


class EvalSource(Block):
    """Where an entry was read, and who put it there."""

    url: str | None = Field(None, description=both("Address", "来源链接"))
    name: str | None = Field(None, description=both("Name of the source", "来源名称"))
    user: str | None = Field(None, description=both("User of the Hub", "Hub 用户"))
    org: str | None = Field(None, description=both("Organisation of the Hub", "Hub 组织"))


class EvalEntry(Block):
    """One score; `value` is whatever stands there, a number with its digits."""

    dataset: EvalDataset | None = Field(None, description=both("Benchmark", "基准"))
    value: object | None = Field(None, description=both("The score as printed", "分数（保留原样）"))
    verify_token: str | None = Field(
        None,
        description=both(
            "The Hub's own signature (`verifyToken`): kept, never made",
            "Hub 签发的签名（`verifyToken`）：只保留，绝不生成",
        ),
    )
    date: str | None = Field(None, description=both("Date as written", "日期（原样）"))
    source: EvalSource | None = Field(None, description=both("Source", "来源"))
    notes: str | None = Field(None, description=both("Notes", "备注"))
