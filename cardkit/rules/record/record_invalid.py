"""REC101 record-invalid."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.registry import rule
from cardkit.source.span import Path, breadcrumb
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading, SchemaIssue

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

_WHAT: Mapping[str, Text] = {
    "extra_forbidden": Text(en="unknown key `{key}`", zh="未知的键 `{key}`"),
    "missing": Text(en="`{key}` is missing in {at}", zh="{at} 中缺少 `{key}`"),
    "type": Text(en="{at} should be {wanted}", zh="{at} 应为{wanted}"),
    "literal_error": Text(
        en="{at} should be one of {expected}, not `{value}`",
        zh="{at} 的取值应为 {expected} 之一，而不是 `{value}`",
    ),
    "needs_one_of": Text(en="{at} needs {fields}", zh="{at} 需要写明 {fields}"),
    "not_a_number": Text(en="{at}: {text} is not a number", zh="{at}：{text} 不是数字"),
    "not_a_quantity": Text(
        en="{at}: {text} is not a quantity such as `7B` or `70 亿`",
        zh="{at}：{text} 不是 `7B`、`70 亿` 这样的数量",
    ),
    "not_a_date": Text(
        en="{at}: {text} is not a date such as `2024`, `2024-06` or `2024-06-18`",
        zh="{at}：{text} 不是 `2024`、`2024-06` 或 `2024-06-18` 这样的日期",
    ),
    "unresolved_reference": Text(
        en="the comparison `{file}` cannot be read: {msg}",
        zh="无法读取对比表 `{file}`：{msg}",
    ),
    "other": Text(
        en="{at} does not fit the record: {problem}", zh="{at} 不符合记录格式：{problem}"
    ),
}

_WANTED: Mapping[str, Text] = {
    "string": Text(en="a text", zh="文本"),
    "int": Text(en="a whole number", zh="整数"),
    "float": Text(en="a number", zh="数字"),
    "decimal": Text(en="a number", zh="数字"),
    "bool": Text(en="true or false", zh="true 或 false"),
    "dict": Text(en="a mapping of keys to values", zh="键值映射"),
    "model": Text(en="a mapping of keys to values", zh="键值映射"),
    "list": Text(en="a list", zh="列表"),
    "tuple": Text(en="a list", zh="列表"),
    "none": Text(en="empty", zh="空值"),
}


@rule(
    "REC101 record-invalid",
    severity=Severity.ERROR,
    summary=Text(en="A record that does not fit the schema", zh="记录不符合格式"),
    messages=_WHAT,
    advice={
        "extra_forbidden": Text(en="did you mean `{best}`?", zh="是否想写 `{best}`？"),
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
    for issue in reading.schema_issues:
        yield _found(issue, reading)


def _found(issue: SchemaIssue, reading: Reading) -> Found:
    path = issue.path
    at = f"`{breadcrumb(path)}`" if path else Text(en="the file", zh="文件内容")
    key = str(path[-1]) if path else ""
    if issue.kind == "extra_forbidden":
        return _unknown_key(path, key, reading)
    if issue.kind == "missing":
        above = f"`{breadcrumb(path[:-1])}`" if path[1:] else Text(en="the file", zh="文件")
        return Found(at=path[:-1], args={"key": key, "at": above}, variant="missing")
    wanted = _WANTED.get(issue.kind.split("_")[0])
    if wanted is not None:
        return Found(at=path, args={"at": at, "wanted": wanted}, variant="type")
    problem = str(issue.args.get("error", issue.args.get("msg", issue.kind)))
    if issue.kind == "literal_error":
        expected = str(issue.args.get("expected", "")).replace(" or ", ", ").replace("'", "`")
        value = reading.document.source.slice(reading.span(path))[:60]
        return Found(
            at=path,
            args={"at": at, "expected": expected, "value": value},
            variant="literal_error",
        )
    if issue.kind in _WHAT:
        return Found(at=path, args={"at": at, **issue.args}, variant=issue.kind)
    return Found(at=path, args={"at": at, "problem": problem}, variant="other")


def _unknown_key(path: Path, key: str, reading: Reading) -> Found:
    best = closest_field(path, key, reading.kind)
    sibling = (*path[:-1], best) if best else path
    mend = best is not None and sibling not in reading.spans
    return Found(
        at=path,
        span=reading.key_spans.get(path),
        args={"key": key, "best": best or "cardkit schema"},
        variant="extra_forbidden",
        replacements=(Replacement(path, best, key=True),) if mend and best else (),
        safe=False,
    )


def closest_field(path: Path, key: str, kind: str = "record") -> str | None:
    """Return the field of the model at `path`'s parent that `key` is closest to."""
    fields = list(_fields_at(path[:-1], kind))
    best = difflib.get_close_matches(key.lower()[:60], fields, n=1, cutoff=0.6)
    return best[0] if best else None


def _fields_at(path: Path, kind: str) -> Iterable[str]:
    from cardkit.record.card import CardRecord
    from cardkit.record.comparison import Comparison

    models: list[object] = [Comparison if kind == "comparison" else CardRecord]
    for part in path:
        if isinstance(part, str):
            models = [m for model in models for m in _below(model, part)]
    return (name for model in models for name in getattr(model, "model_fields", {}))


def _below(model: object, field: str) -> Iterator[object]:
    """Yield the record models in the annotation of `field`."""
    info = getattr(model, "model_fields", {}).get(field)
    waiting = [info.annotation] if info is not None else []
    while waiting:
        annotation = waiting.pop()
        if hasattr(annotation, "model_fields"):
            yield annotation
            if "value" in annotation.model_fields:
                waiting.append(annotation.model_fields["value"].annotation)
        waiting += getattr(annotation, "__args__", ())
