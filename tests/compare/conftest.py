from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from cardkit.cli import console
from cardkit.cli.main import cli

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _fresh_console() -> Iterator[None]:
    console.set_language("en")
    console.set_color("auto")
    console.set_quiet(False)
    yield
    console.set_language("en")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: str, width: int = 100, charset: str = "utf-8", **env: str) -> Result:
        monkeypatch.setenv("COLUMNS", str(width))
        runner = CliRunner(charset=charset, env={"LANG": "C.UTF-8", **env})
        return runner.invoke(cli, ["compare", *arguments])

    return call
