"""BIL201 quantity-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Class, Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair

ZH = """
## 作用

将中英文卡片的章节和段落逐一对应，比较正文中的数量。
万、亿、万亿、W、K、M、B、T、million、billion、trillion、百分数、区间和用文字写出的数，
均先换算再比较，因此 `400,000` 与 `40 万`、`7B` 与 `70 亿` 视为相同。
型号（GLM-4-9B）、版本号、日期、编号、代码和链接不算数量。
两个数只差舍入、或只有一种语言写出某个数量时，仅给出提示。训练 token 数已在一方的更新日志里增加、
正文却没有跟上的，标为过时。

## 为何有害

两种语言的读者得到不同的事实，却无从知道哪一个正确。训练数据量、词表大小、上下文长度常被引用和比较。

## 示例

```markdown
模型使用 3.2 万亿 token 训练。
```

英文卡片写作 `trained on 1.4 trillion tokens`。

## 应改为

```markdown
模型使用 1.4 万亿 token 训练。
```

## 参考

- Mitchell et al., Model Cards for Model Reporting, <https://arxiv.org/abs/1810.03993>
"""
_SEVERITY = {
    "contradiction": None,
    "stale": Severity.WARNING,
    "rounding": Severity.NOTE,
    "missing": Severity.NOTE,
}
_SHOWN = 4


@rule(
    "BIL201 quantity-differs",
    severity=Severity.ERROR,
    summary=Text(
        en="A quantity that the two languages state differently",
        zh="中英文正文中的数量不一致",
    ),
    messages={
        "contradiction": Text(
            en="{here} here, {there} in the other card", zh="此处为 {here}，另一张卡片为 {there}"
        ),
        "stale": Text(
            en="{here} here, {there} in the other card; a card's own news have the greater number",
            zh="此处为 {here}，另一张卡片为 {there}；更新日志里已是较大的数，正文没有跟上",
        ),
        "rounding": Text(
            en="{here} here, {there} in the other card: the same, rounded",
            zh="此处为 {here}，另一张卡片为 {there}，仅舍入不同",
        ),
        "missing": Text(
            en="the other card does not say {here} here", zh="另一张卡片的对应段落没有提到 {here}"
        ),
    },
    advice={
        "contradiction": Text(en="correct the wrong one", zh="请更正有误的一处"),
        "stale": Text(
            en="bring the text up to date that was left behind", zh="请更新没有跟上的那一处"
        ),
        "rounding": Text(en="state the same digits in both", zh="两处请写相同的位数"),
        "missing": Text(
            en="say it in both languages, or suppress this where it is meant for one",
            zh="请在两种语言中都写明；若只面向一种语言的读者，可忽略此问题",
        ),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Lays the sections and paragraphs of the Chinese and the English card side by side and compares
    the quantities in their running text. 万, 亿, 万亿, W, K, M, B, T, million, billion, trillion,
    shares, ranges and numbers in words are worked out first, so that `400,000` and `40 万`, `7B`
    and `70 亿` are the same. Names (GLM-4-9B), versions, dates, numbering, code and links are no
    quantities. What differs by rounding, or is said in one language only, is a note; where a
    card's own news have the greater number of training tokens, its text is stale.

    ## Why is this bad?

    Readers of the two languages learn different facts, and none can tell which is right. Amounts
    of training data, sizes of vocabularies and lengths of contexts are quoted and compared.

    ## Example

    ```markdown
    It was trained on 1.4 trillion tokens.
    ```

    The Chinese card says `3.2 万亿 token`.

    ## Use instead

    ```markdown
    It was trained on 3.2 trillion tokens.
    ```

    ## References

    - Mitchell et al., Model Cards for Model Reporting, <https://arxiv.org/abs/1810.03993>
    """
    from cardkit.diff.prose.quantities import quantity_differences

    for found in quantity_differences(pair):
        if found.kind == "power":
            continue
        klass: Class = found.kind
        listed = [f"`{mention.printed}`" for mention in found.here]
        shown = Text(en=", ".join(listed[:_SHOWN]), zh="、".join(listed[:_SHOWN]))
        if len(listed) > _SHOWN:
            more = len(listed) - _SHOWN
            shown = Text(en=f"{shown.en} and {more} more", zh=f"{shown.zh}等 {len(listed)} 个数量")
        there = found.there
        yield Found(
            at=(),
            side=found.side,
            span=found.here[0].span,
            related_spans=tuple(mention.span for mention in found.here[1:]),
            there=(there.span if there else found.across.span,),
            variant=found.kind,
            args={"here": shown, "there": f"`{there.printed}`" if there else ""},
            klass=klass,
            severity=_SEVERITY[found.kind],
        )
