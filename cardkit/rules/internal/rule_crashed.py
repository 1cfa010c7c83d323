"""CK900 rule-crashed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

CRASHED = "CK900"

ZH = """
## 作用

当某条规则自身出错时报告。其余规则照常运行，退出码为 2。

## 为何有害

出错的规则没有检查这张卡片，因此报告不完整，不能视为通过。

## 示例

规则在处理卡片时遇到了作者没有想到的输入。

## 应改为

请把卡片和错误信息反馈给 cardkit；修复之前可以用 `--ignore` 暂时跳过该规则（防止伪造的规则除外）。

## 参考

- cardkit 的退出码：2 优先于 1
"""

_FAILED = Text(
    en="the rule {rule} failed on this card: {error}: {detail}",
    zh="规则 {rule} 在处理这张卡片时出错：{error}：{detail}",
)


@rule(
    "CK900 rule-crashed",
    severity=Severity.ERROR,
    summary=Text(en="A rule itself failed", zh="规则自身出错"),
    messages={"": _FAILED, "guard": _FAILED},
    advice={
        "": Text(
            en="this is a bug in cardkit; the other rules went on,"
            " `--ignore {rule}` skips this one",
            zh="这是 cardkit 的缺陷；其余规则已照常运行，可用 `--ignore {rule}` 跳过该规则",
        ),
        "guard": Text(
            en="this is a bug in cardkit, please report it; the other rules went on",
            zh="这是 cardkit 的缺陷，请反馈；其余规则已照常运行",
        ),
    },
    waivable=False,
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports that a rule itself failed. The other rules go on; the exit code is 2.

    ## Why is this bad?

    The card was not checked by that rule, so the report is incomplete and no sign of health.

    ## Example

    A rule met something in a card that its author had not thought of.

    ## Use instead

    Send the card and the message to cardkit; `--ignore` skips the rule until it is mended;
    one that guards the checks themselves is not to be skipped.

    ## References

    - Exit codes of cardkit: 2 beats 1
    """
    yield from ()  # the engine reports crashes; a rule cannot see them
