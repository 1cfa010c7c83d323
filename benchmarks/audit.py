"""Time and memory of `cardkit audit` over real cards, and what a baseline makes of a second run.

Copies the cards, audits them with one and with two processes (interleaved, the smallest wall time
of each counts), writes a baseline, audits again, plants one defect into one card, and audits a last
time. Prints the summary table. Fails where the second run does not exit with 0, or the last one
finds anything but the planted defect.

Usage: python benchmarks/audit.py [CARDS] [RUNS]
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CARDS = ROOT.parent / "shared" / "data" / "cards"
POLICY = '[baseline]\nfile = "baseline.json"\n'


def audit(folder: Path, *words: str) -> tuple[int, str, float]:
    """Run an audit; return exit code, stdout and seconds of wall time."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "cardkit", "audit", "cards.txt", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, time.perf_counter() - begun


def prepared(cards: Path, folder: Path) -> list[Path]:
    shutil.copytree(cards, folder / "cards")
    found = sorted((folder / "cards").rglob("*.md"))
    (folder / "cards.txt").write_text("".join(f"{p.relative_to(folder)}\n" for p in found))
    (folder / "cardkit.toml").write_text(POLICY)
    return found


def plant(cards: list[Path]) -> Path:
    """Give the first card with a front matter a date that no calendar has."""
    for card in cards:
        text = card.read_text(encoding="utf-8", errors="surrogateescape")
        if text.startswith("---\n"):
            card.write_text(text + "\nUpdated on 2024-02-30.\n", "utf-8", "surrogateescape")
            return card
    raise SystemExit("no card with a front matter")


def main(cards: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = prepared(cards, folder)
        best = {1: float("inf"), 2: float("inf")}
        for _ in range(runs):
            for jobs, seconds in best.items():
                best[jobs] = min(seconds, audit(folder, "--jobs", str(jobs))[2])
        print(audit(folder, "--jobs", "2")[1])
        size = sum(p.stat().st_size for p in found)
        print(f"{len(found)} cards, {size / 1e6:.1f} MB; minimum of {runs} interleaved runs:")
        for jobs, seconds in best.items():
            print(f"  --jobs {jobs}: {seconds:.2f} s wall, {best[1] / seconds:.2f} times as fast")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"  largest process: {peak:.0f} MiB")
        check(folder, found)


def check(folder: Path, cards: list[Path]) -> None:
    codes = [audit(folder, "--write-baseline")[0], audit(folder)[0]]
    planted = plant(cards)
    code, out, _ = audit(folder, "--output-format", "json")
    open_now = {c["card"]: c["rules"] for c in json.loads(out)["by_card"] if c["rules"]}
    print(f"with --write-baseline: exit {codes[0]}; the second run: exit {codes[1]}")
    print(f"one defect planted in {planted.relative_to(folder)}: exit {code}, open: {open_now}")
    assert codes == [0, 0]
    assert code == 1
    assert open_now == {str(planted.relative_to(folder)): {"MET105": 1}}


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0]) if given else CARDS, int(given[1]) if len(given) > 1 else 3)
