"""SRC101 yaml-syntax."""

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
检查 front matter 或 YAML 记录是否符合 YAML 语法。

## 为何有害
各平台会拒绝上传，读取卡片的工具会同时丢失许可证、语言和标签。

## 示例
```yaml
license: mit
title: DCLM: 语言模型
```

## 应改为
```yaml
license: mit
title: "DCLM: 语言模型"
```

## 参考
- YAML 1.2.2，<https://yaml.org/spec/1.2.2/>
"""

_PROBLEMS = {
    "mapping values are not allowed": Text(
        en="a `: ` in a value without quotes", zh="未加引号的值中含有 `: `"
    ),
    "cannot start any token": Text(
        en="a tab, or a character no value may begin with", zh="制表符，或不能作为值开头的字符"
    ),
    "could not find expected ':'": Text(en="no `:` after a key", zh="键之后缺少 `:`"),
    "did not find expected key": Text(en="a key was expected here", zh="此处应为键"),
    "did not find expected '-'": Text(
        en="a list item was expected here", zh="此处应为以 `-` 开头的列表项"
    ),
    "did not find expected ',' or": Text(
        en="a list or mapping in brackets is not closed", zh="方括号或花括号没有闭合"
    ),
    "found unexpected end of stream": Text(en="a quote is not closed", zh="引号没有闭合"),
    "did not find expected <document start>": Text(
        en="text after the end of the YAML", zh="YAML 结束之后还有内容"
    ),
    "is not allowed": Text(en="a control character", zh="含有控制字符"),
}
"""What PyYAML says, in words for people who write cards."""


@rule(
    "SRC101 yaml-syntax",
    severity=Severity.ERROR,
    summary=Text(
        en="The YAML cannot be read",
        zh="YAML 无法解析",
    ),
    messages=Text(
        en="the YAML cannot be read: {problem}",
        zh="YAML 无法解析：{problem}",
    ),
    advice=Text(
        en="none of this YAML was read; the usual causes: a tab as indentation, an unquoted `:`",
        zh="整段 YAML 均未读取；常见原因：用制表符缩进，或未加引号的值中含有 `:`",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Checks that the front matter, or the YAML record, follows the YAML grammar.

    ## Why is this bad?
    Hubs refuse the upload, and every tool that reads the card loses licence, language and tags at
    once.

    ## Example
    ```yaml
    license: mit
    title: DCLM: a language model
    ```

    ## Use instead
    ```yaml
    license: mit
    title: "DCLM: a language model"
    ```

    ## References
    - YAML 1.2.2, <https://yaml.org/spec/1.2.2/>
    """
    for issue in issues_of(reading, "yaml-syntax"):
        said = str(issue.args["problem"])
        problem = next((text for words, text in _PROBLEMS.items() if words in said), said)
        related = (issue.related,) if issue.related else ()
        yield Found(at=(), span=issue.span, args={"problem": problem}, related_spans=related)
