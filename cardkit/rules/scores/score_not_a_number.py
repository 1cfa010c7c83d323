"""SCR111 score-not-a-number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.placeholders import is_placeholder
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.forensics.not_numbers import NotANumber

_RELATED = 5

ZH = """
## 作用

检查评测表的分数列和 `model-index` 中本应是数值、实际不是的内容：nan、inf、列表、null、
逗号小数（`41,8%`）、写坏的数字（`63..7`）。逗号小数的含义明确，会给出改法；其余只指出，不猜测。
`model-index` 中同一类问题合并为一条。

表格中的“-”、“—”、N/A、OOM 是如实留空，不报告；`73.8%`、`1.00 ± 0.03`、加粗、脚注标记均视为数值。
`xx.xx`、TBD 等占位内容由 STR103 报告。

## 为何有害

程序会跳过这样的分数，或者读错：Hub 不显示该条结果，排行榜和对比表缺少这一项。

## 示例

```markdown
| Task | Metric | Score |
| --- | --- | --- |
| Tide tables | accuracy | 63,7% |
| Harbour names | accuracy | 41,8% |
| Lamp types | accuracy | 55,1% |
```

## 应改为

```markdown
| Task | Metric | Score |
| --- | --- | --- |
| Tide tables | accuracy | 63.7% |
| Harbour names | accuracy | 41.8% |
| Lamp types | accuracy | 55.1% |
```

## 参考

- Hugging Face，模型卡片规范，<https://github.com/huggingface/hub-docs/blob/main/modelcard.md>
"""


@rule(
    "SCR111 score-not-a-number",
    severity=Severity.WARNING,
    summary=Text(en="No number where a score should stand", zh="分数处不是数值"),
    messages={
        "cell": Text(
            en="`{text}` stands where a score should and is no number",
            zh="此处应为分数，`{text}` 不是数值",
        ),
        "comma": Text(
            en="`{text}` is written with a decimal comma; it means `{meant}`",
            zh="`{text}` 用逗号作小数点，应为 `{meant}`",
        ),
        "commas": Text(
            en="{count} scores of {label} are written with a decimal comma; the first, `{text}`,"
            " means `{meant}`",
            zh="{label} 的 {count} 个分数用逗号作小数点，第一个 `{text}` 应为 `{meant}`",
        ),
        "value": Text(
            en="the value of {label} is `{text}`, which is no number",
            zh="{label} 的取值 `{text}` 不是数值",
        ),
        "values": Text(
            en="{count} values of the `model-index` are no numbers; the first, of {label}, is"
            " `{text}`",
            zh="`model-index` 中有 {count} 个取值不是数值，第一个是 {label} 的 `{text}`",
        ),
    },
    advice={
        "cell": Text(
            en="write the number, or `-` where there is none", zh="请写出数值，没有则写 `-`"
        ),
        "comma": Text(en="write `{meant}`", zh="请写成 `{meant}`"),
        "commas": Text(en="write points", zh="请改用小数点"),
        "value": Text(
            en="write one number, or delete the entry", zh="请写成单个数值，或删除该条目"
        ),
        "values": Text(
            en="write one number for each, or delete the entries",
            zh="请各写成单个数值，或删除这些条目",
        ),
    },
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports what stands in a score column of a table, or as a value of the `model-index`, and is no
    number: nan, inf, lists, null, decimal commas (`41,8%`), broken digits (`63..7`). A decimal
    comma has one meaning, which is named; nothing else is guessed. In the `model-index`, values of
    one kind are one finding.

    `-`, `—`, `N/A` and `OOM` in a table are honest gaps. `73.8%`, `1.00 ± 0.03`, bold print and
    footnote marks are numbers. Placeholders (`xx.xx`, TBD) are reported by STR103.

    ## Why is this bad?

    Programs skip such a score or misread it: the Hub shows no result, rankings lack it.

    ## Example

    ```markdown
    | Task | Metric | Score |
    | --- | --- | --- |
    | Tide tables | accuracy | 63,7% |
    | Harbour names | accuracy | 41,8% |
    | Lamp types | accuracy | 55,1% |
    ```

    ## Use instead

    ```markdown
    | Task | Metric | Score |
    | --- | --- | --- |
    | Tide tables | accuracy | 63.7% |
    | Harbour names | accuracy | 41.8% |
    | Lamp types | accuracy | 55.1% |
    ```

    ## References

    - Hugging Face model card specification,
      <https://github.com/huggingface/hub-docs/blob/main/modelcard.md>
    """
    from cardkit.forensics.not_numbers import in_model_index, in_tables

    for found in in_tables(reading):
        yield _found(found, "cell")
    for found in in_model_index(reading):
        if not is_placeholder(found.text):
            yield _found(found, "value" if len(found.spans) == 1 else "values")


def _found(found: NotANumber, variant: str) -> Found:
    first, *rest = found.spans
    return Found(
        at=found.path,
        span=first,
        args={
            "text": found.text,
            "kind": found.kind,
            "meant": found.meant or "",
            "label": found.label,
            "count": len(found.spans),
        },
        related_spans=tuple(rest[:_RELATED]),
        variant=("commas" if rest else "comma") if found.kind == "comma" else variant,
        members=tuple(found.spans),
    )
