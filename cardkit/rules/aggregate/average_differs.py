"""AGG105 average-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.average_checks import WrongAverage

ZH = """
## 作用

在任意 Markdown 或 HTML 表格中，重算名为“平均”“均分”“总分”“Avg”“Overall”“Total”等的列或行。
先找出整张表的算法：相邻若干项的均值、总和、按标题中的题量加权的均值、若干均值的均值，
空缺项不计，百分数与小数可以混用，四舍五入和截断都接受。至少三个数符合、不符合的至多五分之一
（或只有一个）时，才报告不符合的那些；标题行相同的各表合并计算。不足三个数时，只在正文写明算法、各项正是某个公开榜单的组成，
或末行“合计”大于上面各行之和时报告。找不到算法的表格不报告。

## 为何有害

平均分常被单独引用，也决定排名。它与本行的分数不符，说明其中至少有一个数抄错、算错或没有更新。

## 示例

```markdown
| Model | MMLU | BBH | GSM8K | Avg |
| --- | --- | --- | --- | --- |
| A-7B | 60.1 | 50.3 | 40.4 | 50.3 |
| B-7B | 62.4 | 55.0 | 47.6 | 55.0 |
| C-7B | 70.2 | 61.7 | 58.1 | 63.3 |
| My-7B | 71.3 | 66.5 | 60.2 | 69.0 |
```

## 应改为

```markdown
| My-7B | 71.3 | 66.5 | 60.2 | 66.0 |
```

## 参考

- Brown and Heathers, The GRIM Test, 2017，<https://doi.org/10.1177/1948550616673876>
"""

_HOW = {
    "mean": Text(en="the mean of {n} numbers ({parts})", zh="{n} 项（{parts}）的均值"),
    "weighted": Text(
        en="the mean of {n} numbers ({parts}), weighted by their sizes,",
        zh="{n} 项（{parts}）按题量加权的均值",
    ),
    "sum": Text(en="the sum of {n} numbers ({parts})", zh="{n} 项（{parts}）之和"),
}


_TWO = Text(en="{first} and {last}", zh="{first} 和 {last}")
_MORE = Text(en="{first} … {last}", zh="{first} 至 {last}")

_THIS = Text(en="this table", zh="表")
_SAME_HEADINGS = Text(en="the tables with these headings", zh="标题行相同的各表")

_DIFFERS = Text(
    en="{name}: {label} = {cell}, but {how} is {value}, and {agreeing} of {judged} in"
    " {tables} are formed so",
    zh="{name}：{label} = {cell}，但 {how}为 {value}；"
    "{tables}中 {judged} 个数有 {agreeing} 个按此计算",
)


@rule(
    "AGG105 average-differs",
    severity=Severity.WARNING,
    summary=Text(
        en="An average or total that its row or column does not give",
        zh="平均分或总分与所在行、列的数值不符",
    ),
    messages={
        "table": _DIFFERS,
        "same-row": _DIFFERS,
        "same-place": _DIFFERS,
        "declared": Text(
            en="{name}: {label} = {cell}, but {how} is {value}",
            zh="{name}：{label} = {cell}，但 {how}为 {value}",
        ),
        "total": Text(
            en="{name}: {label} = {cell}, but the rows above add up to {value}",
            zh="{name}：{label} = {cell}，但以上各行之和为 {value}",
        ),
    },
    advice={
        "": Text(
            en="correct the average or the number that is wrong", zh="请更正平均分或有误的分数"
        ),
        "same-row": Text(
            en="{same} has the same average; was it copied from there?",
            zh="{same} 的平均分与之相同，请核实是否抄错了行",
        ),
        "same-place": Text(
            en="{same} beside it is the same number; was one copied from the other?",
            zh="同行的 {same} 与之相同，请核实是否抄错了列",
        ),
        "total": Text(
            en="correct the total, or add the row that is missing", zh="请更正合计，或补上缺少的行"
        ),
    },
    computed=("agreeing", "judged", "same", "tables"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Recomputes columns and rows called Avg, Average, Mean, Overall, Total, 平均, 总分 and the like,
    in any Markdown or HTML table. It first finds how the table forms them: the mean of a run of
    numbers, their sum, their mean weighted by the sizes in the headings (`Retrieval (15)`), the
    mean of other averages; gaps are left out, percent and fraction may be mixed, rounded and
    truncated figures are both accepted. Where three or more follow the formula, and all but a
    fifth or one, the others are reported; tables with the same headings count as one. With fewer
    than three it speaks only where the text says how many numbers are averaged, where they are the
    parts of a known leaderboard, or where a last row `Total` is more than all rows above it. Silent
    where no formula is found.

    ## Why is this bad?

    Averages are quoted alone and decide who is ahead. Where the numbers beside one do not give it,
    one of them was copied wrongly, or was updated alone.

    ## Example

    ```markdown
    | Model | MMLU | BBH | GSM8K | Avg |
    | --- | --- | --- | --- | --- |
    | A-7B | 60.1 | 50.3 | 40.4 | 50.3 |
    | B-7B | 62.4 | 55.0 | 47.6 | 55.0 |
    | C-7B | 70.2 | 61.7 | 58.1 | 63.3 |
    | My-7B | 71.3 | 66.5 | 60.2 | 69.0 |
    ```

    ## Use instead

    ```markdown
    | My-7B | 71.3 | 66.5 | 60.2 | 66.0 |
    ```

    ## References

    - Brown and Heathers, The GRIM Test, 2017, <https://doi.org/10.1177/1948550616673876>
    """
    from cardkit.forensics.average_checks import wrong_averages

    wrong = wrong_averages(reading)
    paths = {span: path for path, span in reading.spans.items()} if wrong else {}
    for one in wrong:
        at = paths.get(one.span, ())
        yield Found(at=at, span=one.span, args=_args(one), variant=_variant(one))


def _variant(one: WrongAverage) -> str:
    if one.reason == "table" and (one.same_place or one.same_row):
        return "same-place" if one.same_place else "same-row"
    return one.reason


def _args(one: WrongAverage) -> dict[str, object]:
    n = len(one.formula.places)
    between = _TWO if n == 2 else _MORE
    parts = between.format(first=one.first, last=one.last)
    return {
        "name": one.name,
        "label": one.label,
        "cell": one.printed,
        "value": one.value,
        "how": _HOW[one.formula.kind].format(n=n, parts=parts),
        "tables": _SAME_HEADINGS if one.joined else _THIS,
        "agreeing": one.agreeing,
        "judged": one.judged,
        "same": one.same_place or one.same_row,
    }
