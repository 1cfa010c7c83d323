"""Whole-process cost of the command line, as a ratio to `python -c "import pydantic"`.

Runs are interleaved and the smallest CPU time (user + system) of each counts, so that what else
the machine does weighs on all alike. Compiled modules are kept, as an installation does: with
PYTHONDONTWRITEBYTECODE set each run would compile cardkit anew, and pydantic not.

Usage: python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "cards" / "dclm-7b.card.yaml"
COMMANDS = {
    'python -c "import pydantic"': ["-c", "import pydantic; pydantic.BaseModel"],
    "cardkit --version": ["-m", "cardkit", "--version"],
    "cardkit --help": ["-m", "cardkit", "--help"],
    "cardkit explain MET101": ["-m", "cardkit", "explain", "MET101"],
    "cardkit validate (dclm-7b record)": [
        "-m",
        "cardkit",
        "validate",
        "--fail-on=never",
        str(CARD),
    ],
}
PEER = next(iter(COMMANDS))


def cpu_seconds(arguments: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        check=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(runs: int) -> None:
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            best[name] = min(best[name], cpu_seconds(arguments))
    print(f"{'command':40} {'CPU ms':>8} {'ratio':>7}   (minimum of {runs} interleaved runs)")
    for name, seconds in best.items():
        print(f"{name:40} {seconds * 1000:8.0f} {seconds / best[PEER]:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
