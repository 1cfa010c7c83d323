"""BIL202 power-of-ten."""

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

报告中英文卡片的对应段落里只差 10 的整数次幂的两个数量，如 `150 billion` 与 `150亿`。
亿是 10^8，billion 是 10^9；万是 10^4，thousand 是 10^3，million 是 10^6。

## 为何有害

照抄数字、只换单位，结果相差十倍乃至千倍。这是中英文模型卡片之间最常见的换算错误，读起来却毫无异样。

## 示例

```markdown
数据集包含超过 150 亿 token。
```

英文卡片写作 `over 150 billion tokens`。

## 应改为

```markdown
数据集包含超过 1500 亿 token。
```

## 参考

- BIPM，国际单位制手册，<https://www.bipm.org/en/publications/si-brochure>
"""


@rule(
    "BIL202 power-of-ten",
    severity=Severity.ERROR,
    summary=Text(
        en="The same digits, a power of ten apart, as units swapped unconverted make them",
        zh="中英文数量相差 10 的整数次幂（亿与 billion 混淆）",
    ),
    messages=Text(
        en="{here} here, {there} in the other card: the same digits, {factor} times apart",
        zh="此处为 {here}，另一张卡片为 {there}，数字相同而大小相差 {factor} 倍",
    ),
    advice=Text(
        en="one of them was carried over without conversion: {here} is `{here_as}`,"
        " {there} is `{there_as}`",
        zh="其中一处没有换算：{here} 即 `{here_as}`，{there} 即 `{there_as}`",
    ),
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Reports two quantities in passages that belong together whose digits are the same and whose
    size is a power of ten apart: `150 billion` and `150亿`. 亿 is 10^8 and a billion 10^9; 万 is
    10^4, a thousand 10^3, a million 10^6.

    ## Why is this bad?

    Digits copied and the unit word swapped make ten or a thousand times too much. It is the
    commonest slip between the two languages, and nothing in either text looks wrong.

    ## Example

    ```markdown
    The data set has over 150 billion tokens.
    ```

    The Chinese card says `超过 150 亿 token`.

    ## Use instead

    ```markdown
    The data set has over 15 billion tokens.
    ```

    ## References

    - BIPM, The International System of Units, <https://www.bipm.org/en/publications/si-brochure>
    """
    from cardkit.diff.prose.quantities import quantity_differences
    from cardkit.quantity import Quantity, format_quantity

    for found in quantity_differences(pair):
        if found.kind != "power" or found.there is None:
            continue
        (here,), there = found.here, found.there
        in_english, in_chinese = here.quantity.amount, there.quantity.amount
        yield Found(
            at=(),
            side=found.side,
            span=here.span,
            there=(there.span,),
            args={
                "here": f"`{here.printed}`",
                "there": f"`{there.printed}`",
                "here_as": format_quantity(Quantity(in_english), "zh", "prose"),
                "there_as": format_quantity(Quantity(in_chinese), "en", "prose"),
                "factor": f"{10 ** abs(found.power):,}",
            },
            klass="contradiction",
        )
