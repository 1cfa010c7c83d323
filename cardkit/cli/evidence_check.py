"""`cardkit evidence check`: how each claim of a card stands by the evidence beside it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.evidence_inputs import day_of, digests, naming, policy_of, what_counts
from cardkit.cli.policy_options import PolicyFlags, policy_source
from cardkit.errors import UsageError
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.evidence.check import EvidenceReport

_SUMMARY = Text(
    en="Say how each claim of a card stands by its evidence",
    zh="根据证据说明卡片中各项声明的状态",
)
_DETAILS = Text(
    en=(
        "CARD is a README.md or a *.card.yaml. Nothing is measured and no device is needed: the"
        " digests of the model's files come from Git LFS pointers, a hub's list or the names in its"
        " cache; only other files are read.\n\n"
        "With --trusted-key the evidence must be signed by one of the keys, else by one of the"
        " policy's (`trusted-keys`). Without any, it is the word of whoever wrote it, and labelled"
        " self-attested; so it is where the keys are named by a policy that was merely found in"
        " the checked repository, which could vouch for itself: --config or --policy-from says"
        " that a policy is yours.\n\n"
        "Exit codes: 0 every claim is verified or consistent; 1 a claim is contradicted or stale,"
        " or the evidence is refused; 2 usage or unreadable card; 4 a claim is unverified."
    ),
    zh=(
        "CARD 为 README.md 或 *.card.yaml。不做任何测量，也不需要加速设备：模型文件的摘要取自"
        " Git LFS 指针、平台的文件列表或本地缓存中的文件名，只读取其余文件。\n\n"
        "指定 --trusted-key（或策略中的 `trusted-keys`）时，证据必须由其中一个公钥对应的私钥签名；"
        "否则只是写入者的一面之词，标为“自行声明”。若公钥由被检查的仓库中的策略指定，仓库等于自证，"
        "同样标为“自行声明”；请用 --config 或 --policy-from 指明己方的策略。\n\n"
        "退出码：0 各项声明均已核实或相符，1 有声明矛盾或已失效，或证据被拒绝，2 用法错误或卡片"
        "无法读取，4 有声明未核实。"
    ),
)


@bilingual.command("check", summary=_SUMMARY, details=_DETAILS)
@click.argument("card", type=click.Path())
@option(
    "--evidence",
    "file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=Text(
        en="The evidence; by default verification.dsse.json or verification.json beside the card",
        zh="证据文件，默认为卡片旁边的 verification.dsse.json 或 verification.json",
    ),
)
@option(
    "--model",
    "ref",
    metavar="REF",
    help=Text(
        en="The model, as for `cardkit verify`; by default the card's folder",
        zh="模型，写法同 `cardkit verify`，默认为卡片所在目录",
    ),
)
@option(
    "--revision",
    metavar="REV",
    help=Text(
        en="Branch, tag or commit of a repository on a hub", zh="平台仓库的分支、标签或提交号"
    ),
)
@option(
    "--trusted-key",
    "keys",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    multiple=True,
    help=Text(en="A public key that you trust; may be repeated", zh="可信公钥文件，可重复使用"),
)
@option(
    "--max-age",
    type=click.IntRange(min=1),
    metavar="DAYS",
    default=180,
    show_default=True,
    help=Text(
        en="Scores measured longer ago are stale; figures of the model's make never are",
        zh="超过此天数的分数视为失效；规格数据不因时间失效",
    ),
)
@option(
    "--today",
    metavar="DATE",
    help=Text(en="Judge as of this day (2026-01-31)", zh="以此日期为准（如 2026-01-31）"),
)
@option(
    "--rehash",
    is_flag=True,
    help=Text(
        en="Read files whose digest a hub's cache states by their name",
        zh="不采信平台缓存中的文件名，重新计算摘要",
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
@policy_source
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    card: str,
    file: str | None,
    ref: str | None,
    revision: str | None,
    keys: tuple[str, ...],
    max_age: int,
    today: str | None,
    rehash: bool,
    output_format: str,
    output: str | None,
    force: bool,
    max_bytes: int,
    config: Path | None,
    no_config: bool,
    policy_from: str | None,
) -> None:
    """Check evidence."""
    from cardkit.bind.read import open_document, read
    from cardkit.cli.inputs import read_input
    from cardkit.cli.outputs import check_free
    from cardkit.evidence.check import check_evidence
    from cardkit.evidence.reading import find_evidence, read_evidence

    if output is not None:
        check_free(Path(output), force=force)
    day = day_of(today)
    flags = PolicyFlags(config, no_config, policy_from)
    if card == "-" and (ref is None or file is None):
        raise UsageError(_STDIN)
    if revision is not None and ref is None:
        raise UsageError(_REVISION)
    if file is not None and not os.path.lexists(file):
        raise UsageError(_ABSENT.format(path=file))
    reading = read(open_document(read_input(card, max_bytes=max_bytes)))
    if reading.kind == "comparison":
        raise UsageError(_COMPARISON.format(card=reading.document.source.name))
    folder = Path(card).parent
    path = Path(file) if file is not None else find_evidence(folder)
    policy = policy_of(folder, flags)
    trusted, max_age = what_counts(policy, keys, max_age)
    evidence = None if path is None else read_evidence(path, trusted)
    if evidence is not None:
        by = naming(policy, keys, flags, folder)
        evidence = replace(evidence, named_by=by.name, named_itself=by.itself)
        if by.itself:
            console.warning(_ITSELF.format(name=by.name).get(console.language()))
    files = None
    if evidence is not None and evidence.statement is not None:
        files = digests(ref or str(folder.absolute()), revision, rehash=rehash)
    report = check_evidence(reading, evidence, files, day, max_age)
    _write(_written(report, output_format, to_file=bool(output)), output)
    ctx.exit(report.exit_code)


def _written(report: EvidenceReport, output_format: str, *, to_file: bool) -> str:
    if output_format == "json":
        from cardkit.report.evidence_json import write

        return write(report)
    from cardkit.report.evidence_screen import screen
    from cardkit.report.frame import Style

    style = Style(color=console.use_color(sys.stdout) and not to_file, width=console.width())
    return screen(report, console.language(), style)


def _write(text: str, output: str | None) -> None:
    if output is None:
        console.out(text)
        return
    from cardkit.output import write_atomically

    write_atomically(Path(output), text)


_ITSELF = Text(
    en="{name} names the trusted keys and lies in the checked repository itself, which so"
    " vouches for itself; say whose policy counts: --policy-from REF|PATH, --config FILE,"
    " --no-config, or --trusted-key FILE",
    zh="{name} 指定了可信公钥，而它就在被检查的仓库中，等于自证；请指明以谁的策略为准："
    "--policy-from REF|PATH、--config FILE、--no-config 或 --trusted-key FILE",
)
_STDIN = Text(
    en="a card from standard input has nothing beside it: give --evidence and --model",
    zh="标准输入中的卡片没有所在目录：请给出 --evidence 与 --model",
)
_REVISION = Text(
    en="--revision is about a model on a hub: give --model too",
    zh="--revision 针对平台上的模型：请同时给出 --model",
)
_ABSENT = Text(en="`{path}` does not exist", zh="`{path}` 不存在")
_COMPARISON = Text(en="`{card}` is a comparison, not a card", zh="`{card}` 是对比表，不是卡片")
