"""STR105 row-ambiguous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.flattened.tables import Unread
    from cardkit.bind.reading import Reading

ZH = """
## 作用

针对从网页复制的纯文本：表格的单元格连成一串，cardkit 按列标题的语法和取值约束还原。
某一行（或表头）有多种读法、或没有任何读法时，列出候选并报告，不绑定其中任何一种。

## 为何有害

`2420488192` 可以读作 24 层、隐藏层 2048，也可以读作 2 层、隐藏层 42048。随意选一种等于编造数据，
而不读取则意味着该行的数字不参与任何检查。

## 示例

```text
层数隐藏层大小上下文长度
2420488192
```

## 应改为

```markdown
| 层数 | 隐藏层大小 | 上下文长度 |
|------|------------|------------|
| 24   | 2048       | 8192       |
```

## 参考

- GFM 表格语法，<https://github.github.com/gfm/#tables-extension->
"""

_SHOWN = 3


@rule(
    "STR105 row-ambiguous",
    severity=Severity.WARNING,
    summary=Text(
        en="A row of a page's text that can be read in several ways, or in none",
        zh="网页文本中的表格行有多种读法或无法读取",
    ),
    messages={
        "": Text(
            en="the cells run together and can be read in {count} ways: {candidates}",
            zh="单元格连成一串，有 {count} 种读法：{candidates}",
        ),
        "many": Text(
            en="the cells run together and can be read in too many ways to list",
            zh="单元格连成一串，读法过多，无法列出",
        ),
        "none": Text(
            en="the cells run together and fit none of the columns above",
            zh="单元格连成一串，与上方各列均不相符",
        ),
    },
    advice=Text(
        en="write the table with separators: `| a | b |`",
        zh="请写成带分隔符的表格：`| a | b |`",
    ),
    computed=("count", "candidates"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Looks at plain text that was copied from a web page. The cells of its tables run together;
    cardkit cuts them by what the columns can hold. A row (or the header) that can be cut in more
    ways than one, or in none, is reported with the candidates, and nothing of it is bound.

    ## Why is this bad?

    `2420488192` is 24 layers with a hidden size of 2048, or 2 layers with 42048. To choose would
    be to make a figure up; not to choose means that no rule sees the figures of this row.

    ## Example

    ```text
    LayersHidden SizeContext Length
    2420488192
    ```

    ## Use instead

    ```markdown
    | Layers | Hidden Size | Context Length |
    |--------|-------------|----------------|
    | 24     | 2048        | 8192           |
    ```

    ## References

    - Tables in GFM, <https://github.github.com/gfm/#tables-extension->
    """
    from cardkit.bind.flattened.document import FlattenedDocument  # `explain` loads no binder

    if not isinstance(reading.document, FlattenedDocument):
        return
    for i, row in enumerate(reading.document.unread):
        args = {"count": len(row.candidates), "candidates": _listed(row)}
        yield Found(at=("page_rows", i), args=args, variant=_variant(row))


def _variant(row: Unread) -> str:
    if row.too_many:
        return "many"
    return "" if row.candidates else "none"


def _listed(row: Unread) -> Text:
    shown = ["`" + " | ".join(cells) + "`" for cells in row.candidates[:_SHOWN]]
    more = ["…"] if len(row.candidates) > _SHOWN else []
    return Text(en="; ".join([*shown, *more]), zh="；".join([*shown, *more]))
