"""Comparison tables of YAML files, or of a YAML file and a card: rows by model, columns by task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.diff.change import ChangeKind
from cardkit.diff.tables.labels import read_label
from cardkit.diff.tables.values import Value, read_value, relation, text_key
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.diff.versions.words import CELL, COLUMN, COLUMN_FACT, ROW, ROW_FACT
from cardkit.record.base import RecordModel
from cardkit.record.comparison import (
    Comparison,
    ComparisonReference,
    ComparisonRow,
    ComparisonScore,
    ComparisonSource,
    MetricColumn,
)
from cardkit.record.scalars import Quantity
from cardkit.source.span import Path, Span
from cardkit.text import Text

_ROW_FACTS = {
    "model": Text(en="Hub id", zh="模型 ID"),
    "params": Text(en="params", zh="参数规模"),
    "tokens": Text(en="tokens", zh="训练 token 数"),
    "open_data": Text(en="open data", zh="数据是否开放"),
    "identity": Text(en="identity in the source", zh="来源所述的模型身份"),
    "results": Text(en="per-task results", zh="逐任务结果"),
}
_IN_A_CARD = ("params", "tokens", "open_data")
"""What a card can state of a row; the rest is known to records alone."""
_COLUMN_FACTS = ("unit", "shots", "metric_version", "direction")
_TABLE = Text(en="comparison table", zh="对比表")
_TABLE_FACTS = {
    "title": Text(en="title of the comparison", zh="对比表标题"),
    "intro": Text(en="text before the comparison", zh="对比表前的说明"),
    "as_of": Text(en="state of knowledge of the comparison", zh="对比表数据截止日期"),
    "task_results": Text(en="per-task results of the comparison", zh="对比表的逐任务结果"),
    "notes": Text(en="notes of the comparison", zh="对比表下方的说明"),
}
_SOURCE = Text(en="source `{key}` of the comparison", zh="对比表的来源 `{key}`")
_SCORE_FACTS = {
    "source": Text(en="source of {cell}", zh="{cell} 的出处"),
    "note": Text(en="remark on {cell}", zh="{cell} 的备注"),
    "status": Text(en="how {cell} is known", zh="{cell} 的来历"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    row: ComparisonRow
    path: Path


def compare_comparisons(draft: Draft) -> None:
    """Compare the tables that the two files state, or the references they make."""
    if _references(draft):
        return
    old, new = _stated(draft.a), _stated(draft.b)
    if old is None and new is None:
        return
    roots = _root(draft.a), _root(draft.b)
    spans = draft.a.spans.get(roots[0]), draft.b.spans.get(roots[1])
    if old is None or new is None:
        said = (None if old is None else _size(old), None if new is None else _size(new))
        draft.add(kind_of(old, new), _TABLE, "comparison", said, spans)
        return
    if draft.alike:
        _table_facts(draft, old, new, roots)
    columns = _columns(draft, old, new, roots)
    _rows(draft, _rows_of(old, roots[0]), _rows_of(new, roots[1]), columns)


def _references(draft: Draft) -> bool:
    """Compare two references, or a reference with nothing; the table behind both is one file."""
    old, new = draft.a.record.comparison, draft.b.record.comparison
    if not (isinstance(old, ComparisonReference) and isinstance(new, ComparisonReference)):
        return False
    spans = draft.a.spans.get(("comparison",)), draft.b.spans.get(("comparison",))
    if (old.file, old.row) != (new.file, new.row):
        said = tuple(f"{r.file} ({r.row})" if r.row else r.file for r in (old, new))
        draft.add("changed", _TABLE, "comparison", (said[0], said[1]), spans, ("comparison",))
    return old.file == new.file


def _stated(reading: Reading) -> Comparison | None:
    return reading.comparison


def _root(reading: Reading) -> Path:
    return () if reading.kind == "comparison" else ("comparison",)


def _size(table: Comparison) -> str:
    return f"{sum(len(group.rows) for group in table.groups)} × {len(table.columns)}"


def _table_facts(draft: Draft, old: Comparison, new: Comparison, roots: tuple[Path, Path]) -> None:
    for name, label in _TABLE_FACTS.items():
        told = _written(getattr(old, name)), _written(getattr(new, name))
        spans = draft.a.spans.get((*roots[0], name)), draft.b.spans.get((*roots[1], name))
        _add(draft, label, told, spans, (*draft.newer(*roots), name))
    for key in dict.fromkeys((*old.sources, *new.sources)):
        said = _source(old.sources.get(key)), _source(new.sources.get(key))
        at = (*roots[0], "sources", key), (*roots[1], "sources", key)
        spans = draft.a.spans.get(at[0]), draft.b.spans.get(at[1])
        _add(draft, _SOURCE.format(key=key), said, spans, draft.newer(*at))


def _source(source: ComparisonSource | None) -> str | None:
    return None if source is None else _written(source)


def _columns(
    draft: Draft, old: Comparison, new: Comparison, roots: tuple[Path, Path]
) -> dict[str, str]:
    """Pair the columns, by id or by what their labels name; return new ids by old ids."""
    left, right = _by_key(old, draft.alike), _by_key(new, draft.alike)
    pairs: dict[str, str] = {}
    for key in dict.fromkeys((*left, *right)):
        a, b = left.get(key), right.get(key)
        spans = _column_span(draft.a, roots[0], old, a), _column_span(draft.b, roots[1], new, b)
        if a is not None and b is not None:
            pairs[a.id] = b.id
            for name in _COLUMN_FACTS if draft.alike else ():
                told = _written(getattr(a, name)), _written(getattr(b, name))
                what = COLUMN_FACT.format(column=_label(draft.newer(a, b)), what=name)
                _add(draft, what, told, spans)
        elif column := a or b:
            label = COLUMN.format(name=_label(column))
            draft.add(kind_of(a, b), label, "comparison", (None, None), spans)
    return pairs


def _by_key(table: Comparison, versions: bool) -> dict[str, MetricColumn]:
    """Return the columns by what they hold; a card does not say the version of a metric."""
    found: dict[str, MetricColumn] = {}
    for column in table.columns:
        told = (
            column.task or read_label(_label(column).en).key,
            (column.metric_version or "") * versions,
        )
        found.setdefault("/".join(told), column)
    for column in table.columns:
        if column not in found.values():
            found.setdefault(f"id:{column.id}", column)
    return found


def _column_span(
    reading: Reading, root: Path, table: Comparison, column: MetricColumn | None
) -> Span | None:
    if column is None:
        return None
    return reading.spans.get((*root, "columns", table.columns.index(column)))


def _label(column: MetricColumn) -> Text:
    en, zh = column.label.en, column.label.zh
    return Text(en=en or zh or column.id, zh=zh or en or column.id)


def _rows_of(table: Comparison, root: Path) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for g, group in enumerate(table.groups):
        for r, row in enumerate(group.rows):
            path = (*root, "groups", g, "rows", r)
            key = read_label(row.label).key
            sized = f"{key}/{row.params.amount.normalize() if row.params else ''}"
            free = next((k for k in (key, sized) if k not in found), f"{sized}/{g}.{r}")
            found[free] = _Row(row, path)
    return found


def _rows(
    draft: Draft, old: Mapping[str, _Row], new: Mapping[str, _Row], columns: Mapping[str, str]
) -> None:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before is not None and after is not None:
            _row(draft, before, after, columns)
        elif before is not None:
            span = draft.a.spans.get(before.path)
            label = ROW.format(name=before.row.label)
            draft.alone("removed", label, "comparison", None, span, before.path)
        elif after is not None:
            span = draft.b.spans.get(after.path)
            label = ROW.format(name=after.row.label)
            draft.alone("added", label, "comparison", None, span, after.path)


def _row(draft: Draft, before: _Row, after: _Row, columns: Mapping[str, str]) -> None:
    shown = draft.newer(before, after)
    for name in _ROW_FACTS if draft.alike else _IN_A_CARD:
        old, new = getattr(before.row, name), getattr(after.row, name)
        label = ROW_FACT.format(row=shown.row.label, what=_ROW_FACTS[name])
        spans = _spans(draft, (*before.path, name), (*after.path, name))
        if isinstance(old, Quantity) and isinstance(new, Quantity):
            _values(draft, label, _quantity(old), _quantity(new), spans, (*shown.path, name))
        else:
            _add(draft, label, (_written(old), _written(new)), spans, (*shown.path, name))
    for a, b in columns.items():
        old_score, new_score = before.row.scores.get(a), after.row.scores.get(b)
        label = CELL.format(row=shown.row.label, column=draft.newer(a, b))
        paths = (*before.path, "scores", a), (*after.path, "scores", b)
        spans, path = _spans(draft, *paths), draft.newer(*paths)
        if old_score is not None and new_score is not None:
            _values(draft, label, _score(old_score), _score(new_score), spans, path)
            for name, text in _SCORE_FACTS.items() if draft.alike else ():
                told = tuple(_written(getattr(s, name)) for s in (old_score, new_score))
                _add(draft, text.format(cell=label), (told[0], told[1]), spans, path)
        else:
            said = [s.score.printed if s else None for s in (old_score, new_score)]
            _add(draft, label, (said[0], said[1]), spans, path)


def _spans(draft: Draft, a: Path, b: Path) -> tuple[Span | None, Span | None]:
    return draft.a.spans.get(a), draft.b.spans.get(b)


def _quantity(value: Quantity) -> Value:
    amount = value.amount
    return Value(
        "number", "", value.printed, amount, unit=value.unit, readings=frozenset((amount,))
    )


def _score(score: ComparisonScore) -> Value:
    value = read_value(score.score.printed)
    if score.unit != "percent" or value.amount is None:
        return value
    return read_value(f"{score.score.printed}%")


def _values(
    draft: Draft,
    label: Text,
    old: Value,
    new: Value,
    spans: tuple[Span | None, Span | None],
    path: Path,
) -> None:
    found = relation(old, new)
    if found != "same":
        kind: ChangeKind = "rounded" if found == "rounded" else "changed"
        draft.add(kind, label, "comparison", (old.text, new.text), spans, path)


def _add(
    draft: Draft,
    label: Text,
    told: tuple[str | None, str | None],
    spans: tuple[Span | None, Span | None],
    path: Path = (),
) -> None:
    old, new = told
    if (old is None) == (new is None) and (
        old is None or new is None or text_key(old) == text_key(new)
    ):
        return
    draft.add(kind_of(old, new), label, "comparison", told, spans, path)


def _written(value: object) -> str | None:
    """Return a value on one line; of a part of the record all that it states."""
    if value is None or value == ():
        return None
    return "; ".join(_parts(value))


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, Quantity):
        yield value.printed
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _parts(item)
    elif hasattr(value, "iso"):
        yield str(value.iso)
    elif isinstance(value, RecordModel):
        for name in type(value).model_fields:
            if (inner := getattr(value, name)) is not None:
                yield from _parts(inner)
    else:
        yield " ".join(str(value).split())
