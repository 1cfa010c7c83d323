"""How one claimed score is re-measured: a harness' definition, and what the run adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cardkit.catalog.definition import SEED, Definition, Filter, Harness, TaskType
from cardkit.text import Text

Metric = Literal[
    "acc_mean_token",
    "acc_sum",
    "acc_char",
    "acc_byte",
    "exact_greedy",
    "em_prefix",
    "exact_match",
    "strict_match",
    "flexible_extract",
]
"""How an item is judged right. The choice with the highest log-probability: a token of the choice
(llm-foundry), in sum (lm-eval's acc), a character (acc_norm), a byte (acc_bytes). Every token the
likeliest. The cleaned answer begins with a right one (llm-foundry), or is one; for a task with
filters, what each takes out of the answer is one."""
METRIC_OF: Mapping[Filter, Metric] = {
    "strict-match": "strict_match",
    "flexible-extract": "flexible_extract",
}
"""The metric under each of lm-eval's filters."""


_METRICS: Mapping[tuple[Harness, TaskType], tuple[Metric, ...]] = {
    ("llm-foundry", "multiple_choice"): ("acc_mean_token", "acc_sum", "acc_char", "acc_byte"),
    ("llm-foundry", "schema"): ("acc_mean_token", "acc_sum"),
    ("llm-foundry", "language_modeling"): ("exact_greedy",),
    ("llm-foundry", "generation"): ("em_prefix", "exact_match"),
    ("lm-eval", "multiple_choice"): ("acc_sum", "acc_char", "acc_byte", "acc_mean_token"),
    ("lm-eval", "schema"): ("acc_sum", "acc_char", "acc_byte", "acc_mean_token"),
    ("lm-eval", "language_modeling"): ("exact_greedy",),
    ("lm-eval", "generation"): ("exact_match",),
}


def metrics_of(definition: Definition) -> tuple[Metric, ...]:
    """Return every metric that an answer to a task decides, the harness' own first."""
    if definition.filters:
        return tuple(METRIC_OF[name] for name in definition.filters)
    return _METRICS[definition.harness, definition.type]


@dataclass(frozen=True, slots=True)
class Assumed:
    """A setting that the card does not state, and why it is taken to be so. Never evidence.

    `is_open` marks one that may as well be another, so that a score that does not fit may be due
    to it. `differs` marks one that the card does state, but otherwise, as the reason says.
    """

    field: str
    value: str | int
    reason: Text
    is_open: bool = False
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """All that decides a score beside the items, the tokenizer and the model.

    `max_seq_len` counts context and answer in llm-foundry; lm-eval adds one to it. `n_stated` is
    the card's number of items, `n_known` the registry's.
    """

    definition: Definition
    metric: Metric
    shots: int
    max_seq_len: int
    seed: int = SEED
    n_stated: int | None = None
    n_known: int | None = None
    assumed: tuple[Assumed, ...] = ()

    def __post_init__(self) -> None:
        if self.metric not in metrics_of(self.definition):
            raise ValueError(f"{self.metric} does not judge {self.definition.type}")

    @property
    def boundary(self) -> Literal["separate", "joint"]:
        """How context and answer become tokens: each by itself, or together and then split."""
        return "separate" if self.definition.harness == "llm-foundry" else "joint"

    @property
    def is_guess(self) -> bool:
        """Say whether the card leaves open by whose rules, on which task or with what shots.

        What such a protocol measures cannot contradict the card.
        """
        return any(a.is_open for a in self.assumed)

    @property
    def averaging(self) -> Literal["micro", "macro"]:
        """Whether a score is k/n, or the plain mean over categories."""
        return "macro" if self.definition.macro else "micro"
