"""The words of the disclosure reports, in both languages: documented, never a verdict on law."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cardkit.disclosure.compute import ComputeEstimate, scientific
from cardkit.disclosure.gpai import Audience, GpaiReport, ItemStatus
from cardkit.disclosure.mof import CLASSES, ComponentReport, ComponentStatus, MofReport
from cardkit.disclosure.places import Place
from cardkit.evidence.words import standing
from cardkit.text import Text

SECTIONS: Mapping[str, Text] = {
    "document": Text(en="This documentation", zh="文档本身"),
    "general": Text(en="General information", zh="基本信息"),
    "properties": Text(en="Properties of the model", zh="模型属性"),
    "distribution": Text(en="Distribution and licence", zh="发布与许可证"),
    "use": Text(en="Use", zh="使用"),
    "training": Text(en="Training process", zh="训练过程"),
    "data": Text(en="Training data", zh="训练数据"),
    "compute": Text(en="Computation", zh="计算资源"),
    "energy": Text(en="Energy", zh="能耗"),
    "public": Text(en="To be made public", zh="须公开的内容"),
}
TITLE: Mapping[Audience, Text] = {
    "all": Text(en="EU model documentation form, all items", zh="欧盟模型文档表格（全部项目）"),
    "aio": Text(
        en="EU model documentation form, for the AI Office",
        zh="欧盟模型文档表格（提交 AI 办公室的项目）",
    ),
    "nca": Text(
        en="EU model documentation form, for national authorities",
        zh="欧盟模型文档表格（提交各国主管机构的项目）",
    ),
    "downstream": Text(
        en="EU model documentation form, for downstream providers",
        zh="欧盟模型文档表格（面向下游提供者的项目）",
    ),
}
STATUS: Mapping[ItemStatus, Text] = {
    "documented": Text(en="documented", zh="已写明"),
    "not_documented": Text(en="not documented", zh="未写明"),
    "not_applicable": Text(en="not applicable", zh="不适用"),
}
COUNTS = Text(
    en="{documented} of {total} items documented, {missing} not documented, {excused} marked as not"
    " applicable",
    zh="共 {total} 项：{documented} 项已写明，{missing} 项未写明，{excused} 项标为不适用",
)
MEASURED = Text(
    en="the record gives a measured value for {n} of the documented items",
    zh="其中 {n} 项在记录中有实测值",
)
EVIDENCED = Text(
    en="evidence bears out a value of {n} of the documented items ({standing})",
    zh="其中 {n} 项的数值有成立的证据（{standing}）",
)
EVIDENCE_REFUSED = Text(
    en="the evidence beside the card is refused, and nothing of it counts: {why}",
    zh="卡片旁的证据被拒绝，不予采用：{why}",
)
EVIDENCE_HERE = Text(en="evidence: {status}", zh="证据：{status}")
WITHHELD = Text(
    en="{n} {n:item is|items are} for authorities alone and {n:is|are} neither asked for nor"
    " shown here",
    zh="另有 {n} 项仅供主管机构使用，此处不要求也不显示",
)
MEANING = Text(
    en="documented: the card says something at that place. Whether it is enough, and whether a duty"
    " exists, is for people to judge.",
    zh="“已写明”仅表示卡片在该处有相关内容；内容是否充分、是否负有义务，须由人判断。",
)
VOID = Text(
    en="documents nothing, a placeholder or an address that leads nowhere: {place}",
    zh="占位内容或无法打开的地址，不算写明：{place}",
)
CONFLICT = Text(en="the card also marks it as not applicable", zh="卡片同时将其标为不适用")
REASON = Text(en="reason: {reason}", zh="原因：{reason}")
MEASURED_HERE = Text(en="measured", zh="实测")
UNREAD_COUNT = Text(
    en="{n} {n:section or line|sections and lines} of the card {n:was|were} read for no item",
    zh="卡片中有 {n} 处章节和条目未被任何项目读取",
)
UNREAD = Text(
    en="sections and lines of the card that no item reads: {labels}",
    zh="卡片中未被任何项目读取的章节和条目：{labels}",
)
ESTIMATE = Text(
    en="Estimate of the training compute (no measurement): 6 N D = {flop} FLOP ({low} to {high}),"
    " N = {parameters} ({size_at}), D = {tokens} ({tokens_at})",
    zh="训练计算量估算（非实测）：6ND = {flop} FLOP（区间 {low} 至 {high}），"
    "N = {parameters}（{size_at}），D = {tokens}（{tokens_at}）",
)
NO_ESTIMATE = Text(
    en="No estimate of the training compute: the card does not state parameters and tokens of one"
    " training run from scratch",
    zh="未估算训练计算量：卡片未同时写明一次从头训练的参数量和 token 数",
)
ASSUMES = Text(en="It assumes: {what}.", zh="估算假定：{what}。")
NO_CONCLUSION = Text(
    en="It says nothing of thresholds or of the legal status of the model.",
    zh="该估算不涉及任何阈值，也不说明模型的法律地位。",
)
MOF_TITLE = Text(
    en="Model Openness Framework 1.0, by declared components",
    zh="模型开放框架（MOF）1.0，按声明的组件",
)
CLASS_NAMES: Mapping[int, Text] = {
    3: Text(en="Class III, Open Model", zh="III 级，开放模型（Open Model）"),
    2: Text(en="Class II, Open Tooling", zh="II 级，开放工具（Open Tooling）"),
    1: Text(en="Class I, Open Science", zh="I 级，开放科学（Open Science）"),
}
MOF_COUNTS = Text(
    en="{declared} of {total} components declared, {open} of them under an open licence",
    zh="共 {total} 个组件：已声明 {declared} 个，其中 {open} 个采用开放许可证",
)
REACHED = Text(en="class reached: {level}", zh="达到的级别：{level}")
NO_CLASS = Text(en="none", zh="无")
BLOCKER = Text(
    en="Class {level} stops first at: {component}: {why}",
    zh="{level} 级首先受阻于：{component}：{why}",
)
COMPONENT_STATUS: Mapping[ComponentStatus, Text] = {
    "open": Text(en="declared, open licence", zh="已声明，开放许可证"),
    "licence_not_open": Text(
        en="declared, the licence is on no list of open licences",
        zh="已声明，但许可证不在开放许可证名单中",
    ),
    "no_licence": Text(en="declared without a licence", zh="已声明，未写明许可证"),
    "void": Text(
        en="declared with a placeholder or an address that leads nowhere",
        zh="声明的是占位内容或无法打开的地址",
    ),
    "not_declared": Text(en="not declared", zh="未声明"),
}
STANDS_IN = Text(en="{other} stands in for it", zh="由“{other}”代替")
OPTIONAL = Text(en="optional", zh="可选")
LICENCE = Text(en="licence: {name} ({place})", zh="许可证：{name}（{place}）")
UNUSUAL = Text(en="this licence is meant for {types}", zh="该许可证一般用于{types}")
TYPES: Mapping[str, Text] = {
    "code": Text(en="code", zh="代码"),
    "data": Text(en="data", zh="数据"),
    "document": Text(en="documents", zh="文档"),
}
MOF_MEANING = Text(
    en="declared: the record says so. Whether the component lies there, and whether that licence is"
    " on it, was not looked up; the class is what the declarations add up to.",
    zh="“已声明”仅表示记录中如此写明；组件是否确实在该处、是否确实采用该许可证，均未核查。"
    "级别由各项声明推算得出。",
)
DECLARE = Text(
    en="components are declared in a record, under `disclosure.components`",
    zh="组件须在记录的 `disclosure.components` 中声明",
)


def counts(report: GpaiReport) -> Text:
    """Return how many items stand how."""
    return COUNTS.format(
        documented=report.count("documented"),
        total=len(report.items),
        missing=report.count("not_documented"),
        excused=report.count("not_applicable"),
    )


def estimate(found: ComputeEstimate, file: str, place_text: Callable[[Place, str], Text]) -> Text:
    """Return the estimate with its range, its two factors as the card prints them, and where."""
    return ESTIMATE.format(
        flop=scientific(found.flop),
        low=scientific(found.low),
        high=scientific(found.high),
        parameters=found.parameters.excerpt,
        tokens=found.tokens.excerpt,
        size_at=place_text(found.parameters, file),
        tokens_at=place_text(found.tokens, file),
    )


def evidenced(report: GpaiReport) -> list[Text]:
    """Return how many items evidence bears out and who stands behind it, or why it is refused."""
    held = report.evidence.evidence if report.evidence is not None else None
    if held is None:
        return []
    if held.refusal is not None:
        return [EVIDENCE_REFUSED.format(why=held.refusal.message)]
    return [EVIDENCED.format(n=report.evidenced, standing=standing(held))]


def reached(report: MofReport) -> Text:
    """Return the class that the declared components reach."""
    level = NO_CLASS if report.reached is None else CLASS_NAMES[report.reached]
    return REACHED.format(level=level)


def blocker(report: MofReport) -> Text | None:
    """Return what stops the next class, None where Class I is reached."""
    first = report.blocker
    if first is None:
        return None
    level = CLASSES[first.component.level]
    return BLOCKER.format(level=level, component=first.component.label, why=why(first))


def why(report: ComponentReport) -> Text:
    """Return how a component stands, with the name of a licence that is on no list."""
    status = COMPONENT_STATUS[report.status]
    if report.status != "licence_not_open" or report.licence is None:
        return status
    return Text(en="{status}: {name}", zh="{status}：{name}").format(
        status=status, name=report.licence.name
    )
