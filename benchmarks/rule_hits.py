"""Lists what each rule finds in files and folders: the sheet precision is judged from.

    python benchmarks/rule_hits.py PATH... [--rule CODE] [--limit 20]

Every hit is printed with its file, line, message and the text it stands on; `--rule` keeps one
rule, `--limit` spreads the hits evenly over the files. Without `--rule`: counts by rule.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from cardkit.bind.read import open_document, read
from cardkit.rules.engine import validate
from cardkit.source.source import read_source
from cardkit.text import visible


def files(paths):
    for path in map(Path, paths):
        found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        yield from (p for p in found if p.suffix.lower() in {".md", ".yaml", ".yml"})


def findings(path, select):
    source = read_source(path)
    report = validate(read(open_document(source)), select=select)  # rules look beside the file too
    return source, [*report.findings, *report.suppressed]


def spread(hits, limit):
    """Return at most `limit` hits, as many files among them as can be."""
    by_file = {}
    for hit in hits:
        by_file.setdefault(hit[0].name, []).append(hit)
    turns = [group[i] for i in range(limit) for group in by_file.values() if i < len(group)]
    return turns[:limit]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--rule", default=None)
    parser.add_argument("--limit", type=int, default=20)
    options = parser.parse_args()
    select = [options.rule] if options.rule else []
    counts, cards, hits = Counter(), Counter(), []
    start = time.perf_counter()
    total = 0
    for path in files(options.paths):
        total += 1
        source, found = findings(path, select)
        hits += [(source, f) for f in found]
        counts.update(f.code for f in found)
        cards.update({f.code for f in found})
    if options.rule is None:
        for code, n in sorted(counts.items()):
            print(f"{code:<7} {n:>5} hits in {cards[code]:>4} files")
    else:
        for source, f in spread(hits, options.limit):
            shown = visible(source.slice(f.span))[:110]
            print(f"{Path(source.name).name}:{f.start.line}: {f.message.en}\n    {shown}")
    print(f"{total} files, {sum(counts.values())} findings, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
