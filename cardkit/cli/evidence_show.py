"""`cardkit evidence show`: what a statement says, signed or not; nothing of it is checked."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.errors import UnreadableFile
from cardkit.text import Text


@bilingual.command(
    "show",
    summary=Text(en="Show what a statement says", zh="查看核实声明的内容"),
    details=Text(
        en=(
            "FILE is verification.json or verification.dsse.json. The verdicts are shown as they"
            " were written: no signature, file or card is looked at. `--output-format json` writes"
            " the statement itself, for other programs."
        ),
        zh=(
            "FILE 为 verification.json 或 verification.dsse.json。按写入时的结论显示，"
            "不检查签名、文件和卡片。`--output-format json` 输出声明本身，供其他程序使用。"
        ),
    ),
)
@click.argument("file", type=click.Path())
@option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help=Text(en="How it is written", zh="输出格式"),
)
@language_option
def command(*, file: str, output_format: str) -> None:
    """Show a statement."""
    from cardkit.evidence.reading import read_evidence
    from cardkit.evidence.words import standing
    from cardkit.report.evidence_screen import show
    from cardkit.report.frame import Style

    evidence = read_evidence(Path(file))
    if evidence.statement is None:
        why = "" if evidence.refusal is None else evidence.refusal.message
        raise UnreadableFile(_REFUSED.format(file=file, why=why))
    if output_format == "json":
        data = evidence.statement.model_dump(mode="json", by_alias=True, exclude_none=True)
        console.out(json.dumps(data, ensure_ascii=True, indent=2) + "\n")
        return
    style = Style(color=console.use_color(sys.stdout), width=console.width())
    console.out(show(evidence.statement, standing(evidence), console.language(), style))


_REFUSED = Text(en="`{file}` is refused: {why}", zh="`{file}` 被拒绝：{why}")
