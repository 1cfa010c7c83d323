"""MET101 license-unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.catalog.licenses import closest_license, find_license, license_by_id
from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.hub_metadata import Value, for_modelscope, is_hub_block, values
from cardkit.rules.placeholders import is_placeholder
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查 `license` 是否为 Hub 的许可证标识。标识全部小写，与 SPDX 不完全相同。
带有 ModelScope 专用键的卡片也接受 ModelScope 的名称（如 `Apache License 2.0`）。

## 为何有害

标识不在列表中时，Hub 拒绝上传；按许可证筛选时也找不到该模型。

## 示例

```yaml
license: Apache 2.0
```

## 应改为

```yaml
license: apache-2.0
```

## 参考

- Hub 许可证列表，<https://huggingface.co/docs/hub/repositories-licenses>
"""


@rule(
    "MET101 license-unknown",
    severity=Severity.ERROR,
    summary=Text(en="A licence id the Hub does not know", zh="Hub 不认识的许可证标识"),
    messages={
        "": Text(
            en="`{value}` is not a licence id of the Hub",
            zh="`{value}` 不是 Hub 的许可证标识",
        ),
        "alias": Text(
            en="the Hub's id for `{value}` is `{best}`",
            zh="`{value}` 在 Hub 上的标识是 `{best}`",
        ),
        "close": Text(
            en="`{value}` is not a licence id of the Hub; the closest: {best}",
            zh="`{value}` 不是 Hub 的许可证标识；最接近的有：{best}",
        ),
    },
    advice={
        "": Text(
            en="for a licence not on the list write `other` with `license_name` and `license_link`",
            zh="不在列表中的许可证请写 `other`，并补充 `license_name` 和 `license_link`",
        ),
        "alias": Text(en="write `{best}`", zh="请写成 `{best}`"),
    },
    fix="safe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that `license` is a licence id of the Hub. Ids are lower case and not quite SPDX's.
    A card with keys that only ModelScope reads may use ModelScope's names too.

    ## Why is this bad?

    The Hub refuses an id that is not on its list, and nobody who filters by licence finds the
    model.

    ## Example

    ```yaml
    license: Apache 2.0
    ```

    ## Use instead

    ```yaml
    license: apache-2.0
    ```

    ## References

    - Licences of the Hub, <https://huggingface.co/docs/hub/repositories-licenses>
    """
    for_hubs = values(reading, "license") if is_hub_block(reading) else ()
    for value in (*for_hubs, *_stated(reading)):
        if license_by_id(value.text) is None and not is_placeholder(value.text):
            found = find_license(value.text)
            modelscope = found is not None and found.modelscope == value.text
            if not (modelscope and for_modelscope(reading)):
                yield _found(value)


def _stated(reading: Reading) -> Iterator[Value]:
    """Yield the id a YAML record states; what a README prints is a name, not an id."""
    described = reading.record.description
    if reading.kind == "record" and described is not None and described.license is not None:
        stated = described.license.value.id
        if stated is not None:
            yield Value(("description", "license"), stated)


def _found(value: Value) -> Found:
    alias = find_license(value.text)
    if alias is not None:
        return Found(
            at=value.path,
            span=value.span,
            args={"value": value.text, "best": alias.id},
            variant="alias",
            replacements=(Replacement(value.path, alias.id, span=value.span),),
        )
    close = closest_license(value.text)
    return Found(
        at=value.path,
        span=value.span,
        args={"value": value.text, "best": listed(f"`{name}`" for name in close)},
        variant="close" if close else "",
    )
