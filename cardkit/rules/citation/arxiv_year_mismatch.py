"""CIT103 arxiv-year-mismatch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.quantity import PartialDate, format_date
from cardkit.rules.bibtex import Entry, bibliographies, field_span
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

比较 BibTeX 条目的 `year` 与其 arXiv 编号。编号前四位是年月：2406.11794 提交于 2024 年 6 月。
年份早于编号所示的年份时报告；编号为 1 月而年份为上一年的不报告（论文可能在年底提交）。

## 为何有害

论文不可能早于自己的 arXiv 编号；编号或年份中有一个是错的，引用会指向另一篇论文。

## 示例

```bibtex
journal={arXiv preprint arXiv:2406.11794}, year={2023}
```

## 应改为

```bibtex
journal={arXiv preprint arXiv:2406.11794}, year={2024}
```

## 参考

- arXiv 编号规则，<https://info.arxiv.org/help/arxiv_identifier.html>
"""

_ID = re.compile(
    r"(?:arxiv[.:/ ]{1,3}(?:org/)?(?:abs/|pdf/)?|^)(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\{?((?:19|20)\d\d)\}?")


@rule(
    "CIT103 arxiv-year-mismatch",
    severity=Severity.ERROR,
    summary=Text(en="A year before the paper's arXiv id", zh="年份早于论文的 arXiv 编号"),
    messages=Text(
        en="the entry says {year}, but arXiv:{id} is of {submitted}",
        zh="条目年份为 {year}，但 arXiv:{id} 提交于 {submitted}",
    ),
    advice=Text(
        en="correct the year, or the id if it is another paper's",
        zh="请更正年份；若编号属于另一篇论文，请更正编号",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Compares `year` of a BibTeX entry with its arXiv id, whose first four digits are year and
    month: 2406.11794 is of June 2024. A year before the id's is reported; the year before an id
    of January is not, since the paper may have been sent in December.

    ## Why is this bad?

    A paper cannot be older than its arXiv id. One of the two is wrong, and the citation may lead
    to another paper.

    ## Example

    ```bibtex
    journal={arXiv preprint arXiv:2406.11794}, year={2023}
    ```

    ## Use instead

    ```bibtex
    journal={arXiv preprint arXiv:2406.11794}, year={2024}
    ```

    ## References

    - arXiv identifiers, <https://info.arxiv.org/help/arxiv_identifier.html>
    """
    text = reading.document.text
    for i, span, content in bibliographies(reading):
        for entry in content.entries:
            args = _mismatch(entry)
            if args:
                place = field_span(text, span, entry, "year")
                yield Found(at=("bibtex", i), span=place, args=args)


def _mismatch(entry: Entry) -> dict[str, object] | None:
    year = _YEAR.fullmatch(entry.get("year").strip())
    ids = [_ID.search(entry.get(k)) for k in ("eprint", "journal", "url", "note", "howpublished")]
    found = next((match for match in ids if match), None)
    if year is None or found is None:
        return None
    id_year, month = 2000 + int(found[1]), int(found[2])
    stated = int(year[1])
    if stated >= id_year or (stated == id_year - 1 and month == 1):
        return None
    number = f"{found[1]}{found[2]}.{found[3]}"
    day = PartialDate(id_year, month)
    submitted = Text(en=format_date(day, "en"), zh=format_date(day, "zh"))
    return {"year": stated, "id": number, "submitted": submitted}
