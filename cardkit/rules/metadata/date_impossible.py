"""MET105 date-impossible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.quantity import DateInText, days_in, find_dates
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
    for found in find_dates(reading.document.text):
        reason = _reason(found)
        if reason is None:
            continue
        outside = outside or Outside(reading)
        if not outside.holds(found.start):
            span = Span(found.start, found.end)
            date = reading.document.source.slice(span)
            yield Found(at=(), span=span, args={"date": date, "reason": reason})


def _reason(date: DateInText) -> Text | None:
    year, month, day = date.year, date.month, date.day
    if not 1 <= month <= 12:
        return Text(en=f"there is no month {month}", zh=f"没有 {month} 月")
    last = days_in(year, month)
    if day is not None and not 1 <= day <= last:
        return Text(
            en=f"month {month} of {year} has {last} days", zh=f"{year} 年 {month} 月只有 {last} 天"
        )
    return None
