"""Every card with a model-index read and written back, entry by entry, beside huggingface_hub.

    python benchmarks/model_index_round_trip.py [FOLDER] [--json FILE]

FOLDER (default ../shared/data/cards) is searched for cards whose text has a line `model-index:`.
Each is read and written by cardkit (read, render for Hugging Face) and by huggingface_hub
(`ModelCard(text)`, `str(card)`), both beginning from the same bytes. What went in and what came
out is read by PyYAML's own composer, by neither of the two.

An entry is one metric with all that stands around it: the model's name, the task, the data set
with its arguments, the source, every key nobody knows. It is kept when the same entry stands in
what was written, as often; a null says nothing. Numbers are compared by value, and in the columns
`printed` by their digits: 0.50 is not 0.5. A result without metrics, or a model without results,
is an entry too. `refused` are entries of cards that were not read at all.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "cards"
_HAS_BLOCK = re.compile(r"^model-index:", re.MULTILINE)
_BLOCK = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Tally:
    """Counts of one side; entries are kept by value, `printed` with their digits as well."""

    cards: int = 0
    entries: int = 0
    kept: int = 0
    printed: int = 0
    refused: int = 0
    cards_whole: int = 0
    cards_refused: int = 0
    seconds: float = 0.0
    hurt: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return self.entries - self.kept - self.refused


def cards(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        if _HAS_BLOCK.search(text):
            yield path, text


def entries(text: str, *, printed: bool) -> Counter[object]:
    """Return the entries of a card's model-index as a multiset of comparable values."""
    block = _BLOCK.match(text.removeprefix("\ufeff"))
    root = yaml.compose(block[1], Loader=_LOADER) if block else None
    found = dict(_pairs(root)) if isinstance(root, yaml.MappingNode) else {}
    index = found.get("model-index")
    counts: Counter[object] = Counter()
    for model in index.value if isinstance(index, yaml.SequenceNode) else []:
        around, results = _parted(model, "results", printed)
        for result in results or [None]:
            beside, metrics = _parted(result, "metrics", printed)
            for metric in metrics or [None]:
                counts[around, beside, _canonical(metric, printed)] += 1
    return counts


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    return ((key.value, value) for key, value in node.value)


def _parted(node: yaml.Node | None, name: str, printed: bool) -> tuple[object, list[yaml.Node]]:
    """Return all of a mapping but the list `name`, and the items of that list."""
    if not isinstance(node, yaml.MappingNode):
        return _canonical(node, printed), []
    inner = dict(_pairs(node)).get(name)
    if not isinstance(inner, yaml.SequenceNode):
        return _canonical(node, printed), []
    rest = [(k, v) for k, v in node.value if k.value != name]
    return _canonical(yaml.MappingNode(node.tag, rest), printed), inner.value


def _canonical(node: yaml.Node | None, printed: bool) -> object:
    if isinstance(node, yaml.MappingNode):
        said = [(k, v) for k, v in _pairs(node) if not _is_null(v)]
        return frozenset((key, _canonical(value, printed)) for key, value in said)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_canonical(item, printed) for item in node.value)
    if node is None or _is_null(node):
        return None
    plain = not node.style
    if plain or node.tag.endswith((":float", ":int")):
        number = _number(node.value)
        if number is not None:
            return ("number", node.value if printed else number)
    if plain and node.value.lower() in ("true", "false"):
        return ("truth", node.value.lower())
    return ("text", node.value)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def _number(text: str) -> Decimal | str | None:
    if text.lower().lstrip("+-") in (".nan", ".inf"):
        return text.lower()
    try:
        return Decimal(text) if re.fullmatch(r"[-+0-9.eE]+", text) else None
    except InvalidOperation:
        return None


def with_cardkit(text: str) -> str:
    import cardkit
    from cardkit.render import render

    card = cardkit.loads(text)
    return render(card.record, "en", dialect="huggingface")


def with_huggingface_hub(text: str) -> str:
    from huggingface_hub import ModelCard

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(ModelCard(text))


def measure(folder: Path, write: Callable[[str], str]) -> Tally:
    tally = Tally()
    for path, text in cards(folder):
        before = entries(text, printed=False)
        tally.cards += 1
        tally.entries += before.total()
        start = time.process_time()
        try:
            after = write(text)
        except Exception as error:  # whatever the other side raises is its refusal
            tally.cards_refused += 1
            tally.refused += before.total()
            tally.hurt.append(f"{path.name}: refused: {str(error).splitlines()[0][:80]}")
            continue
        finally:
            tally.seconds += time.process_time() - start
        kept = (before & entries(after, printed=False)).total()
        exact = entries(text, printed=True) & entries(after, printed=True)
        tally.kept += kept
        tally.printed += exact.total()
        tally.cards_whole += kept == before.total()
        if kept < before.total():
            tally.hurt.append(f"{path.name}: {before.total() - kept} of {before.total()} lost")
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--show", action="store_true", help="name the cards that lose something")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(f"no folder {options.folder}", file=sys.stderr)
        return 2
    sides = {"cardkit": with_cardkit, "huggingface_hub": with_huggingface_hub}
    done = {name: measure(options.folder, write) for name, write in sides.items()}
    columns = ("cards", "entries", "kept", "printed", "lost", "refused", "cards_whole", "seconds")
    print(f"{'':<16}" + "".join(f"{c:>12}" for c in columns))
    for name, tally in done.items():
        values = (getattr(tally, c) for c in columns)
        shown = (f"{v:>12.1f}" if isinstance(v, float) else f"{v:>12,}" for v in values)
        print(f"{name:<16}" + "".join(shown))
        for line in tally.hurt if options.show else ():
            print(f"  {line}")
    if options.json:
        options.json.write_text(json.dumps({n: asdict(t) for n, t in done.items()}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
