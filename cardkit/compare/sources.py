"""What is compared: shipped tables and cards by id, files, and records already in memory."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from cardkit import resources
from cardkit.compare.entries import TaskResults
from cardkit.compare.own_row import OwnRow, find_own_row
from cardkit.errors import NotACard, UnreadableFile, UsageError
from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison, ComparisonReference
from cardkit.text import Text

CARD_SUFFIX = ".card.yaml"
_YAML = (".yaml", ".yml")
_MARKDOWN = (".md", ".markdown", ".txt")


@runtime_checkable
class HasRecord(Protocol):
    """A card object: anything with a record."""

    @property
    def record(self) -> CardRecord:
        """The typed record."""
        ...


SourceLike: TypeAlias = "str | Path | CardRecord | Comparison | HasRecord"


@dataclass(frozen=True, slots=True)
class TableSource:
    """A comparison table and the per-task results beside it."""

    name: str
    comparison: Comparison
    results: TaskResults = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardSource:
    """A card, its own row of its table, and the table itself.

    `refers_to` is the id of the table that the record points to instead of holding one.
    """

    name: str
    record: CardRecord
    own: OwnRow | None = None
    table: TableSource | None = None
    refers_to: str | None = None


Source: TypeAlias = TableSource | CardSource


def shipped_tables() -> dict[str, Path]:
    """Return id and file of each shipped comparison table."""
    return {f.stem: f for f in sorted(resources.comparisons_dir().glob("*.yaml"))}


def shipped_cards() -> dict[str, Path]:
    """Return id and file of each shipped card record."""
    folder = resources.cards_dir()
    return {f.name.removesuffix(CARD_SUFFIX): f for f in sorted(folder.glob(f"*{CARD_SUFFIX}"))}


def open_source(source: SourceLike) -> Source:
    """Read one source.

    Raises UsageError for an id that is not shipped, UnreadableFile and NotACard for bad files.
    """
    if isinstance(source, Comparison):
        return TableSource(source.id or "comparison", source)
    if isinstance(source, CardRecord):
        return _card(source, source.name or "card", None)
    if isinstance(source, (str, Path)):
        return _open_named(str(source))
    name = getattr(source, "name", None) or source.record.name or "card"
    return _card(source.record, str(name), None)


def _open_named(name: str) -> Source:
    tables, cards = shipped_tables(), shipped_cards()
    if name in tables:
        return _table(tables[name], name)
    if name in cards:
        return _card_file(cards[name], name)
    path = Path(name)
    if path.is_dir():
        return _open_file(path / "README.md", name)
    if path.is_file():
        return _open_file(path, name)
    if path.suffix.casefold() in (*_YAML, *_MARKDOWN):
        raise UnreadableFile(
            Text(en="`{name}` does not exist", zh="`{name}` 不存在").format(name=name)
        )
    raise _unknown(name, [*tables, *cards])


def _unknown(name: str, known: list[str]) -> UsageError:
    near = difflib.get_close_matches(name, known, n=1)
    guess = Text(en="did you mean `{near}`? ", zh="是否想用 `{near}`？").format(
        near=near[0] if near else ""
    )
    listed = Text(
        en="shipped: {known}; a file is given by its path", zh="内置：{known}；文件请给出路径"
    ).format(known=", ".join(known))
    return UsageError(
        Text(
            en="`{name}` is neither a file nor a shipped table or card",
            zh="`{name}` 既不是文件，也不是内置的对比表或卡片",
        ).format(name=name),
        hint=Text(
            en=(guess.en if near else "") + listed.en, zh=(guess.zh if near else "") + listed.zh
        ),
    )


def _open_file(path: Path, name: str) -> Source:
    if path.suffix.casefold() not in _YAML:
        return _markdown(path, name)
    from cardkit.record.files import kind_of

    return _table(path, name) if kind_of(path) == "comparison" else _card_file(path, name)


def _table(path: Path, name: str) -> TableSource:
    from cardkit.record.files import load_comparison, load_task_results

    comparison = load_comparison(path)
    if comparison.task_results is None:
        return TableSource(name, comparison)
    beside = _beside(path, comparison.task_results)
    return TableSource(name, comparison, load_task_results(beside))


def _beside(path: Path, name: str) -> Path:
    """Return the file `name` in the folder of `path`; a table must not reach elsewhere."""
    file = path.parent / name
    if not file.resolve().is_relative_to(path.parent.resolve()):
        raise NotACard(
            Text(
                en="`{path}` points outside its folder: {name}",
                zh="`{path}` 指向所在目录之外：{name}",
            ).format(path=path, name=name)
        )
    return file


def _card_file(path: Path, name: str) -> CardSource:
    from cardkit.record.files import load_record

    return _card(load_record(path), name, path)


def _markdown(path: Path, name: str) -> CardSource:
    from cardkit.bind import bind
    from cardkit.source.document import read_document
    from cardkit.source.source import read_source

    return _card(bind(read_document(read_source(path))).record, name, path)


def _card(record: CardRecord, name: str, path: Path | None) -> CardSource:
    stated = record.comparison
    if stated is None:
        return CardSource(name, record)
    if isinstance(stated, Comparison):
        return CardSource(name, record, find_own_row(record, stated), TableSource(name, stated))
    table = _referenced(stated, path)
    if table is None:
        return CardSource(name, record, refers_to=stated.file)
    own = find_own_row(record, table.comparison, stated.row)
    return CardSource(name, record, own, table, table.name)


def _referenced(reference: ComparisonReference, path: Path | None) -> TableSource | None:
    """Return the table a record points to; a file only where it lies beside the card."""
    tables = shipped_tables()
    if reference.file in tables:
        return _table(tables[reference.file], reference.file)
    if path is None:
        return None
    file = _beside(path, reference.file)
    return _table(file, reference.file) if file.is_file() else None


def parts_of_shipped(table: TableSource) -> Iterator[tuple[str, str, CardRecord]]:
    """Yield card id, row label and record of each shipped card that names a row of `table`.

    Such a card holds the parts of its row where no result file does: DCLM-7B's 53 scores.
    """
    from cardkit.record.files import load_record

    if table.name not in shipped_tables():
        return
    for name, path in shipped_cards().items():
        record = load_record(path)
        stated = record.comparison
        if isinstance(stated, ComparisonReference) and stated.file == table.name and stated.row:
            yield name, stated.row, record
