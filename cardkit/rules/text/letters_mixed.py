"""SRC110 letters-mixed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import values
from cardkit.rules.registry import rule
from cardkit.source.span import Path, Span
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查模型名称和元数据中的仓库 ID（`base_model`、`datasets` 等）是否混用了形近字母：
一个词中既有拉丁字母，又有外观相同的西里尔或希腊字母。

## 为何有害

`DСLM` 中的 С 若是西里尔字母，搜索找不到它，链接会指向另一个仓库；冒名者正是利用这一点。

## 示例

```markdown
---
base_model: heron-lab/Hеron-7B
---
```

其中第一个 e 是西里尔字母。

## 应改为

```markdown
---
base_model: heron-lab/Heron-7B
---
```

## 参考

- Unicode TR 39，<https://www.unicode.org/reports/tr39/>
"""

_KEYS = ("base_model", "datasets", "library_name", "license", "license_name", "model_name")


@rule(
    "SRC110 letters-mixed",
    severity=Severity.ERROR,
    summary=Text(en="A name with letters that only look Latin", zh="名称中混有形近字母"),
    messages=Text(
        en="`{word}` holds letters that only look Latin: {letters}",
        zh="`{word}` 中混有形似拉丁字母的字符：{letters}",
    ),
    advice=Text(en="write `{plain}`, in Latin letters", zh="请用拉丁字母写作 `{plain}`"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Looks at the model's name and at the ids in the metadata (`base_model`, `datasets` and others)
    for a word that mixes Latin letters with Cyrillic or Greek ones of the same shape.

    ## Why is this bad?

    Where the C of `DCLM` is a Cyrillic one, no search finds the name and a link leads to another
    repository, which is what an impostor wants.

    ## Example

    ```markdown
    ---
    base_model: heron-lab/Hеron-7B
    ---
    ```

    where the first e is Cyrillic.

    ## Use instead

    ```markdown
    ---
    base_model: heron-lab/Heron-7B
    ---
    ```

    ## References

    - Unicode TR 39, <https://www.unicode.org/reports/tr39/>
    """
    from cardkit.catalog.look_alikes import mixed_words

    for path, text in _names(reading):
        for _, word, plain in mixed_words(text):
            strange = dict.fromkeys(c for c in word if not c.isascii())
            letters = listed(f"{c} (U+{ord(c):04X})" for c in strange)
            place = _place(reading, path, word)
            args = {"word": word, "plain": plain, "letters": letters}
            yield Found(at=path, span=place, args=args)


def _names(reading: Reading) -> Iterator[tuple[Path, str]]:
    record = reading.record
    if record.name:
        yield ("name",), record.name
    elif record.title is not None:
        yield ("title",), record.title.en or record.title.zh or ""
    for key in _KEYS:
        for value in values(reading, key):
            yield value.path, value.text


def _place(reading: Reading, path: Path, word: str) -> Span | None:
    """Return the word's own place within its value."""
    whole = reading.span(path)
    at = reading.document.text.find(word, whole.start, whole.end)
    return Span(at, at + len(word)) if at >= 0 else None
