"""POL105 language-missing."""

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

策略中的 `languages` 列出卡片必须具备的语言。记录须写有该语言的简介或标题；
Markdown 卡片须为该语言，或在同一目录中有该语言的对应卡片。

## 为何有害

组织承诺以两种语言发布模型时，缺少其中一种，部分读者就无法阅读。

## 示例

仓库中只有英文的 `README.md`，而策略为：

```toml
[tool.cardkit]
languages = ["en", "zh"]
```

## 应改为

在同一目录中补充 `README_zh.md`。

## 参考

- docs/policy.md
"""


@rule(
    "POL105 language-missing",
    severity=Severity.ERROR,
    summary=Text(en="A card without a language it must exist in", zh="卡片缺少策略要求的语言版本"),
    messages=Text(en="there is no {language} version of this card", zh="该卡片没有{language}版本"),
    advice=Text(
        en="`cardkit render` writes both from a record; a partner in the same folder counts",
        zh="`cardkit render` 可由记录生成两种语言；同目录中的对应卡片也算",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    The policy lists in `languages` those a card must exist in. A record must have its summary or
    title in each; a Markdown card must be in it or have a partner in it in the same folder.

    ## Why is this bad?

    Where an organisation promises both languages, one that is missing shuts readers out.

    ## Example

    Only an English `README.md`, while the policy says:

    ```toml
    [tool.cardkit]
    languages = ["en", "zh"]
    ```

    ## Use instead

    Add `README_zh.md` in the same folder.

    ## References

    - docs/policy.md
    """
    yield from ()  # who knows the policy finds it: `cardkit.policy.decide`
