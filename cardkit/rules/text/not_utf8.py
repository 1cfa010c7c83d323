"""SRC107 not-utf8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.noticed import issues_of
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用
检查整个文件是否为 UTF-8 编码，每个文件只报告一次。

## 为何有害
各平台和 Python 都按 UTF-8 读取卡片；其他字节会变成问号，或者卡片被拒绝。

## 示例
在中文 Windows 上被编辑器保存为 GBK 的 README。

## 应改为
内容相同、保存为 UTF-8 的文件。

## 参考
- RFC 3629，<https://www.rfc-editor.org/rfc/rfc3629>
"""


@rule(
    "SRC107 not-utf8",
    severity=Severity.ERROR,
    summary=Text(
        en="Bytes that are not UTF-8",
        zh="存在非 UTF-8 字节",
    ),
    messages=Text(
        en="this is not UTF-8, first at byte {byte_offset} (places: {n})",
        zh="不是 UTF-8 编码，首次出现在字节偏移 {byte_offset} 处（共 {n} 处）",
    ),
    advice=Text(
        en="save the file as UTF-8: Chinese text saved as GBK or UTF-16 looks like this",
        zh="请将文件另存为 UTF-8：以 GBK 或 UTF-16 保存的中文常出现此问题",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Checks that the file is UTF-8 throughout; a file is reported once.

    ## Why is this bad?
    Hubs and Python read cards as UTF-8; other bytes become question marks, or the card is
    refused.

    ## Example
    A README that an editor on Chinese Windows saved in GBK.

    ## Use instead
    The same text, saved as UTF-8.

    ## References
    - RFC 3629, <https://www.rfc-editor.org/rfc/rfc3629>
    """
    issues = list(issues_of(reading, "not-utf8"))
    for first in issues[:1]:  # one encoding is wrong, however many bytes tell of it
        args = {**first.args, "n": len(issues)}
        members = tuple(issue.span for issue in issues)
        yield Found(at=(), span=first.span, args=args, members=members)
