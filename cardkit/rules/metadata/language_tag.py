"""MET103 language-tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.catalog.languages import is_language_code, is_suspicious_language, suggest_language
from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.hub_metadata import Value, for_modelscope, is_hub_block, values
from cardkit.rules.placeholders import is_placeholder
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查 `language` 是否为 ISO 639 代码、BCP 47 标签，或 `code`、`multilingual`。
`ch`、`kr` 虽是合法代码（查莫罗语、卡努里语），但几乎都是误写，单独提示。
带有 ModelScope 专用键的卡片允许写 `cn`。

## 为何有害

中文的代码是 `zh`，不是 `cn`。代码写错时，按语言筛选就找不到该模型，Hub 也会拒绝上传。

## 示例

```yaml
language:
- cn
- English
```

## 应改为

```yaml
language:
- zh
- en
```

## 参考

- ISO 639 代码表，<https://www.loc.gov/standards/iso639-2/php/code_list.php>
- Hub 支持的语言，<https://huggingface.co/languages>
"""


@rule(
    "MET103 language-tag",
    severity=Severity.ERROR,
    summary=Text(en="A language that is no ISO 639 code", zh="语言不是 ISO 639 代码"),
    messages={
        "": Text(en="`{value}` is no language code", zh="`{value}` 不是语言代码"),
        "meant": Text(
            en="`{value}` is no language code; the code is `{best}`",
            zh="`{value}` 不是语言代码，应为 `{best}`",
        ),
        "twice": Text(
            en="`{value}` is no language code; the code is `{best}`, which stands here too",
            zh="`{value}` 不是语言代码，应为 `{best}`，而 `{best}` 已经存在",
        ),
        "slip": Text(
            en="`{value}` is a code of another language; `{best}` was probably meant",
            zh="`{value}` 是另一种语言的代码，可能想写 `{best}`",
        ),
    },
    advice={
        "": Text(
            en="write an ISO 639 code such as `en` or `zh`",
            zh="请写 ISO 639 代码，如 `zh`、`en`",
        ),
        "meant": Text(en="write `{best}`", zh="请写成 `{best}`"),
        "twice": Text(en="delete `{value}`", zh="请删除 `{value}`"),
        "slip": Text(en="write `{best}` if that is meant", zh="若确为此意，请写成 `{best}`"),
    },
    fix="safe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that `language` is an ISO 639 code, a BCP 47 tag, `code` or `multilingual`. `ch` and
    `kr` are codes (Chamorro, Kanuri) but nearly always slips, and get a warning. A card with keys
    that only ModelScope reads may write `cn`.

    ## Why is this bad?

    The code of Chinese is `zh`, not `cn`. Nobody who filters by language finds the model, and the
    Hub refuses what is no code.

    ## Example

    ```yaml
    language:
    - cn
    - English
    ```

    ## Use instead

    ```yaml
    language:
    - zh
    - en
    ```

    ## References

    - Codes of ISO 639, <https://www.loc.gov/standards/iso639-2/php/code_list.php>
    - Languages of the Hub, <https://huggingface.co/languages>
    """
    if not is_hub_block(reading):
        return
    modelscope = for_modelscope(reading)
    languages = [*values(reading, "language")]
    present = {value.text for value in languages}
    for value in languages:
        if is_placeholder(value.text) or (modelscope and value.text in {"cn", "ch"}):
            continue
        slip = is_language_code(value.text)
        if not slip or is_suspicious_language(value.text):
            best = suggest_language(value.text)
            yield _found(value, best, slip, best in present)
            present.add(best or "")


def _found(value: Value, best: str | None, slip: bool, twice: bool) -> Found:
    """Report a value; where the code stands in the list already, there is nothing to write."""
    meant = "slip" if slip else "twice" if twice else "meant"
    mend = best is not None and not twice
    return Found(
        at=value.path,
        span=value.span,
        args={"value": value.text, "best": best or ""},
        variant=meant if best else "",
        severity=Severity.WARNING if slip else None,
        replacements=(Replacement(value.path, best, span=value.span),) if mend and best else (),
        safe=not slip,
    )
