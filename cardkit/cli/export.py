"""`cardkit export`: a record as a bill of materials, CycloneDX or SPDX."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from cardkit.cli import console
from cardkit.cli.bilingual import command as bilingual_command
from cardkit.cli.bilingual import option
from cardkit.cli.inputs import read_input
from cardkit.cli.outputs import check_free
from cardkit.errors import UsageError
from cardkit.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from cardkit.bom.export import Exported
    from cardkit.bom.settings import EvidenceFile
    from cardkit.render.files import CardSource

_SUMMARY = Text(en="Write a bill of materials: CycloneDX, SPDX", zh="导出物料清单：CycloneDX、SPDX")
_DETAILS = Text(
    en=(
        "CARD is a record (NAME.card.yaml), a Markdown card, the id of a shipped card, or `-`,"
        " standard input. Every field comes from the record (--trace says from where) and none is"
        " made up; facts that are merely assumed are left out. What the format cannot say is"
        " counted on stderr; --show-losses lists it.\n\n"
        "\b\nExamples:\n"
        "  cardkit export dclm-7b --to cyclonedx -o dclm-7b.cdx.json\n"
        "  cardkit export my.card.yaml --to cyclonedx --spec-version 1.7\n"
        "  cardkit export my.card.yaml --to spdx --created now\n"
        "  cardkit export my.card.yaml --to cyclonedx --trace\n\n"
        "The same card gives the same bytes: serial numbers are made of the record's digest, and a"
        " time stands there only where --created or SOURCE_DATE_EPOCH gives it. Evidence beside"
        " the card (verification.dsse.json, else verification.json) is referred to with its digest;"
        " it is not read.\n\n"
        "--lang is the language of the texts. That of messages stands before the verb:"
        " `cardkit --lang zh export ...`\n\n"
        "Exit codes: 0 written, 2 the record is not valid or lacks what the format asks for, or"
        " usage."
    ),
    zh=(
        "CARD 可以是记录文件（NAME.card.yaml）、Markdown 卡片、内置卡片的 ID，"
        "或表示标准输入的 `-`。"
        "每个字段都来自记录（用 --trace 查看出处），不补任何默认值；仅为假定的事实不会导出。"
        "该格式无法表达的内容会在 stderr 中计数，用 --show-losses 列出。\n\n"
        "\b\n示例：\n"
        "  cardkit export dclm-7b --to cyclonedx -o dclm-7b.cdx.json\n"
        "  cardkit export my.card.yaml --to cyclonedx --spec-version 1.7\n"
        "  cardkit export my.card.yaml --to spdx --created now\n"
        "  cardkit export my.card.yaml --to cyclonedx --trace\n\n"
        "同一张卡片每次导出的内容都相同：序列号由记录的摘要算出，只有用 --created 或"
        " SOURCE_DATE_EPOCH 给出时间时才会写入时间。卡片旁的证据（verification.dsse.json，"
        "没有时为 verification.json）会连同其摘要一并引用，但不读取其内容。\n\n"
        "--lang 是文本的语言。提示信息的语言写在命令名之前：`cardkit --lang zh export ...`\n\n"
        "退出码：0 已导出；2 记录无效、缺少该格式必需的内容，或用法错误。"
    ),
)
_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_LOSSES = Text(
    en="left out or not said in full: {count} {count:detail|details} of the record;"
    " --show-losses lists {count:it|them}",
    zh="记录中有 {count} 项内容未导出或未完整表达，可用 --show-losses 查看",
)
_LISTED = Text(en="not in the file, or not in full:", zh="未导出或未完整表达：")


@bilingual_command("export", summary=_SUMMARY, details=_DETAILS)
@click.argument("card", metavar="CARD")
@option(
    "--to",
    "form",
    type=click.Choice(["cyclonedx", "spdx"]),
    required=True,
    help=Text(en="Format", zh="格式"),
)
@option(
    "--spec-version",
    metavar="VERSION",
    help=Text(
        en="Version of the format: 1.6 (default) or 1.7 of CycloneDX, 3.0.1 of SPDX",
        zh="格式版本：CycloneDX 为 1.6（默认）或 1.7，SPDX 为 3.0.1",
    ),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write here, not to stdout", zh="写入该文件，而非标准输出"),
)
@option("--force", is_flag=True, help=Text(en="Replace a file that exists", zh="覆盖已存在的文件"))
@option(
    "--lang",
    "lang",
    type=click.Choice(LANGUAGES),
    help=Text(
        en="Language of the texts; by default that of a Markdown card, of a record English",
        zh="文本的语言；Markdown 卡片默认为其自身语言，记录默认为英文",
    ),
)
@option(
    "--created",
    metavar="TIME",
    help=Text(
        en="Time of creation: 2026-11-29T08:00:00Z or `now`; SPDX asks for one",
        zh="创建时间：2026-11-29T08:00:00Z 或 `now`；SPDX 必须给出",
    ),
)
@option(
    "--evidence",
    "evidence",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=Text(
        en="File of evidence to refer to; may be repeated (default: the one beside CARD,"
        " verification.dsse.json before verification.json)",
        zh="引用该证据文件，可重复使用（默认为 CARD 旁的 verification.dsse.json，"
        "没有时为 verification.json）",
    ),
)
@option(
    "--name",
    metavar="NAME",
    help=Text(en="Name of the model, in place of the card's", zh="模型名称，代替卡片中的名称"),
)
@option(
    "--incomplete",
    is_flag=True,
    help=Text(
        en="SPDX: write although the AI profile asks for more, without claiming it",
        zh="SPDX：内容不足 AI profile 的要求时仍然导出，但不声明符合该 profile",
    ),
)
@option(
    "--trace",
    is_flag=True,
    help=Text(
        en="Print as JSON where in the record each field comes from, in place of the file",
        zh="以 JSON 列出每个字段出自记录的何处，不输出文件本身",
    ),
)
@option(
    "--show-losses",
    is_flag=True,
    help=Text(en="List what is not in the file", zh="列出未导出的内容"),
)
def command(  # noqa: PLR0917 - click calls it by name
    card: str,
    form: Literal["cyclonedx", "spdx"],
    spec_version: str | None,
    output: Path | None,
    force: bool,
    lang: Language | None,
    created: str | None,
    evidence: tuple[Path, ...],
    name: str | None,
    incomplete: bool,
    trace: bool,
    show_losses: bool,
) -> None:
    """Export a card."""
    from cardkit.bom.export import export
    from cardkit.bom.settings import Settings
    from cardkit.render.files import read_card

    if output is not None:
        check_free(output, force=force)
    source = read_card(read_input("-", stdin_name="<stdin>") if card == "-" else card)
    settings = Settings(
        language=lang or source.language or "en",
        created=_time(created),
        evidence=_evidence(evidence, source),
        incomplete=incomplete,
        name=_given_name(name),
    )
    done = export(source.record, form, spec_version, settings)
    if output is not None:
        from cardkit.output import write_atomically

        write_atomically(output, done.text)
        console.hint(_WRITTEN.format(path=output).get(console.language()))
    if trace:
        console.out(_shown(done.trace_text()))
    elif output is None:
        console.out(_shown(done.text))
    _tell_losses(done, listed=show_losses)


def _given_name(name: str | None) -> str | None:
    if name is not None and not name.strip():
        raise UsageError(Text(en="--name is empty", zh="--name 为空"))
    return name


def _time(created: str | None) -> str | None:
    """Return the time to write: the option's, else that of reproducible builds, else none."""
    if created == "now":
        return _stamp(datetime.now(timezone.utc).timestamp())
    if created is not None:
        return created
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) <= 11):
        raise UsageError(
            Text(
                en="SOURCE_DATE_EPOCH is no number of seconds: `{value}`",
                zh="SOURCE_DATE_EPOCH 不是秒数：`{value}`",
            ).format(value=epoch[:60])
        )
    return _stamp(int(epoch))


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _evidence(named: tuple[Path, ...], source: CardSource) -> tuple[EvidenceFile, ...]:
    """Return the files of evidence that were named, else the one beside a card that is a file.

    Of two the signed one, which every verb takes.
    """
    from cardkit.bom.settings import evidence_file
    from cardkit.evidence.reading import find_evidence

    beside = find_evidence(source.path.parent) if source.path.is_file() else None
    if not named and beside is not None:
        named = (beside,)
    return tuple(evidence_file(path) for path in named)


def _shown(text: str) -> str:
    """Return JSON that the stream can show: ASCII alone where it cannot show Chinese."""
    if console.can_encode(text):
        return text
    import json

    return json.dumps(json.loads(text), ensure_ascii=True, indent=2)


def _tell_losses(done: Exported, *, listed: bool) -> None:
    from cardkit.render.losses import summary

    language = console.language()
    if not done.losses:
        return
    if not listed:
        console.hint(_LOSSES.format(count=len(done.losses)).get(language))
        return
    console.err(_LISTED.get(language))
    for line in summary(done.losses):
        console.err("  " + line.get(language))
    sys.stderr.flush()
