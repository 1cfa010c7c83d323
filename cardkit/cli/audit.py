"""`cardkit audit`: many cards, one summary table, one exit code by policy."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.policy_options import (
    OF_WORKING_FOLDER,
    PolicyFlags,
    check_baseline,
    name_guards,
    name_off_rules,
    policy_options,
    write_baseline,
)
from cardkit.cli.report_files import WantedReport, spare, wanted_reports
from cardkit.cli.rule_options import report_option, rule_options, selectors
from cardkit.rules.day import today
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.policy.decide import Decision
    from cardkit.policy.policy import Policy
    from cardkit.report.audit import Summary
    from cardkit.rules.beside import Terms
    from cardkit.rules.report import Report

_TOP = 20


@dataclass(frozen=True)
class Settings:
    """What the flags said."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    output_format: str
    reports: tuple[WantedReport, ...]
    jobs: int
    top: int
    max_bytes: int
    policy: PolicyFlags
    tasks: tuple[str, ...] = ()
    all_markdown: bool = False


@bilingual.command(
    "audit",
    summary=Text(en="Check many cards into one summary table", zh="批量检查卡片，输出汇总表"),
    details=Text(
        en="PATHS are folders, cards, or lists: text files (*.txt) with a path on each line, which"
        " count from the working folder; `-` reads such a list from standard input. One policy"
        " holds for all: that of the working folder, never one that lies beside a card.\n\n\b\n"
        "  cardkit audit models/                       all cards below a folder\n"
        "  cardkit audit cards.txt --jobs 4            the cards of a list\n"
        "  cardkit audit models/ --output-format csv   for a spreadsheet\n"
        "  cardkit audit models/ --write-baseline      adopt what is there, fail on what is new\n\n"
        "Claims are counted by the status that the evidence beside each card gives them. A card"
        " that cannot be read is a finding (SRC109), and the others go on.\n\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or internal, 3 no cards.",
        zh="PATHS 可以是目录、卡片或清单。清单是文本文件（*.txt），每行一个路径，相对于当前目录；"
        "`-` 表示从标准输入读取清单。所有卡片使用同一份策略，即当前目录的策略；"
        "卡片旁边的策略一律不采用。\n\n\b\n"
        "  cardkit audit models/                          某目录下的全部卡片\n"
        "  cardkit audit cards.txt --jobs 4               清单中的卡片\n"
        "  cardkit audit models/ --output-format csv      供电子表格使用\n"
        "  cardkit audit models/ --write-baseline         接纳现状，只对新问题报错\n\n"
        "声明按卡片旁的证据所给的状态计数。无法读取的卡片记为问题（SRC109），其余照常检查。\n\n"
        "退出码：0 无问题，1 有达到 --fail-on 级别的问题，2 用法或内部错误，3 未找到卡片。",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATHS...")
@rule_options
@option(
    "--output-format",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help=Text(en="How the summary is written", zh="汇总的输出格式"),
)
@report_option
@option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=Text(
        en="Processes; without it as many as there are processors",
        zh="进程数，默认等于可用处理器数",
    ),
)
@option(
    "--top",
    type=click.IntRange(min=0),
    default=_TOP,
    show_default=True,
    metavar="N",
    help=Text(en="Cards that the table lists", zh="表中列出的卡片数"),
)
@option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="BYTES",
    default=DEFAULT_MAX_BYTES,
    show_default=True,
    help=Text(en="Refuse larger files", zh="拒绝超过此大小的文件"),
)
@option(
    "--all-markdown",
    is_flag=True,
    help=Text(
        en="Of folders take every Markdown file, not only README*.md",
        zh="检查目录中的全部 Markdown 文件，而不只是 README*.md",
    ),
)
@partial(policy_options, config=OF_WORKING_FOLDER)
@language_option
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **_flags: object) -> None:
    """Audit."""
    from cardkit.cli.main import TASKS

    flags = ctx.params
    settings = Settings(
        select=selectors(flags["select"]),
        ignore=selectors(flags["ignore"]),
        output_format=flags["output_format"],
        reports=wanted_reports(flags["reports"]),
        jobs=flags["jobs"] or _processors(),
        top=flags["top"],
        max_bytes=flags["max_bytes"],
        policy=PolicyFlags(
            flags["config"],
            flags["no_config"],
            flags["policy_from"],
            flags["write_baseline"],
            flags["fail_on"],
        ),
        tasks=ctx.meta.get(TASKS, ()),
        all_markdown=flags["all_markdown"],
    )
    ctx.exit(run(paths, settings))


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else (os.cpu_count() or 1)


