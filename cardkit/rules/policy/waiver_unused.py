"""POL102 waiver-unused."""

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

报告没有覆盖任何问题的豁免：问题已经修复、卡片中的相应内容已改动，或卡片已不存在。
只在相应卡片和规则本次都检查过时报告。若指针写错而卡片中确有该规则的问题，会列出最接近的一处。

## 为何有害

留下的豁免会掩盖以后出现的同类问题。

## 示例

```toml
[[tool.cardkit.waiver]]
rule = "AGG101"
card = "README.md"
pointer = "/evaluations/3/score"
reason = "upstream typo, reported"
owner = "eval@example.org"
expires = 2027-01-31
```

## 应改为

修复之后删除对应的豁免。

## 参考

- docs/policy.md
"""


@rule(
    "POL102 waiver-unused",
    severity=Severity.NOTE,
    summary=Text(en="A waiver that covers nothing", zh="豁免未覆盖任何问题"),
    messages={
        "": Text(
            en="the waiver of {rule} for {card} covers nothing",
            zh="针对 {card} 中规则 {rule} 的豁免没有覆盖任何问题",
        ),
        "astray": Text(
            en="the waiver of {rule} for {card} covers nothing at `{pointer}`; the nearest finding"
            " is at `{near}`",
            zh="针对 {card} 中规则 {rule} 的豁免在 `{pointer}` 处没有覆盖任何问题，"
            "最接近的问题在 `{near}`",
        ),
        "no-pointer": Text(
            en="the waiver of {rule} for {card} covers nothing at `{pointer}`; no pointer names the"
            " finding that there is, its fingerprint is {near}",
            zh="针对 {card} 中规则 {rule} 的豁免在 `{pointer}` 处没有覆盖任何问题；"
            "现有的问题无法用指针指明，其指纹为 {near}",
        ),
        "no-card": Text(
            en="the waiver of {rule} is for {card}, which does not exist",
            zh="规则 {rule} 的豁免针对 {card}，但该文件不存在",
        ),
    },
    advice={
        "": Text(en="delete it", zh="请删除该豁免"),
        "astray": Text(
            en='write `pointer = "{near}"` if it was meant for that; else delete it',
            zh='若本意是豁免该问题，请改为 `pointer = "{near}"`；否则请删除该豁免',
        ),
        "no-pointer": Text(
            en='write `fingerprint = "{near}"` in place of `pointer` if it was meant for that; else'
            " delete it",
            zh='若本意是豁免该问题，请用 `fingerprint = "{near}"` 代替 `pointer`；否则请删除该豁免',
        ),
    },
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports waivers that cover no finding: it was mended, what the card says there was changed, or
    the card is gone. Only where the card was checked by that rule in this run. Where the pointer
    misses a finding of that rule which is there, the nearest is named.

    ## Why is this bad?

    A waiver that is left lying covers the next mistake of its kind.

    ## Example

    ```toml
    [[tool.cardkit.waiver]]
    rule = "AGG101"
    card = "README.md"
    pointer = "/evaluations/3/score"
    reason = "upstream typo, reported"
    owner = "eval@example.org"
    expires = 2027-01-31
    ```

    ## Use instead

    Delete the waiver together with the mistake.

    ## References

    - docs/policy.md
    """
    yield from ()  # the policy is no card: it is looked at where findings are decided
