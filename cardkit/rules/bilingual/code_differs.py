"""BIL301 code-differs."""

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

按内容对齐中英文卡片中的代码块，逐个比较其中的标识符、数值、版本、路径和模型 ID。
注释、含汉字的字符串、排版差异（Python 语法树相同）不算；不同平台的库名（transformers、
openmind、modelscope）、openmind 示例中的设备和同名模型的不同组织名也不算。

## 为何有害

读者会照抄自己看得懂的那一份。拼错的参数、不同的版本号会让其中一种语言的读者得到错误或另一种结果。

## 示例

英文卡片：

```python
model.generate(inputs, do_sample=False)
```

中文卡片：

```python
model.generate(inputs, do_sample=Flase)
```

## 应改为

两张卡片：

```python
model.generate(inputs, do_sample=False)
```

## 参考

- Python `ast` 模块，<https://docs.python.org/3/library/ast.html>
"""


@rule(
    "BIL301 code-differs",
    severity=Severity.WARNING,
    summary=Text(
        en="An example differs between the two languages",
        zh="中英文卡片中的同一示例不一致",
    ),
    messages={
        "other": Text(
            en="the code has `{here}` here, `{there}` in the other card",
            zh="此处代码为 `{here}`，另一张卡片为 `{there}`",
        ),
        "only": Text(
            en="the code has `{here}` here, which the other card's lacks",
            zh="此处代码有 `{here}`，另一张卡片没有",
        ),
    },
    advice=Text(
        en="run both examples and give both cards the one that works",
        zh="请运行两处示例，并在两张卡片中使用可用的一份",
    ),
    zh=ZH,
    subject="pair",
)
def check(pair: CardPair) -> Iterator[Found]:
    """
    ## What it does

    Finds the code blocks of the two cards that belong together and compares names, numbers,
    versions, paths and model ids. Comments, strings with Chinese characters and layout (the
    same Python syntax tree) do not count; nor do the libraries of different hubs (transformers,
    openmind, modelscope), the device beside openmind, or the same model under another owner.

    ## Why is this bad?

    Readers copy the example they can read. A misspelt argument or another version gives those
    of one language an error, or another result.

    ## Example

    The English card:

    ```python
    model.generate(inputs, do_sample=False)
    ```

    The Chinese card:

    ```python
    model.generate(inputs, do_sample=Flase)
    ```

    ## Use instead

    Both cards:

    ```python
    model.generate(inputs, do_sample=False)
    ```

    ## References

    - Python's `ast` module, <https://docs.python.org/3/library/ast.html>
    """
    from cardkit.diff.code.differences import code_differences

    for found in code_differences(pair):
        yield Found(
            at=(),
            side=found.side,
            span=found.here,
            there=(found.there,),
            variant=found.kind,
            args={"here": found.here_text, "there": found.there_text},
            klass="contradiction" if found.kind == "other" else "missing",
        )
