"""What a harness knows of a task: where its items lie, how they are asked, by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Harness = Literal["llm-foundry", "lm-eval"]
HARNESSES: tuple[Harness, ...] = get_args(Harness)
TaskType = Literal["multiple_choice", "schema", "language_modeling", "generation"]
"""`schema`: one continuation behind several contexts (lm-eval: a task with multiple inputs).
`language_modeling`: every token of the answer must be the likeliest (lm-eval: loglikelihood)."""
TASK_TYPES: tuple[TaskType, ...] = get_args(TaskType)
Sampler = Literal["default", "first_n"]
Reshaping = Literal["hellaswag", "winogrande", "copa", "race"]
"""What is made of a row's columns where no template can say it (lm-eval's `process_docs` and the
functions of a task); `verify.protocol.reshaping` has the rules."""
Filter = Literal["strict-match", "flexible-extract"]
"""What lm-eval takes out of a generation before it is compared, by its own names."""
Ignored = Literal["articles", "number-marks"]
"""What lm-eval leaves out of both sides of a comparison (its `regexes_to_ignore`)."""
SEED = 1234
"""Seed of the few-shot draw: `fewshot_random_seed` of llm-foundry, `fewshot_random_seed` of
lm-eval's `simple_evaluate` (`DEFAULT_SEED`)."""


@dataclass(frozen=True, slots=True)
class ItemSource:
    """Where items lie: a file of a folder, or files of a data set on Hugging Face.

    `path` is looked for in `folder` (that of the file of tasks which names it) and in the folder
    given for a run. `files` are patterns of names in the data set `hub`; without them, `config` and
    `split` say which. `sha256` is that of the one file's bytes. `names` are those that a file of
    the data set may have in the folder given for a run, without an ending: what lies there is read
    and not fetched. `parts` are sources to read one after the other, each with the subject that its
    rows are given in a column of that name.
    """

    path: str | None = None
    folder: str | None = None
    hub: str | None = None
    revision: str | None = None
    config: str | None = None
    split: str | None = None
    files: tuple[str, ...] = ()
    sha256: str | None = None
    names: tuple[str, ...] = ()
    parts: tuple[tuple[str, ItemSource], ...] = ()

    def __str__(self) -> str:
        """Return what a reader would look for: the file, or `hf:owner/name@revision`."""
        if self.hub is None:
            return self.path or ""
        return f"hf:{self.hub}" + (f"@{self.revision}" if self.revision else "")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a row say what: a column's name (`a.b` inside it), or a text with `{a.b}`.

    `choices` is one column with a list, or a text for each choice. `gold` is the place of the right
    choice, counted from 0, or, with `labels`, one of the labels: a column with a list, or the
    labels themselves; a number is that place in every row. The names of llm-foundry's layout are
    in `LAYOUT`.
    """

    query: str | None = None
    choices: str | tuple[str, ...] | None = None
    gold: str | int | None = None
    labels: str | tuple[str, ...] | None = None
    answer: str | None = None
    aliases: str | None = None
    chain_of_thought: str | None = None
    category: str | None = None


LAYOUT: dict[TaskType, Columns] = {
    "multiple_choice": Columns("query", "choices", "gold", category="category"),
    "schema": Columns(None, "context_options", "gold", answer="continuation", category="category"),
    "language_modeling": Columns("context", answer="continuation", category="category"),
    "generation": Columns(
        "context",
        answer="answer",
        aliases="aliases",
        chain_of_thought="chain_of_thought",
        category="category",
    ),
}
"""The columns of llm-foundry's jsonl files by task type, as its data sets' docstrings name them."""


@dataclass(frozen=True, slots=True)
class Definition:
    """How a harness asks one task.

    In lm-eval's words `prompt` is the description, `continuation_delimiter` the target_delimiter,
    `example_delimiter` the fewshot_delimiter, and `stop` is `until`. llm-foundry alone has
    `prelimiter`, `cot_delimiter`; lm-eval alone `shots_from` (its fewshot_split), `sampler`,
    `exclude_own`, `max_new_tokens` and what `exact_match` ignores. `name` is the harness' own name
    of the task where it is another, `metrics` those that it reports, in its words, and `n` the
    number of items in `items`, where a source states it. `fixed_shots`: the harness asks with
    `shots`, whatever it is told. `macro` says that a score is the
    plain mean over categories, each of which draws its own few-shot examples where `categories`.
    """

    task: str
    harness: Harness
    type: TaskType
    shots: int
    items: ItemSource
    columns: Columns
    source: str
    shots_from: ItemSource | None = None
    sampler: Sampler = "default"
    exclude_own: bool = True
    prompt: str = ""
    prelimiter: str = ""
    example_delimiter: str = "\n"
    continuation_delimiter: str = " "
    cot_delimiter: str = ""
    stop: tuple[str, ...] = ()
    categories: bool = False
    macro: bool = False
    max_new_tokens: int | None = None
    ignore_case: bool = False
    ignore_punctuation: bool = False
    strip_answer: bool = False
    ignored: tuple[Ignored, ...] = ()
    filters: tuple[Filter, ...] = ()
    reshaping: Reshaping | None = None
    name: str | None = None
    n: int | None = None
    metrics: tuple[str, ...] = ()
    fixed_shots: bool = False
    max_seq_len: int | None = None
    """What the suite runs with, where it says: 2,048 for DCLM's."""
    place: str | None = None
    """The file of tasks and line that it comes from; None where cardkit brings it."""
