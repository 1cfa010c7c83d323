"""MET110 hardware-unlisted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import is_hub_block, values
from cardkit.rules.registry import rule
from cardkit.source.span import Path, Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

示例代码用到 NPU（`npu:0`、`torch_npu`、`torch.npu`）时，检查元数据的 `hardwares` 是否包含 `NPU`。
默认关闭，由 `modelers` 配置档启用。

## 为何有害

魔乐按 `hardwares` 筛选模型。未写 `NPU` 的模型，昇腾用户筛选时看不到。

## 示例

```yaml
license: apache-2.0
```

```python
model.to("npu:0")
```

## 应改为

```yaml
license: apache-2.0
hardwares:
- NPU
```

## 参考

- 魔乐社区，<https://modelers.cn>
"""

_NPU = re.compile(r"\btorch_npu\b|\btorch\.npu\b|[\"']npu(?::\d{1,3})?[\"']")


@rule(
    "MET110 hardware-unlisted",
    severity=Severity.WARNING,
    summary=Text(
        en="Code runs on an NPU that the metadata do not list",
        zh="代码在 NPU 上运行，元数据未列出",
    ),
    messages=Text(
        en="the code uses `{device}`, and `hardwares` does not list `NPU`",
        zh="代码用到 `{device}`，但 `hardwares` 未列出 `NPU`",
    ),
    advice=Text(
        en="add `NPU` to `hardwares` in the metadata", zh="请在元数据的 `hardwares` 中加入 `NPU`"
    ),
    default="off",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Where code of the card uses an NPU (`npu:0`, `torch_npu`, `torch.npu`), checks that `hardwares`
    in the metadata lists `NPU`. Off by default; the profile `modelers` turns it on.

    ## Why is this bad?

    modelers.cn filters by `hardwares`: who looks for models that run on Ascend does not see one
    that does not say so.

    ## Example

    ```yaml
    license: apache-2.0
    ```

    ```python
    model.to("npu:0")
    ```

    ## Use instead

    ```yaml
    license: apache-2.0
    hardwares:
    - NPU
    ```

    ## References

    - modelers.cn, <https://modelers.cn>
    """
    if reading.kind == "comparison" or not is_hub_block(reading):
        return
    if any(value.text.strip().upper() == "NPU" for value in values(reading, "hardwares")):
        return
    for path, span, device in _uses(reading):
        yield Found(at=path, span=span, args={"device": device})
        return


def _uses(reading: Reading) -> Iterator[tuple[Path, Span | None, str]]:
    if reading.kind == "record":
        for i, snippet in enumerate(reading.record.usage):
            for j, step in enumerate(snippet.steps):
                for match in _NPU.finditer(step.code or ""):
                    yield ("usage", i, "steps", j, "code"), None, match[0].strip("\"'")
        return
    for i, block in enumerate(reading.code):
        for match in _NPU.finditer(reading.document.text, *block.code_span):
            yield ("code", i), Span(*match.span()), match[0].strip("\"'")
