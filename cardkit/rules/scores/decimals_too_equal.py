"""SCR108 decimals-too-equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Confidence, Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.last_digits import EqualDigits

_RELATED = 5
_RARE = 1e-9

ZH = """
## 作用

实测分数的末位数字大致均匀分布。检查一张表中位数相同的分数，末位是否过多地为同一个数字
（精确二项检验，计入十个数字后概率低于万分之一），并给出该概率。

至少要有 8 个分数、3 个任务才判断。题数可以解释末位数字的分数不计入，例如只有 100 题的测试集，
分数总以 0 结尾；题数未知时按较宽的标准（某个数字占两成）估计。

## 为何有害

末位过于整齐，说明分数曾按更少的位数取整后补零，或者根本不是测出来的。读者会以为差别精确到末位。

## 示例

```markdown
| Model | MMLU | HellaSwag | GSM8K |
| --- | --- | --- | --- |
| A-7B | 63.0 | 80.0 | 35.0 |
| B-7B | 58.0 | 77.0 | 21.0 |
| C-7B | 61.0 | 79.0 | 40.0 |
```

## 应改为

```markdown
| Model | MMLU | HellaSwag | GSM8K |
| --- | --- | --- | --- |
| A-7B | 63.1 | 79.8 | 35.3 |
| B-7B | 57.8 | 77.2 | 20.9 |
| C-7B | 61.4 | 78.9 | 40.2 |
```

## 参考

- 美国科研诚信办公室（ORI），末位数字的均匀性检验，<https://ori.hhs.gov/statistical-forensics-check>
"""


@rule(
    "SCR108 decimals-too-equal",
    severity=Severity.NOTE,
    summary=Text(en="Last digits too equal to be measured", zh="末位数字过于整齐的分数"),
    messages=Text(
        en="{count} of {of} scores with as many decimals ({decimals}) end in {digit}; the chance of"
        " that is {chance}",
        zh="{of} 个保留 {decimals} 位小数的分数中有 {count} 个末位为 {digit}，偶然如此的概率为"
        " {chance}",
    ),
    advice=Text(
        en="print the digits that were measured, and no more",
        zh="请写出实际测得的位数，不要补零",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    The last digits of measured scores are spread over all ten. Checks whether one of them is far
    too frequent among the scores of a table that have as many decimals: exact binomial test, all
    ten digits counted in, below 1 in 10,000. The chance is named.

    Says nothing of fewer than 8 scores or 3 tasks. Scores whose number of items explains the digit
    do not count: scores of 100 items all end in 0. Where the number is not known, a
    digit is granted a share of one in five.

    ## Why is this bad?

    Such scores were rounded to fewer digits and padded, or were not measured. Readers take the
    last digit for real.

    ## Example

    ```markdown
    | Model | MMLU | HellaSwag | GSM8K |
    | --- | --- | --- | --- |
    | A-7B | 63.0 | 80.0 | 35.0 |
    | B-7B | 58.0 | 77.0 | 21.0 |
    | C-7B | 61.0 | 79.0 | 40.0 |
    ```

    ## Use instead

    ```markdown
    | Model | MMLU | HellaSwag | GSM8K |
    | --- | --- | --- | --- |
    | A-7B | 63.1 | 79.8 | 35.3 |
    | B-7B | 57.8 | 77.2 | 20.9 |
    | C-7B | 61.4 | 78.9 | 40.2 |
    ```

    ## References

    - US Office of Research Integrity, on rightmost digits,
      <https://ori.hhs.gov/statistical-forensics-check>
    """
    from cardkit.forensics.last_digits import equal_digits

    for found in equal_digits(reading):
        first, *rest = found.equal
        yield Found(
            at=first.path,
            args=_args(found),
            related=tuple(claim.path for claim in rest[:_RELATED]),
            members=tuple(claim.path for claim in found.equal),
            confidence=Confidence.MEDIUM,
        )


def _args(found: EqualDigits) -> dict[str, object]:
    return {
        "count": len(found.equal),
        "of": found.of,
        "decimals": found.decimals,
        "digit": found.digit,
        "chance": _odds(found.chance),
    }


def _odds(chance: float) -> Text:
    if chance < _RARE:
        return Text(en="less than 1 in a billion", zh="不到十亿分之一")
    once_in = round(1 / chance)
    return Text(en=f"1 in {once_in:,}", zh=f"1/{once_in:,}")
