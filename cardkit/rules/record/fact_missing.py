"""REC103 fact-missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.rules.expected import fact_name, facts, states
from cardkit.rules.fields import holds_card
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import Option, rule
from cardkit.source.span import breadcrumb
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查卡片是否写明策略要求的事实，如参数规模、上下文长度、训练数据。默认关闭，由配置档启用；
要求哪些事实由选项 `facts` 决定。从 Markdown 卡片和记录中读到的内容同样有效。

## 为何有害

有些读者必须得到这些内容，例如填写模型文档表的下游提供者。缺一项，就要向作者询问一次。

## 示例

```yaml
schema_version: 1
name: Larch-3B
```

## 应改为

```yaml
schema_version: 1
name: Larch-3B
metadata:
  license: apache-2.0
```

## 参考

- Mitchell et al., Model Cards for Model Reporting, 2019，<https://arxiv.org/abs/1810.03993>
"""

_FIELDS = facts()


@rule(
    "REC103 fact-missing",
    severity=Severity.NOTE,
    summary=Text(en="A fact that the policy asks for", zh="缺少策略要求的事实"),
    messages=Text(
        en="the card does not state “{fact}” (`{field}`)", zh="卡片未写明“{fact}”（`{field}`）"
    ),
    advice=Text(en="state it; in a record under `{field}`", zh="请补充；记录中写在 `{field}` 下"),
    default="off",
    options={
        "facts": Option(Text(en="Facts a card must state", zh="卡片必须写明的事实"), (*_FIELDS,)),
    },
    zh=ZH,
)
def check(
    reading: Reading, facts: Sequence[str] = ("name", "license", "limitations")
) -> Iterator[Found]:
    """
    ## What it does

    Checks that a card states the facts the policy asks for, such as its size, context length,
    training data. Off by default; a profile turns it on and says in the option `facts` which.
    What was read from a Markdown card counts as what a record states.

    ## Why is this bad?

    Some readers have to have them: who fills in a documentation form downstream must ask the
    author for each that is missing.

    ## Example

    ```yaml
    schema_version: 1
    name: Larch-3B
    ```

    ## Use instead

    ```yaml
    schema_version: 1
    name: Larch-3B
    metadata:
      license: apache-2.0
    ```

    ## References

    - Mitchell et al., Model Cards for Model Reporting, 2019, <https://arxiv.org/abs/1810.03993>
    """
    if reading.kind == "comparison" or not holds_card(reading):
        return
    for fact in facts:
        fields = _FIELDS[fact]
        if not states(reading.record, fields):
            field = breadcrumb(fields[0])
            yield Found(at=fields[0], args={"fact": fact_name(fields[0]), "field": field})
