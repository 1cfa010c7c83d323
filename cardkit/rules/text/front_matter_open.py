"""SRC104 front-matter-open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.noticed import noticed
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用
检查以 `---` 开始的 front matter 是否也以单独一行 `---` 结束。

## 为何有害
缺少结束行时，整个元数据块会被当作正文：任何平台都读不到许可证、语言和标签。

## 示例
```
---
license: mit
# 我的模型
```

## 应改为
```
---
license: mit
---
# 我的模型
```

## 参考
- Hugging Face 文档 Model Cards，<https://huggingface.co/docs/hub/model-cards>
"""


@rule(
    "SRC104 front-matter-open",
    severity=Severity.ERROR,
    summary=Text(
        en="The front matter is never closed",
        zh="front matter 没有结束标记",
    ),
    messages=Text(
        en="the front matter begins here, but no `---` line closes it",
        zh="front matter 从这里开始，但没有 `---` 行结束它",
    ),
    advice=Text(
        en="write a line of three hyphens after the last metadata line",
        zh="在最后一行元数据之后单独写一行 `---`",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Checks that front matter that begins with `---` also ends with a line `---`.

    ## Why is this bad?
    Without the closing line the whole block is body text: no hub reads a licence, a language or a
    tag from it.

    ## Example
    ```
    ---
    license: mit
    # My model
    ```

    ## Use instead
    ```
    ---
    license: mit
    ---
    # My model
    ```

    ## References
    - Hugging Face, Model Cards, <https://huggingface.co/docs/hub/model-cards>
    """
    return noticed(reading, "front-matter-open")
