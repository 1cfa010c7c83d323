"""A Python that finds what `pip install cardkit` brings and nothing else, whatever is installed.

Links to the base dependencies, and to theirs, in a folder of their own; Python starts without its
site-packages. So the base install is tested where torch is installed as well as where it is not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]


class BaseInstall:
    """The folder of links, and runs of Python that see it."""

    def __init__(self, site: Path) -> None:
        self.site = site
        for package in _closure(_stated()):
            if package.files is None:
                pytest.skip(f"{package.name} does not tell its files")
            for top in {f.parts[0] for f in package.files} - {"..", "__pycache__"}:
                (site / top).symlink_to(Path(package.locate_file(top)))

    def python(self, *words, more=(), cwd=ROOT, **environment):
        """Run Python with the base install, and with the folders `more` before it on its path."""
        paths = [*map(str, more), str(ROOT), str(self.site)]
        env = {k: v for k, v in os.environ.items() if k not in ("HF_HUB_OFFLINE", "HF_ENDPOINT")}
        env |= {"PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "400", **environment}
        return subprocess.run(
            [sys.executable, "-S", "-s", *map(str, words)],
            cwd=cwd,
            env=env,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    def cardkit(self, *words, **settings):
        """Run `cardkit WORDS`."""
        return self.python("-m", "cardkit", *words, **settings)


def _stated() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"]


def _closure(stated: list[str]) -> Iterator[Distribution]:
    """Yield the packages of requirements and of theirs, no extra of any."""
    waiting, known = list(stated), set()
    while waiting:
        need = Requirement(waiting.pop())
        if need.name in known or (need.marker and not need.marker.evaluate({"extra": ""})):
            continue
        known.add(need.name)
        package = distribution(need.name)
        waiting += package.requires or []
        yield package
