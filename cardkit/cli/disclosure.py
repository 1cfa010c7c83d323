"""`cardkit disclosure`: which items of a disclosure form a card documents."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from cardkit.cli import console
from cardkit.cli.bilingual import command as bilingual_command
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.inputs import read_input
from cardkit.cli.outputs import check_free
from cardkit.errors import UsageError
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.disclosure.gpai import Audience
    from cardkit.disclosure.write import AnyReport
    from cardkit.evidence.check import EvidenceReport

_SUMMARY = Text(
    en="Show which items of a disclosure form a card documents",
    zh="查看卡片写明了披露表格中的哪些项目",
)
_DETAILS = Text(
    en=(
        "CARD is a record (NAME.card.yaml), a Markdown card (README.md), the id of a shipped card,"
        " or `-`, standard input.\n\n"
        "gpai: the items of the EU Model Documentation Form, each documented, not documented or"
        " marked as not applicable, with the line that says so. With `--audience downstream` items"
        " for authorities are neither asked for nor shown. The training compute is estimated from"
        " parameters and tokens, and called an estimate.\n\n"
        "mof: the class of the Model Openness Framework that the declared components and their"
        " licences reach, and what stops the next.\n\n"
        "A record answers items without a field under `disclosure`: docs/disclosure.md. The report"
        " is no judgement on law.\n\n"
        "\b\nExamples:\n"
        "  cardkit disclosure README.md --profile gpai\n"
        "  cardkit disclosure my.card.yaml --profile gpai --audience downstream\n"
        "  cardkit disclosure my.card.yaml --profile mof --output-format json\n\n"
        "Exit codes: 0 reported, 2 unreadable or usage."
    ),
    zh=(
        "CARD 可以是记录文件（NAME.card.yaml）、Markdown 卡片（README.md）、内置卡片的 ID，"
        "或表示标准输入的 `-`。\n\n"
        "gpai：欧盟模型文档表格的各个项目，逐项列出已写明、未写明或标为不适用，并给出所在行。"
        "使用 `--audience downstream` 时，仅供主管机构使用的项目既不要求也不显示。"
        "训练计算量由参数量和 token 数估算，并注明为估算。\n\n"
        "mof：按声明的组件及其许可证，给出在模型开放框架中达到的级别，以及升级受阻之处。\n\n"
        "没有对应字段的项目可写在记录的 `disclosure` 中，见 docs/disclosure.md。"
        "本报告不作法律判断。\n\n"
        "\b\n示例：\n"
        "  cardkit disclosure README.md --profile gpai\n"
        "  cardkit disclosure my.card.yaml --profile gpai --audience downstream\n"
        "  cardkit disclosure my.card.yaml --profile mof --output-format json\n\n"
        "退出码：0 已生成报告；2 无法读取或用法错误。"
    ),
)
_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_MARKDOWN = (".md", ".markdown")
_MISFITS = Text(
    en="not read, since they do not fit the record: {count} (cardkit validate {file})",
    zh="有 {count} 处不符合记录格式，未被读取（可运行 cardkit validate {file} 查看）",
)


@bilingual_command("disclosure", summary=_SUMMARY, details=_DETAILS)
@click.argument("card", metavar="CARD")
@option(
    "--profile",
    type=click.Choice(["gpai", "mof"]),
    required=True,
    help=Text(
        en="EU Model Documentation Form, or Model Openness Framework",
        zh="欧盟模型文档表格，或模型开放框架",
    ),
)
@option(
    "--audience",
    type=click.Choice(["all", "aio", "nca", "downstream"]),
    help=Text(
        en="gpai: for whom: AI Office, national authorities, downstream; default all",
        zh="gpai：面向 AI 办公室、各国主管机构或下游提供者，默认全部",
    ),
)
@option(
    "--output-format",
    type=click.Choice(["full", "json", "markdown"]),
    default="full",
    show_default=True,
    help=Text(en="How the report is written", zh="输出格式"),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write here, not to stdout", zh="写入该文件，而非标准输出"),
)
@option("--force", is_flag=True, help=Text(en="Replace a file that exists", zh="覆盖已存在的文件"))
@language_option
def command(
    card: str,
    profile: Literal["gpai", "mof"],
    audience: Audience | None,
    output_format: Literal["full", "json", "markdown"],
    output: Path | None,
    force: bool,
) -> None:
    """Report on a card."""
    if audience is not None and profile == "mof":
        raise UsageError(
            Text(en="--audience is for --profile gpai", zh="--audience 仅用于 --profile gpai")
        )
    if output is not None:
        check_free(output, force=force)
    reading = _read(card)
    text = _text(_report(reading, profile, audience or "all"), output_format)
    if output is None:
        (console.screen if output_format == "full" else console.out)(text)
    else:
        from cardkit.output import write_atomically

        write_atomically(output, text)
        console.hint(_WRITTEN.format(path=output).get(console.language()))
    _tell_misfits(reading)


def _read(card: str) -> Reading:
    """Read a file, standard input or a shipped card. Raises UsageError for a comparison file."""
    from cardkit.bind.read import open_document, read, require_card
    from cardkit.record.locate import card_file, is_id

    # `os.path` answers no for names that `Path` raises on: too long, a NUL.
    named = card == "-" or card.lower().endswith(_MARKDOWN) or os.path.lexists(card)
    if not named and is_id(card):
        card = str(card_file(card))
    reading = read(open_document(read_input(card, stdin_name="<stdin>")))
    if reading.kind == "comparison":
        raise UsageError(
            Text(en="`{card}` is a comparison file", zh="`{card}` 是对比表文件").format(card=card),
            hint=Text(en="name a card", zh="请指定一张卡片"),
        )
    if reading.kind == "markdown":
        require_card(reading.document)
    return reading


def _report(reading: Reading, profile: str, audience: Audience) -> AnyReport:
    if profile == "mof":
        from cardkit.disclosure.mof import mof_report

        return mof_report(reading)
    from cardkit.disclosure.gpai import gpai_report

    return gpai_report(reading, audience, _held(reading))


def _held(reading: Reading) -> EvidenceReport:
    """Return how the card's claims stand by the evidence beside it, whoever signed that."""
    from cardkit.evidence.beside import evidence_beside
    from cardkit.rules.day import today

    return evidence_beside(reading, today())


def _text(report: AnyReport, output_format: str) -> str:
    from cardkit.disclosure import write

    if output_format == "json":
        return write.as_json(report)
    if output_format == "markdown":
        return write.markdown(report, console.language())
    return write.screen(report, console.language(), console.width())


def _tell_misfits(reading: Reading) -> None:
    broken = len(reading.schema_issues)
    if broken:
        facts = {"file": reading.document.source.name, "count": broken}
        console.hint(_MISFITS.format(**facts).get(console.language()))
    sys.stderr.flush()
