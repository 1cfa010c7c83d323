"""BIL102 cell-rounded."""

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

在中英文卡片的表格中找出位数不同、其余相同的数值：43.635 与 43.64，1.8B 与 18.4 亿。
按较少的位数四舍五入或截断后相等，即视为同一数值。真正不同的数值由 BIL101 报告。

## 为何有害

数值没有矛盾，但读者比较两个版本时会怀疑其一有误；逐字核对的脚本也会因此报错。

## 示例

```markdown
| Model | Average |
| --- | --- |
| Elm-7B | 43.635 |

| 模型 | 平均 |
| --- | --- |
| Elm-7B | 43.64 |
```

## 应改为

```markdown
| Model | Average |
| --- | --- |
| Elm-7B | 43.64 |

| 模型 | 平均 |
| --- | --- |
| Elm-7B | 43.64 |
```

## 参考

- MiniCPM 的中英文 README，<https://github.com/OpenBMB/MiniCPM>：五个中文均分只有一种语言多写一位小数
"""


@rule(
    "BIL102 cell-rounded",
    severity=Severity.NOTE,
    summary=Text(
        en="A table gives a value with more digits in one language",
        zh="中英文卡片的表格数值位数不同",
    ),
    messages=Text(
        en="{row}, {column}: {here} here, {there} in the other card, the same but for rounding",
        zh="{row}，{column}：此处为 {here}，另一语言的卡片为 {there}，仅位数不同",
    ),
    advice=Text(en="print both with as many digits", zh="请统一小数位数"),
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Looks in the tables of the Chinese and the English card for values that differ in nothing but
    their number of digits: 43.635 and 43.64, 1.8B and 18.4 亿. Values that are equal when the
    longer one is rounded, or cut off, to the digits of the shorter one are the same. Those that
    really differ are the business of BIL101.

    ## Why is this bad?

    Nothing is wrong, but a reader of both wonders which one is right, and so does a script that
    compares them letter by letter.

    ## Example

    ```markdown
    | Model | Average |
    | --- | --- |
    | Elm-7B | 43.635 |

    | 模型 | 平均 |
    | --- | --- |
    | Elm-7B | 43.64 |
    ```

    ## Use instead

    ```markdown
    | Model | Average |
    | --- | --- |
    | Elm-7B | 43.64 |

    | 模型 | 平均 |
    | --- | --- |
    | Elm-7B | 43.64 |
    ```

    ## References

    - The READMEs of MiniCPM in two languages, <https://github.com/OpenBMB/MiniCPM>: five averages
      have one decimal more in one of them
    """
    from cardkit.diff.tables.differences import cell_differences

    for cell in cell_differences(pair):
        if cell.relation == "rounded":
            yield Found(
                at=(),
                span=cell.a.span,
                there=(cell.b.span,),
                klass="rounding",
                args={
                    "row": cell.row,
                    "column": cell.column,
                    "here": cell.a.text,
                    "there": cell.b.text,
                },
            )
