"""`cardkit results`: evaluation results of harnesses and hubs as the record's evaluations."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.outputs import check_free
from cardkit.cli.result_inputs import Inputs, no_results, read_inputs, shown_name
from cardkit.errors import UsageError
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.results.losses import Export

EXIT_CLEAN, EXIT_ERROR = 0, 2

_SUMMARY = Text(en="Read evaluation results into the record", zh="读取评测结果，转换为评估记录")
_DETAILS = Text(
    en=(
        "FILES are results of lm-eval (`results_*.json`, per-item logs beside it are read too), "
        "DCLM/llm-foundry, lighteval or Every Eval Ever, a `model-index`, `.eval_results` files,"
        " cards, or folders; `-` is standard input. What a file is shows in its content. Values"
        " that are no numbers and pieces that are not understood are listed, never guessed.\n\n"
        "\b\nExamples:\n"
        "  cardkit results results_2026-11-01.json          task, metric, score, n, error\n"
        "  cardkit results runs/ --task mmlu                one task of all runs\n"
        "  cardkit results results.json --format yaml       `evaluations:` for a *.card.yaml\n"
        "  cardkit results results.json --export every-eval-ever -o run.json\n"
        "  cardkit results README.md --export eval-results  what a card states, for the Hub\n"
        "  cardkit results my.card.yaml --export model-index  the key for the front matter\n\n"
        "An export lists on stderr what its format cannot hold. Next: cardkit check-results."
    ),
    zh=(
        "FILES 可以是 lm-eval 的 `results_*.json`（会一并读取旁边的逐题日志）、"
        "DCLM/llm-foundry、lighteval 或 Every Eval Ever 的结果文件，`model-index`、"
        "`.eval_results` 文件、模型卡片或目录；`-` 表示标准输入。文件格式按内容判断。"
        "不是数字的值和未能识别的内容会列出，绝不猜测。\n\n"
        "\b\n示例：\n"
        "  cardkit results results_2026-11-01.json          任务、指标、分数、题数和误差\n"
        "  cardkit results runs/ --task mmlu                所有运行中的同一任务\n"
        "  cardkit results results.json --format yaml       *.card.yaml 的 `evaluations:`\n"
        "  cardkit results results.json --export every-eval-ever -o run.json\n"
        "  cardkit results README.md --export eval-results  把卡片中的分数导出到 Hub\n"
        "  cardkit results my.card.yaml --export model-index  导出 front matter 的该键\n\n"
        "导出时，目标格式无法保存的内容会在 stderr 列出。下一步：cardkit check-results。"
    ),
)
_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_UNWRITTEN = Text(
    en="`{path}` was not written: an input could not be read",
    zh="未写入 `{path}`：有输入文件无法读取",
)
_LEAVE_OUT = Text(
    en="mend the input that is named above, or leave it out",
    zh="请修正上面列出的输入文件，或将其去掉",
)
_EXPORTED = Text(en="exported: {count}; not carried over:", zh="已导出 {count} 个分数；未能保留：")
_COMPLETE = Text(en="exported: {count}; nothing lost", zh="已导出 {count} 个分数，没有丢失内容")
_PASSED = Text(en="files without results, passed over: {count}", zh="略过不含结果的文件 {count} 个")


@bilingual.command("results", summary=_SUMMARY, details=_DETAILS)
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILES...")
@option(
    "--task",
    "tasks",
    multiple=True,
    metavar="TASK",
    help=Text(
        en="Only this task: the registry's id, its benchmark's (mmlu: also mmlu_fewshot), or the"
        " name the harness gives it",
        zh="只要此任务：任务 ID、其基准的 ID（mmlu 也包括 mmlu_fewshot）或评测框架中的任务名",
    ),
)
@option(
    "--format",
    "--output-format",
    "output",
    type=click.Choice(["table", "yaml", "json"]),
    default="table",
    show_default=True,
    help=Text(en="Format of the output", zh="输出格式"),
)
@option(
    "--export",
    type=click.Choice(["every-eval-ever", "eval-results", "model-index"]),
    help=Text(
        en="Write this format instead; what it cannot hold is listed on stderr",
        zh="改为导出此格式；无法保存的内容在 stderr 列出",
    ),
)
@option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write to this file, not to stdout", zh="写入该文件，而非标准输出"),
)
@option(
    "--force",
    is_flag=True,
    help=Text(en="Replace a file that exists", zh="覆盖已存在的文件"),
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
    files: tuple[str, ...],
    tasks: tuple[str, ...],
    output: str,
    export: str | None,
    path: Path | None,
    force: bool,
    max_bytes: int,
) -> None:
    """Read results and show, convert or export them."""
    if path is not None:
        check_free(path, force=force)
    inputs = read_inputs(files, max_bytes=max_bytes)
    if inputs.failed and path is not None:
        raise UsageError(_UNWRITTEN.format(path=path), hint=_LEAVE_OUT)
    if inputs.is_empty and not inputs.failed:
        raise no_results(files, inputs)
    if tasks:
        _keep(inputs, tasks)
        if not inputs.sets and not inputs.failed:
            raise _no_task(files, tasks)
    if inputs.sets:
        text = _exported(inputs, export, output) if export else _shown(inputs, output, path)
        if path is None:
            console.out(text)
        else:
            from cardkit.output import write_atomically

            write_atomically(path, text)
            console.hint(_WRITTEN.format(path=path).get(console.language()))
    if inputs.passed_over:
        console.hint(_PASSED.format(count=inputs.passed_over).get(console.language()))
    ctx.exit(EXIT_ERROR if inputs.failed else EXIT_CLEAN)


def _keep(inputs: Inputs, tasks: tuple[str, ...]) -> None:
    """Keep the results of the named tasks and benchmarks alone; sets without one are dropped."""
    from dataclasses import replace

    from cardkit.catalog.harness_tasks import data_set_of

    kept = []
    for found, evaluations in zip(inputs.sets, inputs.evaluations, strict=True):
        chosen = [
            (result, evaluation)
            for result, evaluation in zip(found.results, evaluations, strict=True)
            if not {result.task, result.name, data_set_of(result.task or "")}.isdisjoint(tasks)
        ]
        if chosen:
            results, own = zip(*chosen, strict=True)
            kept.append((replace(found, results=tuple(results)), tuple(own)))
    inputs.sets = [found for found, _ in kept]
    inputs.evaluations = [own for _, own in kept]


def _no_task(files: tuple[str, ...], tasks: tuple[str, ...]) -> UsageError:
    return UsageError(
        Text(en="no results of {tasks} in {files}", zh="{files} 中没有 {tasks} 的结果").format(
            tasks=listed(tasks), files=listed(map(shown_name, files))
        ),
        hint=Text(en="without --task all of them are listed", zh="去掉 --task 可列出全部任务"),
    )


def _shown(inputs: Inputs, output: str, path: Path | None) -> str:
    language = console.language()
    if output == "json":
        from cardkit.report.results_json import write

        return write(inputs.sets, inputs.evaluations)
    if output == "yaml":
        from cardkit.report.results_yaml import write_yaml

        return write_yaml(inputs.sets, inputs.evaluations)
    from cardkit.report.results_table import table

    return table(
        inputs.sets,
        inputs.evaluations,
        language,
        width=console.width(),
        unicode=path is not None or console.can_encode("±…"),
    )


def _exported(inputs: Inputs, export: str, output: str) -> str:
    """Write the export, or with `--format json` the export and its losses in one document."""
    from cardkit.dialects.to_model_index import to_model_index
    from cardkit.results.losses import summary
    from cardkit.results.merge import merged
    from cardkit.results.to_eval_results import to_eval_results
    from cardkit.results.to_every_eval_ever import to_every_eval_ever

    found, evaluations = merged(inputs.sets, inputs.evaluations)
    writers: dict[str, Callable[[], Export]] = {
        "every-eval-ever": lambda: to_every_eval_ever(found, evaluations, now=_now()),
        "eval-results": lambda: to_eval_results(found, evaluations),
        "model-index": lambda: to_model_index(found, evaluations),
    }
    done = writers[export]()
    language = console.language()
    if output == "json":
        from cardkit.report.results_json import write_export

        return write_export(export, done)
    losses = summary(done.losses)
    head = _EXPORTED if losses else _COMPLETE
    lines = [head.format(count=done.count).get(language)]
    console.hint("\n".join([*lines, *(f"  {line.get(language)}" for line in losses)]))
    return done.text


def _now() -> int:
    """Return the time of writing; SOURCE_DATE_EPOCH makes exports repeatable."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(stated) if stated.isdecimal() and len(stated) < 12 else int(time.time())
