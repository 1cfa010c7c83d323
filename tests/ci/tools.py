"""Programs of the dev group, looked for beside this Python and on the path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def run_tool(name: str, *words, **settings) -> subprocess.CompletedProcess[str]:
    """Run a program; skip where the dev group is not installed."""
    found = shutil.which(
        name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    if found is None:
        pytest.skip(f"{name} is not installed: pip install --group dev")
    return subprocess.run(
        [found, *map(str, words)], capture_output=True, encoding="utf-8", check=False, **settings
    )
