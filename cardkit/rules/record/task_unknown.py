"""REC102 task-unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.catalog.tasks import closest_task, is_task_id
from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.placeholders import is_placeholder
from cardkit.rules.registry import rule
from cardkit.source.span import Path
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查 YAML 记录的 `evaluations` 和对比表的列中，`task` 是否为 cardkit 目录中的任务 ID。
目录之外的基准请只写 `label`。

## 为何有害

任务 ID 决定随机基线、指标、样本数以及与其他模型的对比；写错的 ID 不会被任何规则检查，
分数也无法与对比表对应。

## 示例

```yaml
schema_version: 1
evaluations:
  - {task: mmlu_fewsho, score: 0.6372}
```

## 应改为

```yaml
schema_version: 1
evaluations:
  - {task: mmlu_fewshot, score: 0.6372}
```

## 参考

- DCLM 评测任务表，
  <https://github.com/mlfoundations/dclm/blob/main/eval/eval_meta_data.csv>
"""


@rule(
    "REC102 task-unknown",
    severity=Severity.WARNING,
    summary=Text(en="A task id that is not in the catalog", zh="目录中没有的任务 ID"),
    messages={
        "": Text(en="`{task}` is no task of the catalog", zh="`{task}` 不是目录中的任务 ID"),
        "close": Text(
            en="`{task}` is no task of the catalog; `{best}` was probably meant",
            zh="`{task}` 不是目录中的任务 ID，可能想写 `{best}`",
        ),
    },
    advice={
        "": Text(
            en="write `label` instead of `task` for any other benchmark",
            zh="其他基准请改写 `label`",
        ),
        "close": Text(
            en="write `{best}`, or `label` for another benchmark",
            zh="请写成 `{best}`；若为其他基准，请改写 `label`",
        ),
    },
    fix="unsafe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that `task`, in the `evaluations` of a YAML record and in the columns of a comparison,
    is an id of cardkit's catalog. A benchmark that is not there has a `label` only.

    ## Why is this bad?

    The id decides random baseline, metric and number of items, and what a score is compared with.
    No rule checks a score under an id that is misspelt, and no table finds it.

    ## Example

    ```yaml
    schema_version: 1
    evaluations:
      - {task: mmlu_fewsho, score: 0.6372}
    ```

    ## Use instead

    ```yaml
    schema_version: 1
    evaluations:
      - {task: mmlu_fewshot, score: 0.6372}
    ```

    ## References

    - DCLM's table of tasks,
      <https://github.com/mlfoundations/dclm/blob/main/eval/eval_meta_data.csv>
    """
    for path, task in _tasks(reading):
        if is_task_id(task) or is_placeholder(task):
            continue
        best = closest_task(task)
        yield Found(
            at=path,
            args={"task": task[:80], "best": best},
            variant="close" if best else "",
            replacements=(Replacement(path, best),) if best else (),
            safe=False,
        )


def _tasks(reading: Reading) -> Iterator[tuple[Path, str]]:
    """Yield the task ids that stand in this file; a table it refers to is checked by itself."""
    if reading.kind == "markdown":
        return
    for i, evaluation in enumerate(reading.record.evaluations):
        if evaluation.task is not None:
            yield ("evaluations", i, "task"), evaluation.task
    columns: Path = ("columns",) if reading.kind == "comparison" else ("comparison", "columns")
    if reading.comparison is not None and columns in reading.spans:
        for i, column in enumerate(reading.comparison.columns):
            if column.task is not None:
                yield (*columns, i, "task"), column.task
