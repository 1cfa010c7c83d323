"""MET107 key-misspelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.catalog.front_matter_keys import closest_key, front_matter_keys
from cardkit.dialects.detect import dialect_of
from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.hub_metadata import is_hub_block
from cardkit.rules.registry import rule
from cardkit.source.yaml_nodes import YamlNode, YamlScalar, YamlSequence
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

报告 front matter 中看起来是误写的键，如 `languages`、`licence`、`pipeline-tag`、`Tags`。
自定义的键是允许的，只有与已知键极为接近时才报告。

## 为何有害

平台会静默忽略不认识的键：卡片写了许可证或语言，却没有生效。

## 示例

```yaml
languages: [zh, en]
```

## 应改为

```yaml
language: [zh, en]
```

## 参考

- Hub 元数据说明，<https://huggingface.co/docs/hub/model-cards#model-card-metadata>
"""


@rule(
    "MET107 key-misspelt",
    severity=Severity.WARNING,
    summary=Text(en="A metadata key that looks misspelt", zh="疑似误写的元数据键"),
    messages={
        "": Text(
            en="no hub reads the key `{key}`; `{best}` was probably meant",
            zh="没有平台读取键 `{key}`，可能想写 `{best}`",
        ),
        "both": Text(
            en="no hub reads the key `{key}`, and `{best}` stands here too",
            zh="没有平台读取键 `{key}`，且 `{best}` 已经存在",
        ),
    },
    advice={
        "": Text(en="write `{best}`", zh="请写成 `{best}`"),
        "both": Text(en="merge it into `{best}`", zh="请将其合并到 `{best}`"),
    },
    fix="unsafe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports keys of the front matter that look misspelt: `languages`, `licence`, `pipeline-tag`,
    `Tags`. Keys of one's own are legal; only what is very close to a known key is reported.

    ## Why is this bad?

    Hubs silently ignore keys they do not know: the card states a licence or a language to no
    effect.

    ## Example

    ```yaml
    languages: [zh, en]
    ```

    ## Use instead

    ```yaml
    language: [zh, en]
    ```

    ## References

    - Model card metadata, <https://huggingface.co/docs/hub/model-cards#model-card-metadata>
    """
    root = reading.metadata
    if root is None or reading.kind != "markdown" or not is_hub_block(reading):
        return
    hub = dialect_of(root)
    known = set(root.keys())
    misspelt = [
        (key, value, best)
        for key, value in root.entries
        if (best := closest_key(key.text, hub))
        and (hub is None or hub in front_matter_keys()[best].hubs)
    ]
    meant = Counter(best for _, _, best in misspelt)
    for key, value, best in misspelt:
        clash = best in known
        # of two keys that mean the same, nobody but the author can tell which holds
        mend = not clash and meant[best] == 1 and _fits(value, front_matter_keys()[best].type)
        path = ("metadata", key.text)
        yield Found(
            at=path,
            span=key.span,
            args={"key": key.text, "best": best},
            variant="both" if clash else "",
            replacements=(Replacement(path, best, span=key.span),) if mend else (),
            safe=False,
        )


def _fits(value: YamlNode, kind: str) -> bool:
    if isinstance(value, YamlScalar):
        return "string" in kind or kind == "any"
    return isinstance(value, YamlSequence) and "list" in kind
