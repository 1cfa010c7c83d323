"""BIL203 date-differs."""

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

比较中英文卡片对应段落中的日期，不论写作 `2024.05.23`、`2024/5/23`、`2024年5月23日` 还是
`May 23, 2024`。一方只写到月、另一方写到日的，仅给出提示。

## 为何有害

日期说明数据截止于何时、哪个版本更新。两处不同，必有一处有误。

## 示例

```markdown
- [2024/04/18] 发布模型。
```

英文卡片为 `[2024/04/17]`。

## 应改为

```markdown
- [2024/04/17] 发布模型。
```

## 参考

- ISO 8601-1:2019
"""


@rule(
    "BIL203 date-differs",
    severity=Severity.WARNING,
    summary=Text(
        en="A date that the two languages state differently", zh="中英文正文中的日期不一致"
    ),
    messages={
        "contradiction": Text(
            en="{here} here, {there} in the other card", zh="此处为 {here}，另一张卡片为 {there}"
        ),
        "precision": Text(
            en="{here} here, {there} in the other card: one says less than the other",
            zh="此处为 {here}，另一张卡片为 {there}，详略不同",
        ),
    },
    advice={
        "contradiction": Text(en="correct the wrong one", zh="请更正有误的一处"),
        "precision": Text(en="state the same in both", zh="两处请写到相同的精度"),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Compares the dates in passages that belong together, whether they are written `2024.05.23`,
    `2024/5/23`, `2024年5月23日` or `May 23, 2024`. Where one card has the month and the other the
    day too, it is a note.

    ## Why is this bad?

    Dates tell how far the data reach and which version is newer. Where they differ, one is wrong.

    ## Example

    ```markdown
    - [2024/04/17] The model is released.
    ```

    The Chinese card has `[2024/04/18]`.

    ## Use instead

    ```markdown
    - [2024/04/18] The model is released.
    ```

    ## References

    - ISO 8601-1:2019
    """
    from cardkit.diff.prose.dates import date_differences

    for found in date_differences(pair):
        wrong = found.kind == "contradiction"
        yield Found(
            at=(),
            side=found.side,
            span=found.here.span,
            there=(found.there.span,),
            variant=found.kind,
            args={
                "here": f"`{found.here.date.printed}`",
                "there": f"`{found.there.date.printed}`",
            },
            klass="contradiction" if wrong else "rounding",
            severity=None if wrong else Severity.NOTE,
        )
