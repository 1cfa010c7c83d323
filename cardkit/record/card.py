"""The record of one model card: the root that holds all parts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cardkit.record.base import Items, Prose, RecordModel, both
from cardkit.record.comparison import StatedComparison
from cardkit.record.description import Description, HubMetadata, Sources, UsageSnippet
from cardkit.record.details import ModelDetails
from cardkit.record.disclosure import Disclosure
from cardkit.record.evaluation import Evaluation, EvaluationSetup
from cardkit.record.training import OtherFact, Training
from cardkit.record.translation import Translation

SCHEMA_VERSION: Literal[1] = 1


class IntendedUse(RecordModel):
    """What the model is for, and what it is not for."""

    primary: Prose | None = Field(None, description=both("Primary uses", "主要用途"))
    out_of_scope: Prose | None = Field(None, description=both("Out of scope", "超出范围的使用"))


class Limitations(RecordModel):
    """Limitations and biases."""

    intro: Prose | None = Field(None, description=both("Text before the list", "列表前的说明"))
    items: Items[Prose] = Field((), description=both("Limitations, one each", "逐条局限性"))
    recommendations: Prose | None = Field(None, description=both("Recommendations", "使用建议"))


class Citation(RecordModel):
    """How to cite; BibTeX is kept as written."""

    intro: Prose | None = Field(None, description=both("Text before the citation", "引用前的说明"))
    bibtex: str | None = Field(
        None, description=both("BibTeX entries as written", "BibTeX 条目（原样保留）")
    )
    text: str | None = Field(None, description=both("Citation in plain text", "文本引用格式"))


class OtherSection(RecordModel):
    """A section the record has no field for, kept as Markdown."""

    title: Prose = Field(description=both("Heading", "标题"))
    level: int = Field(2, description=both("Level of the heading", "标题级别"))
    text: Prose | None = Field(None, description=both("Markdown text", "Markdown 正文"))


class Unrecognised(RecordModel):
    """A piece of a card that was read but not understood, kept word for word."""

    kind: Literal["section", "table", "field", "score", "metadata", "code", "paragraph"] = Field(
        description=both("What kind of piece", "内容类型")
    )
    line: int = Field(description=both("Line in the card", "所在行号"))
    text: str = Field(description=both("The text, word for word", "原文"))


class CardRecord(RecordModel):
    """One model card in both languages."""

    schema_version: Literal[1] = Field(
        SCHEMA_VERSION, description=both("Version of this format", "记录格式版本")
    )
    kind: Literal["card"] = Field("card", description=both("What this file holds", "文件类型"))
    name: str | None = Field(None, description=both("Model name", "模型名称"))
    title: Prose | None = Field(None, description=both("Heading of the card", "卡片标题"))
    summary: Prose | None = Field(None, description=both("What the model is", "模型简介"))
    metadata: HubMetadata | None = Field(None, description=both("Hub metadata", "平台元数据"))
    details: ModelDetails | None = Field(None, description=both("Model details", "模型详情"))
    description: Description | None = Field(None, description=both("Model description", "模型说明"))
    sources: Sources | None = Field(None, description=both("Model sources", "模型来源"))
    usage: Items[UsageSnippet] = Field((), description=both("How to use the model", "使用模型"))
    intended_use: IntendedUse | None = Field(None, description=both("Intended use", "预期用途"))
    training: Training | None = Field(None, description=both("Training details", "训练详情"))
    evaluation_setup: EvaluationSetup | None = Field(
        None, description=both("What holds for all evaluations", "评测设置")
    )
    evaluations: Items[Evaluation] = Field((), description=both("Evaluations", "评估结果"))
    comparison: StatedComparison | None = Field(
        None, description=both("Comparison with other models", "模型对比")
    )
    limitations: Limitations | None = Field(
        None, description=both("Limitations and biases", "局限性与偏差")
    )
    ethical_considerations: Prose | None = Field(
        None, description=both("Ethical considerations", "伦理考量")
    )
    disclosure: Disclosure | None = Field(
        None, description=both("Answers to disclosure forms", "披露表格的补充内容")
    )
    citation: Citation | None = Field(None, description=both("Citation", "引用"))
    other_facts: Items[OtherFact] = Field(
        (), description=both("`label: value` lines without a field", "未归类的条目")
    )
    other_sections: Items[OtherSection] = Field(
        (), description=both("Sections without a field", "未归类的章节")
    )
    unrecognised: Items[Unrecognised] = Field(
        (), description=both("Read but not understood, kept word for word", "未识别内容，原样保留")
    )
    translations: Items[Translation] = Field(
        (), description=both("What the translations were made from", "各译文所依据的原文")
    )
