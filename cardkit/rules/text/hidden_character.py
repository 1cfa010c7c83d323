"""SRC108 hidden-character."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.noticed import noticed
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = r"""
## 作用
报告控制字符、双向覆盖字符、零宽字符和 Unicode 标签字符，连续的一串只报告一次。

## 为何有害
此时人看到的与程序读到的不一致：双向覆盖会让分数倒着显示，终端转义会改写屏幕，
Unicode 标签能向语言模型夹带指令。

## 示例
`| MMLU | \u202e7.36 |`

## 应改为
`| MMLU | 63.7 |`

## 参考
- Trojan Source，CVE-2021-42574，<https://trojansource.codes>
"""


@rule(
    "SRC108 hidden-character",
    severity=Severity.WARNING,
    summary=Text(
        en="A character that is not seen",
        zh="存在不可见字符",
    ),
    messages=Text(
        en="hidden character {codepoint} ({name}) in the text",
        zh="文本中存在不可见字符 {codepoint}（{name}）",
    ),
    advice=Text(
        en="delete it: it can reorder, hide or forge what a reader sees",
        zh="请删除：它可能打乱、隐藏或伪造读者看到的内容",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    r"""
    ## What it does
    Reports control characters, bidirectional overrides, zero-width characters and Unicode tags, a
    run of them once.

    ## Why is this bad?
    What a person reads is then not what a program reads: a bidi override shows a score backwards,
    a terminal escape rewrites the screen, Unicode tags smuggle instructions to a language model.

    ## Example
    `| MMLU | \u202e7.36 |`

    ## Use instead
    `| MMLU | 63.7 |`

    ## References
    - Trojan Source, CVE-2021-42574, <https://trojansource.codes>
    """
    return noticed(reading, "hidden-character")
