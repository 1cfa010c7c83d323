"""REC101 record-invalid."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cardkit.record.misfits import WORDS, classify
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
    unknown = [issue.path for issue in reading.schema_issues if issue.kind == "extra_forbidden"]
    best = {path: closest_field(path, str(path[-1]), reading.kind) for path in unknown if path}
    meant = Counter((*path[:-1], field) for path, field in best.items())
    for issue in reading.schema_issues:
        path = issue.path
        variant, args = classify(issue, reading.document.source.slice(reading.span(path)))
        if path in best:
            yield _unknown_key(reading, path, best[path], meant[(*path[:-1], best[path])] == 1)
        else:
            at = path[:-1] if variant == "missing" else path
            yield Found(at=at, args=args, variant=variant)


def _unknown_key(reading: Reading, path: Path, best: str | None, only: bool) -> Found:
    """Report a key; it can be renamed where no other key has, or means, the field's name."""
    free = only and best is not None and (*path[:-1], best) not in reading.spans
    return Found(
        at=path,
        span=reading.key_spans.get(path),
        args={"key": str(path[-1]), "best": best or "cardkit schema"},
        variant="extra_forbidden",
        replacements=(Replacement(path, best, key=True),) if free and best else (),
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
