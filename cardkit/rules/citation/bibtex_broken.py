"""CIT101 bibtex-broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.bibtex import bibliographies, line_span
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查卡片中的 BibTeX 能否解析：括号闭合、有引用键、字段之间有逗号、没有重复的字段。

## 为何有害

读者会原样复制这段文本；解析失败时引用丢失，缺少逗号时作者会被并入标题。

## 示例

```bibtex
@article{li2024,
  title={DataComp-LM}
  author={Li, Jeffrey},
}
```

## 应改为

```bibtex
@article{li2024,
  title={DataComp-LM},
  author={Li, Jeffrey},
}
```

## 参考

- BibTeX 格式说明，<https://www.bibtex.org/Format/>
"""


@rule(
    "CIT101 bibtex-broken",
    severity=Severity.ERROR,
    summary=Text(en="BibTeX that cannot be read", zh="BibTeX 无法解析"),
    messages=Text(en="this BibTeX cannot be read: {problem}", zh="BibTeX 无法解析：{problem}"),
    advice=Text(
        en="each field ends in a comma, each brace is closed, the key follows the first brace",
        zh="每个字段以逗号结尾，括号成对闭合，引用键紧跟第一个大括号",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that the BibTeX of a card can be read: braces closed, a key, commas between fields, no
    field twice.

    ## Why is this bad?

    Readers copy it as it stands. A broken entry is lost; without a comma the authors become part
    of the title.

    ## Example

    ```bibtex
    @article{li2024,
      title={DataComp-LM}
      author={Li, Jeffrey},
    }
    ```

    ## Use instead

    ```bibtex
    @article{li2024,
      title={DataComp-LM},
      author={Li, Jeffrey},
    }
    ```

    ## References

    - The BibTeX format, <https://www.bibtex.org/Format/>
    """
    text = reading.document.text
    for i, span, content in bibliographies(reading):
        for failure in content.failures:
            place = line_span(text, span, failure.line)
            yield Found(at=("bibtex", i), span=place, args={"problem": failure.problem})
