"""SRC109 card-unreadable."""

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

`cardkit validate` 和 `cardkit audit` 报告无法读取的文件：不存在、权限不足、过大或不是文本。
其余卡片照常检查。每份报告都将其列为错误；`validate` 的退出码为 2。

## 为何有害

没有读到的卡片等于没有检查，汇总和 CI 面板都不能略去。

## 示例

清单中写有 `models/a/README.md`，但该文件已被删除。

## 应改为

恢复该文件，或将其从清单中删除。

## 参考

- docs/policy.md
"""


@rule(
    "SRC109 card-unreadable",
    severity=Severity.ERROR,
    summary=Text(en="A file that cannot be read", zh="文件无法读取"),
    messages=Text(en="the card was not checked: {why}", zh="未检查该卡片：{why}"),
    advice=Text(en="check its permissions, kind and size", zh="请检查文件的权限、类型和大小"),
    computed=("why",),  # it names the path as it was written
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    `cardkit validate` and `cardkit audit` report files that cannot be read: not there, not
    permitted, too large, no text. The other cards go on. Every report has it as an error; the exit
    code of `validate` is 2.

    ## Why is this bad?

    A card that was not read was not checked; no summary and no board of a CI may pass over it.

    ## Example

    A list names `models/a/README.md`, which was deleted.

    ## Use instead

    Put the file back, or take it off the list.

    ## References

    - docs/policy.md
    """
    yield from ()  # a file that cannot be read has no reading: the verbs find it
