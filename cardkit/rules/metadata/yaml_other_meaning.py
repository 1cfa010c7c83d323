"""MET104 yaml-other-meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.registry import rule
from cardkit.rules.walk import scalars
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlScalar
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

报告未加引号、且 YAML 1.1 与 YAML 1.2 理解不同的值：
`no`、`yes`、`on`、`off`，`12:30`，`1_000`，`0777`，`2e-3`，以及日期。

## 为何有害

huggingface_hub 使用的 PyYAML 按 YAML 1.1 读取，网页端按 YAML 1.2 读取。
同一张卡片因此有两种含义：`language: no`（挪威语）在 PyYAML 中是 False，`12:30` 是 750，
`2e-3` 是字符串。

## 示例

```yaml
language: no
```

## 应改为

```yaml
language: "no"
```

## 参考

- YAML 1.1 的布尔值，<https://yaml.org/type/bool.html>
- YAML 1.2 的改动，<https://yaml.org/spec/1.2.2/ext/changes/>
"""

_OLD_BOOLEAN = re.compile(r"yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF")
_BASE_60 = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_UNDERSCORES = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:_[0-9]*)+(?:\.[0-9_]*)?")
_OLD_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_EXPONENT = re.compile(r"[-+]?(?:[0-9]+[eE][-+]?[0-9]+|[0-9]+\.[0-9]*[eE][0-9]+)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ].{0,40})?")

_TEXT_KEYS = frozenset(
    {
        *("license", "license_name", "license_link", "language", "library_name", "pipeline_tag"),
        *("tags", "datasets", "metrics", "base_model", "new_version", "model_name", "version"),
        *("frameworks", "hardwares", "tasks", "domain", "thumbnail", "revision"),
    }
)
"""Keys whose values are texts: quoting says what was meant."""

_MESSAGE = Text(
    en="`{value}` is {old} to PyYAML (YAML 1.1) and {new} in YAML 1.2",
    zh="`{value}` 在 PyYAML（YAML 1.1）中是{old}，在 YAML 1.2 中是{new}",
)


@rule(
    "MET104 yaml-other-meaning",
    severity=Severity.WARNING,
    summary=Text(
        en="A value that YAML 1.1 and YAML 1.2 read differently",
        zh="YAML 1.1 与 YAML 1.2 理解不同的值",
    ),
    messages=dict.fromkeys(("", "boolean", "number", "date"), _MESSAGE),
    advice={
        "": Text(en='write "{value}" if a text is meant', zh='若为文本，请写成 "{value}"'),
        "boolean": Text(
            en='write true or false, or "{value}" if a text is meant',
            zh='请写 true 或 false；若为文本，请写成 "{value}"',
        ),
        "number": Text(
            en="write the number with a point, `{number}`", zh="请写成带小数点的形式 `{number}`"
        ),
    },
    fix="safe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports unquoted values that YAML 1.1 and YAML 1.2 take for different things: `no`, `yes`,
    `on`, `off`, `12:30`, `1_000`, `0777`, `2e-3`, and dates.

    ## Why is this bad?

    PyYAML, which huggingface_hub uses, reads YAML 1.1; the web site reads YAML 1.2. One card then
    says two things: `language: no` (Norwegian) is False to PyYAML, `12:30` is 750, `2e-3` a text.

    ## Example

    ```yaml
    language: no
    ```

    ## Use instead

    ```yaml
    language: "no"
    ```

    ## References

    - Booleans of YAML 1.1, <https://yaml.org/type/bool.html>
    - Changes in YAML 1.2, <https://yaml.org/spec/1.2.2/ext/changes/>
    """
    if reading.metadata is None:
        return
    for path, node in scalars(reading.metadata, ("metadata",)):
        if node.plain and 0 < len(node.text) <= 60:
            meaning = _meanings(node.text)
            if meaning is not None:
                yield _found(path, node, meaning)


_TEXT = Text(en="a text", zh="文本")
_NUMBER = Text(en="a number", zh="数字")


def _meanings(text: str) -> tuple[str, Text, Text] | None:
    """Return variant, meaning under 1.1 and meaning under 1.2 where they differ."""
    if _OLD_BOOLEAN.fullmatch(text):
        word = "true" if text.lower() in {"yes", "on"} else "false"
        return "boolean", Text(en=f"the boolean {word}", zh=f"布尔值 {word}"), _TEXT
    if not text[0].isdigit() and text[0] not in "+-":
        return None
    if _BASE_60.fullmatch(text):
        return "", Text(en="a number in base 60", zh="六十进制数"), _TEXT
    if _UNDERSCORES.fullmatch(text):
        return "", Text(en="the number without `_`", zh="去掉 `_` 的数字"), _TEXT
    if _OLD_OCTAL.fullmatch(text):
        return "", Text(en="an octal number", zh="八进制数"), Text("a decimal one", "十进制数")
    if _EXPONENT.fullmatch(text):
        return "number", _TEXT, _NUMBER
    if _DATE.fullmatch(text):
        return "date", Text(en="a date", zh="日期"), _TEXT
    return None


def _found(path: Path, node: YamlScalar, meaning: tuple[str, Text, Text]) -> Found:
    variant, old, new = meaning
    text = node.text
    key = next((part for part in path[1:2] if isinstance(part, str)), "")
    quoted = variant != "number" and (variant != "boolean" or key in _TEXT_KEYS)
    return Found(
        at=path,
        span=node.span,
        args={"value": text, "old": old, "new": new, "number": _with_point(text)},
        variant=variant,
        severity=Severity.NOTE if variant == "date" else None,
        replacements=(Replacement(path, text, span=node.span),) if quoted else (),
        safe=key in _TEXT_KEYS or variant == "date",
    )


def _with_point(text: str) -> str:
    """Write `2e-3` as `2.0e-3` and `1.5e3` as `1.5e+3`, which both versions read as a number."""
    mantissa, _, exponent = text.lower().partition("e")
    mantissa += "" if "." in mantissa else ".0"
    return f"{mantissa}e{exponent if exponent[:1] in '+-' else '+' + exponent}"
