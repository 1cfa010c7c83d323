"""What the differences between two cards are called in reports, in both languages."""

from __future__ import annotations

from cardkit.diff.change import Change, ChangeClass, ChangeKind, Part
from cardkit.diff.outcome import Diff, DiffMode, weight
from cardkit.text import Language, Text

PARTS: dict[Part, Text] = {
    "metadata": Text(en="Metadata", zh="元数据"),
    "details": Text(en="Model details", zh="模型详情"),
    "training": Text(en="Training", zh="训练"),
    "evaluations": Text(en="Evaluations", zh="评估结果"),
    "comparison": Text(en="Comparison", zh="模型对比"),
    "tables": Text(en="Tables", zh="表格"),
    "text": Text(en="Text", zh="正文"),
    "code": Text(en="Code", zh="代码"),
    "links": Text(en="Links", zh="链接"),
    "citation": Text(en="Citation", zh="引用"),
}
WORDS: dict[ChangeKind, Text] = {
    "changed": Text(en="changed", zh="修改"),
    "rounded": Text(en="rounded", zh="舍入"),
    "added": Text(en="added", zh="新增"),
    "removed": Text(en="removed", zh="删除"),
    "moved": Text(en="moved", zh="移动"),
}
CLASSES: dict[ChangeClass, Text] = {
    "contradiction": Text(en="contradiction", zh="矛盾"),
    "missing": Text(en="missing", zh="缺失"),
    "rounding": Text(en="rounding", zh="舍入不同"),
    "stale": Text(en="stale", zh="过时"),
    "style": Text(en="style", zh="写法"),
    "allowed": Text(en="allowed", zh="允许的替换"),
}
_NOTHING: dict[DiffMode, Text] = {
    "versions": Text(en="No differences in what the cards state", zh="两张卡片陈述的内容没有差异"),
    "agreement": Text(en="The two languages agree", zh="两种语言的内容一致"),
    "mirror": Text(en="The copy states what the upstream card does", zh="副本与上游卡片内容一致"),
}
_NOTHING_ELSE = Text(
    en="The two languages agree but for what a comment, a waiver or the baseline covers: {n}",
    zh="除被注释、豁免或基线覆盖的 {n} 处外，两种语言的内容一致",
)
_TOTAL = Text(en="{count}: {parts}", zh="{count}：{parts}")
_AND_SILENCED = Text(
    en="{total}; covered by a comment, a waiver or the baseline: {n}",
    zh="{total}；另有 {n} 处被注释、豁免或基线覆盖",
)


def headline(diff: Diff, language: Language) -> str:
    """Return `12 differences: 8 changed, 2 added, 2 removed`; of findings the classes.

    What a comment, a waiver or the baseline covers is counted, so that nobody takes it for agreed.
    """
    if not diff.changes:
        nothing = _NOTHING[diff.mode] if not diff.silenced else _NOTHING_ELSE
        return nothing.format(n=diff.silenced).get(language)
    many = len(diff.changes)
    count = Text(en=f"{many} difference{'s' * (many != 1)}", zh=f"{many} 处差异")
    classed = [c for c in CLASSES if c and any(change.klass == c for change in diff.changes)]
    named = [(CLASSES[c], sum(x.klass == c for x in diff.changes)) for c in classed]
    bare = [change for change in diff.changes if not change.klass]
    named += [(WORDS[k], n) for k in WORDS if (n := sum(x.kind == k for x in bare))]
    comma = Text(en=", ", zh="，").get(language)
    parts = comma.join(_counted(n, word, language) for word, n in named)
    total = _TOTAL.format(count=count, parts=parts)
    if diff.silenced:
        total = _AND_SILENCED.format(total=total, n=diff.silenced)
    return total.get(language)


def short_names(diff: Diff) -> tuple[str, str]:
    """Return the ends of both paths from where they differ; in full where they do not."""
    a, b = diff.a.source.name, diff.b.source.name
    left, right = a.split("/"), b.split("/")
    for parts in range(1, min(len(left), len(right)) + 1):
        if left[-parts:] != right[-parts:]:
            return "/".join(left[-parts:]), "/".join(right[-parts:])
    return a, b


def _counted(count: int, word: Text, language: Language) -> str:
    return f"{count} {word.en}" if language == "en" else f"{word.zh} {count}"


def title(change: Change, language: Language) -> str:
    """Return what a change is: `changed`, or of a finding `error[BIL101] contradiction`."""
    if not change.klass:
        return WORDS[change.kind].get(language)
    code = f"[{change.code}]" if change.code else ""
    told = weight(change)
    head = f"{told}{code}" if told else code
    return f"{head} {CLASSES[change.klass].get(language)}".strip()
