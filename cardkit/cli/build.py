"""`cardkit build`: from a card and a model to cards that show how each claim stands."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import option
from cardkit.cli.build_options import DETAILS, SUMMARY, Wanted
from cardkit.cli.evidence_inputs import day_of, digests, terms_options, what_counts
from cardkit.cli.left_out import FORCE, SHOW_LOSSES
from cardkit.cli.load_options import load_options, refuse_unused
from cardkit.cli.policy_options import PolicyFlags, keep_offline, policy_source
from cardkit.cli.score_options import score_options, settings_of
from cardkit.errors import NotACard, UsageError
from cardkit.text import LANGUAGES, Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.building.evidence import Held, Rules
    from cardkit.building.signing import Signer
    from cardkit.evidence.files import Files
    from cardkit.policy.policy import Policy
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
        en="Sign the evidence with this private key, by default that of CARDKIT_SIGNING_KEY:"
        " verification.dsse.json",
        zh="用此私钥签署证据（默认取环境变量 CARDKIT_SIGNING_KEY）：verification.dsse.json",
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
        en="Hub the cards are for: huggingface, modelscope, modelers, wisemodel, plain",
        zh="目标平台：huggingface、modelscope、modelers、wisemodel、plain",
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
@option("--force", is_flag=True, help=FORCE)
@option("--show-losses", is_flag=True, help=SHOW_LOSSES)
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
    from cardkit.cli import build_before as before
    from cardkit.cli import build_outcome as outcome

    scores = settings_of(ctx, **about_scores)
    wanted.check(measures=bool(scores) or wanted.load)
    refuse_unused(ctx, loads=bool(scores) or wanted.load, timeout=wanted.timeout)
    source, invalid = before.read(wanted.card)
    if source.reading().kind == "comparison":
        raise UsageError(_COMPARISON.format(card=wanted.card))
    chosen = wanted.lang or source.language or "all"
    languages = tuple(x for x in LANGUAGES if chosen in (x, "all"))
    order = Order(languages, wanted.dialect, wanted.template_dir)
    if invalid is None:
        before.check_order(wanted, source, order)
    if wanted.ref is not None:
        keep_offline(str(source.path), wanted.ref)
    flags = PolicyFlags(wanted.config, wanted.no_config, wanted.policy_from)
    policy = flags.finder().policy_for(source.path.parent)
    rules = Rules(day_of(wanted.today), *what_counts(policy, wanted.keys, wanted.max_age))
    signs = before.signs(wanted, rules)
    before.check_places(wanted, source, signs)
    built = build(
        source,
        order,
        lambda reading: _judged(reading, wanted, policy, invalid),
        lambda reading: _held(reading, wanted, rules, scores, signs),
        _say,
    )
    if wanted.check_only:
        return outcome.check(built, wanted)
    if built.stop is None:
        outcome.write(built, wanted)
    outcome.tell(built, wanted, built.code)
    return built.code


def _judged(
    reading: Reading, wanted: Wanted, policy: Policy, invalid: NotACard | None
) -> tuple[tuple[Report, ...], int]:
    """Validate a card, and return the findings as the policy has them with the exit code.

    Raises `invalid`, why the record is none, where no finding stops it: there is nothing to render.
    """
    from cardkit.building.road import FAMILY
    from cardkit.policy.decide import decide
    from cardkit.rules.engine import validate
    from cardkit.rules.registry import all_rules, choose

    own = frozenset(rule.code for rule in all_rules() if rule.family == FAMILY)
    settings = replace(policy.settings, off=policy.settings.off | own)
    select, ignore = policy.config.select, policy.config.ignore
    report = validate(reading, select=select, ignore=ignore, settings=settings)
    ran = frozenset(rule.code for rule in choose(select, ignore, settings))
    decision = decide([report], policy, day_of(wanted.today), fail_on=wanted.fail_on, ran=ran)
    if invalid is not None and not decision.exit_code:
        raise invalid
    return decision.reports, decision.exit_code


def _held(
    reading: Reading,
    wanted: Wanted,
    rules: Rules,
    scores: ScoreSettings | None,
    signs: Signer | None,
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
    return measured(reading, how, rules, signs)


def _model(wanted: Wanted, path: Path) -> Files | None:
    """Return the model's digests: of --model, else of what lies beside the evidence."""
    from cardkit.building.evidence import require_files

    if not os.path.lexists(path):
        return None
    found = digests(wanted.ref or str(path.parent.absolute()), wanted.revision, rehash=False)
    if wanted.ref is not None:
        require_files(found, wanted.ref)
    return found


def _say(text: Text) -> None:
    console.hint(text.get(console.language()))


_COMPARISON = Text(en="`{card}` is a comparison, not a card", zh="`{card}` 是对比表，不是卡片")
