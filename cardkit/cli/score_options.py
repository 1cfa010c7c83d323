"""The options of `cardkit verify` that are about measuring scores again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cardkit.cli.bilingual import option
from cardkit.errors import UsageError
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.verify.measure.settings import ScoreSettings

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    option(
        "--data",
        type=click.Path(file_okay=False),
        metavar="DIR",
        help=Text(
            en="Measure the claimed scores again; items of the tasks lie in this folder (jsonl)",
            zh="重新测量卡片中的分数；各任务的题目在此目录中（jsonl）",
        ),
    ),
    option(
        "--scores",
        is_flag=True,
        help=Text(
            en="The same where a file of tasks says where the items lie",
            zh="同上，题目位置由任务文件给出",
        ),
    ),
    option(
        "--logs",
        type=click.Path(),
        metavar="PATH",
        help=Text(
            en="Compare answer by answer with the lm-eval logs that the card names"
            " (samples_*.jsonl, or their folder)",
            zh="与卡片写明的 lm-eval 逐题日志逐题比对（samples_*.jsonl 或其所在目录）",
        ),
    ),
    option(
        "--tasks",
        metavar="IDS",
        help=Text(
            en="Measure these alone: ids or printed names, with commas",
            zh="只测量这些任务：任务 ID 或卡片上的名称，以逗号分隔",
        ),
    ),
    option(
        "--budget",
        metavar="N|TIME",
        help=Text(
            en="Give up undecided after N items of a task, or after 90s, 30m, 2h in all",
            zh="仍未判定时的上限：每个任务 N 题，或总时间 90s、30m、2h",
        ),
    ),
    option(
        "--alpha",
        type=click.FloatRange(0, 1, min_open=True, max_open=True),
        default=0.05,
        show_default=True,
        help=Text(
            en="Chance of even one wrong verdict on the card",
            zh="整张卡片出现任何一次误判的概率上限",
        ),
    ),
    option(
        "--tolerance",
        type=click.FloatRange(0, 100, max_open=True),
        metavar="POINTS",
        default=1.0,
        show_default=True,
        help=Text(
            en="A claim off by no more agrees (at least 2 items)",
            zh="偏差不超过此值视为相符（至少 2 题），单位为百分点",
        ),
    ),
    option(
        "--margin",
        type=click.FloatRange(0, 100, max_open=True),
        metavar="POINTS",
        default=5.0,
        show_default=True,
        help=Text(
            en="A claim off by as much must not pass", zh="偏差达到此值必须检出，单位为百分点"
        ),
    ),
    option(
        "--full",
        is_flag=True,
        help=Text(en="Run every task to its last item", zh="完整评测每个任务，不抽样"),
    ),
    option(
        "--every-rule",
        is_flag=True,
        help=Text(
            en="Also measure by each other rule that the card's words allow",
            zh="卡片未写明规则时，也按其他可能的规则测量",
        ),
    ),
    option(
        "--resume",
        is_flag=True,
        help=Text(en="Go on where an earlier run stopped", zh="从上次中断处继续"),
    ),
    option(
        "--journal",
        type=click.Path(dir_okay=False),
        help=Text(
            en="Where answers are written down; by default in ~/.cache/cardkit/runs",
            zh="逐题结果的记录文件，默认在 ~/.cache/cardkit/runs 中",
        ),
    ),
    option(
        "--salt",
        metavar="TEXT",
        help=Text(
            en="Fixes the order of the items, to repeat a run; drawn at random otherwise",
            zh="决定抽题顺序，用于重复某次测量；默认随机产生",
        ),
    ),
    option(
        "--tier",
        type=click.Choice(["auto", "tree", "expand", "plain"]),
        default="auto",
        show_default=True,
        help=Text(
            en="How choices share work; auto takes the fastest that a self-check finds right",
            zh="选项之间共享计算的方式；auto 选用通过自检的最快方式",
        ),
    ),
)


def score_options(function: F) -> F:
    """Add the options to a command; it gets them as keyword arguments of `settings_of`."""
    for each in reversed(_OPTIONS):
        function = each(function)
    return function


_ABOUT_SCORES = (
    *("tasks", "budget", "alpha", "tolerance", "margin", "full", "every_rule"),
    *("resume", "journal", "salt", "tier", "logs"),
)


def settings_of(
    ctx: click.Context,
    *,
    tasks: str | None,
    **choices: Any,  # noqa: ANN401 - the other options, by name
) -> ScoreSettings | None:
    """Return what the options ask for, None where scores are not to be measured.

    Raises UsageError for a folder that is not there and for settings that cannot be.
    """
    scores = choices.pop("scores")
    if choices["data"] is None and not scores:
        _refuse_idle(ctx)
        return None
    from cardkit.verify.measure.settings import score_settings

    names = tuple(name.strip() for name in (tasks or "").split(",") if name.strip())
    if tasks is not None and not names:
        raise UsageError(_NO_TASKS)
    return score_settings(tasks=names, **choices)


def _refuse_idle(ctx: click.Context) -> None:
    """Refuse options that would silently do nothing. Raises UsageError."""
    given = click.core.ParameterSource.COMMANDLINE
    idle = [n for n in _ABOUT_SCORES if ctx.get_parameter_source(n) is given]
    if idle:
        from cardkit.verify.measure.settings import DATA

        shown = listed(f"--{name.replace('_', '-')}" for name in idle)
        raise UsageError(_IDLE.format(names=shown), hint=DATA)


_IDLE = Text(
    en="{names} is about measuring scores, which was not asked for",
    zh="{names} 用于测量分数，但未要求测量分数",
)
_NO_TASKS = Text(en="--tasks names no task", zh="--tasks 没有给出任何任务")
