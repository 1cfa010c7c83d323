"""STR101 section-missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.catalog.labels import section_covers
from cardkit.rules.expected import unsaid
from cardkit.rules.fields import holds_card
from cardkit.rules.finding import Found, Severity
from cardkit.rules.hub_metadata import values
from cardkit.rules.registry import rule
from cardkit.source.span import breadcrumb
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.record.card import CardRecord

ZH = """
## 作用

列出卡片缺少的章节：预期用途、训练数据、评测、局限性、许可证和引用方式。
标题按中英文别名识别；正文条目、含有相应字样的标题或元数据中写明的也算已说明。
对 YAML 记录，每个部分给出一条提示，列出其中尚未填写的重要事实，如层数、上下文长度、优化器和论文。

## 为何有害

读者最先查找的就是这些内容。没有局限性和预期用途，就无法判断模型是否适用；
没有许可证，就不能使用。

## 示例

```markdown
# 示例模型

一个 7B 语言模型。
```

## 应改为

```markdown
# 示例模型

一个 7B 语言模型。

## 局限性

训练数据截至 2024 年 1 月，未做安全对齐。
```

## 参考

- Mitchell et al., Model Cards for Model Reporting, 2019，<https://arxiv.org/abs/1810.03993>
- Hugging Face 模型卡片模板，<https://huggingface.co/docs/hub/model-card-annotated>
"""

_PARTS = {
    "intended_use": Text(en="intended use", zh="预期用途"),
    "training_data": Text(en="training data", zh="训练数据"),
    "evaluation": Text(en="evaluation", zh="评测"),
    "limitations": Text(en="limitations", zh="局限性"),
    "license": Text(en="licence", zh="许可证"),
    "citation": Text(en="citation", zh="引用方式"),
}

_ENOUGH = {
    "intended_use": {"intended_use", "uses", "direct_use"},
    "training_data": {"training_data", "training_details"},
    "evaluation": {"evaluation", "evaluation_results", "performance", "training_results"},
    "limitations": {"limitations"},
    "license": {"license"},
    "citation": {"citation"},
}
"""The headings, parents and combinations included, that speak about each part."""

_LABEL = re.compile(r"^[ \t]{0,4}(?:#{1,6}|\*\*|__|<h\d|[-*+] |\|)([^\n]{1,80})", re.MULTILINE)
_WORDS = {
    "intended_use": "intended|use case|use-case|scenario|适用|用途|应用场景|使用场景|使用方式",
    "training_data": "dataset|data set|training data|trained on|corpus|corpora|数据",
    "evaluation": (
        "evaluat|benchmark|performance|result|accuracy|metric|评测|评估|性能|精度|效果|指标|准确"
    ),
    "limitations": "limitation|bias|risk|caveat|disclaimer|局限|偏见|风险|声明",
    "citation": "cite|citation|citing|bibtex|引用",
}
_SPOKEN = {part: words.split("|") for part, words in _WORDS.items()}
"""Headings and labels under names of their own: whoever has one has spoken."""

_LICENSE = ("license", "licence", "许可", "协议")
"""A licence is often named in a sentence or a badge."""


@rule(
    "STR101 section-missing",
    severity=Severity.NOTE,
    summary=Text(
        en="The card has no section on something readers look for",
        zh="卡片缺少读者需要的章节",
    ),
    messages={
        "": Text(en="no section on: {parts}", zh="缺少以下章节：{parts}"),
        "record": Text(en="still to be said: {part}", zh="尚待填写：{part}"),
        "facts": Text(
            en="still to be said under “{part}”: {facts}", zh="“{part}”尚待填写：{facts}"
        ),
    },
    advice={
        "": Text(en="add a section for each", zh="请为每项补充一个章节"),
        "record": Text(en="fill in {fields}", zh="请填写 {fields}"),
        "facts": Text(en="fill in {fields}", zh="请填写 {fields}"),
    },
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Lists what the card has no section on: intended use, training data, evaluation, limitations,
    licence, citation. Headings are recognised by their English and Chinese aliases; any heading or
    label with a word on the matter, and what the metadata state, counts too. For a YAML record:
    one note for each part, with the important facts it does not state, such as layers, context
    length, optimizer, paper.

    ## Why is this bad?

    These are what readers look for first. Without limitations and intended use nobody can tell
    whether the model suits them; without a licence nobody may use it.

    ## Example

    ```markdown
    # Example model

    A language model of 7B.
    ```

    ## Use instead

    ```markdown
    # Example model

    A language model of 7B.

    ## Limitations

    Trained on data up to January 2024; no safety tuning.
    ```

    ## References

    - Mitchell et al., Model Cards for Model Reporting, 2019, <https://arxiv.org/abs/1810.03993>
    - Hugging Face model card template, <https://huggingface.co/docs/hub/model-card-annotated>
    """
    if reading.kind == "comparison" or not holds_card(reading):
        return
    if reading.kind == "record":
        yield from _of_record(reading)
        return
    said = _said(reading.record) | _spoken(reading)
    missing = [text for part, text in _PARTS.items() if part not in said]
    if missing:
        names = tuple(text.en for text in missing)
        yield Found(at=(), args={"parts": listed(missing)}, members=names)


def _of_record(reading: Reading) -> Iterator[Found]:
    for lack in unsaid(reading.record):
        field = lack.part.field
        yield Found(
            at=field,
            args={"part": lack.name, "facts": lack.facts, "fields": lack.fields},
            variant="facts" if lack.part.facts else "record",
            span=reading.key_spans.get(field),
            members=tuple(breadcrumb(path) for path in lack.lacking),
        )


def _spoken(reading: Reading) -> set[str]:
    """Return the parts a Markdown card has a heading, a label or an entry for."""
    headings = {entry.id for entry in reading.outline if entry.id and not entry.empty}
    covered = frozenset[str]().union(*map(section_covers, headings))
    front, text = reading.document.front_matter, reading.document.text
    body = text[front.span.end :] if front else text
    spoken = {part for part, ids in _ENOUGH.items() if ids & covered}
    labels = "\n".join(_LABEL.findall(body)).lower()
    spoken |= {part for part, words in _SPOKEN.items() if any(word in labels for word in words)}
    spoken |= {"citation"} if reading.bibtex else set()
    low = body.lower()
    named = any(values(reading, "license")) or any(word in low for word in _LICENSE)
    return spoken | ({"license"} if named else set())


def _said(record: CardRecord) -> set[str]:
    """Return the parts the record itself states."""
    training, metadata = record.training, record.metadata
    licensed = record.description is not None and record.description.license is not None
    return {
        part
        for part, present in {
            "intended_use": record.intended_use,
            "training_data": (training and training.data) or (metadata and metadata.datasets),
            "evaluation": record.evaluations,
            "limitations": record.limitations,
            "license": licensed or (metadata and metadata.license),
            "citation": record.citation,
        }.items()
        if present
    }
