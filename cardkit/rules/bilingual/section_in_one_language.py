"""BIL204 section-in-one-language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.diff.pair import CardPair

ZH = """
## 作用

将两张卡片的章节按顺序对应（依据标题、级别、专名、数字和链接），报告只有一张卡片才有的章节。
更新日志和目录不在此列；几乎没有内容的章节，以及另一张卡片在相近级别上也有多余章节、无法断定对应关系的，不报告。
超过 300 个章节的卡片不检查。

## 为何有害

只读一种语言的人不知道还有这一部分，局限性、许可证或用法说明可能因此落空。

## 示例

```markdown
## 局限性

模型可能产生有偏见的内容。
```

英文卡片没有对应的章节。

## 应改为

在英文卡片中补充：

```markdown
## Limitations

The model may produce biased text.
```

## 参考

- Needleman, Wunsch (1970), <https://doi.org/10.1016/0022-2836(70)90057-4>
"""


@rule(
    "BIL204 section-in-one-language",
    severity=Severity.WARNING,
    summary=Text(en="A section that only one language has", zh="仅一种语言的卡片有此章节"),
    messages={
        "": Text(
            en="the other card has no section “{title}”",
            zh="另一张卡片没有与“{title}”对应的章节",
        ),
        "within": Text(
            en="the other card has no section “{title}”, nor what is inside it ({count})",
            zh="另一张卡片没有与“{title}”及其下 {count} 个小节对应的章节",
        ),
    },
    advice=Text(
        en="translate it, or suppress this where it is meant for one language",
        zh="请补充译文；若只面向一种语言的读者，可忽略此问题",
    ),
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Lays the sections of the two cards side by side in their order, by heading, level, names,
    numbers and addresses, and reports those that only one card has. News and tables of contents
    are exempt. Sections that say next to nothing are left out, and those where the other card has
    one to spare of about the same level. Cards with more than 300 sections are not checked.

    ## Why is this bad?

    Whoever reads the other language does not know of it: a limitation, a condition, a way to use
    the model.

    ## Example

    ```markdown
    ## Limitations

    The model may produce biased text.
    ```

    The Chinese card has no such section.

    ## Use instead

    Add to the Chinese card:

    ```markdown
    ## 局限性

    模型可能产生有偏见的内容。
    ```

    ## References

    - Needleman, Wunsch (1970), <https://doi.org/10.1016/0022-2836(70)90057-4>
    """
    from cardkit.diff.prose.missing import missing_sections

    for found in missing_sections(pair):
        yield Found(
            at=(),
            side=found.side,
            span=found.heading,
            there=(found.behind,) if found.behind is not None else (),
            variant="within" if found.within else "",
            args={"title": found.title[:80], "count": found.within},
            klass="missing",
        )
