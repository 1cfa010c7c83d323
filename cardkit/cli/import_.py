"""`cardkit import`: a README as a typed record, with what was not understood kept and counted."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import console
from cardkit.cli.bilingual import command as declare
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.outputs import check_free
from cardkit.errors import UsageError
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_NO_CHARACTER = re.compile("[\ud800-\udfff]")
"""Bytes that are no UTF-8, as `Source` keeps them; YAML cannot."""

_KINDS = {
    "section": Text(en="sections", zh="章节"),
    "table": Text(en="tables", zh="表格"),
    "field": Text(en="fields", zh="条目"),
    "score": Text(en="scores", zh="分数"),
    "metadata": Text(en="metadata keys", zh="元数据键"),
    "code": Text(en="code blocks", zh="代码块"),
    "paragraph": Text(en="paragraphs", zh="段落"),
}


@declare(
    "import",
    summary=Text(en="Turn a README into a typed record", zh="把 README 转换为类型化记录"),
    details=Text(
        en=(
            "Reads the Markdown card CARD (`-`: standard input), in English or Chinese, and"
            " writes a `*.card.yaml`. What is not understood is kept word for word under"
            " `unrecognised`; stderr says how much.\n\n"
            "\b\n  cardkit import README.md -o my-model.card.yaml"
        ),
        zh=(
            "读取中文或英文的 Markdown 模型卡片 CARD（`-` 表示标准输入），写出 `*.card.yaml`。"
            "未能识别的内容原样保留在"
            " `unrecognised` 中，其数量输出到 stderr。\n\n"
            "\b\n  cardkit import README.md -o my-model.card.yaml"
        ),
    ),
)
@click.argument("card", type=click.Path(path_type=Path))
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write to this file, not to stdout", zh="写入该文件，而非标准输出"),
)
@option(
    "--force",
    is_flag=True,
    help=Text(en="Replace a file that exists", zh="覆盖已存在的文件"),
)
@language_option
def command(card: Path, output: Path | None, force: bool) -> None:
    """Bind a README and write the record."""
    from cardkit.bind.read import open_document, read, require_card
    from cardkit.cli.inputs import read_input
    from cardkit.output import write_atomically
    from cardkit.record.writer import dump_record
    from cardkit.source.source import Source

    if output is not None:
        check_free(output, force=force)
    source = read_input(str(card))
    text, undecoded = _NO_CHARACTER.subn("\ufffd", source.text)
    reading = read(open_document(Source(text, source.name, source.file)))
    if reading.kind != "markdown":
        raise UsageError(
            Text(en="`{card}` is a record already", zh="`{card}` 已是类型化记录").format(card=card),
            hint=Text(
                en="`cardkit validate {card}` checks it", zh="可运行 `cardkit validate {card}` 检查"
            ).format(card=card),
        )
    require_card(reading.document)
    record = dump_record(reading.record.model_copy(update={"unrecognised": reading.unrecognised}))
    if output is None:
        console.out(record)
    else:
        write_atomically(output, record)
    console.hint(_summary(reading, card, output, undecoded).get(console.language()))


def _summary(reading: Reading, card: Path, output: Path | None, undecoded: int) -> Text:
    """Say what was read, what was not, and what to do next."""
    from cardkit.bind.flattened.document import FlattenedDocument

    left = Counter(u.kind for u in reading.unrecognised)
    named = Text(
        en=", ".join(f"{_KINDS[kind].en} {n}" for kind, n in left.most_common()),
        zh="、".join(f"{_KINDS[kind].zh} {n} 个" for kind, n in left.most_common()),
    )
    facts = {
        "facts": _counted(count_facts(reading), "fact"),
        "scores": _counted(len(reading.record.evaluations), "score"),
        "named": named,
        "count": undecoded,
        "card": card,
        "path": output,
    }
    page = isinstance(reading.document, FlattenedDocument)
    said = {
        "read": True,
        "page": page,
        "left": bool(left),
        "undecoded": undecoded,
        "wrote": output is not None,
    }
    lines = [_LINES[name].format(**facts) for name, say in said.items() if say]
    return Text(en="\n".join(t.en for t in lines), zh="\n".join(t.zh for t in lines))


_LINES = {
    "read": Text(
        en="read {facts} from `{card}`, {scores} among them",
        zh="从 `{card}` 读取 {facts} 项事实，其中分数 {scores} 个",
    ),
    "page": Text(
        en="it is the text of a web page: headings, tables and code were found again in it",
        zh="该文件是网页文本，标题、表格和代码均由文本还原",
    ),
    "left": Text(
        en="kept without understanding: {named} (under `unrecognised`)",
        zh="未能识别、原样保留：{named}（见 `unrecognised`）",
    ),
    "undecoded": Text(
        en="bytes that are no UTF-8, written as U+FFFD: {count}",
        zh="非 UTF-8 字节 {count} 个，已写为 U+FFFD",
    ),
    "wrote": Text(
        en="wrote `{path}`; next: cardkit validate {path}",
        zh="已写入 `{path}`；下一步：cardkit validate {path}",
    ),
}


def _counted(count: int, what: str) -> Text:
    return Text(en=f"{count} {what}" + ("" if count == 1 else "s"), zh=str(count))


def count_facts(reading: Reading) -> int:
    """Count what the record states: each value, text, score and metadata key once."""
    record = reading.record
    names = set(type(record).model_fields) - {"schema_version", "kind", "unrecognised"}
    return sum(_count(getattr(record, name)) for name in names)


def _count(value: object) -> int:
    from cardkit.record.base import RecordModel, Shorthand

    if value is None or value == "":
        return 0
    if isinstance(value, (tuple, list)):
        return sum(map(_count, value))
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    if isinstance(value, RecordModel) and not isinstance(value, Shorthand):
        return sum(
            _count(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if getattr(value, name) != field.default
        )
    return 1
