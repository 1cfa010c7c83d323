"""CMP104 score-unsourced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.rules.tables import row_path
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.record.comparison import ComparisonRow

ZH = """
## 作用

检查对比表中每个分数是否注明出处。默认关闭，由配置档启用。每行给出一条提示。

## 为何有害

没有出处的分数无法核对，读者也不知道它与其他分数是否在同一条件下测得。

## 示例

```yaml
schema_version: 1
kind: comparison
as_of: "2024-06"
columns: [{id: mmlu, label: MMLU, task: mmlu_fewshot}]
groups:
  - rows:
      - {label: Larch-3B, scores: {mmlu: 63.7}}
```

## 应改为

```yaml
schema_version: 1
kind: comparison
as_of: "2024-06"
columns: [{id: mmlu, label: MMLU, task: mmlu_fewshot}]
groups:
  - rows:
      - {label: Larch-3B, scores: {mmlu: {score: 63.7, source: report}}}
sources:
  report: {title: Larch technical report}
```

## 参考

- DCLM 公布的逐任务结果，<https://github.com/mlfoundations/dclm/tree/main/exp_data/evals>
"""


@rule(
    "CMP104 score-unsourced",
    severity=Severity.WARNING,
    summary=Text(en="Compared scores without a source", zh="对比表中的分数没有出处"),
    messages=Text(
        en="the row {label} has scores without a source: {count}",
        zh="{label} 一行有 {count} 个分数没有注明出处",
    ),
    advice=Text(
        en="name for each score a key of `sources`", zh="请为每个分数注明 `sources` 中的键"
    ),
    default="off",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that each score of a comparison names its source. Off by default; a profile turns it on.
    One finding a row.

    ## Why is this bad?

    A score without a source cannot be checked, and nobody knows whether it was measured as the
    others were.

    ## Example

    ```yaml
    schema_version: 1
    kind: comparison
    as_of: "2024-06"
    columns: [{id: mmlu, label: MMLU, task: mmlu_fewshot}]
    groups:
      - rows:
          - {label: Larch-3B, scores: {mmlu: 63.7}}
    ```

    ## Use instead

    ```yaml
    schema_version: 1
    kind: comparison
    as_of: "2024-06"
    columns: [{id: mmlu, label: MMLU, task: mmlu_fewshot}]
    groups:
      - rows:
          - {label: Larch-3B, scores: {mmlu: {score: 63.7, source: report}}}
    sources:
      report: {title: Larch technical report}
    ```

    ## References

    - Per-task results published by DCLM,
      <https://github.com/mlfoundations/dclm/tree/main/exp_data/evals>
    """
    comparison = reading.comparison
    if comparison is None or not reading.comparison_stands_here:
        return
    for g, group in enumerate(comparison.groups):
        for r, row in enumerate(group.rows):
            columns = _unsourced(row)
            if columns:
                at = row_path(reading, g, r, "scores")
                args = {"label": row.label, "count": len(columns)}
                yield Found(at=at, args=args, members=tuple((*at, name) for name in columns))


def _unsourced(row: ComparisonRow) -> list[str]:
    """Return the columns of a row whose stated score has no source."""
    scores = row.scores.items()
    return [n for n, s in scores if s is not None and s.status == "stated" and s.source is None]
