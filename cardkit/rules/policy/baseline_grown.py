"""POL104 baseline-grown."""

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

将工作区的基线与 `--policy-from` 从提交或同一仓库的另一份检出读取的基线相比，
报告新增的条目或变大的数量。

## 为何有害

基线用于接纳引入检查之前就有的问题。若可以随意添加，新问题就不会被发现。

## 示例

```json
{"card": "README.md", "rule": "AGG101", "fingerprint": "364679bf8e14f171", "count": 2}
```

## 应改为

```json
{"card": "README.md", "rule": "AGG101", "fingerprint": "364679bf8e14f171", "count": 1}
```

## 参考

- docs/policy.md
"""


@rule(
    "POL104 baseline-grown",
    severity=Severity.ERROR,
    summary=Text(en="A baseline that took in new findings", zh="基线收入了新问题"),
    messages=Text(
        en="the baseline grew: {count} {count:entry is new or counts|entries are new or count}"
        " more; the first: {rule} in {card}",
        zh="基线变大：{count} 项为新增或数量增加，第一项为 {card} 中的 {rule}",
    ),
    advice=Text(
        en="mend the findings; a baseline only shrinks",
        zh="请修复相应问题；基线只能缩小",
    ),
    waivable=False,
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Compares the baseline of the working tree with the one that `--policy-from` reads from a commit
    or another checkout of the repository, and reports entries that are new or count more findings.

    ## Why is this bad?

    A baseline takes in what was there before the checks. If it may grow, no new finding is seen.

    ## Example

    ```json
    {"card": "README.md", "rule": "AGG101", "fingerprint": "364679bf8e14f171", "count": 2}
    ```

    ## Use instead

    ```json
    {"card": "README.md", "rule": "AGG101", "fingerprint": "364679bf8e14f171", "count": 1}
    ```

    ## References

    - docs/policy.md
    """
    yield from ()  # the policy is no card: it is looked at where findings are decided
