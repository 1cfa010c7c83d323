"""`cardkit validate`: static rules over cards, and their fixes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.inputs import find_cards, read_input
from cardkit.cli.pairing import check_together, groups
from cardkit.cli.policy_options import (
    Groups,
    PolicyFlags,
    check_baseline,
    name_guards,
    name_off_rules,
    policy_options,
)
from cardkit.cli.report_files import FORMATS, WantedReport, report_text, spare, wanted_reports
from cardkit.cli.rule_options import report_option, rule_options, selectors
from cardkit.errors import CardkitError, UsageError
from cardkit.rules.day import today
from cardkit.source.document import DEFAULT_MAX_FRONT_MATTER
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.policy.decide import Decision
    from cardkit.policy.policy import Policy
    from cardkit.rules.report import Report
    from cardkit.source.document import Document

_PATCH_ALONE = Text(
    en="`--diff` writes a patch to stdout and leaves no room for a report",
    zh="`--diff` 在 stdout 输出补丁，不能同时输出报告",
)
_ONE_OF_THEM = Text(
    en="use one of them; the JSON holds every fix as edits",
    zh="请二选一；JSON 中已包含每处修复的编辑内容",
)
_WIDENS = Text(
    en="hint: --unsafe-fixes widens --fix and --diff; nothing is mended without one of them",
    zh="提示：--unsafe-fixes 只扩大 --fix 和 --diff 的范围，单独使用时不做任何修复",
)
EXIT_CLEAN, EXIT_ERROR = 0, 2


@dataclass(frozen=True)
class Settings:
    """What the flags said."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    output_format: str
    fix: bool
    unsafe_fixes: bool
    diff: bool
    max_bytes: int
    max_front_matter: int
    statistics: bool
    show_suppressed: bool
    stdin_filename: str
    pair: bool
    reports: tuple[WantedReport, ...] = ()
    config: Path | None = None
    no_config: bool = False
    policy_from: str | None = None
    write_baseline: bool = False

    @property
    def policy_flags(self) -> PolicyFlags:
        """What the flags said of the policy."""
        return PolicyFlags(
            self.config, self.no_config, self.policy_from, self.write_baseline, self.fail_on
        )

    @property
    def mends(self) -> bool:
        """Whether findings are to be mended, on disk or in a diff."""
        return self.fix or self.diff


