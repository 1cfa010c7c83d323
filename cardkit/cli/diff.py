"""`cardkit diff`: two versions of a card, two languages, or an upstream card and its mirror."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.diff_page import DETAILS, SUMMARY
from cardkit.cli.diff_policy import Choice, agreement
from cardkit.cli.diff_policy import mirror as drift
from cardkit.cli.policy_options import PolicyFlags, policy_source
from cardkit.cli.rule_options import selectors
from cardkit.errors import UsageError
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.api import Card
    from cardkit.diff.outcome import Diff

EXIT_SAME, EXIT_DIFFERENT = 0, 1
_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_CHOSEN = {
    "versions": Text(
        en="compared as two versions ({languages}): {a} → {b}",
        zh="按两个版本比较（{languages}）：{a} → {b}",
    ),
    "agreement": Text(
        en="compared as two languages of one card ({languages}): {a}, {b}",
        zh="按同一卡片的两种语言比较（{languages}）：{a}、{b}",
    ),
    "mirror": Text(
        en="compared as an upstream card and its copy ({languages}): {a} → {b}",
        zh="按上游卡片与副本比较（{languages}）：{a} → {b}",
    ),
}
_LANGUAGES = {
    "en": Text(en="English", zh="英文"),
    "zh": Text(en="Chinese", zh="中文"),
    None: Text(en="YAML", zh="YAML"),
}
_NO_POLICY = Text(
    en="no policy decides about two versions: what changed is no finding",
    zh="比较两个版本时不使用策略：变化不是问题",
)
_TWO_STREAMS = Text(en="only one of the two can be standard input", zh="只能有一方是标准输入")


@bilingual.command("diff", summary=SUMMARY, details=DETAILS)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@option(
    "--mirror",
    is_flag=True,
    help=Text(
        en="A is the upstream card, B its copy on another hub: what the copy lost",
        zh="A 为上游卡片，B 为其他平台上的副本：检查副本丢失了什么",
    ),
)
@option(
    "--output-format",
    type=click.Choice(["full", "markdown", "json", "concise"]),
    default="full",
    show_default=True,
    help=Text(en="How differences are written", zh="输出格式"),
)
@option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write to a file, always UTF-8", zh="写入文件（始终为 UTF-8）"),
)
@option(
    "--exit-code",
    is_flag=True,
    help=Text(en="Exit with 1 where there is any difference", zh="有任何差异时以 1 退出"),
)
@option(
    "--fail-on",
    type=click.Choice(["note", "warning", "error", "never"]),
    help=Text(
        en="Two languages or a mirror: exit with 1 from this level on  [default: error]",
        zh="比较两种语言或镜像时：达到此级别以 1 退出（默认：error）",
    ),
)
@option(
    "--select",
    multiple=True,
    metavar="CODES",
    help=Text(en="Two languages: only these rules", zh="比较两种语言时：只运行这些规则"),
)
@option(
    "--ignore",
    multiple=True,
    metavar="CODES",
    help=Text(en="Two languages: not these", zh="比较两种语言时：排除这些规则"),
)
@option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="BYTES",
    default=DEFAULT_MAX_BYTES,
    show_default=True,
    help=Text(en="Refuse larger files", zh="拒绝超过此大小的文件"),
)
@policy_source
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    a: str,
    b: str,
    *,
    mirror: bool,
    output_format: str,
    path: Path | None,
    exit_code: bool,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    max_bytes: int,
    config: Path | None,
    no_config: bool,
    policy_from: str | None,
) -> None:
    """Compare two cards."""
    from cardkit.cli.diff_inputs import read_card

    if a == b == "-":
        raise UsageError(_TWO_STREAMS)
    if path is not None:
        from cardkit.output import check_output

        check_output(path)
    old, new = (read_card(name, max_bytes=max_bytes) for name in (a, b))
    flags = PolicyFlags(config, no_config, policy_from, fail_on=fail_on)
    found, code = _compared(old, new, Choice(selectors(select), selectors(ignore), flags), mirror)
    console.hint(_chosen(found).get(console.language()))
    _write(found, output_format, path)
    ctx.exit(code or (EXIT_DIFFERENT if exit_code and found else EXIT_SAME))


def _compared(old: Card, new: Card, choice: Choice, mirror: bool) -> tuple[Diff, int]:
    """Return the differences, and the exit code that the policy gives them; 0 for versions."""
    from cardkit.rules.between import are_two_languages

    if mirror:
        return drift(old, new, choice.flags)
    if are_two_languages(old.reading, new.reading):
        return agreement(old, new, choice)
    if choice.flags.config or choice.flags.policy_from:
        console.hint(_NO_POLICY.get(console.language()))
    return old.diff(new), EXIT_SAME


def _chosen(found: Diff) -> Text:
    kinds = [_LANGUAGES[side.language] for side in (found.a, found.b)]
    both = Text(en=f"{kinds[0].en}, {kinds[1].en}", zh=f"{kinds[0].zh}、{kinds[1].zh}")
    languages = kinds[0] if kinds[0] == kinds[1] else both
    names = {"a": found.a.source.name, "b": found.b.source.name}
    return _CHOSEN[found.mode].format(languages=languages, **names)


def _write(found: Diff, output_format: str, path: Path | None) -> None:
    text = _text(found, output_format, to_file=path is not None)
    if path is None:
        write = console.out if output_format in ("json", "markdown") else console.screen
        write(text)
        return
    from cardkit.output import write_atomically

    write_atomically(path, text)
    console.hint(_WRITTEN.format(path=path).get(console.language()))


def _text(found: Diff, output_format: str, *, to_file: bool) -> str:
    language = console.language()
    if output_format == "json":
        from cardkit.report import diff_json

        return diff_json.write(found)
    if output_format == "markdown":
        from cardkit.report import diff_markdown

        return diff_markdown.write(found, language)
    from cardkit.report import diff_screen
    from cardkit.report.frame import Style

    style = Style(
        color=not to_file and console.use_color(sys.stdout),
        unicode=to_file or console.can_encode("…→∅"),
        width=console.width(),
    )
    write = diff_screen.full if output_format == "full" else diff_screen.concise
    return write(found, language, style)
