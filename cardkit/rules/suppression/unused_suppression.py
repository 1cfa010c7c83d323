"""SUP101 unused-suppression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

UNUSED = "SUP101"

ZH = """
## 作用

报告没有起作用的忽略注释：范围内没有相应问题、引用了不存在的规则、没有写规则，
或 `ignore-file` 写在了第一个标题之后。

## 为何有害

问题修好之后留下的注释会悄悄放过以后的新问题；写错代码的注释则什么也没有忽略。

## 示例

```markdown
<!-- cardkit: ignore[MET999] 上游笔误 -->
```

## 应改为

```markdown
<!-- cardkit: ignore[CMP101] 上游笔误 -->
```

## 参考

- ruff 的同类规则 RUF100，<https://docs.astral.sh/ruff/rules/unused-noqa/>
"""


@rule(
    "SUP101 unused-suppression",
    severity=Severity.NOTE,
    summary=Text(en="A suppression comment that does nothing", zh="忽略注释没有起作用"),
    messages={
        "": Text(
            en="this comment ignores {selectors}, but nothing of the kind was found here",
            zh="此注释忽略 {selectors}，但范围内没有相应问题",
        ),
        "unknown": Text(
            en="this comment ignores `{name}`, and no rule is called so",
            zh="此注释忽略 `{name}`，但没有这条规则",
        ),
        "malformed": Text(
            en="this comment names no rule: `{selectors}`",
            zh="此注释没有写明规则：`{selectors}`",
        ),
        "misplaced": Text(
            en="`ignore-file` must stand before the first heading",
            zh="`ignore-file` 必须写在第一个标题之前",
        ),
    },
    advice={
        "": Text(
            en="delete it, or write `ignore-file[{selectors}]` above the first heading for all "
            "of the file",
            zh="请删除该注释；若要对整个文件生效，请在第一个标题之前写 `ignore-file[{selectors}]`",
        ),
        "misplaced": Text(en="move it above the first heading", zh="请将其移到第一个标题之前"),
        "unknown": Text(
            en="`cardkit explain` lists all rules", zh="`cardkit explain` 可列出全部规则"
        ),
        "malformed": Text(
            en="write `cardkit: ignore[CODE] reason`", zh="请写成 `cardkit: ignore[代码] 原因`"
        ),
    },
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports suppression comments that do nothing: nothing of the kind in their reach, a rule that
    does not exist, no rule named, or `ignore-file` after the first heading.

    ## Why is this bad?

    A comment that outlives its finding silently lets the next one through; a comment with a
    misspelt code silences nothing.

    ## Example

    ```markdown
    <!-- cardkit: ignore[MET999] typo upstream -->
    ```

    ## Use instead

    ```markdown
    <!-- cardkit: ignore[CMP101] typo upstream -->
    ```

    ## References

    - ruff's rule of the same kind, RUF100, <https://docs.astral.sh/ruff/rules/unused-noqa/>
    """
    yield from ()  # the engine knows which comments were used, after all rules have run
