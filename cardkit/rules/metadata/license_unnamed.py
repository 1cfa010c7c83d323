"""MET102 license-unnamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import is_hub_block, values
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查写了 `license: other` 的卡片是否同时给出 `license_name` 和 `license_link`。

## 为何有害

`other` 只说明许可证不在列表中；没有名称和链接，读者无从知道能否使用该模型。

## 示例

```yaml
license: other
```

## 应改为

```yaml
license: other
license_name: example-community
license_link: LICENSE
```

## 参考

- Hub 许可证说明，<https://huggingface.co/docs/hub/repositories-licenses>
"""


@rule(
    "MET102 license-unnamed",
    severity=Severity.WARNING,
    summary=Text(en="`license: other` without name or link", zh="`license: other` 缺少名称或链接"),
    messages=Text(
        en="the licence is `other`, but the card gives no {missing}",
        zh="许可证为 `other`，但卡片没有给出 {missing}",
    ),
    advice=Text(
        en="`license_link` may be the file `LICENSE` or a URL",
        zh="`license_link` 可以是 `LICENSE` 文件，也可以是链接",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that a card with `license: other` also gives `license_name` and `license_link`.

    ## Why is this bad?

    `other` only says that the licence is not on the list; without name and link nobody can tell
    what they may do with the model.

    ## Example

    ```yaml
    license: other
    ```

    ## Use instead

    ```yaml
    license: other
    license_name: example-community
    license_link: LICENSE
    ```

    ## References

    - Licences of the Hub, <https://huggingface.co/docs/hub/repositories-licenses>
    """
    other = next((v for v in values(reading, "license") if v.text == "other"), None)
    if other is None or not is_hub_block(reading):
        return
    missing = [k for k in ("license_name", "license_link") if not any(values(reading, k))]
    if missing:
        listed = Text(
            en=" and no ".join(f"`{key}`" for key in missing),
            zh=" 和 ".join(f"`{key}`" for key in missing),
        )
        args = {"missing": listed}
        yield Found(at=other.path, span=other.span, args=args, members=tuple(missing))
