"""Which record field a `label: value` line states, and how its value is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardkit.bind import values
from cardkit.bind.draft import Draft
from cardkit.bind.lookup import find_label
from cardkit.bind.pairs import Pair, Value
from cardkit.bind.values import Reader
from cardkit.catalog.hubs import hub_id
from cardkit.catalog.labels import section_covers
from cardkit.quantity import split_remark
from cardkit.record.training import OtherFact
from cardkit.source.span import Path, Span

_PEAK = re.compile(r"\b(?:peak|max(?:imum)?)\b|峰值|最大|最高", re.IGNORECASE)
_EXACT_PARAMETERS = re.compile(r"[0-9][0-9,]{5,}")


@dataclass(frozen=True, slots=True)
class Target:
    """A record field and the reader of its value."""

    path: Path
    read: Reader


_TOKENS = values.quantity(1_000_000, "tokens")
_PARAMETERS = values.quantity(100_000, "parameters")
_LENGTH = values.quantity(16, "tokens")

_TARGETS: dict[str, Target] = {
    label: Target(tuple(path.split(".")), reader)
    for label, path, reader in (
        ("size", "details.size", _PARAMETERS),
        ("parameters", "details.size", _PARAMETERS),
        ("active_parameters", "details.active_parameters", _PARAMETERS),
        ("training_tokens", "details.training_tokens", _TOKENS),
        ("layers", "details.layers", values.integer(1, 10_000, "layers")),
        ("hidden_size", "details.hidden_size", values.integer(1, 1_000_000)),
        ("intermediate_size", "details.intermediate_size", values.integer(1, 10_000_000)),
        ("attention_heads", "details.attention_heads", values.integer(1, 10_000, "heads")),
        ("kv_heads", "details.kv_heads", values.integer(1, 10_000, "heads")),
        ("head_dim", "details.head_dim", values.integer(1, 10_000)),
        ("context_length", "details.context_length", _LENGTH),
        ("vocabulary_size", "details.vocabulary_size", values.quantity(16, "tokens", "words")),
        ("version", "details.version", values.text),
        ("precision", "details.dtype", values.dtype),
        ("developers", "description.developers", values.prose),
        ("funded_by", "description.funded_by", values.prose),
        ("shared_by", "description.shared_by", values.prose),
        ("model_type", "description.model_type", values.prose),
        ("languages", "description.languages", values.languages),
        ("license", "description.license", values.licence),
        ("base_model", "description.base_model", values.base_models),
        ("contact", "description.contact", values.text),
        ("date", "description.date", values.date),
        ("release_date", "description.date", values.date),
        ("repository", "sources.repository", values.link),
        ("paper", "sources.paper", values.link),
        ("technical_report", "sources.paper", values.link),
        ("dataset", "sources.dataset", values.link),
        ("demo", "sources.demo", values.link),
        ("homepage", "sources.homepage", values.link),
        ("architecture", "training.architecture", values.prose),
        ("framework", "training.framework", values.prose),
        ("optimizer", "training.optimizer", values.prose),
        ("learning_rate", "training.learning_rate", values.measure),
        ("weight_decay", "training.weight_decay", values.measure),
        ("batch_size", "training.batch_size", values.quantity(1, "sequences", "tokens", "samples")),
        ("sequence_length", "training.sequence_length", values.quantity(1, "tokens")),
        ("steps", "training.steps", values.quantity(1, "steps")),
        ("total_training_tokens", "training.total_tokens", _TOKENS),
        ("hardware", "training.hardware", values.prose),
    )
}
_IN_TRAINING: dict[str, Target] = {
    "training_tokens": Target(("training", "total_tokens"), _TOKENS),
    "precision": Target(("training", "precision"), values.prose),
    "context_length": Target(("training", "sequence_length"), _LENGTH),
}
_LISTS = frozenset({"languages", "base_model"})


def in_training(section: str | None) -> bool:
    """Say whether a section of this id is about training."""
    return section is not None and "training_details" in section_covers(section)


def known_field(pair: Pair, section: str | None) -> str | None:
    """Return the id of a field the record can hold."""
    label = find_label("field", pair.label.text, section)
    return label if label in _TARGETS else None


def bind_pair(draft: Draft, pair: Pair, section: str | None) -> bool:
    """Bind one line; False when its label is known but its value is not read or stands already.

    A label without a field is kept as an `OtherFact`.
    """
    field = known_field(pair, section)
    if field is None:
        _keep_other(draft, pair, section)
        return True
    target = (_IN_TRAINING.get(field) if in_training(section) else None) or _TARGETS[field]
    if field == "parameters" and _EXACT_PARAMETERS.fullmatch(pair.value.text):
        target = Target(("details", "parameters"), values.integer(100_000, 10**15))
    if field == "learning_rate":
        pair, target = _learning_rate(pair, target)
    value = target.read(pair.value, draft)
    if value is None or not draft.put(target.path, value, pair.value.span, pair.label.span):
        return False
    _list_hidden(draft, pair, str(value))
    if field in _LISTS and isinstance(value, tuple):
        for i in range(len(value)):
            draft.mark((*target.path, i), pair.value.span, pair.label.span)
    return True


def _learning_rate(pair: Pair, target: Target) -> tuple[Pair, Target]:
    """Tell a peak rate, said in label or remark, from one the card does not explain."""
    head, remark = split_remark(pair.value.text)
    said = remark if remark and _PEAK.search(remark) else None
    if said is None and not _PEAK.search(pair.label.text):
        return pair, target
    if said is not None and _PEAK.sub("", said).strip(" ,，、") in ("", "值", "learning rate"):
        pair = Pair(
            label=pair.label,
            value=Value(head, pair.value.span),
            span=pair.span,
            strong=pair.strong,
        )
    return pair, Target(("training", "peak_learning_rate"), target.read)


def _keep_other(draft: Draft, pair: Pair, section: str | None) -> None:
    value = values.written(pair.value, draft)
    fact = OtherFact(label=draft.prose(pair.label.text), value=draft.prose(value))
    path: Path = ("training", "other") if in_training(section) else ("other_facts",)
    draft.append(path, fact, pair.value.span, pair.label.span)
    _list_hidden(draft, pair, value)


def _list_hidden(draft: Draft, pair: Pair, bound: str) -> None:
    """List a line with an address that its bound value does not say."""
    urls = values.hidden_links(pair.value.span, bound, draft)
    ids = [id_ for url in urls if (id_ := hub_id(url)) and id_ in bound]
    if len(ids) < len(urls) or values.hidden_links(pair.label.span, pair.label.text, draft):
        list_pair(draft, pair)


def list_pair(draft: Draft, pair: Pair) -> None:
    """List a line whose value was not understood."""
    draft.list_unrecognised("field", Span(pair.span.start, pair.span.end))
