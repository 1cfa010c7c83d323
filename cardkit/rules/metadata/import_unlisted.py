"""MET108 import-unlisted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import values
from cardkit.rules.registry import rule
from cardkit.source.span import Path, Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查示例代码中导入的 `openmind` 或 `open_lm` 是否在卡片里有交代：
安装命令、`library_name`、`frameworks`、`tags`，或依赖说明中的任意一处。

## 为何有害

这两个库不随 transformers 安装，`open_lm` 也不在 PyPI 上。
读者照抄代码会立刻遇到 ModuleNotFoundError，且不知道从哪里安装。

## 示例

```python
from openmind import AutoTokenizer
```

## 应改为

```bash
pip install openmind
```

```python
from openmind import AutoTokenizer
```

## 参考

- openMind Library，<https://gitee.com/ascend/openmind>
- OpenLM，<https://github.com/mlfoundations/open_lm>
"""

_IMPORT = re.compile(r"^[ \t]*(?:>>> )?(?:from|import)[ \t]+(openmind|open_lm)\b", re.MULTILINE)
_NAMES: Mapping[str, re.Pattern[str]] = {
    "openmind": re.compile(r"openmind(?!_hub)", re.IGNORECASE),
    "open_lm": re.compile(r"open[_-]?lm\b", re.IGNORECASE),
}
_INSTALL = re.compile(r"\b(?:pip3?|conda|uv|git)\b[^\n]{0,20}\b(?:install|add|clone)\b[^\n]*")
_REQUIREMENTS = frozenset(
    {"installation", "requirements", "framework_versions", "training_details"}
)
_HOW = {
    "openmind": Text(
        en="say `pip install openmind`, or set `library_name: openmind`",
        zh="请写明 `pip install openmind`，或设置 `library_name: openmind`",
    ),
    "open_lm": Text(
        en="say `pip install git+https://github.com/mlfoundations/open_lm.git`",
        zh="请写明 `pip install git+https://github.com/mlfoundations/open_lm.git`",
    ),
}


@rule(
    "MET108 import-unlisted",
    severity=Severity.WARNING,
    summary=Text(
        en="Code imports a library the card does not say how to get",
        zh="代码导入的库未说明如何安装",
    ),
    messages=Text(
        en="the code imports `{package}`, but the card neither installs nor lists it",
        zh="代码导入了 `{package}`，但卡片既未说明安装方法，也未将其列为依赖",
    ),
    advice=Text(en="{how}", zh="{how}"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks that `openmind` and `open_lm`, where code of the card imports them, are accounted for:
    by an install command, in `library_name`, `frameworks` or `tags`, or among the requirements.

    ## Why is this bad?

    Neither comes with transformers, and `open_lm` is not on PyPI. Who copies the code meets a
    ModuleNotFoundError and no word on where to get the library.

    ## Example

    ```python
    from openmind import AutoTokenizer
    ```

    ## Use instead

    ```bash
    pip install openmind
    ```

    ```python
    from openmind import AutoTokenizer
    ```

    ## References

    - openMind Library, <https://gitee.com/ascend/openmind>
    - OpenLM, <https://github.com/mlfoundations/open_lm>
    """
    seen: set[str] = set()
    for path, span, package in _imports(reading):
        if package not in seen:
            seen.add(package)
            if not _listed(reading, package):
                yield Found(at=path, span=span, args={"package": package, "how": _HOW[package]})


def _imports(reading: Reading) -> Iterator[tuple[Path, Span | None, str]]:
    if reading.kind == "record":
        for i, snippet in enumerate(reading.record.usage):
            for j, step in enumerate(snippet.steps):
                for match in _IMPORT.finditer(step.code or ""):
                    yield ("usage", i, "steps", j, "code"), None, match[1]
        return
    for i, block in enumerate(reading.code):
        for match in _IMPORT.finditer(reading.document.text, *block.code_span):
            yield ("code", i), Span(*match.span(1)), match[1]


def _listed(reading: Reading, package: str) -> bool:
    name = _NAMES[package]
    stated = [v.text for k in ("library_name", "frameworks", "tags") for v in values(reading, k)]
    installs = _INSTALL.findall(reading.document.text)
    told = [e.text for e in reading.outline if e.id in _REQUIREMENTS]
    libraries = [x for snippet in reading.record.usage for x in snippet.libraries]
    if reading.kind == "record":
        stated += libraries
    return any(name.search(text) for text in (*stated, *installs, *told))
