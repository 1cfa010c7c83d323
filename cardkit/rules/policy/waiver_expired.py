"""POL101 waiver-expired."""

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

报告已过截止日期的豁免。过期的豁免不再生效，其所覆盖的问题恢复为普通问题。

## 为何有害

豁免是有期限的决定。若过期后仍然有效，例外就会变成常态，且无人再过问。

## 示例

```toml
[[tool.cardkit.waiver]]
rule = "AGG101"
card = "README.md"
pointer = "/evaluations/3/score"
reason = "upstream typo, reported"
owner = "eval@example.org"
expires = 2025-01-31
```

## 应改为

```toml
[[tool.cardkit.waiver]]
rule = "AGG101"
card = "README.md"
pointer = "/evaluations/3/score"
reason = "upstream typo, reported"
owner = "eval@example.org"
expires = 2027-01-31
```

## 参考

- docs/policy.md
"""


@rule(
    "POL101 waiver-expired",
    severity=Severity.WARNING,
    summary=Text(en="A waiver whose last day has passed", zh="豁免已过期"),
    messages=Text(
        en="the waiver of {rule} for {card} expired on {day}; {owner} answers for it",
        zh="针对 {card} 中规则 {rule} 的豁免已于 {day} 到期，负责人 {owner}",
    ),
    advice=Text(
        en="mend what it covered, or decide anew and set another day",
        zh="请修复所豁免的问题，或重新评估后另定期限",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports waivers whose last day has passed. Such a waiver no longer holds: what it covered is a
    finding again.

    ## Why is this bad?

    A waiver is a decision for a time. One that holds for ever is a rule that nobody has agreed to.

    ## Example

    ```toml
    [[tool.cardkit.waiver]]
    rule = "AGG101"
    card = "README.md"
    pointer = "/evaluations/3/score"
    reason = "upstream typo, reported"
    owner = "eval@example.org"
    expires = 2025-01-31
    ```

    ## Use instead

    ```toml
    [[tool.cardkit.waiver]]
    rule = "AGG101"
    card = "README.md"
    pointer = "/evaluations/3/score"
    reason = "upstream typo, reported"
    owner = "eval@example.org"
    expires = 2027-01-31
    ```

    ## References

    - docs/policy.md
    """
    yield from ()  # the policy is no card: it is looked at where findings are decided
