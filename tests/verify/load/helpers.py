"""Subprocesses with stand-ins installed: a simulated torch_npu, open_lm."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
FAKES = ROOT / "tests" / "fakes"


def python(*words, fake=None, cwd=ROOT, **environment):
    """Run Python with one stand-in or several on its path; return what it did."""
    fakes = [fake] if isinstance(fake, str) else fake or []
    paths = [str(ROOT), *(str(FAKES / name) for name in fakes)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
    env.pop("TORCH_DEVICE_BACKEND_AUTOLOAD", None)
    env.update(environment)
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )


def told(code, *, fake=None, **environment):
    """Run code that prints JSON last, and return it."""
    done = python("-c", code, fake=fake, **environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
