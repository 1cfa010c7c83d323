"""Full validation of a folder of cards against huggingface_hub's reading of their front matter.

cardkit: read, bind and run every rule on every card, one process.
peer:    `huggingface_hub.ModelCard(text)` on those cards that have front matter, one process.
Both run in the same invocation, one after the other, twice; the better CPU time counts.
Usage: python benchmarks/throughput.py FOLDER...
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def cards(folders: list[str]) -> list[tuple[str, str]]:
    paths = sorted(p for folder in folders for p in Path(folder).rglob("*.md"))
    return [(str(p), p.read_bytes().decode("utf-8", "replace")) for p in paths]


def has_front_matter(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("---")


def timed(items: list[tuple[str, str]], work: Callable[[str, str], None]) -> dict[str, object]:
    slowest, slowest_name, failed = 0.0, "", 0
    start = time.process_time()
    for name, text in items:
        at = time.process_time()
        try:
            work(name, text)
        except Exception:
            failed += 1
        took = time.process_time() - at
        if took > slowest:
            slowest, slowest_name = took, name
    return {
        "cards": len(items),
        "failed": failed,
        "seconds": time.process_time() - start,
        "slowest": slowest,
        "slowest_name": Path(slowest_name).name,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def ours(folders: list[str]) -> dict[str, object]:
    import cardkit

    stages = {"front matter": 0.0, "body": 0.0, "bind": 0.0, "rules": 0.0}

    def work(name: str, text: str) -> None:
        from cardkit.bind import bind
        from cardkit.rules.engine import validate
        from cardkit.source.document import loads

        at = time.process_time()
        document = loads(text, name=name)
        stages["front matter"] += (now := time.process_time()) - at
        document.body  # noqa: B018 - parsed on first use; the stage is what is measured
        stages["body"] += (then := time.process_time()) - now
        reading = bind(document)
        stages["bind"] += (now := time.process_time()) - then
        validate(reading)
        stages["rules"] += time.process_time() - now

    cardkit.loads("# warm-up\n\n|a|b|\n|-|-|\n|1|2|\n").validate()
    return {**timed(cards(folders), work), "stages": stages}


def peer(folders: list[str]) -> dict[str, object]:
    from huggingface_hub import ModelCard

    def work(_name: str, text: str) -> None:
        ModelCard(text)

    ModelCard("---\nlicense: mit\n---\n# warm-up\n")
    return timed([c for c in cards(folders) if has_front_matter(c[1])], work)


def main(folders: list[str]) -> None:
    best: dict[str, dict[str, object]] = {}
    for _ in range(2):
        for which in ("ours", "peer"):
            command = [sys.executable, __file__, f"--child={which}", *folders]
            result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            if which not in best or result["seconds"] < best[which]["seconds"]:
                best[which] = result
    for which, result in best.items():
        rate = result["cards"] / result["seconds"]  # type: ignore[operator]
        print(
            f"{which:5} {result['cards']:4} cards  {result['seconds']:7.2f} s CPU  {rate:6.1f}/s"
            f"  peak {result['peak_mb']:.0f} MB  failed {result['failed']}"
            f"  slowest {result['slowest']:.2f} s ({result['slowest_name']})"
        )
    print("ours, by stage:", {k: round(v, 2) for k, v in best["ours"]["stages"].items()})  # type: ignore[attr-defined]
    ratio = best["ours"]["seconds"] / best["peer"]["seconds"]  # type: ignore[operator]
    print(f"ratio ours / peer: {ratio:.2f}")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and arguments[0].startswith("--child="):
        chosen = {"ours": ours, "peer": peer}[arguments[0].split("=")[1]]
        print(json.dumps(chosen(arguments[1:])))
    elif arguments:
        main(arguments)
    else:
        sys.exit(__doc__)
