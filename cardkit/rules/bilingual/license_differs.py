"""BIL304 license-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import values
from cardkit.rules.registry import rule
from cardkit.source.span import Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.diff.pair import CardPair

ZH = """
## 作用

比较两张卡片为模型自身写明的许可证：front matter 的 `license` 和正文。名称先换算为 Hub 的 ID，
《Apache 许可证 2.0》与 `apache-2.0` 视为相同；代码、数据或其他模型的许可证不比较。两张卡片的许可证
章节都写明许可证（不论用于模型、代码还是数据）时，至少应有一个相同。

## 为何有害

许可证决定读者能做什么。两种语言给出两种许可，读者会按自己看到的那一种使用模型。

## 示例

英文卡片：

```markdown
---
license: apache-2.0
---
```

中文卡片：

```markdown
---
license: mit
---
```

## 应改为

两张卡片：

```markdown
---
license: apache-2.0
---
```

## 参考

- Hub 许可证列表，<https://huggingface.co/docs/hub/repositories-licenses>
"""


@rule(
    "BIL304 license-differs",
    severity=Severity.ERROR,
    summary=Text(
        en="The two languages name different licences",
        zh="中英文卡片的许可证不一致",
    ),
    messages=Text(
        en="the licence is {here} here, {there} in the other card",
        zh="此处许可证为 {here}，另一张卡片为 {there}",
    ),
    advice=Text(en="correct the one that is wrong", zh="请更正有误的一处"),
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Compares the licences that the two cards give the model itself, in the front matter and in
    the text. Names are turned into the Hub's ids first, so that Apache License 2.0 is
    `apache-2.0` in either language; licences of code, data or other models are left out. Where
    the licence sections name licences of whatever it is, they must have one in common.

    ## Why is this bad?

    The licence says what readers may do. Where two languages give two, each reader goes by the
    one they saw.

    ## Example

    The English card:

    ```markdown
    ---
    license: apache-2.0
    ---
    ```

    The Chinese card:

    ```markdown
    ---
    license: mit
    ---
    ```

    ## Use instead

    Both cards:

    ```markdown
    ---
    license: apache-2.0
    ---
    ```

    ## References

    - Licences of the Hub, <https://huggingface.co/docs/hub/repositories-licenses>
    """
    from cardkit.forensics.licenses import same_license

    for licenses in (_licenses, _in_sections):
        here, there = licenses(pair.a), licenses(pair.b)
        if here and there and not any(same_license(x, y) for x in here for y in there):
            yield _found(here, there)
            return


def _found(here: dict[str, Span], there: dict[str, Span]) -> Found:
    mine, place = next(iter(here.items()))
    theirs, across = next(iter(there.items()))
    return Found(
        at=(),
        span=place,
        there=(across,),
        args={"here": mine, "there": theirs},
        klass="contradiction",
    )


def _in_sections(reading: Reading) -> dict[str, Span]:
    """Return the licences that the licence sections name, of whatever it is."""
    from cardkit.forensics.licenses import section_licenses

    return {name: reading.span(path) for name, path in section_licenses(reading).items()}


def _licenses(reading: Reading) -> dict[str, Span]:
    """Return the licences of the model itself by Hub id, each with its first place."""
    from cardkit.catalog.licenses import find_license, license_by_id
    from cardkit.forensics.licenses import body_licenses

    found: dict[str, Span] = {}
    for value in values(reading, "license"):
        license_ = license_by_id(value.text) or find_license(value.text)
        if license_ is not None and value.span is not None:
            found.setdefault(license_.id, value.span)
    for stated in body_licenses(reading):
        found.setdefault(stated.id, reading.span(stated.path))
    return found
