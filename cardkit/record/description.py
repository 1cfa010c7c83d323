"""Who made the model, what it is, under which licence, and where its sources lie."""

from __future__ import annotations

from pydantic import Field

from cardkit.record.base import Fact, Items, Prose, RecordModel, both
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

    license: str | None = None
    license_name: str | None = None
    license_link: str | None = None
    language: Items[str] = ()
    library_name: str | None = None
    pipeline_tag: str | None = None
    tags: Items[str] = ()
    datasets: Items[str] = ()
    metrics: Items[str] = ()
    base_model: Items[str] = ()
    base_model_relation: str | None = None
    new_version: str | None = None
    frameworks: Items[str] = ()
    hardwares: Items[str] = ()
    tasks: Items[str] = ()
    other: dict[str, object] = Field(
        default_factory=dict, description=both("Keys kept as they are", "原样保留的其他键")
    )


class UsageStep(RecordModel):
    """A sentence and the code it introduces."""

    text: Prose | None = None
    language: str = Field("", description=both("Language of the code fence", "代码块语言"))
    code: str | None = None


class UsageSnippet(RecordModel):
    """How to use the model with certain libraries, on one hub or on all of them."""

    dialects: Items[str] = Field(
        (), description=both("Hubs this snippet is for; none means all", "适用平台，留空表示全部")
    )
    libraries: Items[str] = Field((), description=both("Packages it imports", "依赖的库"))
    device: str | None = Field(None, description=both("Device, such as npu:0", "设备，如 npu:0"))
    steps: Items[UsageStep] = ()
