"""SPC101 spec-contradicts-config."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.verify.outcome import Checked

ZH = """
## 作用

卡片旁有 `config.json` 时，用它和同目录 safetensors 文件头核对卡片中的层数、各维度、注意力头数、
上下文长度、词表大小、精确参数量、数据类型和是否共享词嵌入。数目须相等；
`7B` 之类的标称规模允许 10% 的偏差，超出时为警告；上下文长度、词表和数据类型不符也是警告。
上下文短于模型上限，或有任一文件与卡片一致时，不算矛盾。
只读取该目录中的普通文件，不读取权重本身，不运行任何代码。

## 为何有害

读者按规格表选型、估算显存；规格表若抄自同系列的另一个模型，结果就会出错，而模型自身的文件就在旁边。

## 示例

`config.json` 中 `"num_hidden_layers": 32`，卡片却写：

```markdown
- **层数：** 36
```

## 应改为

```markdown
- **层数：** 32
```

## 参考

- `cardkit verify CARD --model . --spec-only` 列出每项声明及其出处
"""


@rule(
    "SPC101 spec-contradicts-config",
    severity=Severity.ERROR,
    summary=Text(
        en="A spec that the config.json or the weights beside the card contradict",
        zh="规格与卡片旁的 config.json 或权重文件矛盾",
    ),
    messages={
        "": Text(
            en="{claimed} is claimed, but {where} says {observed}",
            zh="卡片写 {claimed}，而 {where} 为 {observed}",
        ),
        "explained": Text(
            en="{claimed} is claimed, but {where} says {observed}; {reason}",
            zh="卡片写 {claimed}，而 {where} 为 {observed}；{reason}",
        ),
    },
    advice=Text(
        en="`cardkit verify CARD --model FOLDER --spec-only` shows every claim with its witness",
        zh="运行 `cardkit verify CARD --model FOLDER --spec-only` 可查看每项声明及其依据",
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Where a `config.json` lies beside the card, holds layers, sizes, heads, context, vocabulary,
    exact parameters, dtype and tied embeddings of the card against it and against the headers of
    the safetensors files there. A count must be equal; a nominal size such as `7B` may lie ten per
    cent off, and beyond that is a warning. A context shorter than the model's is none, nor is what
    one of the files bears out. Only plain files of that folder are read, no weights,
    and nothing is run.

    ## Why is this bad?

    People choose a model and plan its memory by the spec table. One that was copied from another
    model of the series leads them wrong, while the model's own files lie beside it.

    ## Example

    `config.json` has `"num_hidden_layers": 32`, the card says:

    ```markdown
    - **Layers:** 36
    ```

    ## Use instead

    ```markdown
    - **Layers:** 32
    ```

    ## References

    - `cardkit verify CARD --model . --spec-only` lists each claim and where it was read
    """
    if reading.document.source.file is None:
        return
    from cardkit.verify.spec.beside import checked_beside

    for checked in checked_beside(reading):
        # A name rounds more generously than a spec table (Gemma 7B has 8.5 billion): AGR114's part.
        if checked.verdict == "contradicted" and checked.claim.path[0] == "details":
            yield _found(checked)


def _found(checked: Checked) -> Found:
    from cardkit.verify.spec.shown import shown_value

    claim, first = checked.claim, checked.basis[0]
    args: dict[str, object] = {
        "claimed": claim.printed,
        "where": first.where,
        "observed": shown_value(first.value),
    }
    if checked.reason is not None:
        args["reason"] = checked.reason
    return Found(
        at=claim.path,
        args=args,
        variant="explained" if checked.reason is not None else "",
        severity=None if claim.field in _EXACT and not claim.nominal else Severity.WARNING,
    )


_EXACT = frozenset({"parameters", "layers", "hidden_size", "attention_heads", "kv_heads"})
"""What a config states of every model, and states once."""
