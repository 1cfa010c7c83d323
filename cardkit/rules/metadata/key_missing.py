"""MET109 key-missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.rules.fields import holds_card
from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import is_hub_block, values
from cardkit.rules.registry import Option, rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查元数据是否写明策略要求的键。默认关闭，由配置档启用；要求哪些键由选项 `keys` 决定。
值为空的键视为未写明。

## 为何有害

平台按元数据检索、筛选和加载模型。缺少 `pipeline_tag` 或 `library_name` 时，
页面上没有试用入口，也没有加载代码。

## 示例

```yaml
license: apache-2.0
```

## 应改为

```yaml
license: apache-2.0
language: [zh, en]
```

## 参考

- Hub 元数据说明，<https://huggingface.co/docs/hub/model-cards#model-card-metadata>
"""

KEYS = (
    "license",
    "license_name",
    "license_link",
    "language",
    "library_name",
    "pipeline_tag",
    "tags",
    "datasets",
    "metrics",
    "base_model",
    "frameworks",
    "hardwares",
    "tasks",
)
"""The keys a policy can ask for: those that a record holds too."""


@rule(
    "MET109 key-missing",
    severity=Severity.WARNING,
    summary=Text(en="A metadata key that the policy asks for", zh="缺少策略要求的元数据键"),
    messages=Text(en="the metadata have no `{key}`", zh="元数据缺少 `{key}`"),
    advice=Text(
        en="state `{key}` in the front matter, or under `metadata` of the record",
        zh="请在 front matter 中写明 `{key}`；记录中写在 `metadata` 下",
    ),
    default="off",
    options={
        "keys": Option(Text(en="Keys the metadata must state", zh="元数据必须写明的键"), KEYS),
    },
    zh=ZH,
)
def check(reading: Reading, keys: Sequence[str] = ("license", "language")) -> Iterator[Found]:
    """
    ## What it does

    Checks that the metadata state the keys the policy asks for. Off by default; a profile turns it
    on and says in the option `keys` which. A key without a value counts as missing.

    ## Why is this bad?

    Hubs search, filter and load by the metadata. Without `pipeline_tag` or `library_name` a page
    has no widget and no code to load the model with.

    ## Example

    ```yaml
    license: apache-2.0
    ```

    ## Use instead

    ```yaml
    license: apache-2.0
    language: [zh, en]
    ```

    ## References

    - Model card metadata, <https://huggingface.co/docs/hub/model-cards#model-card-metadata>
    """
    if reading.kind == "comparison" or not holds_card(reading) or not is_hub_block(reading):
        return
    for key in keys:
        if not any(value.text.strip() for value in values(reading, key)):
            # Known by the key alone: what else the metadata say is no part of what they lack.
            yield Found(at=("metadata", key), args={"key": key}, members=(key,))
