"""SRC106 front-matter-not-mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.noticed import issues_of
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用
检查 front matter 是否为键值映射。

## 为何有害
两行 `---` 之间若是列表或一句话，就不含任何元数据；平台展示卡片时会缺少许可证、语言和标签。

## 示例
```
---
- mit
- zh
---
```

## 应改为
```
---
license: mit
language: zh
---
```

## 参考
- Hugging Face 文档 Model card metadata，
<https://huggingface.co/docs/hub/model-cards#model-card-metadata>
"""

_KIND = {
    "sequence": Text(en="list", zh="列表"),
    "scalar": Text(en="single value", zh="单个值"),
}


@rule(
    "SRC106 front-matter-not-mapping",
    severity=Severity.ERROR,
    summary=Text(
        en="The front matter is not a list of keys",
        zh="front matter 不是键值结构",
    ),
    messages=Text(
        en="the front matter should hold `key: value` lines, this is a {kind}",
        zh="front matter 应由 `key: value` 行组成，此处是 {kind}",
    ),
    advice=Text(
        en="write metadata as `license: ...`, `language: ...`",
        zh="元数据请写成 `license: ...`、`language: ...` 的形式",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Checks that front matter is a mapping of keys to values.

    ## Why is this bad?
    A list or a sentence between the two `---` lines carries no metadata; hubs show the card
    without licence, language and tags.

    ## Example
    ```
    ---
    - mit
    - en
    ---
    ```

    ## Use instead
    ```
    ---
    license: mit
    language: en
    ---
    ```

    ## References
    - Hugging Face, Model card metadata, <https://huggingface.co/docs/hub/model-cards#model-card-
    metadata>
    """
    for issue in issues_of(reading, "front-matter-not-mapping"):
        kind = str(issue.args["kind"])
        yield Found(at=(), span=issue.span, args={"kind": _KIND.get(kind, Text(kind, kind))})
