"""BIL403 emphasis-broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.rules.walk import inlines
from cardkit.source.emphasis import delimiter
from cardkit.source.span import Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_STRONG = re.compile(r"`+[^`]*`+|\\\\.|(\*\*(?=[^\s*])[^*\n`]{1,200}?(?<=[^\s*])\*\*)")

ZH = """
## 作用

查找 CommonMark 无法识别的加粗：结尾的 `**` 前是标点、后是文字（`**注意：**请`），
或开头的 `**` 前是文字、后是标点。代码中的星号不检查。

## 为何有害

中文不用空格分词，这种写法很常见，但大多数平台会把星号原样显示出来。

## 示例

```markdown
**开发机构：**某某实验室
```

## 应改为

```markdown
**开发机构**：某某实验室
```

## 参考

- CommonMark 0.31.2，<https://spec.commonmark.org/0.31.2/>
"""


@rule(
    "BIL403 emphasis-broken",
    severity=Severity.NOTE,
    summary=Text(
        en="Bold that shows as asterisks",
        zh="加粗失效，页面上会显示星号",
    ),
    messages=Text(
        en="`**{text}**` is not bold: CommonMark shows the asterisks",
        zh="`**{text}**` 不会加粗，页面上会显示星号",
    ),
    advice=Text(
        en="put the punctuation behind the closing `**`, or a space there",
        zh="请将标点移到结尾的 `**` 之后，或在其后加空格",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Looks for bold that CommonMark does not see: a closing `**` behind punctuation with a letter
    after it (`**注意：**请`), or an opening one before punctuation with a letter before it.
    Asterisks in code are left out.

    ## Why is this bad?

    Chinese has no spaces between words, so that this is easily written; most hubs then show the
    asterisks.

    ## Example

    ```markdown
    **开发机构：**某某实验室
    ```

    ## Use instead

    ```markdown
    **开发机构**：某某实验室
    ```

    ## References

    - CommonMark 0.31.2, <https://spec.commonmark.org/0.31.2/>
    """
    text = reading.document.text
    for inline in inlines(reading.document.body):
        if "**" in inline.text:
            for span in _broken(text, inline.span):
                yield Found(
                    at=(), span=span, args={"text": text[span.start + 2 : span.end - 2][:60]}
                )


def _broken(text: str, place: Span) -> Iterator[Span]:
    """Yield the spans of `**…**` whose marks open or close nothing, code and escapes aside."""
    for match in _STRONG.finditer(text, place.start, place.end):
        start, end = match.span(1)
        if start < 0:
            continue
        opener = delimiter(text, start, start + 2, 0)
        closer = delimiter(text, end - 2, end, 0)
        if opener is None or not opener.opens or closer is None or not closer.closes:
            yield Span(start, end)