def run(paths: Sequence[str], settings: Settings) -> int:
    """Check the cards, write the summary and the reports, return the exit code.

    Raises NoCardsFound, ConfigError, UnreadableFile for a path of the command line that does not
    exist, and CardkitError where a process dies.
    """
    from cardkit.cli.audit_inputs import audited
    from cardkit.cli.audit_work import Work, check_all
    from cardkit.cli.pairing import groups
    from cardkit.policy.decide import Decider, exit_code, level_that_fails
    from cardkit.report.audit import Summary
    from cardkit.rules.registry import choose

    policy = settings.policy.finder().policy_for(Path())
    if settings.policy.write_baseline:
        check_baseline(policy)
    name_off_rules(policy, settings.select)
    name_guards(settings.ignore)
    select = settings.select or policy.config.select
    ignore = (*policy.config.ignore, *settings.ignore)
    ran = frozenset(rule.code for rule in choose(select, ignore, policy.settings))
    decider = Decider(policy, today(), ran=ran, writes_baseline=settings.policy.write_baseline)
    least = level_that_fails(policy, settings.policy.fail_on)
    summary = Summary()
    kept: list[Report] = []
    codes: list[int] = []
    cards = audited(paths, all_markdown=settings.all_markdown)
    spare(cards, settings.reports)
    work = Work(
        select,
        ignore,
        policy.settings,
        settings.max_bytes,
        settings.tasks,
        _terms(policy.settings.terms, cards),
    )
    with _progress(len(cards)) as advance:
        for reports in check_all(groups(cards), work, settings.jobs):
            decided = decider.take(reports)
            summary.add(decided, least)
            codes.append(exit_code(decided, least))
            if settings.reports:
                kept += decided
            advance(len(reports))
    decision = decider.close(kept, fail_on=settings.policy.fail_on)
    summary.add((r for r in decision.reports if not r.is_card), least)
    return _finish(summary, policy, decision, settings, codes)


def _terms(asked: Terms | None, cards: Sequence[str]) -> Terms:
    """Return what evidence counts on the day of the run, keys read where any evidence is there.

    Raises MissingExtra where a key cannot be read for want of a package, before any card is.
    """
    from dataclasses import replace

    from cardkit.evidence.reading import find_evidence
    from cardkit.rules.beside import Terms

    terms = replace(asked or Terms(), today=today())
    folders = dict.fromkeys(os.path.dirname(card) for card in cards)  # noqa: PTH120 - any name
    if not terms.texts or not any(map(find_evidence, map(Path, folders))):
        return replace(terms, texts=())
    return replace(terms, trusted=terms.keys(), texts=())


def _finish(
    summary: Summary,
    policy: Policy,
    decision: Decision,
    settings: Settings,
    codes: Iterable[int],
) -> int:
    """Write what was decided; return the exit code."""
    from cardkit.policy.decide import worst_code
    from cardkit.report import audit as write
    from cardkit.report.audit_screen import write_screen
    from cardkit.report.frame import Style

    code = worst_code([*codes, decision.exit_code])
    if settings.policy.write_baseline:
        write_baseline(policy, decision)
    if settings.output_format == "json":
        console.out(write.write_json(summary, code))
    elif settings.output_format == "csv":
        console.out(write.write_csv(summary))
    else:
        style = Style(color=console.use_color(sys.stdout), width=console.width())
        text = write_screen(summary, console.language(), style, top=settings.top)
        console.screen(text)
    for wanted in settings.reports:
        wanted.write(decision.reports, console.language(), decision.least)
    return code


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr where that is a terminal; yield what moves it on."""
    if not sys.stderr.isatty() or console.is_quiet():
        yield lambda _n: None
        return
    from rich.progress import Progress

    with Progress(console=console.rich_console(sys.stderr), transient=True) as bar:
        label = Text(en="cards", zh="卡片").get(console.language())
        task = bar.add_task(label, total=total)
        yield lambda n: bar.advance(task, n)
