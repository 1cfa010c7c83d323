"""Runs the rules over Chinese and English pairs: findings by class and rule, each to be judged.

    python benchmarks/bilingual_pairs.py [FOLDER] [--list] [--rule CODE] [--class CLASS]

FOLDER (default ../shared/data/bilingual) holds a folder for each pair, with two Markdown files in
it, `en.md` and `zh.md`. `--list` prints every finding with the lines in both files that it stands
on; `--rule` (a code or the front of one: BIL2) and `--class` keep some. `--plant` changes one
quantity at a time in the English texts and counts how many of the slips are found.
"""

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

from cardkit.bind.read import read
from cardkit.diff.pair import CardPair
from cardkit.diff.prose.passages import aligned_passages
from cardkit.diff.prose.quantities import quantity_differences
from cardkit.rules.engine import agree
from cardkit.source.document import loads
from cardkit.source.source import read_source
from cardkit.text import visible

CLASSES = ("contradiction", "stale", "missing", "rounding", "style")
WIDTH = 150


def pairs(folder):
    for path in sorted(p for p in folder.iterdir() if (p / "en.md").is_file()):
        yield (
            path.name,
            CardPair(*(card(read_source(path / name).text, name) for name in ("en.md", "zh.md"))),
        )


def card(text, name):
    return read(loads(text, name=name))


def line(source, span):
    """Return the place and the text around it, on one line."""
    start = max(0, span.start - WIDTH // 3)
    around = source.text[start : span.start + WIDTH]
    shown = " ".join(visible(around, keep="\n").split())[:WIDTH]
    return f"{source.name}:{source.position(span.start).line}: {shown}"


def findings(pair, select):
    for reading, report in zip((pair.a, pair.b), agree(pair, select=select), strict=True):
        for found in report.findings:
            yield reading.document.source, found


def show(name, source, found):
    print(f"{name} {found.code} {found.klass or '-'}: {found.message.en}")
    print(f"    {line(source, found.span)}")
    for place in found.elsewhere:
        print(f"    {line(place.source, place.span)}")


def table(counts):
    codes = sorted({code for code, _ in counts})
    classes = [c for c in (*CLASSES, None) if any(k == c for _, k in counts)]
    print(f"{'':<8}" + "".join(f"{c or 'none':>15}" for c in classes))
    for code in codes:
        print(f"{code:<8}" + "".join(f"{counts[code, c]:>15}" for c in classes))
    print(f"{'all':<8}" + "".join(f"{sum(counts[k, c] for k in codes):>15}" for c in classes))


def planted(pair):
    """Yield the English text with one quantity multiplied by ten or given other digits."""
    text = pair.a.document.text
    for section in aligned_passages(pair):
        for i, j, _ in section.pairs:
            theirs = {m.quantity.amount for m in section.second[j].mentions}
            for m in section.first[i].mentions:
                if m.in_words or m.part != "whole" or m.quantity.amount not in theirs:
                    continue
                digits = re.search(r"[1-9]\d*", text[m.span.start : m.span.end])
                if digits is None or m.quantity.amount < 1000:
                    continue
                start = m.span.start + digits.start()
                slips = [("digit", other_digit(digits[0]))]
                if text[m.span.start + digits.end()] not in ".,":
                    slips.append(("power", digits[0] + "0"))
                for kind, new in slips:
                    yield kind, start, text[:start] + new + text[start + len(digits[0]) :]


def other_digit(digits):
    return str(int(digits[0]) % 9 + 1) + digits[1:]


def plant(folder):
    """Count the planted slips that are found: named right, as any difference, not at all."""
    found = Counter()
    for _, pair in pairs(folder):
        before = {(d.here[0].span.start, d.kind) for d in quantity_differences(pair)}
        for kind, start, text in planted(pair):
            changed = CardPair(card(text, "en.md"), pair.b)
            at = [d for d in quantity_differences(changed) if d.side == "a" and near(d, start)]
            new = [d.kind for d in at if (d.here[0].span.start, d.kind) not in before]
            best = "power" if "power" in new else new[0] if new else "not found"
            found[kind, best] += 1
    for (kind, result), n in sorted(found.items()):
        print(f"planted {kind:<6} -> {result:<14} {n:>5}")


def near(difference, start):
    return any(m.span.start - 12 <= start <= m.span.end for m in difference.here)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data/bilingual"))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--rule", default=None)
    parser.add_argument("--class", dest="klass", default=None, choices=CLASSES)
    parser.add_argument("--plant", action="store_true")
    options = parser.parse_args()
    if not options.folder.is_dir():
        sys.exit(f"no folder {options.folder}: name one that holds pairs of en.md and zh.md")
    if options.plant:
        return plant(options.folder)
    counts, start, number = Counter(), time.perf_counter(), 0
    for name, pair in pairs(options.folder):
        number += 1
        for source, found in findings(pair, [options.rule] if options.rule else []):
            if options.klass in (None, found.klass):
                counts[found.code, found.klass] += 1
                if options.list:
                    show(name, source, found)
    table(counts)
    print(f"{number} pairs, {sum(counts.values())} findings, {time.perf_counter() - start:.1f} s")
    return None


if __name__ == "__main__":
    main()
