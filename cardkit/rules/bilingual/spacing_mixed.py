"""BIL404 spacing-mixed."""

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

统计中文卡片正文里汉字与字母、数字相邻处是否有空格；至少 20 处，且较少的一种占一成以上时报告，
指向其第一处。代码、链接地址、标题和表格不检查。

## 为何有害

两种写法都可以，混用则显得草率，也让字符串查找漏掉一半。

## 示例

```markdown
模型有 7B 参数，用2T token训练。
```

## 应改为

```markdown
模型有 7B 参数，用 2T token 训练。
```

## 参考

- 中文文案排版指北，<https://github.com/sparanoid/chinese-copywriting-guidelines>
"""

_STYLES = {
    True: Text(en="written with a space", zh="有空格"),
    False: Text(en="written without a space", zh="无空格"),
}


@rule(
    "BIL404 spacing-mixed",
    severity=Severity.NOTE,
    summary=Text(
        en="Spaces between Chinese and Latin text come and go",
        zh="中英文之间的空格不统一",
    ),
    messages=Text(
        en="{few} of {all} places between Chinese and Latin text are {style}, the others are not",
        zh="中英文之间共 {all} 处，其中 {few} 处{style}，其余相反",
    ),
    advice=Text(
        en="keep to one; cardkit's own cards put a space",
        zh="请统一；cardkit 生成的卡片加空格",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Counts in the prose of a Chinese card where Chinese characters meet letters or digits with a
    space and where without; from 20 such places on, with a tenth or more of the rarer kind, it
    tells the first of those. Code, addresses, headings and tables are left out.

    ## Why is this bad?

    Either is fine. Mixed, it looks careless, and a search for a word finds half of its places.

    ## Example

    ```markdown
    模型有 7B 参数，用2T token训练。
    ```

    ## Use instead

    ```markdown
    模型有 7B 参数，用 2T token 训练。
    ```

    ## References

    - Chinese Copywriting Guidelines, <https://github.com/sparanoid/chinese-copywriting-guidelines>
    """
    from cardkit.forensics.spacing import mixed_spacing

    found = mixed_spacing(reading)
    if found is not None:
        args = {"few": found.few, "all": found.all, "style": _STYLES[found.spaced]}
        yield Found(at=(), span=found.span, args=args)
