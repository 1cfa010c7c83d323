"""BIL103 row-missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair

ZH = """
## 作用

找出只有一种语言的卡片才有的数值：整个数值表、表中的行或列、某一行中的值，以及 ± 后的误差。
行和列只在确定对应的表格之间比较，且其中必须有数值；另一语言的表中若还有可能是其译名的行，
则不作判断。数值在另一张卡片中以其他形式（列表、拆成两个表）给出的，不算缺少。

过大的表格不作比较，并会说明。

## 为何有害

增加一行结果时往往只改了一种语言。另一种语言的读者看不到这些结果，也不知道自己少看了什么。

## 示例

```markdown
| Model | MMLU |
| --- | --- |
| Elm-7B | 63.7 |
| Elm-7B-Chat | 65.2 |

| 模型 | MMLU |
| --- | --- |
| Elm-7B | 63.7 |
```

## 应改为

```markdown
| Model | MMLU |
| --- | --- |
| Elm-7B | 63.7 |
| Elm-7B-Chat | 65.2 |

| 模型 | MMLU |
| --- | --- |
| Elm-7B | 63.7 |
| Elm-7B-Chat | 65.2 |
```

## 参考

- Qwen 的中英文 README，<https://github.com/QwenLM/Qwen>：长上下文表在两种语言中的行不同
"""

MANY = 6
"""Names in a message, above which the rest is only counted."""


@rule(
    "BIL103 row-missing",
    severity=Severity.WARNING,
    summary=Text(
        en="A table, row or column stands in one language only",
        zh="表格、行或列只出现在一种语言的卡片中",
    ),
    messages={
        "table": Text(
            en="no table in the other card has these values ({names})",
            zh="另一语言的卡片中没有含这些数值的表格（{names}）",
        ),
        "row": Text(
            en="rows that the other card's table lacks: {names}",
            zh="另一语言的表格缺少以下行：{names}",
        ),
        "column": Text(
            en="columns that the other card's table lacks: {names}",
            zh="另一语言的表格缺少以下列：{names}",
        ),
        "value": Text(
            en="{row}: the other card has no value for {names}",
            zh="{row}：另一语言的卡片没有给出 {names} 的值",
        ),
        "spread": Text(
            en="{row}: the other card leaves the ± of {names} out",
            zh="{row}：另一语言的卡片没有给出 {names} 的 ± 误差",
        ),
        "large": Text(
            en="this table is too large to be compared with the other card's",
            zh="该表过大，未与另一语言的卡片核对",
        ),
        "many": Text(
            en="{tables} tables from here on are not compared: the card has too many",
            zh="表格过多，从此处起的 {tables} 个表未作核对",
        ),
    },
    advice={
        "table": Text(en="add the table there, or drop it here", zh="请补上该表，或在此处删去"),
        "row": Text(en="add them there, or drop them here", zh="请补上，或在此处删去"),
        "column": Text(en="add them there, or drop them here", zh="请补上，或在此处删去"),
        "value": Text(en="give it in both cards", zh="请在两张卡片中都给出"),
        "spread": Text(en="give it in both cards", zh="请在两张卡片中都给出"),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Looks for values that only one of the two cards has: whole tables of values, rows and columns,
    single values of a row, the spread behind a ±. Rows and columns are looked for in tables that
    surely belong together, and must hold numbers; where the other table has one left over whose
    label may be the translation, nothing is said. What the other card tells in another form, as a
    list or in two tables, is not missing.

    Tables too large to be compared are named.

    ## Why is this bad?

    A result was added in one language. Readers of the other do not see it, nor that they miss it.

    ## Example

    ```markdown
    | Model | MMLU |
    | --- | --- |
    | Elm-7B | 63.7 |
    | Elm-7B-Chat | 65.2 |

    | 模型 | MMLU |
    | --- | --- |
    | Elm-7B | 63.7 |
    ```

    ## Use instead

    ```markdown
    | Model | MMLU |
    | --- | --- |
    | Elm-7B | 63.7 |
    | Elm-7B-Chat | 65.2 |

    | 模型 | MMLU |
    | --- | --- |
    | Elm-7B | 63.7 |
    | Elm-7B-Chat | 65.2 |
    ```

    ## References

    - The READMEs of Qwen in two languages, <https://github.com/QwenLM/Qwen>: the table on long
      contexts has other rows in each
    """
    from cardkit.diff.tables.agreement import table_agreement
    from cardkit.diff.tables.missing import missing

    for gap in missing(pair):
        args: dict[str, object] = {"names": _some(gap.names)}
        yield Found(
            at=(),
            span=gap.span,
            side=gap.side,
            there=() if gap.there is None else (gap.there,),
            klass="missing",
            variant="spread" if gap.spread else gap.axis,
            args=args if gap.row is None else args | {"row": gap.row},
            members=tuple(name.en for name in gap.names),
        )
    for over in table_agreement(pair).oversized:
        yield Found(
            at=(),
            span=over.span,
            side=over.side,
            klass="missing",
            variant="many" if over.tables else "large",
            severity=Severity.NOTE,
            args={"tables": over.tables},
        )


def _some(names: Sequence[Text]) -> Text:
    shown = listed(names[:MANY])
    if len(names) <= MANY:
        return shown
    return Text(en=f"{shown.en} and {len(names) - MANY} more", zh=f"{shown.zh}等 {len(names)} 项")
