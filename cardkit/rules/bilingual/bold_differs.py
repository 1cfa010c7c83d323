"""BIL104 bold-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair
    from cardkit.diff.tables.bold import BoldDifference

ZH = """
## 作用

核对中英文卡片表格中的加粗：同一数值在一种语言中加粗而在另一种语言中没有。能判断指标方向时，
还会说明该数值是否为同组最佳，从而指出哪一方的标记正确。同一个表中差别较多，或一方完全没有加粗时，
只报告一次。两种语言都加粗但并非最佳的，由 CMP102 报告。

## 为何有害

加粗表示最佳。只改了一种语言的标记，另一种语言的读者就会以为别的模型领先。

## 示例

```markdown
| Model | MMLU |
| --- | --- |
| Elm-7B | **63.7** |
| Oak-7B | 57.1 |

| 模型 | MMLU |
| --- | --- |
| Elm-7B | 63.7 |
| Oak-7B | 57.1 |
```

## 应改为

```markdown
| Model | MMLU |
| --- | --- |
| Elm-7B | **63.7** |
| Oak-7B | 57.1 |

| 模型 | MMLU |
| --- | --- |
| Elm-7B | **63.7** |
| Oak-7B | 57.1 |
```

## 参考

- DCLM-7B 模型卡片的对比表，<https://huggingface.co/apple/DCLM-7B>：其中文镜像丢失了全部加粗
"""


@rule(
    "BIL104 bold-differs",
    severity=Severity.NOTE,
    summary=Text(en="A value is bold in one language only", zh="数值只在一种语言的卡片中加粗"),
    messages={
        "": Text(
            en="{row}, {column}: {text} is bold here, but not in the other card",
            zh="{row}，{column}：{text} 在此处加粗，在另一语言的卡片中没有",
        ),
        "best": Text(
            en="{row}, {column}: {text} is the best of its group, and bold in this card only",
            zh="{row}，{column}：{text} 为同组最佳，但只在此处加粗",
        ),
        "not-best": Text(
            en="{row}, {column}: {text} is bold in this card only, and not the best of its group",
            zh="{row}，{column}：{text} 并非同组最佳，且只在此处加粗",
        ),
        "some": Text(
            en="{count} values of this table are bold here, but not in the other card",
            zh="该表有 {count} 个数值在此处加粗，在另一语言的卡片中没有",
        ),
        "none": Text(
            en="{count} values of this table are bold here, none in the other card",
            zh="该表有 {count} 个数值加粗，另一语言的卡片中则完全没有加粗",
        ),
    },
    advice={
        "": Text(en="mark the same values in both cards", zh="请在两张卡片中加粗相同的数值"),
        "best": Text(en="mark it in the other card too", zh="请在另一张卡片中也加粗"),
        "not-best": Text(en="take the bold off", zh="请去掉加粗"),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Compares which values the tables of the Chinese and the English card print bold. Where the
    metric's direction is known it says whether the value is the best of its group, and thereby
    which of the two cards is right. Many such values in one table, or a table without any bold in
    one card, are reported once. Bold in both cards on what is not the best is CMP102's business.

    ## Why is this bad?

    Bold says "best". Where it was moved in one language only, readers of the other take another
    model for the leader.

    ## Example

    ```markdown
    | Model | MMLU |
    | --- | --- |
    | Elm-7B | **63.7** |
    | Oak-7B | 57.1 |

    | 模型 | MMLU |
    | --- | --- |
    | Elm-7B | 63.7 |
    | Oak-7B | 57.1 |
    ```

    ## Use instead

    ```markdown
    | Model | MMLU |
    | --- | --- |
    | Elm-7B | **63.7** |
    | Oak-7B | 57.1 |

    | 模型 | MMLU |
    | --- | --- |
    | Elm-7B | **63.7** |
    | Oak-7B | 57.1 |
    ```

    ## References

    - The comparison table of the DCLM-7B card, <https://huggingface.co/apple/DCLM-7B>: its Chinese
      mirror lost all bold
    """
    from cardkit.diff.tables.bold import bold_differences

    for bold in bold_differences(pair):
        yield Found(
            at=(),
            span=bold.span,
            side=bold.side,
            there=(bold.there,),
            klass="style",
            variant=_variant(bold),
            args={
                "row": bold.row,
                "column": bold.column,
                "text": bold.text,
                "count": bold.count,
            },
            members=bold.values,
        )


def _variant(bold: BoldDifference) -> str:
    if bold.count:
        return "none" if bold.none_there else "some"
    return {True: "best", False: "not-best", None: ""}[bold.best]
