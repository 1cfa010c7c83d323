"""SCR101 score-not-attainable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.attainable import coverage
from cardkit.rules.finding import Confidence, Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.attainability import Attempt

ZH = """
## 作用

共 n 题的任务，准确率只能是 k/n。检查卡片上的分数能否由某个 k/n 四舍五入（含四舍六入五成双）
或截断得到，并给出最接近的可能取值。可确定所用评测套件（如 DCLM），或卡片写明 n 时，报告错误；
写明 n、但常取多次运行或多个测试集平均的任务（COPA、ARC），以及只有一个测试集的基准
（GSM8K、WinoGrande）报告警告，整列大多不符时除外。其他基准（GPQA、AIME）可能有多个子集，
分数也可能经过归一化，或为多次运行的平均，仅当表中该任务的其余分数明显都是 k/n 时才提示。
若表中至少有 5 个分数表明全表用的是四舍五入，则提示其中只有截断才能得到的分数；
末尾补零的分数也只提示。`model-index` 中此类基准的分数同样检查。

以下情况不检查：n 未知；分数是各子集的平均（MMLU、Jeopardy、BBQ）；
指标不是逐题计对错（F1、BLEU）；单位不确定。

n 相对于位数过大时，几乎任何分数都可能取到，检验无效力。检验效力（不可能出现的分数所占比例）：

| n | 0.1234（12.34%） | 0.123（12.3%） | 0.12（12%） |
| ---: | ---: | ---: | ---: |
| 32 | 99.5% | 95.1% | 51.5% |
| 100 | 99.0% | 89.9% | 0 |
| 500 | 95.0% | 50.0% | 0 |
| 1172 | 82.4% | 0 | 0 |
| 2376 | 64.4% | 0 | 0 |
| 5153 | 22.7% | 0 | 0 |
| 10042 | 0 | 0 | 0 |

`cardkit validate --output-format json` 的 `tested` 列出检查了哪些分数、哪些无法检查以及原因。

## 为何有害

取不到的分数一定不是该任务的准确率：要么抄错了数字，要么题数、子集或指标与卡片所写不同。

## 示例

```markdown
| Task | n | Metric | Score |
| --- | --- | --- | --- |
| Winogender MC (Female) | 60 | accuracy | 0.5900 |
```

## 应改为

```markdown
| Task | n | Metric | Score |
| --- | --- | --- | --- |
| Winogender MC (Female) | 60 | accuracy | 0.6000 |
```

## 参考

