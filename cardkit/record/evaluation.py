"""Evaluations: one claim a score, with all that is needed to check it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cardkit.record.base import Prose, RecordModel, Status, both, needs_one_of
from cardkit.record.scalars import Date, Direction, Link, Measure, Score, Uncertainty, Unit

MeasuredBy = Literal["developer", "third-party", "cardkit", "unknown"]


class Harness(RecordModel):
    """The evaluation harness."""

    name: str = Field(description=both("Name of the harness", "框架名称"))
    version: str | None = Field(None, description=both("Version or commit", "版本或提交号"))
    url: str | None = Field(None, description=both("Address", "链接地址"))


class EvaluationSetup(RecordModel):
    """What holds for all evaluations that do not say otherwise, and the prose around the table."""

    intro: Prose | None = Field(None, description=both("Text before the table", "表前说明"))
    note: Prose | None = Field(None, description=both("Text after the table", "表后说明"))
    harness: Harness | None = Field(None, description=both("Harness", "评测框架"))
    unit: Unit | None = Field(None, description=both("Unit of the scores", "分数单位"))
    measured_by: MeasuredBy | None = Field(None, description=both("Who measured", "评测方"))
    source: str | None = Field(None, description=both("Where the scores were read", "分数出处"))


class Evaluation(RecordModel):
    """One score. `task` is the registry's id; `label` is what the card prints where it differs.

    A superset of Every Eval Ever 0.3: value, direction, bounds, uncertainty, n, who measured.
    """

    task: str | None = Field(None, description=both("Task id of the registry", "任务 ID"))
    label: Prose | None = Field(None, description=both("Printed task name", "卡片上的任务名"))
    score: Score = Field(description=both("Score with its printed digits", "分数（保留原样位数）"))
    unit: Unit | None = Field(None, description=both("Unit of the score", "分数单位"))
    direction: Direction | None = Field(
        None, description=both("Which way is better", "越高越好或越低越好")
    )
    metric: str | None = Field(None, description=both("Metric", "指标"))
    metric_version: str | None = Field(None, description=both("Version of the metric", "指标版本"))
    shots: int | None = Field(None, description=both("Few-shot examples", "样例数（shot）"))
    n: int | None = Field(None, description=both("Items evaluated", "样本数"))
    random_baseline: Measure | None = Field(None, description=both("Score of guessing", "随机基线"))
    low: Measure | None = Field(None, description=both("Lowest possible score", "下界"))
    high: Measure | None = Field(None, description=both("Highest possible score", "上界"))
    uncertainty: Uncertainty | None = Field(None, description=both("Uncertainty", "不确定度"))
    harness: Harness | None = Field(None, description=both("Harness", "评测框架"))
    prompt_format: str | None = Field(None, description=both("Prompt format", "提示格式"))
    generation: dict[str, object] | None = Field(
        None, description=both("Generation settings", "生成参数")
    )
    dataset: str | None = Field(None, description=both("Data set id", "数据集 ID"))
    dataset_revision: str | None = Field(
        None, description=both("Revision of the data set", "数据集版本")
    )
    split: str | None = Field(None, description=both("Split of the data set", "数据集划分"))
    samples_sha256: str | None = Field(
        None, description=both("Digest of the per-item log", "逐样本日志摘要")
    )
    measured_by: MeasuredBy | None = Field(None, description=both("Who measured", "评测方"))
    date: Date | None = Field(None, description=both("Date of the evaluation", "评测日期"))
    source: Link | None = Field(None, description=both("Where the score was read", "分数出处"))
    status: Status = Field("stated", description=both("How the score is known", "分数来历"))

    @model_validator(mode="after")
    def _has_a_name(self) -> Evaluation:
        if self.task is None and self.label is None:
            raise needs_one_of("task", "label")
        return self
