"""Count what binding finds in a folder of cards: facts by kind, leftovers by kind, time.

    python benchmarks/corpus_facts.py PATH...

Every `*.md` below the paths is read and bound. Prints a table and the slowest files; exits 1 when
a file raised or took more than a second, reading included.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cardkit.bind import Reading, bind
from cardkit.source.document import read_document
from cardkit.source.source import read_source

LIMIT_SECONDS = 1.0
_GROUPS = (
    "details",
    "description",
    "sources",
    "training",
    "intended_use",
    "limitations",
    "evaluation_setup",
    "citation",
)


def facts_by_kind(reading: Reading) -> Counter[str]:
    """Count the facts of one reading by the part of the record that holds them."""
    record = reading.record
    counts: Counter[str] = Counter()
    for name in ("name", "title", "summary", "ethical_considerations"):
        counts[name] += getattr(record, name) is not None
    for name in _GROUPS:
        part = getattr(record, name)
        if part is None:
            continue
        for field in type(part).model_fields:
            value = getattr(part, field)
            counts[name] += len(value) if isinstance(value, tuple) else value is not None
    if record.metadata is not None:
        for key in type(record.metadata).model_fields:
            value = getattr(record.metadata, key)
            counts["metadata"] += bool(value) if key != "other" else len(value)
    counts["usage"] += len(record.usage)
    counts["evaluations"] += len(record.evaluations)
    counts["evaluations with a task"] += sum(e.task is not None for e in record.evaluations)
    if reading.comparison is not None:
        rows = [row for group in reading.comparison.groups for row in group.rows]
        counts["comparison rows"] += len(rows)
        counts["comparison scores"] += sum(s is not None for r in rows for s in r.scores.values())
    counts["other facts"] += len(record.other_facts)
    counts["other sections"] += len(record.other_sections)
    counts["headings"] += len(reading.outline)
    counts["headings known"] += sum(entry.id is not None for entry in reading.outline)
    return counts


def cards(paths: list[str]) -> Iterator[Path]:
    """Yield the Markdown files below the paths in a steady order."""
    for path in map(Path, paths):
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def main(paths: list[str]) -> int:
    """Read, bind and count."""
    facts: Counter[str] = Counter()
    holding: Counter[str] = Counter()
    left: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    times: list[tuple[float, Path]] = []
    failed = 0
    for path in cards(paths):
        start = time.perf_counter()
        try:
            reading = bind(read_document(read_source(path)))
        except Exception:
            failed += 1
            print(f"{path}\n{traceback.format_exc()}", file=sys.stderr)
            continue
        times.append((time.perf_counter() - start, path))
        found = facts_by_kind(reading)
        facts += found
        holding.update(kind for kind, count in found.items() if count)
        left.update(entry.kind for entry in reading.unrecognised)
        languages[str(reading.language)] += 1
    _print("bound", facts, holding)
    _print("unrecognised", left, Counter())
    total = sum(seconds for seconds, _ in times)
    print(f"\n{len(times)} cards in {total:.2f} s; {failed} failed; languages {dict(languages)}")
    for seconds, path in sorted(times, reverse=True)[:3]:
        print(f"  {seconds:.3f} s  {path}")
    return int(failed > 0 or any(seconds > LIMIT_SECONDS for seconds, _ in times))


def _print(title: str, counts: Counter[str], holding: Counter[str]) -> None:
    print(f"\n{title:28}{'count':>8}{'cards':>8}")
    for kind, count in counts.most_common():
        print(f"  {kind:26}{count:>8}{holding[kind] or '':>8}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["."]))
