"""What a results file says: scores with everything that is needed to find and check them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cardkit.quantity import Number
from cardkit.record.scalars import Direction, Unit
from cardkit.text import Text

Format = Literal[
    "lm-eval",
    "llm-foundry",
    "lighteval",
    "every-eval-ever",
    "model-index",
    "eval-results",
    "card",
]

UnreadKind = Literal[
    "not-a-number",  # a score that is none: `text` holds what stands there
    "doubled-key",  # a key that stands twice in its object; neither value is read
    "not-understood",  # a shape the format does not have
    "average-of-all",  # lighteval's mean over unlike tasks
    "stderr-of-average",  # lighteval's mean of standard errors, which is no standard error
    "own-row",  # a score of the card's own row in its comparison; `check-results` reads it
    "comparison",  # a card's comparison, none of whose rows is surely its own model
    "samples",  # per-item logs that do not fit their results file
]


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of a results file that was not read: its JSON pointer (or path), why, its text."""

    pointer: str
    kind: UnreadKind
    text: str | Text = ""
    """What stands there; a `Text` where it is cardkit that says something."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a per-item log: its number in the data, its score, the digest of its text."""

    id: int
    score: Decimal
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One score. What the file does not state is None; `score` keeps every printed digit.

    `name` and `metric` are the harness' own words, `task` and `metric_id` the registry's (None
    where it has none). `n` counts the items that were run, `n_original` those of the data set;
    they differ under a limit. `parts` names the subtasks an average is formed from, `averaging`
    says how, where the file says so. `pointer` is the JSON pointer of the score (RFC 6901).
    """

    name: str
    score: Number
    pointer: str
    task: str | None = None
    metric: str | None = None
    metric_id: str | None = None
    filter: str | None = None
    label: str | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    shots: int | None = None
    cot: bool = False
    n: int | None = None
    n_original: int | None = None
    stderr: Number | None = None
    version: str | None = None
    """Version of the task, or of an aggregate's formula."""
    model: str | None = None
    dataset: str | None = None
    dataset_config: str | None = None
    dataset_revision: str | None = None
    split: str | None = None
    prompt_format: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the file says of this task's run alone: generation arguments, the answer filter."""
    parts: tuple[str, ...] = ()
    averaging: Literal["micro", "macro"] | None = None
    date: str | None = None
    source: str | None = None
    measured_by: str | None = None
    items: tuple[Item, ...] = ()
    samples_sha256: str | None = None
    unsaid: tuple[str, ...] = ()
    """Keys of a hub's entry that no field here holds, such as `verifyToken`."""

    @property
    def is_limited(self) -> bool:
        """True when fewer items were run than the data set has: no score of the benchmark."""
        return self.n is not None and self.n_original is not None and self.n < self.n_original


@dataclass(frozen=True, slots=True)
class ResultSet:
    """All that was read from one file.

    `harness_version` is a release or a commit, whichever the file states; `settings` holds for
    every result (number format, seeds, limit, chat template).
    """

    format: Format
    file: str
    sha256: str
    results: tuple[Result, ...]
    harness: str | None = None
    harness_version: str | None = None
    model: str | None = None
    model_revision: str | None = None
    task_type: str | None = None
    """The Hub's task of the model (`text-generation`), where a card states it."""
    date: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
