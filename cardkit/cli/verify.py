"""`cardkit verify`: a card's claims against the model's own files."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.score_options import score_options, settings_of
from cardkit.errors import UsageError
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cardkit.verify.measure.follow import Watcher
    from cardkit.verify.measure.plan import Plan
    from cardkit.verify.report import VerifyReport

_SUMMARY = Text(
    en="Check a card's claims against the model's own files", zh="用模型自身的文件核实卡片中的声明"
)
_DETAILS = Text(
    en=(
        "CARD is a README.md or a *.card.yaml. --model is a folder, a file (config.json,"
        " *.safetensors, *.gguf) or a repository: hf:ORG/NAME, modelscope:ORG/NAME,"
        " modelers:ORG/NAME; a bare ORG/NAME means hf. No weight is read: layers, sizes, heads,"
        " context and vocabulary come from config.json, exact parameters and dtype from the headers"
        " of the weights. No code of the model is run and no pickle is opened.\n\n"
        "A count must be equal (verified). A nominal size such as 7B may lie off by --band"
        " (consistent); the deviation is shown. What nothing was found for and what two of the"
        " model's files disagree about is inconclusive. Damaged and refused files, and claims that"
        " cannot be read, are remarked below the table.\n\n"
        "\b\nExamples:\n"
        "  cardkit verify README.md --model . --spec-only\n"
        "  cardkit verify my.card.yaml --model hf:ORG/NAME --revision main --spec-only\n"
        "  cardkit verify README.md --model model.gguf --spec-only --output-format json\n"
        "  cardkit verify README.md --model ./weights --load --device npu:0\n"
        "  cardkit verify README.md --model ./weights --data ./local_data -o result.json"
        " --output-format json\n\n"
        "--load runs in a process of its own: safetensors alone, never code of the model, the"
        " card's snippets read and not run. What loading needs of a repository is fetched by the"
        " hub's client into its own cache, at the commit that was read, and only once device,"
        " architecture, memory and disk are seen to do.\n\n"
        "--data and --scores load it too, ask it the items of the tasks in a random order, and stop"
        " at each score as soon as the verdict is certain. Answers are written down as they come;"
        " --resume goes on from there. Ctrl-C ends with what is known by then.\n\n"
        "--evidence writes down the verdicts with digests of all they rest on; nothing is written"
        " without it. Beside the card as verification.json, `cardkit evidence check` finds it.\n\n"
        "Exit codes: 0 nothing contradicted, 1 a claim is contradicted, 2 usage or internal,"
        " 4 inconclusive (a claim without anything to hold it against, damaged or refused files, a"
        " score that cannot be measured or is not decided), 130 interrupted."
    ),
    zh=(
        "CARD 为 README.md 或 *.card.yaml。--model 可为目录、文件（config.json、*.safetensors、"
        "*.gguf）或仓库：hf:组织/名称、modelscope:组织/名称、modelers:组织/名称；"
        "不带前缀的“组织/名称”表示 hf。不读取权重本身：层数、各维度、注意力头数、上下文长度和词表"
        "取自 config.json，精确参数量和数据类型取自权重文件头。不运行模型自带的代码，"
        "不打开 pickle 文件。"
        "\n\n"
        "数目必须相等（已核实）；7B 之类的标称规模允许偏差 --band（相符），并显示偏差；"
        "找不到依据或模型文件互相矛盾的为无法判定。文件损坏或被拒绝、卡片中的声明无法读取时，"
        "在表格下方说明。\n\n"
        "\b\n示例：\n"
        "  cardkit verify README.md --model . --spec-only\n"
        "  cardkit verify my.card.yaml --model hf:组织/名称 --revision main --spec-only\n"
        "  cardkit verify README.md --model model.gguf --spec-only --output-format json\n"
        "  cardkit verify README.md --model ./weights --load --device npu:0\n"
        "  cardkit verify README.md --model ./weights --data ./local_data -o result.json"
        " --output-format json\n\n"
        "--load 在独立进程中加载：只用 safetensors，不运行模型自带的代码，"
        "卡片中的示例只检查、不执行。若为平台上的仓库，先确认设备、架构、内存和磁盘空间满足要求，"
        "再由平台客户端将加载所需文件下载到其缓存目录，提交与所读取的一致。\n\n"
        "--data 与 --scores 同样加载模型，按随机顺序逐题评测，结论一旦确定即停止该项。"
        "每题结果随时写入磁盘，--resume 可从中断处继续；按 Ctrl-C 则输出已有结果。\n\n"
        "--evidence 写出各项结论及其全部依据的摘要；不加此选项则不写。放在卡片旁边并命名为"
        " verification.json，`cardkit evidence check` 即可找到。\n\n"
        "退出码：0 没有矛盾，1 有声明与模型矛盾，2 用法或内部错误，"
        "4 无法判定（有声明找不到依据，文件损坏、被拒绝，或分数无法测量、未能判定），130 被中断。"
    ),
)


@bilingual.command("verify", summary=_SUMMARY, details=_DETAILS)
@click.argument("card", type=click.Path())
@option(
    "--model",
    "ref",
    required=True,
    metavar="REF",
    help=Text(en="A folder, a file or a repository on a hub", zh="目录、文件或平台上的仓库"),
)
@option(
    "--revision",
    metavar="REV",
    help=Text(
        en="Branch, tag or commit of a repository on a hub", zh="平台仓库的分支、标签或提交号"
    ),
)
@option(
    "--spec-only",
    is_flag=True,
    help=Text(
        en="Check against files alone: no torch, no device, no weights",
        zh="只对照文件检查：无需 torch、设备和权重",
    ),
)
@option(
    "--load",
    is_flag=True,
    help=Text(
        en="Load the model too: count, tensors, one forward, generation",
        zh="另外加载模型：参数量、张量、前向计算、生成",
    ),
)
@option(
    "--device",
    metavar="DEVICE",
    default="auto",
    show_default=True,
    help=Text(
        en="Where to load: auto, npu, npu:0, cuda, cuda:0, cpu",
        zh="加载到哪个设备：auto、npu、npu:0、cuda、cuda:0、cpu",
    ),
)
@option(
    "--dtype",
    type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
    default="auto",
    show_default=True,
    help=Text(en="What to load as; auto goes by the device", zh="加载精度；auto 按设备选择"),
)
@option(
    "--loader",
    type=click.Choice(["auto", "open_lm"]),
    default="auto",
    show_default=True,
    help=Text(
        en="auto: transformers and cardkit's OpenLM; open_lm: your own, from its source",
        zh="auto：transformers 与 cardkit 自带的 OpenLM；open_lm：自行从源码安装的版本",
    ),
)
@option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    metavar="SECONDS",
    default=600.0,
    show_default=True,
    help=Text(en="How long a step of loading may take", zh="加载时每一步的时限（秒）"),
)
@option(
    "--band",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    default=10.0,
    show_default=True,
    help=Text(
        en="How far a count may lie from a nominal size (7B)",
        zh="参数量与标称规模（如 7B）的允许偏差（百分比）",
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
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help=Text(en="Write to a file instead of stdout", zh="写入文件，而不是 stdout"),
)
@option("--force", is_flag=True, help=Text(en="Replace an existing file", zh="覆盖已存在的文件"))
@option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="BYTES",
    default=DEFAULT_MAX_BYTES,
    show_default=True,
    help=Text(en="Refuse larger cards", zh="拒绝超过此大小的卡片"),
)
@option(
    "--evidence",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=Text(
        en="Also write a statement of the verdicts, bound to the model's files (verification.json)",
        zh="另外写出核实声明，绑定模型文件（verification.json）；默认不写",
    ),
)
@score_options
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    card: str,
    ref: str,
    revision: str | None,
    spec_only: bool,
    load: bool,
    device: str,
    dtype: str,
    loader: str,
    timeout: float,
    band: float,
    output_format: str,
    output: str | None,
    force: bool,
    max_bytes: int,
    evidence: str | None,
    **about_scores: Any,  # noqa: ANN401 - the options of `score_options`
) -> None:
    """Verify a card."""
    from cardkit.bind.read import open_document, read
    from cardkit.cli.hashing import shown
    from cardkit.cli.inputs import read_input
    from cardkit.cli.outputs import check_free
    from cardkit.verify.card import verify_card

    scores = settings_of(ctx, **about_scores)
    if spec_only + load + (scores is not None) != 1:
        raise UsageError(_WHICH, hint=_EITHER)
    _refuse_unused(ctx, loads=not spec_only, timeout=timeout)
    for path in (output, evidence):
        if path is not None:
            check_free(Path(path), force=force)
    settings = None
    if not spec_only:
        from cardkit.verify.load.observe import LoadSettings

        settings = LoadSettings(device, dtype, loader, timeout)
    report = verify_card(
        read(open_document(read_input(card, max_bytes=max_bytes))),
        ref,
        revision=revision,
        band=Decimal(str(band)) / 100,
        load=settings,
        scores=scores,
        follow=_follow,
        say=lambda text: console.hint(text.get(console.language())),
        evidence=None if evidence is None else shown,
    )
    if evidence is not None:
        _write_evidence(report, Path(evidence))
    _write(_written(report, output_format, to_file=bool(output)), output)
    if output is not None:
        from cardkit.report.verify_screen import total

        language = console.language()
        said = total(report.claims, report.measured, language)
        console.hint(_WRITTEN.format(path=output, total=said).get(language))
    ctx.exit(report.exit_code)


def _write_evidence(report: VerifyReport, path: Path) -> None:
    from cardkit.output import write_atomically
    from cardkit.verify.statement import statement_text

    write_atomically(path, statement_text(report))
    console.hint(_EVIDENCE.format(path=path).get(console.language()))


_EVIDENCE = Text(
    en="wrote `{path}`; `cardkit evidence sign` signs it, `cardkit evidence check` reads it",
    zh="已写入 `{path}`；可用 `cardkit evidence sign` 签名、`cardkit evidence check` 检查",
)


def _refuse_unused(ctx: click.Context, *, loads: bool, timeout: float) -> None:
    """Refuse options that only loading obeys where nothing is loaded, and a limit that is none."""
    given = click.core.ParameterSource.COMMANDLINE
    for name in ("device", "dtype", "loader", "timeout"):
        if not loads and ctx.get_parameter_source(name) is given:
            raise UsageError(_UNUSED.format(option=f"--{name}"))
    if timeout != timeout:  # noqa: PLR0124 - NaN lies in no range, and click lets it pass
        raise UsageError(Text(en="--timeout must be a number", zh="--timeout 必须是数字"))


_WRITTEN = Text(en="wrote {path}; {total}", zh="已写入 {path}；{total}")
_UNUSED = Text(en="{option} needs --load or --data", zh="{option} 需与 --load 或 --data 一起使用")
_WHICH = Text(
    en="say how far to check: one of --spec-only, --load, --data DIR",
    zh="请指定检查方式：--spec-only、--load、--data 目录 之一",
)
_EITHER = Text(
    en="--spec-only reads files; --load loads the model too; --data measures its scores too",
    zh="--spec-only 只读取文件；--load 还会加载模型；--data 还会重新测量分数",
)


def _follow(plan: Plan) -> AbstractContextManager[Watcher]:
    """Return what shows the run: a live table on a terminal, else a line for each event."""
    from cardkit.report.score_lines import ScoreLines

    say = lambda text: console.hint(text.get(console.language()))  # noqa: E731
    if console.is_quiet() or not sys.stderr.isatty():
        return ScoreLines(plan, say)
    terminal = console.rich_console(sys.stderr)
    if terminal.is_dumb_terminal:
        return ScoreLines(plan, say)
    from cardkit.report.score_live import LiveTable

    return LiveTable(plan, terminal, console.language())


def _written(report: VerifyReport, output_format: str, *, to_file: bool) -> str:
    parts = (report.claims, report.remarks, report.observations, report.reading, report.model)
    if output_format == "json":
        from cardkit.report.verify_json import write

        return write(*parts, report.sha256, report.measured, report.exit_code)
    from cardkit.report.frame import Style
    from cardkit.report.verify_screen import screen

    style = Style(color=console.use_color(sys.stdout) and not to_file, width=console.width())
    return screen(*parts, console.language(), style, report.measured)


def _write(text: str, output: str | None) -> None:
    if output is None:
        console.out(text)
        return
    from cardkit.output import write_atomically

    write_atomically(Path(output), text)
