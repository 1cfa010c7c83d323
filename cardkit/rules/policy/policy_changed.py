"""POL103 policy-changed."""

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

用 `--policy-from` 从基准分支读取策略时，报告工作区中与之不同的键：配置档、豁免、基线等。
判定只依据基准分支的策略。

## 为何有害

若合并请求能同时修改卡片和规则，它就能放宽对自己的检查。

## 示例

```toml
[tool.cardkit]
fail-on = "never"
```

## 应改为

```toml
[tool.cardkit]
fail-on = "error"
```

## 参考

- docs/policy.md
"""


@rule(
    "POL103 policy-changed",
    severity=Severity.WARNING,
    summary=Text(
        en="The working tree changes the policy it is held against", zh="工作区改动了用于检查的策略"
    ),
    messages={
        "": Text(
            en="the working tree changes the policy, which does not count here: {keys}",
            zh="工作区改动了策略，此处不予采用：{keys}",
        ),
        "unreadable": Text(
            en="the policy of the working tree cannot be read: {problem}",
            zh="无法读取工作区的策略：{problem}",
        ),
    },
    advice=Text(
        en="have it agreed to on its own; it counts once it is in the base",
        zh="请单独评审策略改动，合入基准分支后生效",
    ),
    waivable=False,
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Where `--policy-from` reads the policy from the base, reports the keys that the working tree
    has otherwise: profiles, waivers, baseline. The base alone decides.

    ## Why is this bad?

    A pull request that may change its rules with its card loosens the check of itself.

    ## Example

    ```toml
    [tool.cardkit]
    fail-on = "never"
    ```

    ## Use instead

    ```toml
    [tool.cardkit]
    fail-on = "error"
    ```

    ## References

    - docs/policy.md
    """
    yield from ()  # the policy is no card: it is looked at where findings are decided
