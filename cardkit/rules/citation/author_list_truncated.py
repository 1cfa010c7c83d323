"""CIT102 author-list-truncated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.bibtex import bibliographies, field_span
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.source.span import Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

报告 BibTeX 的 `author` 字段被截断：`[... full author list]`、`et al.`、`...`、`等`。
BibTeX 规定的写法 `and others` 不报告。

## 为何有害

文献管理软件会把这些文字当作一位作者的姓名。

## 示例

```bibtex
author={Jeffrey Li and Alex Fang and [... full author list]},
```

## 应改为

```bibtex
author={Jeffrey Li and Alex Fang and others},
```

## 参考

- BibTeXing，Oren Patashnik，1988，“and others”一节
"""

_TRUNCATED = re.compile(
    r"\[[^\[\]]{0,40}(?:author|\.\.\.|…)[^\[\]]{0,40}\]"
    r"|\bet[. ]{1,2}al\b\.?|\.\.\.|…|(?<=[\s,，、])等$",
    re.IGNORECASE,
)


@rule(
    "CIT102 author-list-truncated",
    severity=Severity.WARNING,
    summary=Text(en="A BibTeX author list cut off", zh="BibTeX 作者列表被截断"),
    messages=Text(
        en="the author list is cut off with `{text}`, which BibTeX reads as a person",
        zh="作者列表以 `{text}` 截断，BibTeX 会将其读作一位作者",
    ),
    advice=Text(
        en="list all authors, or end the list with `and others`",
        zh="请列出全部作者，或以 `and others` 结尾",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports a BibTeX `author` field that is cut off: `[... full author list]`, `et al.`, `...`.
    `and others`, which BibTeX defines for this, is left alone.

    ## Why is this bad?

    Reference managers take these words for the name of a person.

    ## Example

    ```bibtex
    author={Jeffrey Li and Alex Fang and [... full author list]},
    ```

    ## Use instead

    ```bibtex
    author={Jeffrey Li and Alex Fang and others},
    ```

    ## References

    - BibTeXing, Oren Patashnik, 1988, on "and others"
    """
    text = reading.document.text
    for i, span, content in bibliographies(reading):
        for entry in content.entries:
            match = _TRUNCATED.search(entry.get("author").strip())
            if match:
                place = _exact(text, field_span(text, span, entry, "author"), span, match[0])
                yield Found(at=("bibtex", i), span=place, args={"text": match[0]})


def _exact(text: str, field: Span, span: Span, cut: str) -> Span:
    """Return where `cut` stands in the field, which may run over several lines."""
    at = text.find(cut, field.start, span.end)
    return Span(at, at + len(cut)) if at >= 0 else field
