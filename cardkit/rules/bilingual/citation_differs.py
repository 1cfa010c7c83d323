"""BIL305 citation-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from cardkit.diff.bibtex import Entry, Value, entries
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair


ZH = """
## 作用

解析两张卡片中的 BibTeX，按引用键配对，逐字段比较；空白、花括号和大小写不计。
只有一张卡片有 BibTeX 时，缺少的条目也会报告。

## 为何有害

引用文本会被原样复制到论文中。两种语言给出不同的作者或年份，同一模型就有了两种引用。

## 示例

英文卡片：

```bibtex
@misc{heron2024, title={Heron}, year={2024}}
```

中文卡片：

```bibtex
@misc{heron2024, title={Heron}, year={2023}}
```

## 应改为

两张卡片：

```bibtex
@misc{heron2024, title={Heron}, year={2024}}
```

## 参考

- BibTeX 格式说明，<https://www.bibtex.org/Format/>
"""


@rule(
    "BIL305 citation-differs",
    severity=Severity.WARNING,
    summary=Text(
        en="The BibTeX of the two languages differs",
        zh="中英文卡片的 BibTeX 不一致",
    ),
    messages={
        "field": Text(
            en="`{field}` of `{key}` differs: {here} here, {there} in the other card",
            zh="`{key}` 的 `{field}` 不一致：此处为 {here}，另一张卡片为 {there}",
        ),
        "entry": Text(en="the other card lacks the entry `{key}`", zh="另一张卡片缺少条目 `{key}`"),
    },
    advice={
        "field": Text(en="give both cards the same entry", zh="请在两张卡片中使用同一条目"),
        "entry": Text(en="add it there", zh="请在另一张卡片中补充"),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Reads the BibTeX of the two cards, pairs the entries by key and compares them field by
    field; blanks, braces and case do not count. Entries that only one card has are told too.

    ## Why is this bad?

    Citations are copied into papers as they stand. With two sets of authors or years one model
    is cited in two ways.

    ## Example

    The English card:

    ```bibtex
    @misc{heron2024, title={Heron}, year={2024}}
    ```

    The Chinese card:

    ```bibtex
    @misc{heron2024, title={Heron}, year={2023}}
    ```

    ## Use instead

    Both cards:

    ```bibtex
    @misc{heron2024, title={Heron}, year={2024}}
    ```

    ## References

    - The BibTeX format, <https://www.bibtex.org/Format/>
    """
    mine, theirs = entries(pair.a), entries(pair.b)
    for key, entry in mine.items():
        if key in theirs:
            yield from _fields(entry, theirs[key])
        elif entry.key not in theirs:
            yield _missing("a", entry)
    for key, entry in theirs.items():
        if key not in mine and entry.key not in mine:
            yield _missing("b", entry)


def _fields(here: Entry, there: Entry) -> Iterator[Found]:
    """Yield the fields that both entries have and that differ."""
    for name, value in here.fields.items():
        other = there.fields.get(name)
        if other is None or not other.bare or _plain(value) == _plain(other):
            continue
        yield Found(
            at=(),
            span=value.span,
            there=(other.span,),
            variant="field",
            args={"field": name, "key": here.key, "here": _shown(value), "there": _shown(other)},
            klass="contradiction",
        )


def _missing(side: Literal["a", "b"], entry: Entry) -> Found:
    return Found(
        at=(),
        side=side,
        span=entry.span,
        variant="entry",
        args={"key": entry.key},
        klass="missing",
        severity=Severity.NOTE,
    )


def _plain(value: Value) -> str:
    return "".join(value.bare.split()).casefold()


def _shown(value: Value) -> str:
    return value.bare[:80]
