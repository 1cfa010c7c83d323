"""SCR114 setting-unstated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import Option, rule
from cardkit.source.span import Path
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.record.evaluation import Evaluation

ZH = """
## 作用

检查每个分数是否写明策略要求的评测条件：样本数、指标、样例数、评测框架及其版本、
数据集版本、不确定度。默认关闭，由配置档启用；要求哪些由选项 `needs` 决定。
每种条件给出一条提示，指向第一个缺少它的分数。

## 为何有害

没有这些条件，分数无法复现，也无法与别的模型比较：同一模型换一种 shot 数就可能差几个百分点。

## 示例

```yaml
schema_version: 1
evaluations:
  - {task: mmlu_fewshot, score: 0.6372}
```

## 应改为

```yaml
schema_version: 1
evaluations:
  - {task: mmlu_fewshot, score: 0.6372, n: 14042, metric: accuracy, shots: 5}
```

## 参考

- Every Eval Ever 0.3，<https://github.com/evaleval/every_eval_ever>
"""


def _shots(evaluation: Evaluation, every: Sequence[Evaluation]) -> int | None:
    from cardkit.results.card_results import shots_of  # loads pydantic

    return shots_of(evaluation, every)


Stated = Callable[["Evaluation", Sequence["Evaluation"]], object]
_NEEDS: Mapping[str, tuple[Text, Stated]] = {
    "n": (Text(en="number of items (n)", zh="样本数（n）"), lambda e, _: e.n),
    "metric": (Text(en="metric", zh="指标"), lambda e, _: e.metric),
    "shots": (Text(en="number of shots", zh="样例数（shot）"), _shots),
    "harness": (Text(en="harness", zh="评测框架"), lambda e, _: e.harness),
    "harness-version": (
        Text(en="version of the harness", zh="评测框架版本"),
        lambda e, _: e.harness and e.harness.version,
    ),
    "dataset-revision": (
        Text(en="revision of the data set", zh="数据集版本"),
        lambda e, _: e.dataset_revision,
    ),
    "uncertainty": (Text(en="uncertainty", zh="不确定度"), lambda e, _: e.uncertainty),
}
_FIELDS = {
    "harness-version": ("harness", "version"),
    "dataset-revision": ("dataset_revision",),
}


@rule(
    "SCR114 setting-unstated",
    severity=Severity.WARNING,
    summary=Text(
        en="Scores without a condition that the policy asks for", zh="分数缺少策略要求的评测条件"
    ),
    messages=Text(
        en="scores without {need}: {missing} of {total}",
        zh="{total} 个分数中有 {missing} 个未写明{need}",
    ),
    advice=Text(
        en="state it for each; what holds for all stands once in `evaluation_setup` of a record",
        zh="请逐一写明；对全部分数都成立的，可在记录的 `evaluation_setup` 中写一次",
    ),
    default="off",
    options={
        "needs": Option(
            Text(en="What each score must say of itself", zh="每个分数必须写明的条件"), (*_NEEDS,)
        ),
    },
    zh=ZH,
)
def check(reading: Reading, needs: Sequence[str] = ("n", "metric", "shots")) -> Iterator[Found]:
    """
    ## What it does

    Checks that each score says the conditions the policy asks for: number of items, metric, shots,
    harness and its version, revision of the data, uncertainty. Off by default; a profile turns it
    on and says in the option `needs` which. One finding for each condition, at the first score
    that lacks it.

    ## Why is this bad?

    Without them a score can neither be measured again nor compared: another number of shots moves
    the same model by several points.

    ## Example

    ```yaml
    schema_version: 1
    evaluations:
      - {task: mmlu_fewshot, score: 0.6372}
    ```

    ## Use instead

    ```yaml
    schema_version: 1
    evaluations:
      - {task: mmlu_fewshot, score: 0.6372, n: 14042, metric: accuracy, shots: 5}
    ```

    ## References

    - Every Eval Ever 0.3, <https://github.com/evaleval/every_eval_ever>
    """
    from cardkit.results.card_results import stated_evaluations  # loads pydantic

    evaluations = stated_evaluations(reading.record)
    for need in needs:
        name, stated = _NEEDS[need]
        lacking = [i for i, e in enumerate(evaluations) if stated(e, evaluations) is None]
        if lacking:
            field = _FIELDS.get(need, (need,))
            places: tuple[Path, ...] = tuple(("evaluations", i, *field) for i in lacking)
            args = {"need": name, "missing": len(lacking), "total": len(evaluations)}
            yield Found(at=places[0], args=args, members=places)
