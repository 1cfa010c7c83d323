"""POL106 baseline-outdated."""

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

报告基线中已不再出现的问题。只统计本次检查过的卡片和规则。

## 为何有害

不移除的条目会掩盖以后再次出现的同一问题。

## 示例

```json
{"card": "README.md", "rule": "AGG101", "fingerprint": "364679bf8e14f171", "count": 2}
```

## 应改为

运行 `cardkit validate --write-baseline`。

## 参考

- docs/policy.md
"""


@rule(
    "POL106 baseline-outdated",
    severity=Severity.NOTE,
    summary=Text(en="A baseline with findings that are gone", zh="基线中有已消失的问题"),
    messages=Text(
        en="the baseline lists findings that no longer occur: {count}; the first: {rule} in {card}",
        zh="基线中有 {count} 个问题已不再出现，第一个为 {card} 中的 {rule}",
    ),
    advice=Text(
        en="`--write-baseline` takes them out",
        zh="用 `--write-baseline` 将其移除",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports entries of the baseline that no longer occur, of cards and rules of this run.

    ## Why is this bad?

    An entry that is left lying covers the same mistake when it comes back.

    ## Example

    ```json
    {"card": "README.md", "rule": "AGG101", "fingerprint": "364679bf8e14f171", "count": 2}
    ```

    ## Use instead

    Run `cardkit validate --write-baseline`.

    ## References

    - docs/policy.md
    """
    yield from ()  # the policy is no card: it is looked at where findings are decided
