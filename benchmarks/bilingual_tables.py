"""Tables of real pairs of cards: what differs, and how many planted slips are found.

    python benchmarks/bilingual_tables.py ../shared/data/bilingual [--planted 12] [--seed 7]

A folder holds one folder for each model, with `en.md` and `zh.md`. Every difference is printed for
the eye. Then in each Chinese card, one at a time, a digit of a compared cell is changed or a row
is taken out; the slip counts as found where it and nothing else is told on top of before.
"""

import argparse
import random
from collections import Counter
from pathlib import Path

from cardkit.bind.read import open_document, read
from cardkit.diff.pair import CardPair
from cardkit.diff.tables.agreement import table_agreement
from cardkit.diff.tables.bold import bold_differences
from cardkit.diff.tables.differences import cell_differences, whole_differences
from cardkit.diff.tables.missing import missing
from cardkit.diff.tables.task_sets import task_facts
from cardkit.source.source import Source


def facts(pair):
    """Return everything that is told of the tables of a pair, as often as it is told."""
    found = Counter(
        (d.relation, d.row.en, d.column.en, d.a.text, d.b.text) for d in cell_differences(pair)
    )
    found.update(("stale", d.axis, d.name.en) for d in whole_differences(pair))
    found.update(("missing", d.axis, d.side, *(n.en for n in d.names)) for d in missing(pair))
    found.update(("bold", d.row.en, d.column.en, d.text, d.count) for d in bold_differences(pair))
    found.update((f.kind, *(n.en for n in f.here), f.there) for f in task_facts(pair))
    return found


def card(text, name):
    return read(open_document(Source(text, name)))


def other_digit(text, draw):
    """Change one digit of a cell; None where that would give a number no card prints."""
    places = [i for i, c in enumerate(text) if c.isdigit()]
    i = draw.choice(places)
    changed = f"{text[:i]}{(int(text[i]) + draw.randint(1, 8)) % 10}{text[i + 1 :]}"
    return None if changed.lstrip("*<b>").startswith("0") else changed


def number_spans(pair):
    for tables in table_agreement(pair).pairs:
        for row, column in tables.judged.relations:
            cell = tables.b.cells[row[1]][column[1]]
            if cell is not None and tables.b.value(row[1], column[1]).kind == "number":
                yield cell.content.span


def row_spans(pair):
    """Yield the rows with numbers that stand by themselves: no cell reaches over several."""
    for tables in table_agreement(pair).pairs:
        if not tables.judged.sound or tables.b.turned or len(tables.b.rows) < 3:
            continue
        for _, j in tables.alignment.rows:
            whole = all(cell is None or cell.rowspan == 1 for row in tables.b.cells for cell in row)
            label = tables.b.rows[j].cell
            numbers = any(value.kind == "number" for value in tables.b.values[j])
            if whole and numbers and label is not None and label.rowspan == 1:
                yield tables.b.rows[j].span


def without(text, span):
    if text[span.start] == "|":  # a pipe table: the line goes, and its end
        return text[: span.start].rstrip(" \t") + text[span.end :].partition("\n")[2]
    return text[: span.start] + text[span.end :]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--planted", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    total, planted = Counter(), Counter()
    for folder in sorted(path for path in options.folder.iterdir() if path.is_dir()):
        english = card((folder / "en.md").read_text(encoding="utf-8"), "en.md")
        text = (folder / "zh.md").read_text(encoding="utf-8")
        pair = CardPair(english, card(text, "zh.md"))
        before = facts(pair)
        for fact, count in before.items():
            print(folder.name, *fact, sep=" | ")
            total[fact[0]] += count
        tables = table_agreement(pair).pairs
        total["tables"] += len(tables)
        total["cells"] += sum(len(t.judged.relations) for t in tables)

        def told(changed, before=before, english=english):
            found = facts(CardPair(english, card(changed, "zh.md")))
            return list((found - before).elements())

        cells, rows = list(number_spans(pair)), list(row_spans(pair))
        for span in draw.sample(cells, min(options.planted, len(cells))):
            new = other_digit(text[span.start : span.end], draw)
            if new is not None:
                found = told(text[: span.start] + new + text[span.end :])
                planted["digits"] += 1
                planted["digits found"] += [f[0] for f in found] == ["contradiction"]
        for span in draw.sample(rows, min(options.planted, len(rows))):
            found = told(without(text, span))
            planted["rows"] += 1
            planted["rows found"] += [f[:3] for f in found] == [("missing", "row", "a")]
    print("\n", *(f"{key}: {n}" for key, n in total.items()), sep="\n")
    print(*(f"planted {key}: {n}" for key, n in planted.items()), sep="\n")


if __name__ == "__main__":
    main()
