"""A score in a hub's result block: what it says, where it stands, and whether it is a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cardkit.catalog.metrics import Metric
from cardkit.catalog.tasks import TaskMatch
from cardkit.quantity import Number, parse_number
from cardkit.quantity.exact import is_printable
from cardkit.record.evaluation import Evaluation
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import SourceFloat, YamlMapping, YamlNode, YamlScalar

_SHOWN = 120
"""Characters of a value that is no number; the rest of a list or a blob says nothing more."""


@dataclass(frozen=True, slots=True)
class HubScore:
    """One value of a result block. Equal scores of two blocks stay two: identity is the block.

    `path` and `span` are the value's in the file; `number` is None where it is no number, and
    `not_a_number` then holds what stands there. `label` is the data set as the block calls it,
    `args` what the block says of it beside the shots: another language is another claim.
    """

    path: Path
    span: Span
    number: Number | None
    not_a_number: str | None
    model: str | None
    label: str
    task: TaskMatch | None
    dataset: str | None
    config: str | None
    split: str | None
    revision: str | None
    args: tuple[tuple[str, str], ...]
    shots: int | None
    metric: str | None
    """The metric as written; `known_metric` is the catalogue's, None where it knows none."""
    metric_name: str | None
    known_metric: Metric | None
    verified: bool
    source: str | None
    date: str | None = None
    unsaid: tuple[str, ...] = ()
    """Keys of the block that have no field here, `verifyToken` among them: an export loses them."""

    @property
    def task_id(self) -> str | None:
        """The registry's id of the task, benchmark or aggregate, None where it names none."""
        return self.task.id if self.task else None

    @property
    def metric_id(self) -> str | None:
        """The catalogue's id of the metric, else the metric as written."""
        return self.known_metric.id if self.known_metric else self.metric

    def evaluation(self) -> Evaluation | None:
        """Return the record's evaluation, None where the value is no number."""
        from cardkit.results.hub_evaluation import evaluation_of

        return evaluation_of(self)


def text_of(node: YamlNode | None) -> str | None:
    """Return the text of a scalar that says something, None for null, lists and mappings."""
    if not isinstance(node, YamlScalar) or node.is_null:
        return None
    return " ".join(node.text.split()) or None


def mapping_of(node: YamlNode | None) -> YamlMapping:
    """Return a mapping, an empty one for anything else: what is missing says nothing."""
    return node if isinstance(node, YamlMapping) else _NOTHING


_NOTHING = YamlMapping(Span(0, 0))


def count_of(node: YamlNode | None) -> int | None:
    """Return a small count (of shots), None for anything else."""
    text = text_of(node)
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None


def read_value(node: YamlNode | None) -> tuple[Number | None, str | None]:
    """Return the number of a value, or the text of what is none (`null`, a list, `xx.xx`, nan)."""
    if not isinstance(node, YamlScalar):
        return None, _shown(node)
    number = parse_number(node.text)  # first: nearly all are numbers, which are no null and no bool
    if number is None:
        value = node.value
        if value is None or isinstance(value, bool):
            return None, cut(node.text) or "null"
        number = None if isinstance(value, str) else _odd_number(node.text, value)
    if number is None or number.approximate:
        return None, cut(node.text)
    return number, None


def cut(text: str) -> str:
    """Return what is shown of a value that is no number."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _odd_number(text: str, value: int | SourceFloat) -> Number | None:
    """Read what YAML takes for a number and no table prints so: `67.`, `0x1F`, `007`."""
    try:
        exact = Decimal(value) if isinstance(value, int) else Decimal(text)
    except (InvalidOperation, ValueError):
        return None
    if not is_printable(exact):  # before it is written out: `1e999999` has a million digits
        return None
    return Number(exact, f"{exact:f}", text=text)


def _shown(node: YamlNode | None) -> str:
    """Write a value that is no scalar in short: `[0.63, 0.64]`, `{...}`; null where none stands."""
    if node is None:
        return "null"
    if isinstance(node, YamlMapping):
        return "{...}"
    items = getattr(node, "items", [])
    texts = [item.text if isinstance(item, YamlScalar) else "..." for item in items[:8]]
    more = ", ..." if len(items) > 8 else ""
    return cut(f"[{', '.join(texts)}{more}]")
