"""Training: the set-up, the schedule, the data."""

from __future__ import annotations

from pydantic import Field

from cardkit.record.base import Fact, Items, Prose, RecordModel, both
from cardkit.record.scalars import Measure, Quantity


class OtherFact(RecordModel):
    """A `label: value` line that the record has no field for, kept as it stands."""

    label: Prose = Field(description=both("Printed label", "条目名"))
    value: Prose = Field(description=both("Printed value", "条目内容"))


class DataSource(RecordModel):
    """One part of the data mix."""

    name: str = Field(description=both("Name of the data set", "数据集名称"))
    url: str | None = Field(None, description=both("Address", "链接地址"))
    tokens: Fact[Quantity] | None = Field(
        None, description=both("Tokens of this part", "该部分的 token 数")
    )


class DataMix(RecordModel):
    """What the training data consist of and how large the whole is."""

    parts: Items[DataSource] = Field((), description=both("Parts of the data mix", "数据组成"))
    total_tokens: Fact[Quantity] | None = Field(
        None, description=both("Tokens of the whole data set", "数据集总 token 数")
    )


class Training(RecordModel):
    """The list under *Training Details*, the data mix and the prose beside them."""

    intro: Prose | None = Field(None, description=both("Text before the list", "列表前的说明"))
    architecture: Fact[Prose] | None = Field(None, description=both("Architecture", "架构"))
    framework: Fact[Prose] | None = Field(None, description=both("Framework", "框架"))
    optimizer: Fact[Prose] | None = Field(None, description=both("Optimizer", "优化器"))
    peak_learning_rate: Fact[Measure] | None = Field(
        None, description=both("Peak learning rate", "峰值学习率")
    )
    learning_rate: Fact[Measure] | None = Field(
        None, description=both("Learning rate where the card does not say peak", "学习率")
    )
    weight_decay: Fact[Measure] | None = Field(None, description=both("Weight decay", "权重衰减"))
    batch_size: Fact[Quantity] | None = Field(
        None,
        description=both("Batch size, in sequences unless the unit says", "批处理大小（序列）"),
    )
    sequence_length: Fact[Quantity] | None = Field(
        None, description=both("Sequence length in tokens", "序列长度（token）")
    )
    steps: Fact[Quantity] | None = Field(None, description=both("Steps", "训练步数"))
    total_tokens: Fact[Quantity] | None = Field(
        None, description=both("Total training tokens", "总训练 token 量")
    )
    precision: Fact[Prose] | None = Field(None, description=both("Precision", "训练精度"))
    hardware: Fact[Prose] | None = Field(None, description=both("Hardware", "硬件"))
    data: DataMix | None = Field(None, description=both("Data mix", "数据构成"))
    other: Items[OtherFact] = Field((), description=both("Other facts", "其他条目"))
    notes: Prose | None = Field(None, description=both("Paragraphs after the list", "补充说明"))
