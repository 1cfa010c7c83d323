"""The facts of a record in one language, ready to be cited; none that is merely assumed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from cardkit.bom.said import Said
from cardkit.dialects.loss import Loss
from cardkit.record.base import Prose
from cardkit.record.card import CardRecord
from cardkit.record.leaves import Leaf, leaves
from cardkit.record.scalars import Quantity
from cardkit.rules.placeholders import says_nothing
from cardkit.source.span import Path
from cardkit.text import Language, Text

_WHOLE: tuple[Path, ...] = (
    ("schema_version",),
    ("kind",),
    ("comparison",),
    ("usage", "*"),
    ("other_sections", "*"),
    ("unrecognised", "*"),
    ("translations", "*"),
    ("disclosure",),
)
"""Parts that no field takes a piece of: one loss each."""

_OF_THE_FORMAT = {("schema_version",), ("kind",)}
FOR_FORMS = Text(
    en="for `cardkit disclosure`: some of it may be for authorities alone",
    zh="供 `cardkit disclosure` 使用，其中部分内容可能仅供主管机构使用",
)
ASSUMED = Text(en="assumed, and so no fact to export", zh="该值为假定，不能作为事实导出")
PLACEHOLDER = Text(en="a placeholder, and so no fact", zh="占位内容，不是事实")
NO_FIELD = Text(en="the format has no field for it", zh="该格式没有对应的字段")
UNTRANSLATED: Mapping[Language, Text] = {
    "en": Text(en="not written in English", zh="没有英文文本"),
    "zh": Text(en="not written in Chinese", zh="没有中文文本"),
}


@dataclass
class Sheet:
    """The leaves of a record by path; `say` cites one, `losses` tells which nobody cited."""

    record: CardRecord
    language: Language
    reasons: dict[Path, Text] = field(default_factory=dict)
    remarks: list[Loss] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leaves: dict[Path, Leaf] = {x.path: x for x in leaves(self.record, _WHOLE)}
        self.because(("disclosure",), FOR_FORMS)

    def leaf(self, *path: str | int) -> Leaf | None:
        """Return the fact at `path`, in this language where it has two; None where not known."""
        for at in (path, (*path, self.language)):
            found = self.leaves.get(at)
            if found is not None and not found.assumed and not says_nothing(found.text):
                return found
        return None

    def say(self, *path: str | int) -> Said | None:
        """Return the fact at `path` as a leaf of a document."""
        found = self.leaf(*path)
        return None if found is None else Said(found.text, (found.path,))

    def first(self, *paths: Path) -> Said | None:
        """Return the first of these facts that is known, cited from all that say the same."""
        said = [x for x in (self.say(*path) for path in paths) if x is not None]
        if not said:
            return None
        same = [x for x in said[1:] if x.value == said[0].value]
        return Said(said[0].value, tuple(p for x in (said[0], *same) for p in x.paths))

    def count(self, *path: str | int) -> int:
        """Return the number of items that the list at `path` has in the record."""
        at = len(path)
        indices = [p[at] for p in self.leaves if p[:at] == path and len(p) > at]
        return max((i for i in indices if isinstance(i, int)), default=-1) + 1

    def below(self, *roots: str) -> Iterator[Leaf]:
        """Yield the facts below these parts that a file in this language may state."""
        for path, leaf in self.leaves.items():
            known = not leaf.assumed and not says_nothing(leaf.text)
            if path[0] in roots and known and not self._is_other_language(leaf):
                yield leaf

    def because(self, path: Path, reason: Text) -> None:
        """Say why the fact at `path` goes unsaid, should no field hold it."""
        self.reasons[path] = reason

    def remark(self, path: Path, reason: Text) -> None:
        """Note that the fact at `path` is said, though not quite as the record has it."""
        self.remarks.append(Loss(path, reason))

    def losses(self, cited: Collection[Path]) -> tuple[Loss, ...]:
        """Return the facts of the record at none of the paths in `cited`, and the remarks.

        A document holds one language: a text that has it is not lost for its other language.
        """
        lost = (
            Loss(path, self._reason(leaf))
            for path, leaf in self.leaves.items()
            if path not in cited and path not in _OF_THE_FORMAT and not self._is_translated(leaf)
        )
        return (*lost, *self.remarks)

    def _reason(self, leaf: Leaf) -> Text:
        if leaf.assumed:
            return ASSUMED
        if leaf.text and says_nothing(leaf.text):
            return PLACEHOLDER
        if self._is_other_language(leaf):
            return UNTRANSLATED[self.language]
        return self.reasons.get(leaf.path, NO_FIELD)

    def _is_translated(self, leaf: Leaf) -> bool:
        own = (*leaf.path[:-1], self.language)
        return self._is_other_language(leaf) and own in self.leaves

    def _is_other_language(self, leaf: Leaf) -> bool:
        other = "en" if self.language == "zh" else "zh"
        return isinstance(leaf.value, Prose) and leaf.path[-1] == other


def exact_amount(leaf: Leaf) -> str | None:
    """Return the exact amount of a quantity in full digits, None where it prints them already.

    An approximate one (`~7B`) has no exact amount.
    """
    value = leaf.value
    if not isinstance(value, Quantity) or value.approximate:
        return None
    digits = format(value.amount, "f")
    return None if digits == value.printed else digits