@bilingual.command(
    "validate",
    summary=Text(
        en="Check cards: static rules, no model, no network",
        zh="检查模型卡片：静态规则，无需模型和网络",
    ),
    details=Text(
        en="PATHS are files or folders; `-` is standard input. Of a folder, and without PATHS of"
        " this one, README*.md, *.card.yaml and comparison files (`kind: comparison`) count as"
        " cards; other files are checked when they are named. A Chinese and an English card of"
        " one model in one folder are held against each other, whatever their names.\n\n\b\n"
        "  cardkit validate README.md --fix        mend what is safe to mend\n"
        "  cardkit validate --select MET,CIT .     two families, all cards below here\n"
        "  cardkit validate --output-format json   for programs\n"
        "  cardkit validate --report sarif=cardkit.sarif --report github=-   for a workflow\n"
        "  cardkit validate --policy-from origin/main   its rules are not its own to change\n\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or internal, 3 no cards.",
        zh="PATHS 可以是文件或目录，`-` 表示标准输入；不写时检查当前目录。目录中的 README*.md、"
        "*.card.yaml 和对比表文件（`kind: comparison`）视为卡片，其他文件须直接写出文件名。"
        "同一目录中同一模型的中英文卡片会相互比对，与文件名无关。"
        "\n\n\b\n"
        "  cardkit validate README.md --fix        修复可以安全修复的问题\n"
        "  cardkit validate --select MET,CIT .     只用两个规则族，检查当前目录下的全部卡片\n"
        "  cardkit validate --output-format json   供程序读取\n"
        "  cardkit validate --report sarif=cardkit.sarif --report github=-   用于 CI\n"
        "  cardkit validate --policy-from origin/main   合并请求不能放宽对自己的检查\n\n"
        "退出码：0 无问题，1 有达到 --fail-on 级别的问题，2 用法或内部错误，3 未找到卡片。",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@rule_options
@option(
    "--output-format",
    type=click.Choice(["full", "concise", *FORMATS]),
    default="full",
    show_default=True,
    metavar="FORMAT",
    help=Text(
        en="How findings are written: full, concise, or a format of --report",
        zh="输出格式：full、concise，或 --report 的任一格式",
    ),
)
@report_option
@option("--fix", is_flag=True, help=Text(en="Mend what is safe to mend", zh="执行安全的修复"))
@option(
    "--unsafe-fixes",
    is_flag=True,
    help=Text(
        en="With --fix or --diff: mend also what may change the meaning",
        zh="与 --fix 或 --diff 同用：同时执行可能改变含义的修复",
    ),
)
@option(
    "--diff",
    is_flag=True,
    help=Text(
        en="Print the fixes as a diff and write nothing", zh="以 diff 形式输出修复，不写文件"
    ),
)
@option("--statistics", is_flag=True, help=Text(en="Count findings by rule", zh="按规则统计"))
@option(
    "--show-suppressed",
    is_flag=True,
    help=Text(en="Show suppressed findings too", zh="同时显示已忽略的问题"),
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
    "--max-front-matter",
    type=click.IntRange(min=1),
    metavar="BYTES",
    default=DEFAULT_MAX_FRONT_MATTER,
    show_default=True,
    help=Text(
        en="Do not read larger front matter or records",
        zh="不读取超过此大小的 front matter 或记录",
    ),
)
@option(
    "--stdin-filename",
    default="README.md",
    show_default=True,
    metavar="NAME",
    help=Text(en="The name `-` goes by", zh="`-` 所代表的文件名"),
)
@option(
    "--pair/--no-pair",
    default=True,
    help=Text(
        en="Hold a Chinese and an English card of one model against each other (the default)",
        zh="将同一模型的中英文卡片相互比对（默认开启）",
    ),
)
@policy_options
@language_option
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **_flags: object) -> None:
    """Validate."""
    flags = {name: value for name, value in ctx.params.items() if name != "paths"}
    flags |= {name: selectors(flags[name]) for name in ("select", "ignore")}
    flags["reports"] = wanted_reports(flags["reports"])
    ctx.exit(run(paths, Settings(**flags)))


def run(paths: Sequence[str], settings: Settings) -> int:
    """Validate the cards that `paths` stand for, write the report, return the exit code.

    Raises NoCardsFound and ConfigError. A file that cannot be read is said on stderr and is an
    error in every report, the others go on, and the exit code is 2.
    """
    from cardkit.rules.registry import choose

    if settings.diff and settings.output_format in FORMATS:
        raise UsageError(_PATCH_ALONE, hint=_ONE_OF_THEM)
    if settings.unsafe_fixes and not settings.mends:
        console.hint(_WIDENS.get(console.language()))
    choose(settings.select, settings.ignore)  # an unknown rule is said before any file is read
    name_guards(settings.ignore)
    finder = settings.policy_flags.finder()
    decided = Groups(settings.policy_flags)
    unread: list[Report] = []
    fixed = 0
    cards = find_cards(paths, keep_missing=True)
    spare(cards, settings.reports)
    for folder in groups(cards):
        policy = finder.policy_for(Path(folder[0]).parent)
        if settings.write_baseline:
            check_baseline(policy)
        documents: list[Document] = []
        for path in folder:
            try:
                document, mended = _opened(path, settings, policy)
            except CardkitError as error:
                console.error(error.describe(console.language()))
                unread.append(_unread(path, error, settings))
                continue
            documents.append(document)
            fixed += mended
        decided.add(policy, _checked(documents, settings, policy))
    decisions = decided.decide(lambda policy: ran_codes(settings, policy))
    _report(decisions, unread, settings, fixed)
    from cardkit.policy.decide import worst_code

    return worst_code([*(d.exit_code for d in decisions), EXIT_ERROR if unread else EXIT_CLEAN])


def _unread(path: str, error: CardkitError, settings: Settings) -> Report:
    """Return the report of a card that was not read; no policy lessens it, as the run fails."""
    from cardkit.policy.findings import unreadable

    return unreadable(settings.stdin_filename if path == "-" else path, error)


def _report(
    decisions: Sequence[Decision], unread: Sequence[Report], settings: Settings, fixed: int
) -> None:
    """Write what was decided to the screen and into the reports that were asked for."""
    reports = [report for decision in decisions for report in decision.reports]
    levels = [decision.least for decision in decisions if decision.least is not None]
    least = min(levels, default=None)
    if not settings.diff and (reports or settings.output_format in FORMATS):
        if settings.output_format in FORMATS:
            whole = (*reports, *unread)
            console.out(report_text(settings.output_format, whole, console.language(), least))
        else:  # stderr has said what could not be read; here it is counted
            counted = [replace(report, findings=()) for report in unread]
            console.screen(_screen((*reports, *counted), settings, fixed))
    for wanted in settings.reports:
        wanted.write((*reports, *unread), console.language(), least)


def _chosen(settings: Settings, policy: Policy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is selected and ignored: `--select` takes the place of the policy's."""
    config = policy.config
    return settings.select or config.select, (*config.ignore, *settings.ignore)


def ran_codes(settings: Settings, policy: Policy) -> frozenset[str]:
    """Return the codes of the rules that run under a policy."""
    from cardkit.rules.registry import choose

    name_off_rules(policy, settings.select)
    select, ignore = _chosen(settings, policy)
    return frozenset(rule.code for rule in choose(select, ignore, policy.settings))


def _opened(path: str, settings: Settings, policy: Policy) -> tuple[Document, int]:
    """Read one input, mend it where that was asked for; return it and the fixes written to it."""
    source = read_input(path, max_bytes=settings.max_bytes, stdin_name=settings.stdin_filename)
    from cardkit.bind.read import open_document

    document = open_document(source, max_front_matter=settings.max_front_matter)
    if not settings.mends:
        return document, 0
    if path != "-" and not settings.diff:
        from cardkit.output import check_output

        check_output(Path(path))
    from cardkit.rules.fix import fix

    fixed = fix(document, _checker(settings, policy), unsafe=settings.unsafe_fixes)
    if settings.diff:
        if fixed.changed:
            from cardkit.cli.patch import patch

            console.out(patch(source, fixed.document))
        # Nothing was written: the exit code speaks of the file as it stands.
        return document, 0
    if path == "-":
        raise UsageError(
            Text(en="standard input cannot be mended in place", zh="无法就地修复标准输入"),
            hint=Text(en="use `--diff`", zh="请使用 `--diff`"),
        )
    if fixed.changed:
        from cardkit.output import write_atomically

        write_atomically(Path(path), fixed.document.dumps())
    return fixed.document, len(fixed.mended)


def _checker(settings: Settings, policy: Policy) -> Callable[[Document], Report]:
    """Return what finds the fixes of a document: none for what the policy waives."""
    from cardkit.bind.read import read
    from cardkit.policy.decide import decide
    from cardkit.rules.engine import validate

    select, ignore = _chosen(settings, policy)

    def check(document: Document) -> Report:
        report = validate(read(document), select=select, ignore=ignore, settings=policy.settings)
        return decide([report], policy, today()).reports[0]

    return check


def _checked(documents: Sequence[Document], settings: Settings, policy: Policy) -> list[Report]:
    from cardkit.bind.read import read
    from cardkit.rules.engine import validate

    select, ignore = _chosen(settings, policy)
    if not settings.pair:
        alone = [
            validate(read(d), select=select, ignore=ignore, settings=policy.settings)
            for d in documents
        ]
        # Nobody looked for a partner: which languages a README exists in is not known.
        return [replace(r, languages=()) if r.kind == "markdown" else r for r in alone]
    return check_together(
        documents,
        select=select,
        ignore=ignore,
        limit=settings.max_bytes,
        settings=policy.settings,
    )


def _screen(reports: Sequence[Report], settings: Settings, fixed: int) -> str:
    language = console.language()
    if settings.statistics:
        from cardkit.report.summary import statistics

        return statistics(reports, language)
    if settings.output_format == "concise":
        from cardkit.report import concise

        return concise.write(
            reports, language, show_suppressed=settings.show_suppressed, fixed=fixed
        )
    from cardkit.report import full
    from cardkit.report.frame import Style

    style = Style(
        color=console.use_color(sys.stdout),
        unicode=console.can_encode("…"),
        width=console.width(),
    )
    return full.write(
        reports, language, style, show_suppressed=settings.show_suppressed, fixed=fixed
    )
