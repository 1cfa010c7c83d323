"""BIL402 terms-mixed."""

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

用术语表查找中文卡片正文里同一术语的不同译法（如微调与精调）。
有歧义的词（推理、精度、镜像）和标题不检查；只报告较少见的译法第一次出现的位置。

## 为何有害

读者会以为两个词指两件事。

## 示例

```markdown
本模型由基座模型微调而成，微调数据共 8 万条，微调代码已公开。精调用时 3 天。
```

## 应改为

```markdown
本模型由基座模型微调而成，微调数据共 8 万条，微调代码已公开。微调用时 3 天。
```

## 参考

- GB/T 41867-2022 信息技术 人工智能 术语
"""


@rule(
    "BIL402 terms-mixed",
    severity=Severity.NOTE,
    summary=Text(
        en="One term has two Chinese words in one card",
        zh="同一术语在卡片中有两种译法",
    ),
    messages=Text(
        en="“{word}” here, “{usual}” elsewhere in this card ({count} {count:time|times}): both"
        " say {term}",
        zh="此处为“{word}”，本卡片其他地方为“{usual}”（{count} 处），均指 {term}",
    ),
    advice=Text(
        en="use one word throughout; where two things are meant, suppress this",
        zh="请统一用词；若所指不同，可忽略此问题",
    ),
    computed=("count",),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Looks up in the glossary which words a Chinese card uses for one term, and tells the
    first place of the rarer one (精调 beside 微调). Ambiguous words (推理, 精度, 镜像) and
    headings are left out.

    ## Why is this bad?

    Readers take two words for two things.

    ## Example

    ```markdown
    本模型由基座模型微调而成，微调数据共 8 万条，微调代码已公开。精调用时 3 天。
    ```

    ## Use instead

    ```markdown
    本模型由基座模型微调而成，微调数据共 8 万条，微调代码已公开。微调用时 3 天。
    ```

    ## References

    - GB/T 41867-2022, Information technology: artificial intelligence: terminology
    """
    from cardkit.forensics.terms import mixed_terms

    for found in mixed_terms(reading):
        yield Found(
            at=(),
            span=found.span,
            args={
                "word": found.word,
                "usual": found.usual,
                "count": found.times,
                "term": found.term.en,
            },
        )
