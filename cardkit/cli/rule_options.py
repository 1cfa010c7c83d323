"""Options of the verbs that run rules: which ones, from which level a run fails, which reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from cardkit.cli.bilingual import option
from cardkit.cli.report_files import FORMATS
from cardkit.text import Text

F = TypeVar("F", bound=Callable[..., Any])


def rule_options(function: F) -> F:
    """Add `--select`, `--ignore` and `--fail-on` to a verb."""
    options = (
        option(
            "--select",
            multiple=True,
            metavar="CODES",
            help=Text(
                en="Only these rules: codes, families or names, with commas",
                zh="只运行这些规则：代码、族或名称，以逗号分隔",
            ),
        ),
        option(
            "--ignore",
            multiple=True,
            metavar="CODES",
            help=Text(en="Not these", zh="排除这些规则"),
        ),
        option(
            "--fail-on",
            type=click.Choice(["note", "warning", "error", "never"]),
            help=Text(
                en="Exit with 1 from this level on  [default: error]",
                zh="达到此级别时以 1 退出（默认：error）",
            ),
        ),
    )
    for one in reversed(options):
        function = one(function)
    return function


def report_option(function: F) -> F:
    """Add `--report` to a verb."""
    about = Text(
        en="Write a report too: {formats}; may be repeated", zh="另写一份报告，可重复：{formats}"
    )
    formats = Text(en=", ".join(FORMATS), zh="、".join(FORMATS))
    return option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=FILE",
        help=about.format(formats=formats),
    )(function)


def selectors(given: Sequence[str]) -> tuple[str, ...]:
    """Return the selectors of `--select MET,CIT --select AGG` one by one."""
    return tuple(part.strip() for text in given for part in text.split(",") if part.strip())
