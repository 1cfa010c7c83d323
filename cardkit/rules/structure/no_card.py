"""STR104 no-card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.fields import holds_nothing
from cardkit.rules.finding import Found, Severity
from cardkit.rules.noticed import issues_of
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

报告读不出任何模型卡片内容的文件：Markdown 中没有标题、front matter、表格，也没有可识别的条目；
YAML 中没有一个记录字段。空文件同样报告。

## 为何有害

多半是路径写错、文件内容丢失，或把别的文件当成了卡片。没有内容可查，其他规则也就无话可说，
看上去像是通过了检查。

## 示例

```yaml
{"a": 1}
```

## 应改为

```yaml
schema_version: 1
name: Lantern-7B
details: {layers: 32}
```

## 参考

- `cardkit init` 可生成待填写的记录
- Hugging Face 模型卡片说明，<https://huggingface.co/docs/hub/model-cards>
"""


@rule(
    "STR104 no-card",
    severity=Severity.ERROR,
    summary=Text(en="A file with nothing of a model card in it", zh="文件中没有模型卡片的内容"),
    messages={
        "": Text(
            en="nothing of a model card was found: no heading, no front matter, no table",
            zh="没有找到模型卡片的内容：没有标题、front matter 或表格",
        ),
        "yaml": Text(
            en="nothing of a model card was found: no key is one of the record's",
            zh="没有找到模型卡片的内容：没有任何记录字段",
        ),
        "empty": Text(
            en="nothing of a model card was found: the file is empty",
            zh="没有找到模型卡片的内容：文件是空的",
        ),
    },
    advice=Text(
        en="`cardkit init` writes a record to fill in", zh="`cardkit init` 可生成待填写的记录"
    ),
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports a file in which nothing of a model card can be read: Markdown without a heading, front
    matter, a table or any line that is understood; YAML without a single key of the record. An
    empty file is one.

    ## Why is this bad?

    Mostly the path is wrong, the content was lost, or another file was taken for the card. There
    is nothing to check, so the other rules are silent, and that looks like a pass.

    ## Example

    ```yaml
    {"a": 1}
    ```

    ## Use instead

    ```yaml
    schema_version: 1
    name: Lantern-7B
    details: {layers: 32}
    ```

    ## References

    - `cardkit init` writes a record to fill in
    - Model cards, <https://huggingface.co/docs/hub/model-cards>
    """
    if not holds_nothing(reading) or any(issues_of(reading, "front-matter-open")):
        return
    empty = not reading.document.text.strip("\ufeff \t\r\n")
    yield Found(at=(), variant="empty" if empty else "" if reading.kind == "markdown" else "yaml")
