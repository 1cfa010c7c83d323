"""BIL303 link-differs."""

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

比较两张卡片的链接。协议、末尾斜杠、锚点、语言标记（`_zh`、`/en/`、README_CN.md）
以及同一模型在不同平台上的页面视为相同，仓库内的文件写成相对路径或完整网址也视为相同；图片、徽章、社群链接不比较。
arXiv、DOI 等只差数字的一对链接，视为写错的编号。

## 为何有害

链接通向论文、数据集和许可证全文。缺少链接的一方，读者得到的信息更少；编号写错的一方，读者会打开另一篇论文。

## 示例

```markdown
详见[技术报告](https://arxiv.org/abs/2402.10010)。
```

英文卡片为 `https://arxiv.org/abs/2402.01001`。

## 应改为

```markdown
详见[技术报告](https://arxiv.org/abs/2402.01001)。
```

## 参考

- RFC 3986，<https://www.rfc-editor.org/rfc/rfc3986>
"""


@rule(
    "BIL303 link-differs",
    severity=Severity.NOTE,
    summary=Text(
        en="A link that only one language has",
        zh="仅一种语言的卡片有此链接",
    ),
    messages={
        "other": Text(
            en="the link leads to {here} here, to {there} in the other card",
            zh="此处链接指向 {here}，另一张卡片指向 {there}",
        ),
        "only": Text(
            en="the other card has no link to {here}", zh="另一张卡片没有指向 {here} 的链接"
        ),
    },
    advice={
        "other": Text(en="correct the wrong one", zh="请更正有误的一处"),
        "only": Text(
            en="add it there, or suppress this where it is meant for one language",
            zh="请在另一张卡片中补充；若确实只面向一种语言的读者，可忽略此问题",
        ),
    },
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Compares the links of the two cards. Scheme, trailing slash, anchor, marks of the language
    (`_zh`, `/en/`, README_CN.md), the pages of one model on several hubs, and a file's path and
    its page on a forge count as equal; images, badges and chats are left out. Two addresses at
    arXiv, DOI or Zenodo that differ in digits alone are taken for a slip.

    ## Why is this bad?

    Links lead to the paper, the data and the full licence. Readers of the card without them
    know less, and behind a wrong number stands another paper.

    ## Example

    ```markdown
    See the [report](https://arxiv.org/abs/2402.01001).
    ```

    The Chinese card has `https://arxiv.org/abs/2402.10010`.

    ## Use instead

    ```markdown
    See the [report](https://arxiv.org/abs/2402.01001).
    ```

    ## References

    - RFC 3986, <https://www.rfc-editor.org/rfc/rfc3986>
    """
    from cardkit.diff.links import link_differences

    for found in link_differences(pair):
        near = found.there is not None
        yield Found(
            at=(),
            side=found.side,
            span=found.here,
            there=(found.there,) if found.there is not None else (),
            variant="other" if near else "only",
            args={"here": found.url[:120], "there": found.there_url[:120]},
            klass="contradiction" if near else "missing",
            severity=Severity.WARNING if near else None,
        )
