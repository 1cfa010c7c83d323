"""A file of tasks: benchmarks, aggregates and how they are asked, added to the registry."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cardkit.catalog.metrics import metrics
from cardkit.record.base import Items, Prose, RecordModel, Shorthand, both
from cardkit.record.definition_entry import DefinitionEntry
from cardkit.record.scalars import printed_form

MAX_TASKS = 2000
MAX_AGGREGATES = 200
MAX_NAMES = 50
MAX_PARTS = 500
MAX_SHOTS = 1000
MAX_ITEMS = 10**9
_FRACTION = re.compile(r"(?P<above>\d{1,9})/(?P<below>[1-9]\d{0,8})|(?P<plain>(?:0?\.\d{1,12}|0))")

Name = Annotated[str, Field(min_length=1, max_length=120)]
TaskId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9][a-z0-9_+.@-]*$")]
Source = Annotated[str, Field(min_length=1, max_length=400)]


class Chance(Shorthand):
    """The score of guessing, a fraction of 1: `0.25` or `1/3`."""

    short_fields = ("printed",)
    short_types = ("number", "string")

    printed: str = Field(description=both("As printed: 0.25, 1/3", "原样写法：0.25、1/3"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a number or a text."""
        text = printed_form(value)
        return {"printed": text} if isinstance(text, str) else text

    def collapse(self) -> object | None:
        """Write the printed form."""
        return self.printed

    @field_validator("printed")
    @classmethod
    def _is_fraction(cls, printed: str) -> str:
        found = _FRACTION.fullmatch(printed)
        if found is None or (found["below"] and int(found["above"]) >= int(found["below"])):
            raise PydanticCustomError("not_a_chance", "not a fraction of 1", {"text": printed[:40]})
        return printed

    @property
    def value(self) -> Decimal:
        """The fraction."""
        above, _, below = self.printed.partition("/")
        return Decimal(above) / Decimal(below) if below else Decimal(above)


class TaskEntry(RecordModel):
    """One benchmark, as the registry shall know it."""

    id: TaskId = Field(description=both("Id, as records name it", "任务 ID（记录中引用）"))
    name: Prose = Field(description=both("Printed name", "显示名称"))
    aliases: Items[Name] = Field(
        (), max_length=MAX_NAMES, description=both("Other spellings cards use", "卡片中的其他写法")
    )
    exact_case: bool = Field(
        False,
        description=both(
            "The name is a common word and is matched with its letter case only",
            "名称是常见词，匹配时区分大小写",
        ),
    )
    metric: str = Field(description=both("Usual metric, an id of the catalog", "常用指标 ID"))
    metrics: Items[str] = Field(
        (), max_length=MAX_NAMES, description=both("All its metrics", "可用的全部指标")
    )
    n: int | None = Field(
        None, ge=1, le=MAX_ITEMS, description=both("Items of the test set", "测试集样本数")
    )
    averaging: Literal["micro", "macro"] | None = Field(
        None,
        description=both(
            "micro: a score is k/n, and is tested for it; macro: a mean over parts",
            "micro：分数为 k/n，并据此检验；macro：各部分的平均",
        ),
    )
    shots: int | None = Field(
        None, ge=0, le=MAX_SHOTS, description=both("Few-shot examples", "样例数（shot）")
    )
    chance: Chance | None = Field(
        None, description=both("Score of guessing, a fraction of 1", "随机猜测的分数（小数）")
    )
    parts: Items[TaskId] = Field(
        (), max_length=MAX_PARTS, description=both("Ids of its parts", "组成部分的任务 ID")
    )
    category: str | None = Field(None, max_length=80, description=both("Category", "类别"))
    source: Source = Field(description=both("Where its facts were read", "以上信息的出处（必填）"))

    @field_validator("metric", "metrics")
    @classmethod
    def _is_known(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for metric in (value,) if isinstance(value, str) else value:
            if metric not in metrics():
                raise PydanticCustomError(
                    "unknown_metric", "no metric of the catalog", {"text": metric[:40]}
                )
        return value


class AggregateEntry(RecordModel):
    """One number formed from the scores of many tasks."""

    id: TaskId = Field(description=both("Id, as records name it", "聚合指标 ID"))
    name: Name = Field(description=both("Printed name", "显示名称"))
    aliases: Items[Name] = Field(
        (), max_length=MAX_NAMES, description=both("Other spellings", "其他写法")
    )
    formula: Literal["mean", "centered_mean"] = Field(
        description=both(
            "mean of the scores, or of (score - chance) / (1 - chance)",
            "分数的平均，或 (分数 - 随机) / (1 - 随机) 的平均",
        )
    )
    tasks: Items[TaskId] = Field(
        min_length=1, max_length=MAX_PARTS, description=both("Ids of the tasks", "任务 ID")
    )
    shots: Items[int | None] = Field(
        (),
        max_length=MAX_PARTS,
        description=both("Shots of each task, where fixed", "各任务的 shot 数（若有规定）"),
    )
    source: Source = Field(description=both("Where it is defined", "定义的出处（必填）"))

    @model_validator(mode="after")
    def _shots_fit(self) -> AggregateEntry:
        if self.shots and len(self.shots) != len(self.tasks):
            raise PydanticCustomError(
                "shots_differ",
                "as many shots as tasks",
                {"shots": len(self.shots), "tasks": len(self.tasks)},
            )
        return self


class TaskFile(RecordModel):
    """A file of tasks: `kind: tasks`."""

    schema_version: Literal[1] = Field(description=both("Version of this format", "格式版本"))
    kind: Literal["tasks"] = Field(description=both("What this file holds", "文件类型"))
    tasks: Items[TaskEntry] = Field(
        (), max_length=MAX_TASKS, description=both("Tasks to add", "要新增的任务")
    )
    aggregates: Items[AggregateEntry] = Field(
        (), max_length=MAX_AGGREGATES, description=both("Aggregates to add", "要新增的聚合指标")
    )
    definitions: Items[DefinitionEntry] = Field(
        (),
        max_length=MAX_TASKS,
        description=both("How harnesses ask tasks, here or in the registry", "各任务的提问方式"),
    )
