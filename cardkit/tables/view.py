"""What a comparison shows: columns, groups, rows and cells, the same for every output format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cardkit.record.comparison import ComparisonSource, Identity
from cardkit.record.scalars import Direction, Quantity, Unit
from cardkit.tables.metric import Claim, Facet, Metric
from cardkit.text import Language, Text

ColumnKind = Literal["name", "params", "tokens", "open_data", "model", "score"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `short` is the label for narrow screens; score columns carry their metric."""

    id: str
    kind: ColumnKind
    label: Text
    short: Text
    metric: Metric | None = None
    unit: Unit | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """A number in its column's unit. `text` keeps every printed digit; the claim keeps the rest."""

    value: Decimal
    text: str
    claim: Claim
    unstated: tuple[Facet, ...] = ()
    best: bool = False

    @property
    def converted(self) -> bool:
        """Say whether the column's unit is not the one it was printed in."""
        return self.text != self.claim.printed

    @property
    def assumed(self) -> bool:
        """Say whether nobody states or measured the number; it is shown marked, never as best."""
        return self.claim.status == "assumed"

    @property
    def derived(self) -> bool:
        """Say whether the number is not printed in a comparison row but in a card's evaluations."""
        return self.claim.via == "evaluation"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model. `file` is what it was read from; `notes` are numbers of the view's footnotes."""

    label: str
    file: str
    model: str | None = None
    params: Quantity | None = None
    tokens: Quantity | None = None
    open_data: bool | None = None
    scores: Mapping[str, ScoreCell] = field(default_factory=dict)
    notes: tuple[int, ...] = ()
    identity: Identity | None = None
    assumed: frozenset[str] = frozenset()
    """Which of `params` and `tokens` are assumed; of a score, `ScoreCell.assumed` says it."""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A labelled group of rows; the best is marked within it."""

    label: Text | None
    rows: tuple[ModelRow, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A comparison, ready to be written in any format and either language.

    `notes` are numbered from 1 and belong to rows, `remarks` to the whole table.
    """

    title: Text | None
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    as_of: tuple[tuple[str, str], ...] = ()
    """Table id and the date its knowledge dates from, ISO 8601."""
    notes: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    sources: Mapping[str, ComparisonSource] = field(default_factory=dict)

    def rows(self) -> Iterator[ModelRow]:
        """Yield the rows of all groups in order."""
        for group in self.groups:
            yield from group.rows

    @property
    def score_columns(self) -> tuple[Column, ...]:
        """The columns that hold scores."""
        return tuple(c for c in self.columns if c.kind == "score")

    def render(
        self,
        output: str,
        language: Language = "en",
        *,
        why: bool = False,
        ascii_only: bool = False,
    ) -> str:
        """Return the view as `markdown`, `csv` or `json`; `formats.terminal` draws the table.

        Raises UsageError for another format.
        """
        from cardkit.tables.formats import write

        return write(self, output, language, why=why, ascii_only=ascii_only)
