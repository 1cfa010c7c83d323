"""`cardkit build`: from a card and a model to cards that show how each claim stands."""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import option
from cardkit.cli.build_options import DETAILS, SUMMARY, Wanted
from cardkit.cli.evidence_inputs import day_of, digests, terms_options, what_counts
from cardkit.cli.load_options import load_options, refuse_unused
from cardkit.cli.policy_options import PolicyFlags, keep_offline, policy_source
from cardkit.cli.score_options import score_options, settings_of
from cardkit.errors import CardkitError, UnsafeOutput, UsageError
from cardkit.text import LANGUAGES, Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.building.evidence import Held, Rules, Sign
    from cardkit.building.road import Built
    from cardkit.evidence.files import Files
    from cardkit.policy.policy import Policy
    from cardkit.render.files import CardSource
    from cardkit.rules.report import Report
    from cardkit.verify.measure.settings import ScoreSettings


@bilingual.command("build", summary=SUMMARY, details=DETAILS)
@click.argument("card", metavar="CARD")
@option(
    "--model",
    "ref",
    metavar="REF",
    help=Text(
        en="A folder, a file or a repository on a hub: verify the card against it",
        zh="目录、文件或平台上的仓库：以此核实卡片",
    ),
)
@option(
    "--evidence",
    "file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=Text(
        en="Do not measure: take this evidence, checked against --model or what lies beside it",
        zh="不重新测量，采用此证据，并与 --model 或证据旁边的模型核对",
    ),
)
@option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help=Text(
        en="Write README.md, README_zh.md and verification.json there",
        zh="写入该目录的 README.md、README_zh.md 和 verification.json",
    ),
)
@option(
    "--check",
    is_flag=True,
    help=Text(
        en="Write and measure nothing; exit 1 when DIR differs or its evidence does not hold",
        zh="不写入、不测量；目录中的文件有差异或证据不成立时退出码为 1",
    ),
)
@option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=Text(
        en="Sign the evidence with this private key: verification.dsse.json",
        zh="用此私钥签署证据：verification.dsse.json",
    ),
)
@option(
    "--lang",
    type=click.Choice([*LANGUAGES, "all"]),
    help=Text(
        en="Language of the cards; by default that of a Markdown card, of a record all",
        zh="卡片的语言；Markdown 卡片默认为其自身语言，记录默认为 all",
    ),
)
@option(
    "--dialect",
    default="huggingface",
    show_default=True,
    metavar="NAME",
    help=Text(
        en="Hub the cards are for: huggingface, modelers", zh="目标平台：huggingface、modelers"
    ),
)
@option(
    "--fail-on",
    type=click.Choice(["note", "warning", "error", "never"]),
    help=Text(
        en="Stop at findings from this level on  [default: error]",
        zh="存在达到此级别的问题时停止（默认：error）",
    ),
)
@option(
    "--revision",
    metavar="REV",
    help=Text(
        en="Branch, tag or commit of a repository on a hub", zh="平台仓库的分支、标签或提交号"
    ),
)
@policy_source
@load_options
@terms_options
@option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help=Text(en="How the outcome is written", zh="输出格式"),
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
@score_options
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - click's
    """Build."""
    wanted, about_scores = Wanted.of(given)
    ctx.exit(_run(ctx, wanted, about_scores))


def _run(ctx: click.Context, wanted: Wanted, about_scores: dict[str, Any]) -> int:
    from cardkit.building.evidence import Rules
    from cardkit.building.road import Order, build
    from cardkit.render.files import read_card

    scores = settings_of(ctx, **about_scores)
    wanted.check(measures=bool(scores) or wanted.load)
    refuse_unused(ctx, loads=bool(scores) or wanted.load, timeout=wanted.timeout)
    source = read_card(wanted.card)
    if source.reading().kind == "comparison":
        raise UsageError(_COMPARISON.format(card=wanted.card))
    chosen = wanted.lang or source.language or "all"
    languages = tuple(x for x in LANGUAGES if chosen in (x, "all"))
    if not wanted.check_only:
        _check_places(wanted, source)
    if wanted.ref is not None:
        keep_offline(str(source.path), wanted.ref)
    flags = PolicyFlags(wanted.config, wanted.no_config, wanted.policy_from)
    policy = flags.finder().policy_for(source.path.parent)
    rules = Rules(day_of(wanted.today), *what_counts(policy, wanted.keys, wanted.max_age))
    sign = _signing(wanted)
    built = build(
        source,
        Order(languages, wanted.dialect, wanted.template_dir),
        lambda reading: _judged(reading, wanted, policy),
        lambda reading: _held(reading, wanted, rules, scores, sign),
        _say,
    )
    if wanted.check_only:
        return _check(built, wanted)
    if built.stop is None:
        _write(built, wanted)
    _tell(built, wanted, built.code)
    return built.code


def _judged(reading: Reading, wanted: Wanted, policy: Policy) -> tuple[tuple[Report, ...], int]:
    """Validate a card, and return the findings as the policy has them with the exit code."""
    from cardkit.building.road import FAMILY
    from cardkit.policy.decide import decide
    from cardkit.rules.engine import validate
    from cardkit.rules.registry import all_rules, choose

    own = [rule.code for rule in all_rules() if rule.family == FAMILY]
    select, ignore = policy.config.select, (*policy.config.ignore, *own)
    report = validate(reading, select=select, ignore=ignore, settings=policy.settings)
    ran = frozenset(rule.code for rule in choose(select, ignore, policy.settings))
    decision = decide([report], policy, day_of(wanted.today), fail_on=wanted.fail_on, ran=ran)
    return decision.reports, decision.exit_code


