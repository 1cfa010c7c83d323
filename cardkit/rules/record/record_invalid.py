"""REC101 record-invalid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cardkit.record.misfits import WORDS, classify
from cardkit.rules.fields import holds_nothing
from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.registry import rule
from cardkit.source.span import Path
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查 `*.card.yaml` 和对比文件是否符合记录格式：字段名、类型、必填项和取值。

## 为何有害

写错的字段不会被读取，对应的事实就丢失了；类型不符的值无法核对。

## 示例

```yaml
schema_version: 1
details: {layer: 32}
```

## 应改为

```yaml
schema_version: 1
details: {layers: 32}
```

## 参考

- `cardkit schema card` 输出完整的 JSON Schema
"""


@rule(
    "REC101 record-invalid",
    severity=Severity.ERROR,
    summary=Text(en="A record that does not fit the schema", zh="记录不符合格式"),
    messages=WORDS,
    advice={
        "extra_forbidden": Text(
            en="`cardkit schema` prints all keys", zh="`cardkit schema` 可列出全部键"
        ),
        "misspelt": Text(en="write `{best}`", zh="请写成 `{best}`"),
        "newer": Text(en="install a newer cardkit", zh="请安装更新版本的 cardkit"),
        "missing": Text(en="add `{key}`", zh="请补充 `{key}`"),
    },
    fix="unsafe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that a `*.card.yaml` or a comparison file fits the record: names of keys, types,
    required keys, allowed values.

    ## Why is this bad?

    A misspelt key is not read, so the fact is lost; a value of the wrong type cannot be checked.

    ## Example

    ```yaml
    schema_version: 1
    details: {layer: 32}
    ```

    ## Use instead

    ```yaml
    schema_version: 1
    details: {layers: 32}
    ```

    ## References

    - `cardkit schema card` prints the whole JSON Schema
    """
    if holds_nothing(reading):
        return  # STR104 says so once
    source = reading.document.source
    misfits = [
        (issue.place, *classify(issue, source.slice(reading.span(issue.place)), reading.kind))
        for issue in reading.schema_issues
    ]
    meant = Counter(_meant(path, args) for path, variant, args in misfits if variant == "misspelt")
    for path, variant, args in misfits:
        if variant == "misspelt":
            free = meant[_meant(path, args)] == 1 and _meant(path, args) not in reading.spans
            yield _unknown_key(reading, path, args, variant, free)
        elif variant == "extra_forbidden":
            yield _unknown_key(reading, path, args, variant, free=False)
        else:
            yield Found(at=path[:-1] if variant == "missing" else path, args=args, variant=variant)


def _meant(path: Path, args: Mapping[str, object]) -> Path:
    return (*path[:-1], str(args["best"]))


def _unknown_key(
    reading: Reading, path: Path, args: Mapping[str, object], variant: str, free: bool
) -> Found:
    """Report a key; it can be renamed where no other key has, or means, the field's name."""
    return Found(
        at=path,
        span=reading.key_spans.get(path),
        args=args,
        variant=variant,
        replacements=(Replacement(path, str(args["best"]), key=True),) if free else (),
        safe=False,
    )
