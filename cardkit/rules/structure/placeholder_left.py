"""STR103 placeholder-left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.expected import place_in_words
from cardkit.rules.finding import Found, Replacement, Severity
from cardkit.rules.placeholders import is_placeholder
from cardkit.rules.prose import Outside, in_code_span
from cardkit.rules.registry import rule
from cardkit.rules.walk import inlines, scalars
from cardkit.source.span import Path, Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.source.blocks import Inline

ZH = """
## 作用

报告留在卡片里的占位内容：`[More Information Needed]`、`TODO`、`待补充`、`xx.xx`、`<your name>`、
以 `Lorem ipsum` 开头的填充文字、模板变量 `{{ ... }}`。代码块、行内代码和 HTML 注释不检查；`TODO`
只有单独成段、成格或成值时才算。

## 为何有害

占位内容说明这里本应有信息却没有；读者和程序会把它当作真实内容读进去。

## 示例

```markdown
## 局限性

待补充
```

## 应改为

```markdown
## 局限性

训练数据截至 2024 年 1 月，未做安全对齐。
```

## 参考

- Hugging Face 模型卡片模板，
  <https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/templates/modelcard_template.md>
"""

_HINTS = (
    *("information needed", "more info", "todo", "to do", "tbd", "tba", "fixme", "fill", "x.x"),
    *("your", "{{", "[optional]", "待补充", "待填写", "待完善", "待更新", "待补全", "待定"),
    "lorem ipsum",
)
"""One of these stands in every placeholder; most cards hold none of them in most places."""
_ANYWHERE = re.compile(
    r"\[(?:more information needed|needs more information|information needed)\]"
    r"|\{\{ ?[a-z_]{1,40} ?\|[^{}\n]{0,80}\}\}",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(r"\[optional\]", re.IGNORECASE)
_LABELLED = re.compile(r"[^:：]{1,60}[:：]\s*(.+)", re.DOTALL)


@rule(
    "STR103 placeholder-left",
    severity=Severity.ERROR,
    summary=Text(en="A placeholder of a template left in the card", zh="卡片中留有占位内容"),
    messages={
        "": Text(en="placeholder left in the card: {text}", zh="卡片中留有占位内容：{text}"),
        "record": Text(
            en="placeholder left in {place}: {text}", zh="{place}中留有占位内容：{text}"
        ),
        "optional": Text(
            en="the template's `[optional]` was left in “{text}”",
            zh="“{text}”中留有模板的 `[optional]` 标记",
        ),
    },
    advice={
        "": Text(en="fill it in or delete it", zh="请填写或删除"),
        "optional": Text(en="delete `[optional]`", zh="请删除 `[optional]`"),
    },
    fix="safe",
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Reports placeholders: `[More Information Needed]`, `TODO`, `TBD`, `xx.xx`, `<your name>`,
    text that begins with `Lorem ipsum`, template variables `{{ ... }}`, and `[optional]` in a
    heading. Code, code spans and comments are left alone; `TODO` counts only where it is the whole
    of a paragraph, cell or value.

    ## Why is this bad?

    A placeholder says that something belongs here and is not; readers and programs take it for
    the real thing.

    ## Example

    ```markdown
    ## Limitations

    [More Information Needed]
    ```

    ## Use instead

    ```markdown
    ## Limitations

    Trained on data up to January 2024; no safety tuning.
    ```

    ## References

    - Hugging Face model card template,
      <https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/templates/modelcard_template.md>
    """
    if not _hinted(reading.document.text):
        return
    for path, text, span in _yaml_values(reading):
        if is_placeholder(text) or _ANYWHERE.search(text):
            args: dict[str, object] = {"text": text.strip()[:60]}
            if reading.kind == "record":
                args["place"] = place_in_words(path, reading.file_path(path))
            yield Found(at=path, args=args, span=span, variant="record" if "place" in args else "")
    if reading.kind == "markdown":
        yield from _in_prose(reading)
        yield from _optional(reading)


def _hinted(text: str) -> bool:
    low = text.lower()
    return any(hint in low for hint in _HINTS)


def _yaml_values(reading: Reading) -> Iterator[tuple[Path, str, Span]]:
    if reading.kind == "markdown" and reading.metadata is not None:
        for path, node in scalars(reading.metadata, ("metadata",)):
            if 2 < len(node.text) < 200 and not node.text.replace(".", "", 1).isdigit():
                yield path, node.text, node.span
    if reading.kind == "record":
        source = reading.document.source
        seen: set[Span] = set()
        for path, span in reading.spans.items():  # the record's own paths come before `links`
            if 2 < span.end - span.start < 200 and span not in seen:
                seen.add(span)
                yield path, source.slice(span).strip("\"'"), span


def _in_prose(reading: Reading) -> Iterator[Found]:
    text = reading.document.text
    seen: set[int] = set()
    outside: Outside | None = None
    for inline in inlines(reading.document.body):
        span = inline.span
        if span.start in seen or not _hinted(inline.text):
            continue
        seen.add(span.start)
        whole = _LABELLED.fullmatch(inline.text)
        value = whole[1] if whole else inline.text
        if is_placeholder(value) and "`" not in text[span.start : span.end]:
            yield Found(
                at=(), args={"text": value.strip()[:100]}, span=_narrowed(text, span, inline)
            )
            continue
        for match in _ANYWHERE.finditer(text, span.start, span.end):
            outside = outside or Outside(reading)
            in_code = in_code_span(text, span.start, match.start())
            if not in_code and not outside.holds_block(match.start()):
                yield Found(at=(), args={"text": match[0]}, span=Span(*match.span()))


def _narrowed(text: str, span: Span, inline: Inline) -> Span:
    """Return the span of what a reader sees, where it stands as one piece between HTML tags."""
    at = text.find(inline.text, span.start, span.end) if text[span.start] == "<" else -1
    return Span(at, at + len(inline.text)) if at >= 0 else span


def _optional(reading: Reading) -> Iterator[Found]:
    source = reading.document.source
    for section in reading.document.body.sections:
        if section.heading is None:
            continue
        span = section.heading.span
        match = _OPTIONAL.search(source.text, span.start, span.end)
        if match:
            title = source.slice(section.heading.title.span)
            begin = match.start() - (source.text[match.start() - 1] == " ")
            cut = Span(begin, match.end())
            yield Found(
                at=(),
                args={"text": title},
                span=Span(*match.span()),
                variant="optional",
                severity=Severity.WARNING,
                replacements=_deletion(cut),
            )


def _deletion(span: Span) -> tuple[Replacement, ...]:
    return (Replacement(path=(), new="", span=span, raw=True),)
