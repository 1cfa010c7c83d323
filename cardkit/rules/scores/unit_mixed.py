"""SCR103 unit-mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.rules.finding import Confidence, Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.mixed_units import Cell, Stray

_SHOWN = 3

ZH = """
## 作用

同一列（同一指标）的分数应当用同一单位。检查百分数（73.8）中是否混入了小数（0.738），或小数中混入了百分数，
并给出换算后的数值。`model-index` 中同一指标的各个取值视为一列。

难题上的分数确实可能只有 0.9%。因此仅当换算后与其余分数相称、且小数的位数多于百分数时，
才认为混用了单位；混入小数的百分数须都不低于 10，小数占多数时须至少有三位。

## 为何有害

读者和排名程序会把 0.738 当成 0.738%，最好的模型可能因此排到最后。

## 示例

```markdown
| Model | MMLU |
| --- | --- |
| A-7B | 63.7 |
| B-7B | 0.651 |
| C-7B | 58.2 |
| D-7B | 60.4 |
```

## 应改为

```markdown
| Model | MMLU |
| --- | --- |
| A-7B | 63.7 |
| B-7B | 65.1 |
| C-7B | 58.2 |
| D-7B | 60.4 |
```

## 参考

- Hugging Face，评测结果的写法，<https://huggingface.co/docs/hub/eval-results>
"""


@rule(
    "SCR103 unit-mixed",
    severity=Severity.WARNING,
    summary=Text(en="Percentages and fractions in one column", zh="同一列中混用百分数与小数"),
    messages={
        "fraction": Text(
            en="{cells}: given as fraction among percentages ({others}); probably {probably}",
            zh="{cells}：百分数（{others}）中混入了小数，应当是 {probably}",
        ),
        "percent": Text(
            en="{cells}: given as percentage among fractions ({others}); probably {probably}",
            zh="{cells}：小数（{others}）中混入了百分数，应当是 {probably}",
        ),
    },
    advice=Text(en="write the whole column in one unit", zh="整列请使用同一单位"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Scores of one column (one metric) should be in one unit. Finds fractions (0.738) that strayed
    among percentages (73.8), and percentages among fractions, and says what they are in the unit
    of the others. Values of one metric in a `model-index` count as one column.

    On a hard task 0.9 % may be an honest score. A unit is called mixed only where the number fits
    among the others once converted, and the fractions have more decimals than the percentages;
    these must all be 10 or more, and a majority of fractions have three decimals or more.

    ## Why is this bad?

    Readers and programs that rank take 0.738 for 0.738 %, and the best model may come out last.

    ## Example

    ```markdown
    | Model | MMLU |
    | --- | --- |
    | A-7B | 63.7 |
    | B-7B | 0.651 |
    | C-7B | 58.2 |
    | D-7B | 60.4 |
    ```

    ## Use instead

    ```markdown
    | Model | MMLU |
    | --- | --- |
    | A-7B | 63.7 |
    | B-7B | 65.1 |
    | C-7B | 58.2 |
    | D-7B | 60.4 |
    ```

    ## References

    - Evaluation results on the Hub, <https://huggingface.co/docs/hub/eval-results>
    """
    from cardkit.forensics.mixed_units import strays

    for stray in strays(reading):
        first, *rest = stray.cells
        yield Found(
            at=first.path,
            span=first.span,
            args=_args(stray),
            related=tuple(cell.path for cell in rest if cell.span is None),
            related_spans=tuple(cell.span for cell in rest if cell.span is not None),
            variant=stray.are,
            members=tuple(cell.span or cell.path for cell in stray.cells),
            confidence=Confidence.MEDIUM,
        )


def _args(stray: Stray) -> dict[str, object]:
    return {
        "cells": _some([_named(cell) for cell in stray.cells]),
        "others": _some([cell.printed for cell in stray.others]),
        "probably": _some([f"{value:f}" for value in stray.probably]),
    }


def _named(cell: Cell) -> Text:
    return Text(en=f"{cell.label.en} = {cell.printed}", zh=f"{cell.label.zh} = {cell.printed}")


def _some(printed: Sequence[Text | str]) -> Text:
    shown = listed(printed[:_SHOWN])
    more = len(printed) > _SHOWN
    return Text(en=shown.en + ", ..." * more, zh=shown.zh + " 等" * more)
