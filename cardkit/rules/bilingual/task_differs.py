"""BIL105 task-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Class, Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair

ZH = """
## 作用

用任务目录核对两张卡片评测了哪些任务、各用几个样例（shot）。名称先换算成任务 ID，
“AGI Eval SAT Math (CoT)”与“AGI Eval SAT 数学（思维链）”是同一任务，不会报告。报告的是：

- 分数相同，任务或设置却不同（MMLU 与 CMMLU，5-shot 与 0-shot）；
- 只有一种语言写明 shot 数等设置；
- 某个任务的评测结果只出现在一种语言中，且所在的表格无法逐行核对。

## 为何有害

shot 数不同的分数不可比较，任务不同更是如此。翻译时改错一个字母，读者就会引用错误的结果。

## 示例

```markdown
| Task | Score |
| --- | --- |
| MMLU (5-shot) | 63.7 |
| GSM8K | 40.1 |

| 任务 | 得分 |
| --- | --- |
| MMLU（0-shot） | 63.7 |
| GSM8K | 40.1 |
```

## 应改为

```markdown
| Task | Score |
| --- | --- |
| MMLU (5-shot) | 63.7 |
| GSM8K | 40.1 |

| 任务 | 得分 |
| --- | --- |
| MMLU（5-shot） | 63.7 |
| GSM8K | 40.1 |
```

## 参考

- Gao et al., A framework for few-shot language model evaluation,
  <https://github.com/EleutherAI/lm-evaluation-harness>
"""

_SEVERITY = {"unstated": Severity.NOTE, "absent": Severity.WARNING}
_CLASS: dict[str, Class] = {
    "task": "contradiction",
    "setting": "contradiction",
    "unstated": "missing",
    "absent": "missing",
}


@rule(
    "BIL105 task-differs",
    severity=Severity.ERROR,
    summary=Text(
        en="The cards name other tasks, or other settings of a task",
        zh="中英文卡片的评测任务或设置不一致",
    ),
    messages={
        "task": Text(
            en="the scores of {here} are those of {there} in the other card",
            zh="此处 {here} 的分数，在另一语言的卡片中是 {there} 的",
        ),
        "setting": Text(
            en="the scores of {here} are those of {there} in the other card",
            zh="此处 {here} 的分数，在另一语言的卡片中是 {there} 的",
        ),
        "unstated": Text(
            en="{here} here, but only {there} in the other card",
            zh="此处为 {here}，另一语言的卡片只写 {there}",
        ),
        "absent": Text(
            en="evaluated here, but not in the other card: {here}",
            zh="以下任务只在此处有评测结果，另一语言的卡片中没有：{here}",
        ),
    },
    advice={
        "task": Text(en="correct the one that is wrong", zh="请更正有误的一处"),
        "setting": Text(en="correct the one that is wrong", zh="请更正有误的一处"),
        "unstated": Text(en="state the setting in both cards", zh="请在两张卡片中都写明设置"),
        "absent": Text(en="report it in both cards", zh="请在两张卡片中都给出结果"),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Compares by the registry of tasks what the two cards evaluate, and with how many examples.
    Labels are turned into ids first: "AGI Eval SAT Math (CoT)" and "AGI Eval SAT 数学（思维链）"
    are one task and no finding. Reported are

    - the same scores under another task or setting (MMLU and CMMLU, 5-shot and 0-shot),
    - a setting that only one of the cards states,
    - a task that only one of them evaluates, where the table with it cannot be compared row by row.

    ## Why is this bad?

    Scores of other shots do not compare, let alone those of other tasks. One letter wrong in a
    translation, and readers quote a result that never was.

    ## Example

    ```markdown
    | Task | Score |
    | --- | --- |
    | MMLU (5-shot) | 63.7 |
    | GSM8K | 40.1 |

    | 任务 | 得分 |
    | --- | --- |
    | MMLU（0-shot） | 63.7 |
    | GSM8K | 40.1 |
    ```

    ## Use instead

    ```markdown
    | Task | Score |
    | --- | --- |
    | MMLU (5-shot) | 63.7 |
    | GSM8K | 40.1 |

    | 任务 | 得分 |
    | --- | --- |
    | MMLU（5-shot） | 63.7 |
    | GSM8K | 40.1 |
    ```

    ## References

    - Gao et al., A framework for few-shot language model evaluation,
      <https://github.com/EleutherAI/lm-evaluation-harness>
    """
    from cardkit.diff.tables.task_sets import task_facts

    for fact in task_facts(pair):
        yield Found(
            at=(),
            span=fact.span,
            side=fact.side,
            there=() if fact.there_span is None else (fact.there_span,),
            klass=_CLASS[fact.kind],
            variant=fact.kind,
            severity=_SEVERITY.get(fact.kind),
            args={"here": listed(fact.here), "there": fact.there},
        )
