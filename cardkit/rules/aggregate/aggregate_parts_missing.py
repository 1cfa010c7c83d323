"""AGG104 aggregate-parts-missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.stated_aggregates import StatedAggregate
    from cardkit.source.span import Path

ZH = """
## 作用

若卡片给出聚合指标及其半数以上的分项，但仍缺少一部分，则列出所缺的分项。
所缺相同的各行只报告一次；没有列出分项，或只列出少数分项时不检查。

## 为何有害

缺少分项就无法重算聚合指标，读者只能相信这个数字；被省去的往往是成绩不好的任务。

## 示例

```yaml
evaluations:
  - {task: core, metric_version: v1, score: 56.2, unit: percent}
  - {task: hellaswag, score: 0.8043}
  - {task: jeopardy, score: 0.4745}
  # …… 22 项中缺 squad 和 coqa
```

## 应改为

```yaml
  - {task: squad, score: 0.5856}
  - {task: coqa, score: 0.4074}
```

## 参考

- DCLM 的聚合指标由哪些任务组成，
  <https://github.com/mlfoundations/dclm/blob/main/eval/additional_aggregation.json>
"""

_MOST_NAMED = 5


@rule(
    "AGG104 aggregate-parts-missing",
    severity=Severity.NOTE,
    summary=Text(
        en="An aggregate with most of its parts, but not all", zh="聚合指标的分项不全，无法重算"
    ),
    messages=Text(
        en="{name} cannot be recomputed: {count} of its {n} parts {count:is|are} missing"
        " ({missing})",
        zh="{name} 无法重算：{n} 个分项中缺少 {count} 个（{missing}）",
    ),
    advice=Text(en="state the missing scores", zh="请补充所缺的分数"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Where a card states an aggregate and more than half of its parts, but not all of them: names
    the missing ones, once for rows that lack the same. Silent where no parts or only few are
    stated.

    ## Why is this bad?

    Without all parts nobody can recompute the aggregate, it has to be believed; and what is left
    out is often what went badly.

    ## Example

    ```yaml
    evaluations:
      - {task: core, metric_version: v1, score: 56.2, unit: percent}
      - {task: hellaswag, score: 0.8043}
      - {task: jeopardy, score: 0.4745}
      # ... all 22 but squad and coqa
    ```

    ## Use instead

    ```yaml
      - {task: squad, score: 0.5856}
      - {task: coqa, score: 0.4074}
    ```

    ## References

    - Which tasks DCLM's aggregates are formed from,
      <https://github.com/mlfoundations/dclm/blob/main/eval/additional_aggregation.json>
    """
    from cardkit.forensics.stated_aggregates import stated_aggregates

    alike: dict[tuple[Path, tuple[str, ...]], list[StatedAggregate]] = {}
    for one in stated_aggregates(reading):
        told = one.explanation
        if told is not None and not told.complete:
            alike.setdefault((one.column or one.at, told.closest.missing), []).append(one)
    for (place, missing), stated in alike.items():
        several = len(stated) > 1
        yield Found(
            at=(*place, "label") if several else stated[0].at,
            args={
                "name": stated[0].label if several else stated[0].name,
                "count": len(missing),
                "n": len(stated[0].aggregate.task_ids),
                "missing": _names(missing),
            },
            members=tuple(missing),
        )


def _names(task_ids: Sequence[str]) -> Text:
    from cardkit.forensics.claims import registered

    tasks = [registered(task_id) for task_id in task_ids[:_MOST_NAMED]]
    names = [Text(en=task.en, zh=task.zh) for task in tasks if task is not None]
    if len(task_ids) > _MOST_NAMED:
        names.append(Text(en="…", zh="……"))
    return listed(names)
