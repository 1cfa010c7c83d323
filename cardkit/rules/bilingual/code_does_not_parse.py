"""BIL302 code-does-not-parse."""

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

解析标记为 Python 的代码块，IPython 命令（`!pip`、`%cd`）会先去掉。
含尖括号占位符（`<路径>`）、省略代码或提示符（`>>>`）的块、函数签名和 shell 命令不检查。

## 为何有害

示例代码是卡片中读者最先照抄的内容；有语法错误的代码一行也不会执行。翻译时混入的全角标点尤其难以察觉。

## 示例

```python
print("你好"）
```

## 应改为

```python
print("你好")
```

## 参考

- Python 语法，<https://docs.python.org/3/reference/grammar.html>
"""

_PYTHON = frozenset({"python", "python3", "py"})


@rule(
    "BIL302 code-does-not-parse",
    severity=Severity.WARNING,
    summary=Text(
        en="A Python example that Python cannot read",
        zh="Python 示例存在语法错误",
    ),
    messages=Text(
        en="this Python cannot be parsed: {problem} (line {line} of the block)",
        zh="这段 Python 代码无法解析：{problem}（代码块第 {line} 行）",
    ),
    advice=Text(
        en="mend it; where it is no Python, give the fence another language",
        zh="请更正；若并非 Python，请修改代码块的语言标记",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Parses the code blocks that are marked as Python, commands of IPython (`!pip`, `%cd`) taken
    off. Left out are blocks with placeholders in angle brackets (`<path>`), gaps or prompts
    (`>>>`), signatures of functions and shell commands.

    ## Why is this bad?

    The example is what readers copy first, and code with a syntax error runs not one line.
    Full-width punctuation that slipped in during translation is hard to see.

    ## Example

    ```python
    print("你好"）
    ```

    ## Use instead

    ```python
    print("你好")
    ```

    ## References

    - Python's grammar, <https://docs.python.org/3/reference/grammar.html>
    """
    from cardkit.forensics.python_syntax import code_line_span, syntax_error

    for i, block in enumerate(reading.code):
        if block.language not in _PYTHON:
            continue
        error = syntax_error(block.code)
        if error is not None:
            yield Found(
                at=("code", i),
                span=code_line_span(reading.document.source, block, error.line),
                args={"problem": error.problem, "line": error.line},
            )
