"""BIL401 prose-untranslated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

在中文卡片中找英文段落（至少 8 个单词，其中虚词超过 18 %，汉字少于 5 %），
在英文卡片中找中文段落（至少 12 个汉字，占四分之一以上）。引用、代码、表格、参考文献、
对话示例不检查；相邻的段落只报告第一段。

## 为何有害

许可条款、免责声明最常漏译，而这正是读者必须看懂的部分。

## 示例

```markdown
# Harbor-7B 模型介绍

本模型可用于中文和英文对话。

We hereby declare that the model should not be used for any activity that may harm the public.
```

## 应改为

```markdown
# Harbor-7B 模型介绍

本模型可用于中文和英文对话。

我们在此声明：不得将本模型用于任何可能损害公众利益的活动。
```

## 参考

- Mitchell et al., Model Cards for Model Reporting, 2019
"""


@rule(
    "BIL401 prose-untranslated",
    severity=Severity.NOTE,
    summary=Text(
        en="A paragraph in the other language",
        zh="段落未翻译",
    ),
    messages=Text(
        en="this paragraph is {found}, the card is {card}",
        zh="该段落为{found}，而卡片为{card}",
    ),
    advice=Text(
        en="translate it; a quotation belongs in `> ` or in code",
        zh="请翻译；若为引文，请放入引用（`> `）或代码块",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Looks for English paragraphs in a Chinese card (8 words or more, over 18 % of them articles,
    prepositions and the like, under 5 % Chinese characters) and for Chinese ones in an English
    card (12 characters or more, over a quarter of what is written). Quotes, code, tables,
    citations and conversations are left out; of a run of paragraphs the first is told.

    ## Why is this bad?

    Terms and disclaimers are left untranslated most often, and those a reader must understand.

    ## Example

    ```markdown
    # Harbor-7B

    The model holds conversations in English and in Chinese.

    我们在此声明：不得将本模型用于任何可能损害公众利益的活动。
    ```

    ## Use instead

    ```markdown
    # Harbor-7B

    The model holds conversations in English and in Chinese.

    The model must not be used for anything that may harm the public.
    ```

    ## References

    - Mitchell et al., Model Cards for Model Reporting, 2019
    """
    from cardkit.forensics.untranslated import untranslated

    names = {"zh": Text(en="Chinese", zh="中文"), "en": Text(en="English", zh="英文")}
    for inline in untranslated(reading):
        card = reading.language or "en"
        found = names["en" if card == "zh" else "zh"]
        yield Found(at=(), span=inline.span, args={"found": found, "card": names[card]})
