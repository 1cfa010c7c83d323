"""Who made the model, what it is, under which licence, and where its sources lie."""

from __future__ import annotations

from pydantic import Field

from cardkit.record.base import Fact, Items, Prose, RecordModel, both
from cardkit.record.model_index import IndexedModel
from cardkit.record.scalars import Date, License, Link, SpokenLanguage


class Description(RecordModel):
    """The list under *Model Description*."""

    developers: Fact[Prose] | None = Field(None, description=both("Developed by", "开发机构"))
    funded_by: Fact[Prose] | None = Field(None, description=both("Funded by", "资助方"))
    shared_by: Fact[Prose] | None = Field(None, description=both("Shared by", "分享者"))
    model_type: Fact[Prose] | None = Field(None, description=both("Model type", "模型类型"))
    languages: Items[SpokenLanguage] = Field((), description=both("Natural languages", "支持语言"))
    license: Fact[License] | None = Field(None, description=both("Licence", "许可证"))
    base_model: Items[str] = Field(
        (), description=both("Model(s) this one derives from", "基础模型")
    )
    contact: Fact[str] | None = Field(None, description=both("Contact", "联系方式"))
    date: Fact[Date] | None = Field(None, description=both("Date", "日期"))


class Sources(RecordModel):
    """The list under *Model Sources*."""

    repository: Fact[Link] | None = Field(None, description=both("Repository", "代码库"))
    paper: Fact[Link] | None = Field(None, description=both("Paper", "论文"))
    dataset: Fact[Link] | None = Field(None, description=both("Data set", "数据集"))
    demo: Fact[Link] | None = Field(None, description=both("Demo", "演示"))
    homepage: Fact[Link] | None = Field(None, description=both("Home page", "主页"))


class HubMetadata(RecordModel):
    """What the hubs read from the front matter; unknown keys are kept in `other`."""

    license: str | None = Field(None, description=both("Licence id", "许可证标识"))
    license_name: str | None = Field(
        None, description=both("Name of a licence the hub does not list", "平台未收录的许可证名称")
    )
    license_link: str | None = Field(
        None, description=both("Text of that licence", "该许可证的全文链接")
    )
    language: Items[str] = Field((), description=both("Language tags", "语言标签"))
    library_name: str | None = Field(
        None, description=both("Library the model loads with", "加载模型所用的库")
    )
    pipeline_tag: str | None = Field(
        None, description=both("Task the hub files the model under", "平台任务标签")
    )
    tags: Items[str] = Field((), description=both("Tags", "标签"))
    datasets: Items[str] = Field((), description=both("Ids of training data sets", "训练数据集 ID"))
    test_datasets: Items[str] = Field(
        (), description=both("Ids of data sets tested on (ModelScope)", "测试数据集 ID（魔搭）")
    )
    evaluation_datasets: Items[str] = Field(
        (),
        description=both("Ids of data sets evaluated on (ModelScope)", "评估数据集 ID（魔搭）"),
    )
    metrics: Items[str] = Field((), description=both("Metric ids", "指标 ID"))
    base_model: Items[str] = Field((), description=both("Ids of base models", "基础模型 ID"))
    base_model_relation: str | None = Field(
        None, description=both("Relation to the base model", "与基础模型的关系")
    )
    new_version: str | None = Field(None, description=both("Id of the successor", "后继模型 ID"))
    frameworks: Items[str] = Field(
        (), description=both("Frameworks (ModelScope, modelers.cn)", "框架（魔搭、魔乐）")
    )
    hardwares: Items[str] = Field((), description=both("Hardware (modelers.cn)", "硬件（魔乐）"))
    tasks: Items[str] = Field(
        (), description=both("Tasks (ModelScope, WiseModel)", "任务（魔搭、始智）")
    )
    model_index: Items[IndexedModel] = Field(
        (),
        description=both(
            "Result blocks, word for word: `model-index`, `indexing.results`",
            "结果块（原样保留）：`model-index`、`indexing.results`",
        ),
    )
    derived: Items[str] = Field(
        (),
        description=both(
            "Keys above that we derived; the card's own front matter does not state them",
            "上述键中由我们推得、原卡片 front matter 未陈述者",
        ),
    )
    other: dict[str, object] = Field(
        default_factory=dict, description=both("Keys kept as they are", "原样保留的其他键")
    )


class UsageStep(RecordModel):
    """A sentence and the code it introduces."""

    text: Prose | None = Field(None, description=both("Sentence before the code", "代码前的说明"))
    language: str = Field("", description=both("Language of the code fence", "代码块语言"))
    code: str | None = Field(None, description=both("The code", "代码"))


class UsageSnippet(RecordModel):
    """How to use the model with certain libraries, on one hub or on all of them."""

    dialects: Items[str] = Field(
        (), description=both("Hubs this snippet is for; none means all", "适用平台，留空表示全部")
    )
    libraries: Items[str] = Field((), description=both("Packages it imports", "依赖的库"))
    device: str | None = Field(None, description=both("Device, such as npu:0", "设备，如 npu:0"))
    steps: Items[UsageStep] = Field(
        (), description=both("Sentences and code, in order", "步骤：说明与代码")
    )
