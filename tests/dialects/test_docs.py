"""docs/dialects.md: its commands run, its hubs are all, its figures are the benchmark's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardkit.cli.main import cli
from cardkit.dialects.profile import profiles

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dialects.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("cardkit ")
]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_runs(line, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    assert done.output


def test_every_hub_is_named():
    for profile in profiles().values():
        assert re.search(rf"\b{profile.name}\b", PAGE), profile.name
    row = next(line for line in PAGE.splitlines() if line.startswith("| default branch"))
    branches = [cell.strip() for cell in row.strip("|").split("|")][1:]
    assert branches == [p.branch for p in profiles().values() if p.is_writable]
