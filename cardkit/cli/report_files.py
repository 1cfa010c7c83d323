"""`--report FORMAT=FILE`: the findings of a run in the formats that other programs read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.cli import console
from cardkit.errors import UsageError
from cardkit.text import Language, Text, listed

if TYPE_CHECKING:
    from cardkit.rules.finding import Severity
    from cardkit.rules.report import Report

FORMATS = ("json", "sarif", "github", "gitlab", "junit", "markdown")
"""What `--output-format` and `--report` write for programs; the exit code is the same in all."""

_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The file GitHub shows as the summary of a job; `--report github=-` adds the table to it."""


@dataclass(frozen=True)
class WantedReport:
    """One report: its format, and the file it goes to (`-` is stdout)."""

    format: str
    file: str

    def write(
        self, reports: Sequence[Report], language: Language, fail_on: Severity | None
    ) -> None:
        """Write the report.

        Raises UnsafeOutput and UsageError as `write_atomically` does.
        """
        text = report_text(self.format, reports, language, fail_on)
        if self.file == "-":
            if text:
                console.out(text)
        else:
            from cardkit.output import write_atomically

            write_atomically(Path(self.file), text)
        if self.format == "github":
            _add_summary(reports, language)


def wanted_reports(given: Iterable[str]) -> tuple[WantedReport, ...]:
    """Read `FORMAT=FILE` arguments.

    Raises UsageError for an unknown format, a missing file, two reports to one place, or a file
    that cannot be written.
    """
    found = [_wanted(text) for text in given]
    places = [report.file for report in found]
    for place in places:
        if places.count(place) > 1:
            message = Text(en="two reports go to `{file}`", zh="两份报告写入同一文件 `{file}`")
            raise UsageError(message.format(file=place))
    return tuple(found)


def spare(cards: Iterable[str], reports: Sequence[WantedReport]) -> None:
    """Raise UsageError where a report would replace one of the cards that are checked."""
    files = [r.file for r in reports if r.file != "-" and Path(r.file).exists()]
    if not files:
        return
    for card in cards:
        # `os.path` answers no for names that `Path` raises on: too long, a NUL.
        if card == "-" or not os.path.exists(card):  # noqa: PTH110 - as above
            continue
        for file in files:
            if Path(card).samefile(file):
                message = Text(
                    en="the report `{file}` would replace a card that is checked",
                    zh="报告 `{file}` 会覆盖正在检查的卡片",
                )
                hint = Text(en="give it another name", zh="请换一个文件名")
                raise UsageError(message.format(file=file), hint=hint)


def _wanted(text: str) -> WantedReport:
    name, _, file = text.partition("=")
    if name not in FORMATS or not file:
        raise UsageError(
            Text(en="not a report: `{text}`", zh="无法识别的报告：`{text}`").format(text=text),
            hint=Text(
                en="write FORMAT=FILE, such as sarif=cardkit.sarif; formats: {known}",
                zh="请写成 FORMAT=FILE，例如 sarif=cardkit.sarif；格式：{known}",
            ).format(known=listed(FORMATS)),
        )
    if file != "-":
        from cardkit.output import check_output

        check_output(Path(file))
    elif name != "github":  # whose commands stand between other lines
        raise UsageError(
            Text(
                en="`{text}` would mix a report with the screen",
                zh="`{text}` 会使报告与屏幕输出混在一起",
            ).format(text=text),
            hint=Text(
                en="use `--output-format {name}` instead", zh="请改用 `--output-format {name}`"
            ).format(name=name),
        )
    return WantedReport(name, file)


def report_text(
    name: str, reports: Sequence[Report], language: Language, fail_on: Severity | None
) -> str:
    """Return the findings in the format `name`, one of `FORMATS`."""
    if name == "json":
        from cardkit.report import json_

        return json_.write(reports)
    if name == "junit":
        from cardkit.report import junit

        return junit.write(reports, language, fail_on)
    if name == "sarif":
        from cardkit.report import sarif

        return sarif.write(reports, language)
    from cardkit.report import github, gitlab, markdown

    writers = {"github": github.write, "gitlab": gitlab.write, "markdown": markdown.write}
    return writers[name](reports, language)


def _add_summary(reports: Sequence[Report], language: Language) -> None:
    """Add the table of findings to the summary of a GitHub job, where there is such a file."""
    place = os.environ.get(_SUMMARY)
    if not place:
        return
    from cardkit.report import markdown

    try:
        with Path(place).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(markdown.write(reports, language))
    except OSError:
        message = Text(
            en="the job summary `{file}` cannot be written", zh="无法写入任务摘要 `{file}`"
        )
        console.hint(message.format(file=place).get(language))
