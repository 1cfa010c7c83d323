"""Annotations for a GitHub workflow: one command a line, card text never one of its own.

GitHub shows at most ten annotations of a kind for a step, so errors come first. Escaping as the
runner reads it: data `%`, CR, LF; properties `:` and `,` too
(<https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from cardkit.report.across import message
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.report import Report
from cardkit.text import Language, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(reports: Sequence[Report], language: Language) -> str:
    """Return one command for each finding that is not silenced; empty where there is none."""
    found = [
        (f, r.document.source.position(f.span.end)) for r in reports for f in r.findings
    ]  # fmt: skip
    found.sort(key=lambda item: (-item[0].severity, item[0].file, item[0].span))
    return "".join(
        _command(finding, (end.line, end.column), language) + "\n" for finding, end in found
    )


def _command(finding: Finding, end: tuple[int, int], language: Language) -> str:
    properties = {
        "title": f"{finding.code} {finding.name}",
        "file": visible(PurePath(finding.file).as_posix()),  # not `./a.md`, which no diff has
        "line": finding.start.line,
        "endLine": end[0],
    }
    if finding.start.line == end[0]:  # GitHub refuses columns over several lines
        properties |= {"col": finding.start.column, "endColumn": end[1]}
    told = message(finding, language)
    if finding.help is not None:
        told += "\n" + finding.help.get(language)
    said = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {said}::{escape_data(told)}"


def escape_data(text: str) -> str:
    """Return `text` so that the runner reads it as the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Return `text` so that the runner reads it as the value of one property."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")
