"""What a row or a column is called, whatever the language: an id where the catalog knows one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cardkit.bind.lookup import MAX_LENGTH, find_label
from cardkit.catalog.labels import LabelKind
from cardkit.catalog.task_names import name_key
from cardkit.catalog.tasks import find_task
from cardkit.catalog.words import without_own_mark
from cardkit.patterns import lazy
from cardkit.quantity import fold_width

_TOKENS = lazy(r"[A-Za-z]{1,40}|\d{1,30}(?:\.\d{1,30})?")
NEAR = 0.6
"""Share of Latin words and digits from which two labels are spellings of one name."""
_HAN = lazy(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KINDS: tuple[LabelKind, ...] = ("column", "field", "group")


@dataclass(frozen=True, slots=True)
class Label:
    """A label. Two are the same where their keys are; `tokens` says how near two others are.

    `known` tells that the key is an id of the catalog, which both languages share.
    """

    text: str
    key: str
    tokens: frozenset[str]
    known: bool = False


NO_LABEL = Label("", "", frozenset())


@lru_cache(maxsize=16384)
def read_label(text: str) -> Label:
    """Return the label that a cell's text is; an empty one has the empty key."""
    bare = text.strip()
    tokens = frozenset(token.casefold() for token in _TOKENS.findall(fold_width(bare[:MAX_LENGTH])))
    known = _known(bare) if 0 < len(bare) <= MAX_LENGTH else None
    if known is not None:
        return Label(text, known, tokens, True)
    return Label(text, name_key(without_own_mark(bare)) or fold_width(bare).casefold(), tokens)


def _known(text: str) -> str | None:
    task = find_task(text)
    if task is not None:
        told = (task.id, task.shots, task.version, task.metric, task.split, task.cot)
        return "task:" + "/".join("" if part is None else str(part) for part in told)
    for kind in _KINDS:
        found = find_label(kind, text)
        if found is not None:
            return f"{kind}:{found}"
    return None


def nearness(a: Label, b: Label) -> float:
    """Return the share of tokens two labels have in common, from 0 to 1."""
    if a.key == b.key:
        return 1.0
    whole = a.tokens | b.tokens
    return len(a.tokens & b.tokens) / len(whole) if whole else 0.0


def digits(label: Label) -> frozenset[str]:
    """Return the numbers in a label: `Llama2-7B` and `Llama2-13B` differ in nothing else."""
    return frozenset(token for token in label.tokens if token[0].isdigit())


def clash(a: Label, b: Label) -> bool:
    """Say whether two labels cannot name one thing: both have Latin words or digits, and others."""
    if not a.tokens or not b.tokens or a.key == b.key:
        return False
    return digits(a) != digits(b) or nearness(a, b) < NEAR


def is_chinese(label: Label) -> bool:
    """Say whether a label holds Chinese: beside one that holds none it may be the translation."""
    return _HAN.search(label.text) is not None
