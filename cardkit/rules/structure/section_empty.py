"""STR102 section-empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import OutlineEntry, Reading

ZH = """
## 作用

报告只有标题、没有任何内容的章节；其子章节也都为空。HTML 注释不算内容。
只检查能识别的章节标题，不检查充当语句的大字标题。

## 为何有害

读者以为这里有说明，其实没有；通常是模板留下的空壳，或内容粘贴到了别处。

## 示例

```markdown
## 局限性

## 引用
```

## 应改为

```markdown
## 局限性

未做安全对齐，输出可能有偏见。

## 引用
```

## 参考

- Hugging Face 模型卡片模板，<https://huggingface.co/docs/hub/model-card-annotated>
"""

_NOT_SECTIONS = frozenset({None, "model_card"})
"""Unknown headings are often a sentence in large type, or the title of a quoted card."""


@rule(
    "STR102 section-empty",
    severity=Severity.WARNING,
    summary=Text(en="A heading with nothing under it", zh="只有标题没有内容的章节"),
    messages=Text(
        en="the section “{title}” says nothing",
        zh="章节“{title}”没有内容",
    ),
    advice=Text(en="fill it in or delete the heading", zh="请补充内容或删除该标题"),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports sections that hold a heading and nothing else, sections below included. An HTML
    comment is nothing. Only headings that are known sections count; a sentence in large type is
    none.

    ## Why is this bad?

    A reader takes the heading for a promise. It is mostly a leftover of a template, or the text
    went elsewhere.

    ## Example

    ```markdown
    ## Limitations

    ## Citation
    ```

    ## Use instead

    ```markdown
    ## Limitations

    No safety tuning; answers can be biased.

    ## Citation
    ```

    ## References

    - Hugging Face model card template, <https://huggingface.co/docs/hub/model-card-annotated>
    """
    if reading.kind != "markdown":
        return
    headings = [entry for entry in reading.outline if entry.level]
    inside: int | None = None
    for i, entry in enumerate(headings):
        if inside is not None and entry.level > inside:
            continue  # its parent is reported already
        inside = entry.level if entry.empty else None
        known = i > 0 and entry.id not in _NOT_SECTIONS and not _continues(headings, i)
        if entry.empty and known:
            yield Found(at=entry.path, args={"title": entry.title})


def _continues(headings: list[OutlineEntry], i: int) -> bool:
    """Say whether the next heading, unknown and of the same level, may belong below this one."""
    if i + 1 == len(headings):
        return False
    following = headings[i + 1]
    return following.level == headings[i].level and following.id is None
