"""SCR106 few-shot-below-zero-shot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

对同一模型、同一任务，比较零样本与少样本分数：少样本远低于零样本（按题数计算的双侧检验 p < 0.001；
题数未知时按 500 题计，相当于约 10 个百分点）时给出提示。指标、数据划分、评测框架或是否使用思维链
不同时不比较。

## 为何有害

示例一般只会帮忙。明显反过来往往是两个数填反了、提示模板有误，或是两次评测的口径不同却没有写明。

## 示例

```markdown
| Task | Score |
| --- | --- |
| HellaSwag (0-shot) | 0.8043 |
| HellaSwag (10-shot) | 0.7716 |
```

## 应改为

```markdown
| Task | Score |
| --- | --- |
| HellaSwag (0-shot) | 0.7716 |
| HellaSwag (10-shot) | 0.8043 |
```

## 参考

- Brown et al., Language Models are Few-Shot Learners, 2020, <https://arxiv.org/abs/2005.14165>
"""


@rule(
    "SCR106 few-shot-below-zero-shot",
    severity=Severity.NOTE,
    summary=Text(
        en="A few-shot score far below the zero-shot one", zh="少样本分数远低于零样本分数"
    ),
    messages=Text(
        en="{label} = {few} with {shots} {shots:shot|shots}, but {zero} with none: far more than"
        " chance explains"
        " (p < 0.001)",
        zh="{label} 在 {shots}-shot 下为 {few}，零样本却有 {zero}：差距之大无法用偶然解释"
        "（p < 0.001）",
    ),
    advice=Text(
        en="check whether the two are swapped and the prompts are right",
        zh="请检查两个数是否填反、提示模板是否正确",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Holds a model's zero-shot score of a task against its few-shot score and tells where examples
    seem to have hurt by far: p < 0.001 by the two-sided test on the number of items (500 where it
    is not known: some ten points). Silent where metric, split, harness or chain of thought differ.

    ## Why is this bad?

    Examples mostly help. The other way round by far, the two numbers are often swapped, a prompt
    was broken, or the two were measured in different ways that the card does not tell.

    ## Example

    ```markdown
    | Task | Score |
    | --- | --- |
    | HellaSwag (0-shot) | 0.8043 |
    | HellaSwag (10-shot) | 0.7716 |
    ```

    ## Use instead

    ```markdown
    | Task | Score |
    | --- | --- |
    | HellaSwag (0-shot) | 0.7716 |
    | HellaSwag (10-shot) | 0.8043 |
    ```

    ## References

    - Brown et al., Language Models are Few-Shot Learners, 2020, <https://arxiv.org/abs/2005.14165>
    """
    from cardkit.forensics.few_shot import wrong_way_round
    from cardkit.rules.claim_text import bare_label_of

    for pair in wrong_way_round(reading):
        yield Found(
            at=pair.few.claim.path,
            args={
                "label": bare_label_of(pair.few.claim),
                "few": pair.few.claim.score.printed,
                "zero": pair.zero.claim.score.printed,
                "shots": pair.shots,
            },
            related=(pair.zero.claim.path,),
        )
