"""SRC103 yaml-refused."""

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
在构造数据之前，拒绝锚点、别名、合并键、核心模式以外的标签、多文档以及过深的嵌套。

## 为何有害
几百字节的嵌套别名就能展开成数 GB 数据：
`yaml.safe_load` 和 huggingface_hub 的 `ModelCard` 遇到这样的卡片会卡住很久。
模型卡片用不到这些写法。

## 示例
```yaml
base: &b {license: mit}
card: {<<: *b}
```

## 应改为
```yaml
card: {license: mit}
```

## 参考
- PyYAML issue 235，<https://github.com/yaml/pyyaml/issues/235>
"""

_WHAT = {
    "anchor": Text(en="an anchor (`&name`)", zh="锚点（`&name`）"),
    "alias": Text(en="an alias (`*name`)", zh="别名（`*name`）"),
    "merge key": Text(en="a merge key (`<<`)", zh="合并键（`<<`）"),
    "tag": Text(en="a tag outside the core schema (`!name`)", zh="核心模式以外的标签（`!name`）"),
    "depth": Text(en="extreme nesting", zh="嵌套过深"),
    "several documents": Text(en="several documents in one", zh="包含多个 YAML 文档"),
    "non-scalar key": Text(en="a key that is a list or a mapping", zh="以列表或映射作为键"),
}


@rule(
    "SRC103 yaml-refused",
    severity=Severity.ERROR,
    summary=Text(
        en="YAML with anchors, aliases, tags or extreme nesting",
        zh="YAML 中含锚点、别名、标签或过深嵌套",
    ),
    messages=Text(
        en="this YAML is refused: {what}",
        zh="拒绝读取此 YAML：{what}",
    ),
    advice=Text(
        en="write the values out: a card needs plain keys, lists and values only",
        zh="请直接写出各值：卡片只需要普通的键、列表和值",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Refuses anchors, aliases, merge keys, tags outside the core schema, several documents and
    extreme nesting, before anything is built from them.

    ## Why is this bad?
    A few hundred bytes of nested aliases expand to gigabytes: `yaml.safe_load` and
    huggingface_hub's `ModelCard` hang for many seconds on such a card. No card needs any of it.

    ## Example
    ```yaml
    base: &b {license: mit}
    card: {<<: *b}
    ```

    ## Use instead
    ```yaml
    card: {license: mit}
    ```

    ## References
    - PyYAML issue 235, <https://github.com/yaml/pyyaml/issues/235>
    """
    for issue in issues_of(reading, "yaml-refused"):
        what = str(issue.args["what"])
        yield Found(at=(), span=issue.span, args={"what": _WHAT.get(what, Text(what, what))})
