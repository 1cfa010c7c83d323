"""MET105 date-impossible."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.prose import Outside
from cardkit.rules.registry import rule
from cardkit.source.span import Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

报告日历上不存在的日期，如 `2024-02-30`、`2024-13-01`、`2024 年 6 月 31 日`、`June 31, 2024`。
代码和链接不检查。

## 为何有害

日期用来判断数据截止时间和结果的先后；不存在的日期不是笔误，就是日和月写反了。

## 示例

```yaml
date: 2024-13-06
```

## 应改为

```yaml
date: "2024-06-13"
```

## 参考

- ISO 8601-1:2019
"""

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
_ISO = re.compile(r"((?:19|20)\d\d)([-/])(\d{1,2})\2(\d{1,2})(?![\w/-]|\.\d)")
_CHINESE = re.compile(r"(?<!\d)((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号])?")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}")
_DAY_AND_YEAR = re.compile(r"\.? (\d{1,2})(?:st|nd|rd|th)?,? (20\d\d)\b")
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? $")
_YEAR = re.compile(r"\.?,? (20\d\d)\b")


@rule(
    "MET105 date-impossible",
    severity=Severity.ERROR,
    summary=Text(en="A date no calendar has", zh="不存在的日期"),
    messages=Text(en="{date} is in no calendar: {reason}", zh="{date} 不存在：{reason}"),
    advice=Text(
        en="write year, month, day in this order: `2024-06-13`",
        zh="请按年、月、日的顺序书写：`2024-06-13`",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports dates that no calendar has: `2024-02-30`, `2024-13-01`, `June 31, 2024`,
    `2024 年 6 月 31 日`. Code and links are left alone.

    ## Why is this bad?

    Dates tell how far the data reach and which result is newer; one that cannot be is a typing
    error or has day and month in the wrong places.

    ## Example

    ```yaml
    date: 2024-13-06
    ```

    ## Use instead

    ```yaml
    date: "2024-06-13"
    ```

    ## References

    - ISO 8601-1:2019
    """
    if reading.kind != "markdown":
        return  # a record's dates are checked against its schema
    outside: Outside | None = None
    for span, year, month, day in _dates(reading.document.text):
        reason = _reason(year, month, day)
        if reason is None:
            continue
        outside = outside or Outside(reading)
        if not outside.holds(span.start):
            date = reading.document.source.slice(span)
            yield Found(at=(), span=span, args={"date": date, "reason": reason})


def _dates(text: str) -> Iterator[tuple[Span, int, int, int]]:
    for match in _ISO.finditer(text):
        if not _continues(text, match.start()):
            yield Span(*match.span()), int(match[1]), int(match[3]), int(match[4])
    if "年" in text:
        for match in _CHINESE.finditer(text):
            yield Span(*match.span()), int(match[1]), int(match[2]), int(match[3] or 1)
    for match in _MONTH.finditer(text):
        month = _MONTHS.get(match[0].lower())
        if month is None or _continues(text, match.start()):
            continue
        if after := _DAY_AND_YEAR.match(text, match.end()):
            yield Span(match.start(), after.end()), int(after[2]), month, int(after[1])
        elif (year := _YEAR.match(text, match.end())) and (day := _day_before(text, match.start())):
            yield Span(match.start() - len(day[0]), year.end()), int(year[1]), month, int(day[1])


def _continues(text: str, at: int) -> bool:
    """Say whether what begins at `at` is the tail of a word, a path or a longer number."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_./-")


def _day_before(text: str, at: int) -> re.Match[str] | None:
    return _DAY_BEFORE.search(text[max(0, at - 6) : at])


def _reason(year: int, month: int, day: int) -> Text | None:
    if not 1 <= month <= 12:
        return Text(en=f"there is no month {month}", zh=f"没有 {month} 月")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Text(
            en=f"month {month} of {year} has {last} days", zh=f"{year} 年 {month} 月只有 {last} 天"
        )
    return None
