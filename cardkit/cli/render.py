"""`cardkit render`: a record or a card as Markdown, in Chinese and English."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardkit.cli import console
from cardkit.cli.bilingual import command as bilingual_command
from cardkit.cli.bilingual import option
from cardkit.cli.evidence_inputs import EvidenceFlags, evidence_options
from cardkit.cli.inputs import read_input
from cardkit.cli.left_out import FORCE, SHOW_LOSSES, tell_losses, tell_unmarked
from cardkit.errors import ConfigError, UsageError
from cardkit.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from cardkit.evidence.check import EvidenceReport
    from cardkit.render.files import RenderedCard

_SUMMARY = Text(en="Write a card in Chinese and English", zh="生成中文和英文模型卡片")
_DETAILS = Text(
    en=(
        "CARD is a record (NAME.card.yaml), a Markdown card (README.md), the id of a shipped"
        " card (dclm-7b), or `-`, standard input. Without -o the card goes to stdout in one"
        " language; with -o DIR it is written as README.md (English) and README_zh.md"
        " (Chinese).\n\n"
        "\b\nExamples:\n"
        "  cardkit render dclm-7b                       read it in the terminal\n"
        "  cardkit render dclm-7b --lang zh             the Chinese card\n"
        "  cardkit render my.card.yaml -o .             README.md and README_zh.md\n"
        "  cardkit render my.card.yaml -o . --check     do they still fit? for CI\n"
        "  cardkit render my.card.yaml --dialect modelers --lang zh -o out\n"
        "  cardkit render README.md --dialect modelscope --show-losses\n"
        "  cardkit render my.card.yaml --evidence verification.json --model . -o .\n\n"
        "With --evidence each claim is marked with how it stands now: verified, consistent (with"
        " how many items were asked), contradicted or stale; a section names the statement by its"
        " digest.\n\n"
        "What a Markdown card cannot say (sources of single facts, prose not yet translated, keys"
        " that the hub does not have) is"
        " counted on stderr; --show-losses lists it.\n\n"
        "A README.md in DIR that people wrote is kept unless --force is given; one that cardkit"
        " wrote is written anew.\n\n"
        "--lang is the language of the card. That of messages stands before the verb:"
        " `cardkit --lang zh render ...`\n\n"
        "Exit codes: 0 written, or nothing to change; 1 with --check: a file differs or is"
        " missing, or the evidence is refused; 2 the record is not valid, a README.md that people"
        " wrote is in the way, or usage."
    ),
    zh=(
        "CARD 可以是记录文件（NAME.card.yaml）、Markdown 卡片（README.md）、内置卡片的 ID"
        "（dclm-7b）或表示标准输入的 `-`。不加 -o 时把一种语言的卡片输出到 stdout；"
        "加 -o DIR 时写入 README.md（英文）"
        "和 README_zh.md（中文）。\n\n"
        "\b\n示例：\n"
        "  cardkit render dclm-7b                       在终端中查看\n"
        "  cardkit render dclm-7b --lang zh             中文卡片\n"
        "  cardkit render my.card.yaml -o .             生成 README.md 和 README_zh.md\n"
        "  cardkit render my.card.yaml -o . --check     检查文件是否最新，用于 CI\n"
        "  cardkit render my.card.yaml --dialect modelers --lang zh -o out\n"
        "  cardkit render README.md --dialect modelscope --show-losses\n"
        "  cardkit render my.card.yaml --evidence verification.json --model . -o .\n\n"
        "加 --evidence 时，每项声明旁标注其当前状态：已核实、相符（附评测题数）、矛盾或已失效；"
        "另有一节以摘要注明所依据的核实声明。\n\n"
        "Markdown 卡片无法表达的内容（单项事实的出处、尚未翻译的文本、目标平台没有的键）"
        "会在 stderr 中计数，"
        "用 --show-losses 列出。\n\n"
        "DIR 中手写的 README.md 会保留，如需覆盖请加 --force；由 cardkit 生成的会重新生成。\n\n"
        "--lang 是卡片的语言。提示信息的语言写在命令名之前：`cardkit --lang zh render ...`\n\n"
        "退出码：0 已写入或无需改动；1 使用 --check 且文件缺失或有差异，或证据被拒绝；"
        "2 记录无效、目录中有手写的 README.md，或用法错误。"
    ),
)
_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_MISSING = Text(en="{path} is missing", zh="缺少 {path}")
_ERRORS = Text(
    en="{card} has errors ({count}): cardkit validate {card}",
    zh="{card} 中有 {count} 个错误，可运行 cardkit validate {card} 查看",
)
_FITS = Text(en="{path} is up to date", zh="{path} 已是最新")
_NO_EVIDENCE = Text(
    en="--model, --trusted-key and --today are about evidence: give --evidence too",
    zh="--model、--trusted-key 与 --today 针对证据：请同时给出 --evidence",
)
_STATUSES = Text(en="claims: {parts}; {standing}", zh="声明：{parts}；{standing}")


@bilingual_command("render", summary=_SUMMARY, details=_DETAILS)
@click.argument("card", metavar="CARD")
@option(
    "--lang",
    "lang",
    type=click.Choice([*LANGUAGES, "all"]),
    help=Text(
        en="Language of the card; by default that of a Markdown card, of a record all with -o",
        zh="卡片的语言；Markdown 卡片默认为其自身语言，记录在有 -o 时默认为 all",
    ),
)
@option(
    "--dialect",
    default="huggingface",
    show_default=True,
    metavar="NAME",
    help=Text(
        en="Hub the card is for: huggingface, modelscope, modelers, wisemodel, plain",
        zh="目标平台：huggingface、modelscope、modelers、wisemodel、plain",
    ),
)
@option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=Text(
        en="Write README.md and README_zh.md there", zh="写入该目录的 README.md 和 README_zh.md"
    ),
)
@option(
    "--check",
    is_flag=True,
    help=Text(
        en="Write nothing; exit 1 when the files in DIR differ",
        zh="不写入；DIR 中的文件有差异时退出码为 1",
    ),
)
@option(
    "--stdout",
    "to_stdout",
    is_flag=True,
    help=Text(
        en="Write to stdout, the default without -o", zh="输出到 stdout（无 -o 时的默认行为）"
    ),
)
@option("--force", is_flag=True, help=FORCE)
@option(
    "--show-losses",
    is_flag=True,
    help=SHOW_LOSSES,
)
@option(
    "--template-dir",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=Text(
        en="Your own templates: a changed copy of cardkit's",
        zh="自定义模板：在 cardkit 模板副本上修改",
    ),
)
@evidence_options
def command(
    *,
    card: str,
    lang: str | None,
    dialect: str,
    folder: Path | None,
    check: bool,
    to_stdout: bool,
    force: bool,
    show_losses: bool,
    template_dir: Path | None,
    **about_evidence: Any,  # noqa: ANN401 - the options of `evidence_options`
) -> None:
    """Render a card."""
    from cardkit.render import files
    from cardkit.render.own_work import require_own_work

    flags = EvidenceFlags(**about_evidence)
    _refuse_unused(flags)
    files.check_usage(folder=folder, check=check, to_stdout=to_stdout, language=lang)
    source = files.read_card(read_input("-", stdin_name="<stdin>") if card == "-" else card)
    wanted: str = lang or source.language or ("all" if folder else console.language())
    languages: tuple[Language, ...] = tuple(x for x in LANGUAGES if wanted in (x, "all"))
    held = None if flags.file is None else flags.held(source.reading(), source.path.parent)
    rendered = files.render_all(source, languages, dialect, template_dir, held)
    if held is not None:
        _tell_statuses(held)
    if folder is None:
        for one in rendered:
            console.out(one.text)
    elif check:
        _check(rendered, folder)
    else:
        if not force:
            require_own_work(rendered, folder, source, dialect, template_dir)
        for path in files.write_all(rendered, folder, source):
            console.hint(_WRITTEN.format(path=path).get(console.language()))
    if not check:
        for one in rendered:
            tell_losses(one.file_name, one.losses, listed=show_losses)
            if held is not None:
                _tell_unmarked(one, held)
        _tell_errors(source.path)


def _refuse_unused(flags: EvidenceFlags) -> None:
    """Refuse options about evidence where none is named."""
    if flags.file is None and (flags.ref or flags.keys or flags.today):
        raise UsageError(_NO_EVIDENCE)


def _tell_statuses(report: EvidenceReport) -> None:
    """Say how many claims stand how, and who stands behind that."""
    from cardkit.evidence.words import standing, tally

    if report.evidence is not None:
        said = _STATUSES.format(parts=tally(report), standing=standing(report.evidence))
        console.hint(said.get(console.language()))


def _tell_unmarked(one: RenderedCard, report: EvidenceReport) -> None:
    from cardkit.render.unmarked import unmarked

    tell_unmarked(one.file_name, unmarked(report, one.text, one.file_name, one.losses))


def _check(rendered: list[RenderedCard], folder: Path) -> None:
    """Show a short difference for each file that is not what would be written, and exit 1."""
    from cardkit.render.files import difference

    stale = False
    for one in rendered:
        path = folder / one.file_name
        shown = (
            difference(path, one.text)
            if path.exists()
            else _MISSING.format(path=path).get(console.language())
        )
        if shown:
            stale = True
            console.out(shown)
        else:
            console.hint(_FITS.format(path=path).get(console.language()))
    if stale:
        click.get_current_context().exit(1)


def _tell_errors(path: Path) -> None:
    """Say how many findings of the card are errors: what is wrong there is wrong here as well.

    Which are is the policy's to decide, as in `validate`; one that cannot be read stops nothing.
    """
    if not path.is_file():  # standard input
        return
    from cardkit.api import load
    from cardkit.cli.evidence_inputs import policy_of
    from cardkit.policy.decide import decide
    from cardkit.rules.day import today
    from cardkit.rules.finding import Severity

    report = load(path).validate()
    with suppress(ConfigError):
        report = decide([report], policy_of(path.parent), today()).reports[0]
    errors = sum(f.severity >= Severity.ERROR for f in report.findings)
    if errors:
        console.hint(_ERRORS.format(card=path, count=errors).get(console.language()))
