"""SUP102 suppression-without-reason."""

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

报告没有写明原因的忽略注释。方括号之后的文字就是原因。

## 为何有害

被忽略的问题仍然存在。没有原因，读者和以后的维护者无从判断该注释是深思熟虑的结果，还是图省事。

## 示例

```markdown
<!-- cardkit: ignore[CMP102] -->
```

## 应改为

```markdown
<!-- cardkit: ignore[CMP102] 加粗表示本模型，而非最佳成绩 -->
```

## 参考

- eslint 的同类规则 require-description，
  <https://eslint-community.github.io/eslint-plugin-eslint-comments/rules/require-description.html>
"""


@rule(
    "SUP102 suppression-without-reason",
    severity=Severity.NOTE,
    summary=Text(en="A suppression comment that does not say why", zh="忽略注释没有写明原因"),
    messages=Text(
        en="this comment ignores {selectors} without a reason",
        zh="此注释忽略 {selectors}，但没有写明原因",
    ),
    advice=Text(
        en="write the reason behind the bracket: `cardkit: {verb}[{selectors}] reason`",
        zh="请在方括号之后写明原因：`cardkit: {verb}[{selectors}] 原因`",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports suppression comments without a reason, the text behind the bracket.

    ## Why is this bad?

    What is silenced is still there. Without a reason neither readers nor the next maintainer can
    tell a considered exception from a shortcut.

    ## Example

    ```markdown
    <!-- cardkit: ignore[CMP102] -->
    ```

    ## Use instead

    ```markdown
    <!-- cardkit: ignore[CMP102] bold marks our own row -->
    ```

    ## References

    - eslint's rule of the same kind, require-description,
      <https://eslint-community.github.io/eslint-plugin-eslint-comments/rules/require-description.html>
    """
    from cardkit.rules.suppress import directives

    for directive in directives(reading):
        if directive.reason or directive.problem:
            continue
        yield Found(
            at=(),
            span=directive.span,
            args={"selectors": directive.selectors, "verb": directive.verb},
        )
