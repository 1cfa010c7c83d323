"""What is compared: shipped tables and cards by id, files, and records already in memory."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from pydantic import ValidationError

from cardkit.bind.reading import Reading
from cardkit.errors import NotACard, UnreadableFile, UsageError
from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison, ComparisonReference
from cardkit.record.files import kind_of, load_comparison, load_record, load_task_results
from cardkit.record.locate import (
    comparison_file,
    inside,
    is_file,
    shipped_cards,
    shipped_comparisons,
)
from cardkit.record.own_row import OwnRow, find_own_row
from cardkit.record.scalars import Score
from cardkit.results.result_set import ResultSet
from cardkit.tables.claims import TaskResults
from cardkit.text import Text, listed

_YAML = (".yaml", ".yml")
_JSON = ".json"
_MARKDOWN = (".md", ".markdown", ".txt")


@runtime_checkable
class HasReading(Protocol):
    """A card object of the public face: anything with a reading."""

    @property
    def reading(self) -> Reading:
        """What was read from its file."""
        ...


SourceLike: TypeAlias = "str | Path | CardRecord | Comparison | ResultSet | Reading | HasReading"


@dataclass(frozen=True, slots=True)
class TableSource:
    """A comparison table and the per-task results beside it."""

    name: str
    comparison: Comparison
    results: TaskResults = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardSource:
    """A card, its own row of its table, and the table itself.

    `refers_to` is the id of the table that the record points to instead of holding one. `tables`
    numbers the table of the file that each evaluation stands in.
    """

    name: str
    record: CardRecord
    own: OwnRow | None = None
    table: TableSource | None = None
    refers_to: str | None = None
    tables: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultSource:
    """What was read from one result file, or from all of a folder."""

    name: str
    sets: tuple[ResultSet, ...]


Source: TypeAlias = TableSource | CardSource | ResultSource


def open_source(source: SourceLike) -> Source:
    """Read one source.

    Raises UsageError for an id that is not shipped, UnreadableFile and NotACard for bad files.
    """
    if isinstance(source, Comparison):
        return TableSource(source.id or "comparison", source)
    if isinstance(source, CardRecord):
        return _card(source, source.name or "card", None)
    if isinstance(source, ResultSet):
        return ResultSource(source.file, (source,))
    if isinstance(source, (str, Path)):
        return _open_named(source)
    return _of_reading(source if isinstance(source, Reading) else source.reading)


def _of_reading(reading: Reading) -> Source:
    name = reading.document.source.name
    path = reading.document.source.file
    if reading.kind != "comparison":
        return _bound(reading, name, path)
    if reading.comparison is None:
        raise NotACard(
            Text(en="`{name}` is no comparison table", zh="`{name}` 不是对比表").format(name=name)
        )
    return _with_results(name, reading.comparison, path.parent if path else None)


def _open_named(source: str | Path) -> Source:
    name = str(source)
    if isinstance(source, str):
        if name in shipped_comparisons():
            return _table(name)
        if name in shipped_cards():
            return _card(load_record(name), name, None)
    path = _existing(Path(name)) if name else None
    if path is not None:
        return _open_file(path, name)
    if isinstance(source, Path) or Path(name).suffix.casefold() in (*_YAML, *_MARKDOWN, _JSON):
        raise UnreadableFile(
            Text(en="`{name}` does not exist", zh="`{name}` 不存在").format(name=name),
            hint=Text(
                en="check the path; shipped tables and cards are named by id: {known}",
                zh="请检查路径；内置的对比表和卡片请写 ID：{known}",
            ).format(known=listed([*shipped_comparisons(), *shipped_cards()])),
        )
    raise _unknown(name)


def _existing(path: Path) -> Path | None:
    """Return the file at `path`, a folder's README or else the folder; None where nothing is.

    Pipes and devices are returned as well: reading refuses them for what they are.
    Names no system can hold are none.
    """
    try:
        if path.is_dir():
            return path / "README.md" if (path / "README.md").exists() else path
        return path if path.exists() else None
    except (OSError, ValueError):
        return None


def _unknown(name: str) -> UsageError:
    known = [*shipped_comparisons(), *shipped_cards()]
    near = difflib.get_close_matches(name[:60], known, n=1)
    guess = Text(en="did you mean `{near}`? ", zh="是否想用 `{near}`？").format(near="".join(near))
    shipped = Text(
        en="shipped: {known}; a file is given by its path", zh="内置：{known}；文件请给出路径"
    ).format(known=listed(known))
    return UsageError(
        Text(
            en="`{name}` is neither a file nor a shipped table or card",
            zh="`{name}` 既不是文件，也不是内置的对比表或卡片",
        ).format(name=name),
        hint=Text(
            en=(guess.en if near else "") + shipped.en, zh=(guess.zh if near else "") + shipped.zh
        ),
    )


def _open_file(path: Path, name: str) -> Source:
    if path.is_dir() or path.suffix.casefold() == _JSON:
        from cardkit.tables.result_files import read_results

        return ResultSource(name, read_results(path, name))
    if path.suffix.casefold() in _YAML:
        return (
            _table(path) if kind_of(path) == "comparison" else _card(load_record(path), name, path)
        )
    # Reading Markdown is the one thing here that needs the binder; tables do not pay for it.
    from cardkit.bind import bind
    from cardkit.bind.read import open_document
    from cardkit.source.text_only import read_text

    return _bound(bind(open_document(read_text(path))), name, path)


def _bound(reading: Reading, name: str, path: Path | None) -> CardSource:
    """Return a card with the places of its evaluations: a table of the file has one unit."""
    from cardkit.forensics.claims import score_claims

    tables = tuple(c.table for c in score_claims(reading) if c.origin == "evaluation")
    return replace(_card(reading.record, name, path), tables=tables)


def _table(path_or_id: str | Path, *, base: Path | None = None) -> TableSource:
    comparison = load_comparison(path_or_id, base=base)
    folder = comparison_file(path_or_id, base=base).parent
    return _with_results(str(path_or_id), comparison, folder)


def _with_results(name: str, comparison: Comparison, folder: Path | None) -> TableSource:
    if folder is None:
        return TableSource(name, comparison)
    digits = load_task_results(comparison, base=folder)
    try:
        results = {
            column: {task: Score(printed=text) for task, text in scores.items()}
            for column, scores in digits.items()
        }
    except ValidationError:
        raise NotACard(
            Text(
                en="`{file}` of `{table}` holds something that is no number",
                zh="`{table}` 的 `{file}` 中有非数字内容",
            ).format(file=comparison.task_results, table=name)
        ) from None
    return TableSource(name, comparison, results)


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
    if reference.file in shipped_comparisons():
        return _table(reference.file)
    if path is None:
        return None
    exists = is_file(inside(path.parent, reference.file))
    return _table(reference.file, base=path.parent) if exists else None


def parts_of_shipped(table: TableSource) -> Iterator[tuple[str, str, CardRecord]]:
    """Yield card id, row label and record of each shipped card that names a row of `table`.

    Such a card holds the parts of its row where no result file does: DCLM-7B's 53 scores.
    """
    if table.name not in shipped_comparisons():
        return
    for name in shipped_cards():
        record = load_record(name)
        stated = record.comparison
        if isinstance(stated, ComparisonReference) and stated.file == table.name and stated.row:
            yield name, stated.row, record