def _held(
    reading: Reading,
    wanted: Wanted,
    rules: Rules,
    scores: ScoreSettings | None,
    sign: Sign | None,
) -> Held:
    """Measure, or read the evidence at hand."""
    from cardkit.building.evidence import Measuring, at_hand, measured

    path = wanted.evidence_file()
    if path is not None:
        return at_hand(reading, path, _model(wanted, path), rules)
    from cardkit.cli.hashing import shown
    from cardkit.cli.score_follow import follow

    settings = None
    if wanted.load or scores is not None:
        from cardkit.verify.load.observe import LoadSettings

        settings = LoadSettings(wanted.device, wanted.dtype, wanted.loader, wanted.timeout)
    how = Measuring(
        ref=wanted.ref or "",
        revision=wanted.revision,
        band=Decimal(str(wanted.band)) / 100,
        load=settings,
        scores=scores,
        follow=follow,
        say=_say,
        hashing=shown,
    )
    return measured(reading, how, rules, sign)


def _model(wanted: Wanted, path: Path) -> Files | None:
    """Return the model's digests: of --model, else of what lies beside the evidence."""
    if not os.path.lexists(path):
        return None
    return digests(wanted.ref or str(path.parent.absolute()), wanted.revision, rehash=False)


def _signing(wanted: Wanted) -> Sign | None:
    """Return what signs with --key; the key is read before anything is measured."""
    if wanted.key is None:
        return None
    from cardkit.evidence.keys import private_key
    from cardkit.evidence.signing import signed

    private, name = private_key(wanted.key, os.environ), wanted.key.stem
    return lambda payload: signed(payload, private, name)


def _check_places(wanted: Wanted, source: CardSource) -> None:
    """Look at all places before any work. Raises UnsafeOutput."""
    from cardkit.evidence.statement import NAME, SIGNED_NAME
    from cardkit.render.files import FILE_NAMES, places

    places([*FILE_NAMES.values(), NAME, SIGNED_NAME], wanted.folder, source, make=False)


def _write(built: Built, wanted: Wanted) -> None:
    from cardkit.evidence.statement import SIGNED_NAME
    from cardkit.output import write_all_atomically
    from cardkit.render.files import places

    old = wanted.folder / SIGNED_NAME
    if SIGNED_NAME not in built.files and os.path.lexists(old):
        raise UnsafeOutput(_OLD_SIGNED.format(path=old), hint=_SIGN)
    paths = places(list(built.files), wanted.folder, built.source)
    write_all_atomically(dict(zip(paths, built.files.values(), strict=True)))
    for path in paths:
        _say(_WRITTEN.format(path=path))


def _check(built: Built, wanted: Wanted) -> int:
    """Say how the files of the folder differ from what would be written."""
    from cardkit.render.files import difference

    differ = []
    for name, text in built.files.items():
        path = wanted.folder / name
        shown = difference(path, text) if path.is_file() else _absent(path)
        if shown:
            differ.append(name)
            if wanted.output_format != "json":
                console.out(shown)
        else:
            _say(_FITS.format(path=path))
    code = built.code if built.stop is not None else int(bool(differ))
    _tell(built, wanted, code, differ)
    return code


def _absent(path: Path) -> str:
    return _MISSING.format(path=path).get(console.language()) + "\n"


def _tell(built: Built, wanted: Wanted, code: int, differ: list[str] | None = None) -> None:
    """Write the outcome to stdout: what stopped it, and how the claims stand."""
    language = console.language()
    if wanted.output_format == "json":
        from cardkit.building.outcome_json import write

        wrote = built.stop is None and differ is None
        console.out(write(built, code, folder=str(wanted.folder), wrote=wrote, differ=differ))
    else:
        _show(built)
    if built.stop is not None:
        console.error(CardkitError(built.stop.message, hint=built.stop.hint).describe(language))
    elif code == 4:
        _say(_UNDECIDED)


def _show(built: Built) -> None:
    from cardkit.report import full
    from cardkit.report.evidence_screen import screen
    from cardkit.report.frame import Style

    language = console.language()
    style = Style(
        color=console.use_color(sys.stdout),
        unicode=console.can_encode("…"),
        width=console.width(),
    )
    if built.stop is not None and built.stop.step != "evidence":
        console.screen(full.write(built.reports, language, style))
    elif built.held is not None:
        console.out(screen(built.held.report, language, style))


def _say(text: Text) -> None:
    console.hint(text.get(console.language()))


_COMPARISON = Text(en="`{card}` is a comparison, not a card", zh="`{card}` 是对比表，不是卡片")
_OLD_SIGNED = Text(
    en="`{path}` is signed evidence of an earlier build, which people would take for this one's",
    zh="`{path}` 是先前生成的已签名证据，会被误认为本次的证据",
)
_SIGN = Text(
    en="sign this one too (--key), or remove that file first",
    zh="请同样签名（--key），或先删除该文件",
)
_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_MISSING = Text(en="{path} is missing", zh="缺少 {path}")
_FITS = Text(en="{path} is up to date", zh="{path} 已是最新")
_UNDECIDED = Text(
    en="written; some of what was asked stayed undecided: `cardkit verify` shows what",
    zh="已写入；部分内容未能判定，可用 `cardkit verify` 查看",
)
