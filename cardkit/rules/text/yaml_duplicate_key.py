"""SRC102 yaml-duplicate-key."""

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
检查同一映射中是否有重复的键。

## 为何有害
YAML 不允许重复键，但 PyYAML 和 huggingface_hub 会默默取最后一个值，其他工具则取第一个：
卡片上看到的许可证可能与实际读取的不同。

## 示例
```yaml
license: mit
language: zh
license: other
```

## 应改为
```yaml
license: mit
language: zh
```

## 参考
- YAML 1.2.2 第 3.2.1.3 节，<https://yaml.org/spec/1.2.2/#3213-node-comparison>
"""


@rule(
    "SRC102 yaml-duplicate-key",
    severity=Severity.ERROR,
    summary=Text(
        en="A key stands twice in one mapping",
        zh="同一映射中键重复出现",
    ),
    messages=Text(
        en="the key `{key}` stands twice, on lines {first_line} and {second_line}",
        zh="键 `{key}` 重复出现，分别在第 {first_line} 行和第 {second_line} 行",
    ),
    advice=Text(
        en="keep one of them: readers disagree on which one counts",
        zh="只保留其中一个：不同工具对取哪一个并不一致",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Checks that no mapping holds the same key twice.

    ## Why is this bad?
    YAML forbids it, yet PyYAML and huggingface_hub silently take the last value, others the
    first: a card can show one licence and carry another.

    ## Example
    ```yaml
    license: mit
    language: en
    license: other
    ```

    ## Use instead
    ```yaml
    license: mit
    language: en
    ```

    ## References
    - YAML 1.2.2, section 3.2.1.3, <https://yaml.org/spec/1.2.2/#3213-node-comparison>
    """
    return noticed(reading, "yaml-duplicate-key")
