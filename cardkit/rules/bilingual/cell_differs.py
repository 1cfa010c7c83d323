"""BIL101 cell-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair

ZH = """
## 作用

将中英文两张卡片的表格逐格核对。表格按其中的数值、标签和形状配对；行与列先按名称对齐（任务名、模型名、
列名在两种语言中的写法视为同一名称），再按数值对齐，转置的表格也能识别。单元格按数量比较：
63.7、63.7% 与 0.637，7B 与 70 亿，1.5 GB 与 1500 MB 均视为相同；脚注标记、加粗和“-”“N/A”“OOM”
等缺失标记不影响比较。

只有能证明位置对应的单元格才会报告：行列名称一致，或者该行多数数值相同。整行、整列或整个表格
多数数值不同时只报告一次，那多半是只更新了一种语言，而不是逐格抄错。

## 为何有害

读者只看一种语言的卡片。两个版本给出不同的数值，至少有一方的读者得到的是错误信息。

## 示例

```markdown
| Model | MMLU | Memory |
| --- | --- | --- |
| Elm-7B | 63.7 | 14.0 GB |
| Oak-7B | 57.1 | 13.8 GB |

| 模型 | MMLU | 显存 |
| --- | --- | --- |
| Elm-7B | 67.3 | 15.3 GB |
| Oak-7B | 57.1 | 13.8 GB |
```

## 应改为

```markdown
| Model | MMLU | Memory |
| --- | --- | --- |
| Elm-7B | 63.7 | 14.0 GB |
| Oak-7B | 57.1 | 13.8 GB |

| 模型 | MMLU | 显存 |
| --- | --- | --- |
| Elm-7B | 63.7 | 14.0 GB |
| Oak-7B | 57.1 | 13.8 GB |
```

## 参考

- Baichuan2 的中英文 README，<https://github.com/baichuan-inc/Baichuan2>：同一模型的显存占用分别为
  14.0 GB 与 15.3 GB
"""


@rule(
    "BIL101 cell-differs",
    severity=Severity.ERROR,
    summary=Text(
        en="A table says one value in English and another in Chinese",
        zh="中英文卡片的表格数值不一致",
    ),
    messages={
        "": Text(
            en="{row}, {column}: {here} here, but {there} in the other card",
            zh="{row}，{column}：此处为 {here}，另一语言的卡片为 {there}",
        ),
        "row": Text(
            en="row {name}: {differ} of {compared} values differ from the other card's",
            zh="“{name}”一行：{compared} 个数值中有 {differ} 个与另一语言的卡片不同",
        ),
        "column": Text(
            en="column {name}: {differ} of {compared} values differ from the other card's",
            zh="“{name}”一列：{compared} 个数值中有 {differ} 个与另一语言的卡片不同",
        ),
        "table": Text(
            en="{differ} of {compared} values of this table differ from the other card's",
            zh="该表 {compared} 个数值中有 {differ} 个与另一语言的卡片不同",
        ),
    },
    advice={
        "": Text(en="correct the one that is wrong", zh="请更正有误的一处"),
        "row": Text(en="bring both cards to one state", zh="请将两张卡片更新到同一版本"),
        "column": Text(en="bring both cards to one state", zh="请将两张卡片更新到同一版本"),
        "table": Text(en="bring both cards to one state", zh="请将两张卡片更新到同一版本"),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Compares the tables of the Chinese and the English card cell by cell. Tables are paired by the
    numbers in them, their labels and their shape; rows and columns by name (of tasks, models and
    headings, whichever language they are in), then by numbers, and either way round. Cells are
    compared as quantities: 63.7, 63.7% and 0.637 are the same, so are 7B and 70 亿, 1.5 GB and
    1500 MB. Footnote marks, bold, and the ways to write "no value" (`-`, N/A, OOM) make no
    difference.

    A cell is reported only where its place is sure: row and column bear the same names, or most of
    the line agrees. A row, column or table in which most values differ is reported once, as stale:
    one language was updated, and the other was not.

    ## Why is this bad?

    People read one of the two cards. Where the values differ, the readers of one are misled.

    ## Example

    ```markdown
    | Model | MMLU | Memory |
    | --- | --- | --- |
    | Elm-7B | 63.7 | 14.0 GB |
    | Oak-7B | 57.1 | 13.8 GB |

    | 模型 | MMLU | 显存 |
    | --- | --- | --- |
    | Elm-7B | 67.3 | 15.3 GB |
    | Oak-7B | 57.1 | 13.8 GB |
    ```

    ## Use instead

    ```markdown
    | Model | MMLU | Memory |
    | --- | --- | --- |
    | Elm-7B | 63.7 | 14.0 GB |
    | Oak-7B | 57.1 | 13.8 GB |

    | 模型 | MMLU | 显存 |
    | --- | --- | --- |
    | Elm-7B | 63.7 | 14.0 GB |
    | Oak-7B | 57.1 | 13.8 GB |
    ```

    ## References

    - The READMEs of Baichuan2 in two languages, <https://github.com/baichuan-inc/Baichuan2>: the
      same model takes 14.0 GB in one and 15.3 GB in the other
    """
    from cardkit.diff.tables.differences import cell_differences, whole_differences

    for cell in cell_differences(pair):
        if cell.relation == "contradiction":
            yield Found(
                at=(),
                span=cell.a.span,
                there=(cell.b.span,),
                klass="contradiction",
                args={
                    "row": cell.row,
                    "column": cell.column,
                    "here": cell.a.text,
                    "there": cell.b.text,
                },
            )
    for whole in whole_differences(pair):
        yield Found(
            at=(),
            span=whole.a,
            there=(whole.b,),
            klass="stale",
            variant=whole.axis,
            severity=Severity.WARNING,
            args={"name": whole.name, "differ": whole.differ, "compared": whole.compared},
            members=whole.texts,
        )
