"""`cardkit check-results`: which claims of a card results support, and which they contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.result_inputs import STDIN, Inputs, in_words, no_results, read_inputs
from cardkit.errors import CardkitError, UsageError
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.results.check import Check

EXIT_CLEAN, EXIT_CONTRADICTED, EXIT_ERROR, EXIT_INCONCLUSIVE = 0, 1, 2, 4

_SUMMARY = Text(en="Hold a card's scores against results", zh="用评测结果核对卡片中的分数")
_DETAILS = Text(
    en=(
        "CARD is a README.md or a *.card.yaml; RESULTS are what `cardkit results` reads. Each score"
        " of the card (its evaluations, its own row of the comparison, its `model-index`) that the"
        " results speak about is supported (equal when rounded half up to its digits), truncated,"
        " rounded differently (off by less than one in the last digit) or contradicted. Another"
        " task, other shots, metric, task version or harness are another claim: such pairs are"
        " listed as not comparable, with the reason.\n\n"
        "\b\nExamples:\n"
        "  cardkit check-results README.md results_2026-11-01.json\n"
        "  cardkit check-results my-model.card.yaml runs/ --all\n"
        "  cardkit check-results README.md runs/ --output-format json\n\n"
        "Exit codes: 0 nothing contradicted, 1 a claim is contradicted, 2 usage or internal,"
        " 4 no claim could be compared."
    ),
    zh=(
        "CARD 为 README.md 或 *.card.yaml；RESULTS 为 `cardkit results` 可读取的文件。"
        "卡片中凡结果涉及的分数（评测结果、对比表中本模型所在行、`model-index`）都会归为："
        "一致（按卡片位数四舍五入后相等）、截断、舍入不同（相差不足末位 1 个单位）或矛盾。"
        "任务、shot 数、指标、任务版本或评测框架不同的属于不同的声明，列为不可比并说明原因。\n\n"
        "\b\n示例：\n"
        "  cardkit check-results README.md results_2026-11-01.json\n"
        "  cardkit check-results my-model.card.yaml runs/ --all\n"
        "  cardkit check-results README.md runs/ --output-format json\n\n"
        "退出码：0 没有矛盾，1 有声明与结果矛盾，2 用法或内部错误，4 没有可以比较的声明。"
    ),
)


@bilingual.command("check-results", summary=_SUMMARY, details=_DETAILS)
@click.argument("card", type=click.Path())
@click.argument("results", nargs=-1, required=True, type=click.Path(), metavar="RESULTS...")
@option(
    "--all",
    "everything",
    is_flag=True,
    help=Text(
        en="List also what is supported, not covered and not stated",
        zh="同时列出一致、未涉及和卡片未写的分数",
    ),
)
@option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help=Text(en="How the outcome is written", zh="输出格式"),
)
@option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="BYTES",
    default=DEFAULT_MAX_BYTES,
    show_default=True,
    help=Text(en="Refuse larger files", zh="拒绝超过此大小的文件"),
)
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    card: str,
    results: tuple[str, ...],
    everything: bool,
    output_format: str,
    max_bytes: int,
) -> None:
    """Check a card's claims."""
    from cardkit.results.check import check
    from cardkit.results.claims import claims_of
    from cardkit.results.models import models_of

    reading = _read_card(card, max_bytes)
    inputs = read_inputs(results, max_bytes=max_bytes)
    if inputs.is_empty and not inputs.failed:
        raise no_results(results, inputs)
    claims = claims_of(reading.record, reading.comparison, reading.metadata)
    done = check(claims, inputs.sets, models_of(reading.record, inputs.sets))
    write = console.out if output_format == "json" else console.screen
    write(_written(done, reading, inputs, output_format, everything=everything))
    ctx.exit(_exit_code(done, inputs))


def _read_card(card: str, max_bytes: int) -> Reading:
    from cardkit.bind.read import open_document, read, require_card
    from cardkit.cli.inputs import read_input

    try:
        reading = read(open_document(read_input(card, max_bytes=max_bytes, stdin_name=STDIN)))
        if reading.kind == "markdown":
            require_card(reading.document)
    except CardkitError as error:
        raise in_words(error) from None
    if reading.kind == "comparison":
        raise UsageError(
            Text(
                en="`{card}` is a comparison, not a card", zh="`{card}` 是对比表，不是卡片"
            ).format(card=card),
            hint=Text(
                en="name a README.md or *.card.yaml; `cardkit compare` shows a comparison",
                zh="请指定 README.md 或 *.card.yaml；对比表可用 `cardkit compare` 查看",
            ),
        )
    return reading


def _written(
    done: Check, reading: Reading, inputs: Inputs, output_format: str, *, everything: bool
) -> str:
    if output_format == "json":
        from cardkit.report.check_json import write

        return write(done, reading, inputs.sets)
    from cardkit.report.check_screen import screen

    return screen(
        done, reading, inputs.sets, console.language(), everything=everything, width=console.width()
    )


def _exit_code(done: Check, inputs: Inputs) -> int:
    if inputs.failed:
        return EXIT_ERROR
    if done.count("contradicts"):
        return EXIT_CONTRADICTED
    return EXIT_CLEAN if done.compared else EXIT_INCONCLUSIVE
