"""Small repositories with a policy, for the tests of policies."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from cardkit.bind.read import open_document, read
from cardkit.policy.find import Finder
from cardkit.policy.policy import Policy
from cardkit.rules.engine import validate
from cardkit.rules.report import Report
from cardkit.source.source import read_source

TODAY = date(2026, 11, 29)
BAD = "---\nlicense: apache\nlanguage: [en]\n---\n\n# Larch-3B\n\nAn invented model.\n"
"""One error (MET101 at /metadata/license) and one note (STR101)."""
WAIVER = """
[[waiver]]
rule = "MET101"
card = "README.md"
pointer = "/metadata/license"
reason = "GOV-12"
owner = "eval@example.org"
expires = 2027-01-31
"""


def repository(folder: Path, config: str = "", *, card: str = BAD) -> Path:
    """Write a card and a policy into a folder."""
    (folder / "README.md").write_text(card, encoding="utf-8")
    if config:
        (folder / "cardkit.toml").write_text(config, encoding="utf-8")
    return folder


def policy_of(folder: Path) -> Policy:
    return Finder().policy_for(folder)


def report_of(path: Path, policy: Policy | None = None) -> Report:
    reading = read(open_document(read_source(path)))
    return validate(reading, settings=policy.settings) if policy else validate(reading)


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def committed(folder: Path) -> Path:
    """Make a repository of a folder, with all in it in one commit."""
    git(folder, "init", "-q", "-b", "main", ".")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "base")
    return folder


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]
