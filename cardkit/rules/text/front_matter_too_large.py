"""SRC105 front-matter-too-large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.noticed import issues_of, noticed
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用
报告超过上限的 front matter，以及同样过大的 YAML 记录；这部分按普通文本保留，不再读取。
上限默认为 4 MB，可用 `--max-front-matter` 调整。

## 为何有害
Hub 上最大的评测结果列表也不到 1 MB。更大的块不是误操作，就是对读取者的攻击。

## 示例
```yaml
model-index:
- name: ...   # 五百万字节的结果
```

## 应改为
```yaml
model-index:
- name: ...   # 主要结果；其余放入 .eval_results/
```

## 参考
- Hugging Face 文档 Evaluation results，<https://huggingface.co/docs/hub/eval-results>
"""


@rule(
    "SRC105 front-matter-too-large",
    severity=Severity.ERROR,
    summary=Text(
        en="The front matter is larger than the cap",
        zh="front matter 超过大小上限",
    ),
    messages={
        "": Text(
            en="the front matter holds {size} bytes, more than the cap of {limit}",
            zh="front matter 有 {size} 字节，超过上限 {limit} 字节",
        ),
        "record": Text(
            en="the file holds {size} bytes of YAML, more than the cap of {limit}",
            zh="文件中的 YAML 共 {size} 字节，超过上限 {limit} 字节",
        ),
    },
    advice=Text(
        en="it was not read; move long result lists elsewhere, or raise --max-front-matter",
        zh="该部分未被读取；请把过长的结果列表移到别处，或用 --max-front-matter 提高上限",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does
    Reports front matter above the size cap, and YAML records above it; they stay text and are not
    read. The cap is 4 MB unless `--max-front-matter` says otherwise.

    ## Why is this bad?
    Even the largest benchmark lists on the Hub stay below 1 MB. A larger block is a mistake or an
    attack on whoever reads it.

    ## Example
    ```yaml
    model-index:
    - name: ...   # five million bytes of results
    ```

    ## Use instead
    ```yaml
    model-index:
    - name: ...   # the main results; the rest in .eval_results/
    ```

    ## References
    - Hugging Face, Evaluation results, <https://huggingface.co/docs/hub/eval-results>
    """
    yield from noticed(reading, "front-matter-too-large")
    for issue in issues_of(reading, "yaml-too-large"):
        yield Found(at=(), span=issue.span, args=issue.args, variant="record")