- N. Brown, J. Heathers, The GRIM Test, 2017, <https://doi.org/10.1177/1948550616673876>
"""


@rule(
    "SCR101 score-not-attainable",
    severity=Severity.ERROR,
    summary=Text(
        en="A score that no number of right answers gives", zh="任何答对题数都得不到的分数"
    ),
    messages={
        "": Text(
            en="{label} = {cell} is not k/{n} for any k; nearest: {nearest}",
            zh="{label} = {cell} 不可能是 {n} 题的准确率（k/{n}），最接近的取值：{nearest}",
        ),
        "column": Text(
            en="{label} = {cell} is not k/{n} for any k, as {fit} of {of} scores of this task here"
            " are; nearest: {nearest}",
            zh="{label} = {cell} 不可能是 {n} 题的准确率（k/{n}），而此处该任务的 {of} 个分数中有"
            " {fit} 个是；最接近的取值：{nearest}",
        ),
        "padded": Text(
            en="{label} = {cell} is k/{n} only with fewer digits: the zeros at its end are padding;"
            " nearest: {nearest}",
            zh="{label} = {cell} 只有去掉末尾的零才能由 k/{n} 得到；最接近的取值：{nearest}",
        ),
        "cut": Text(
            en="{label} = {cell} is k/{n} only if cut off, while {others}"
            " {others:score here is|scores here are} only if"
            " rounded; nearest: {nearest}",
            zh="{label} = {cell} 只有截断才能由 k/{n} 得到，而此处有 {others} 个分数只能由四舍五入"
            "得到；最接近的取值：{nearest}",
        ),
    },
    advice={
        "": Text(
            en="check the digits, the number of items and the metric",
            zh="请核对数字、题数和指标",
        ),
        "column": Text(
            en="check the digits, or say which set or average this score is of",
            zh="请核对数字，或说明该分数出自哪个子集或平均",
        ),
        "cut": Text(en="check the last digit", zh="请核对末位数字"),
        "padded": Text(
            en="print the digits that were measured, and no more",
            zh="请写出实际测得的位数，不要补零",
        ),
    },
    computed=("fit", "of", "others", "power"),
    zh=ZH,
    coverage=coverage,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    An accuracy over n items is k/n. Checks that a printed score is some k/n, rounded (half up or
    half to even) or truncated, and names the nearest that are. It is an error where n is certain:
    of a known suite (DCLM), or stated by the card, but for tasks that are often averaged over runs
    or sets (COPA, ARC); for those, and for benchmarks that have one test set (GSM8K, WinoGrande),
    it is a warning, unless most scores of such a column fail. Other benchmarks may mean several
    sets, or figures that are normalised or averaged over runs (GPQA, AIME): a score is noted only
    where the others of its task in the table are plainly k/n. Where five scores of a table or more
    show that it was rounded, one that only truncation gives is noted, and so is one that was padded
    with zeros. Scores of such benchmarks in the `model-index` are tested as well.

    Silent where n is not known, where the score averages over parts (MMLU, Jeopardy, BBQ), where
    the metric does not count items (F1, BLEU), and where the unit is not sure.

    Where n is large for the printed digits nearly every score is attainable and the test has no
    power. The power is the share of printable scores that it refutes:

    | n | 0.1234 (12.34 %) | 0.123 (12.3 %) | 0.12 (12 %) |
    | ---: | ---: | ---: | ---: |
    | 32 | 99.5 % | 95.1 % | 51.5 % |
    | 100 | 99.0 % | 89.9 % | 0 |
    | 500 | 95.0 % | 50.0 % | 0 |
    | 1172 | 82.4 % | 0 | 0 |
    | 2376 | 64.4 % | 0 | 0 |
    | 5153 | 22.7 % | 0 | 0 |
    | 10042 | 0 | 0 | 0 |

    `cardkit validate --output-format json` says under `tested` which scores were tested, which
    could not be and why.

    ## Why is this bad?

    A score that cannot be reached is not the accuracy on that task: a digit is wrong, or the
    number of items, the set or the metric is not what the card says.

    ## Example

    ```markdown
    | Task | n | Metric | Score |
    | --- | --- | --- | --- |
    | Winogender MC (Female) | 60 | accuracy | 0.5900 |
    ```

    ## Use instead

    ```markdown
    | Task | n | Metric | Score |
    | --- | --- | --- | --- |
    | Winogender MC (Female) | 60 | accuracy | 0.6000 |
    ```

    ## References

    - N. Brown, J. Heathers, The GRIM Test, 2017, <https://doi.org/10.1177/1948550616673876>
    """
    from cardkit.forensics.attainability import (
        attempts,
        columns,
        cut_among_rounded,
        index_attempts,
        is_certain,
    )

    tried = attempts(reading)
    groups, cut = columns(tried), cut_among_rounded(tried)
    for attempt in tried:
        claim = attempt.claim
        column = groups.get((claim.table, claim.task.id)) if claim.task else None
        certain = is_certain(reading, attempt)
        if attempt.failed and attempt.is_padded:
            if certain:
                yield _noted(attempt, "padded")
        elif attempt.failed and certain and not attempt.fits_the_registry:
            yield Found(at=claim.path, args=_args(attempt))
        elif attempt.failed and column is not None and column.plain:
            yield _noted(attempt, "column", fit=column.fit, of=column.of)
        elif attempt.failed and not attempt.presumed and not attempt.fits_the_registry:
            if column is None or not column.is_of_something_else:
                yield Found(at=claim.path, args=_args(attempt), severity=Severity.WARNING)
        elif certain and claim.path in cut:
            yield _noted(attempt, "cut", others=cut[claim.path])
    for attempt in index_attempts(reading):
        if attempt.failed and not attempt.presumed and not attempt.is_padded:
            at, args = attempt.claim.path, _args(attempt)
            yield Found(at=at, span=attempt.span, args=args, severity=Severity.WARNING)


def _noted(attempt: Attempt, variant: str, **args: int) -> Found:
    return Found(
        at=attempt.claim.path,
        args={**_args(attempt), **args},
        variant=variant,
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
    )


def _args(attempt: Attempt) -> dict[str, object]:
    claim = attempt.claim
    near = [f"{k}/{attempt.n} = {value:f}" for k, value in attempt.nearest()]
    return {
        "label": claim.full_label,
        "cell": claim.score.printed,
        "n": attempt.n,
        "nearest": listed(near),
        "power": round(attempt.power, 4),
    }
