"""In which tokens two examples differ that should be one, comments and messages aside."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cardkit.dialects.substitutions import hub_libraries
from cardkit.diff.code.blocks import Code, code_of, pair_blocks
from cardkit.diff.code.tokens import Token
from cardkit.diff.pair import CardPair, Side, remembered_of_pair
from cardkit.source.span import Span

_MAX_RUN = 6
"""Tokens in a row that may differ as one slip; more is another piece of code."""

_MAX_PER_BLOCK = 5
_MAX_WORK = 10_000_000
_MAX_WORK_OF_BLOCK = 1_000_000
"""Pairs of tokens that are looked at: twice a thousand with a difference at either end."""

_CLIENTS = frozenset({"huggingface_hub", "modelscope_hub", "openmind_hub", "modelscope.hub"})
_DEVICE = re.compile(r"auto|(?:cpu|cuda|npu|mps)(?::\d{1,2})?")
_ID = re.compile(r"[\w.-]{1,96}/([\w.-]{1,96})")


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """One place where two examples part: what stands here, and there.

    `kind` is `other` where both have something, `only` where one has what the other lacks. Of the
    latter `there` is the place in the other card where it would stand, and `there_text` is empty.
    """

    kind: Literal["other", "only"]
    side: Side
    here: Span
    there: Span
    here_text: str
    there_text: str


@remembered_of_pair
def code_differences(pair: CardPair) -> tuple[CodeDifference, ...]:
    """Return the differences between the paired code blocks of two cards, in order.

    A name that is another throughout is told once.
    """
    blocks = pair_blocks(code_of(pair.a), code_of(pair.b))
    told: dict[tuple[str, str], CodeDifference] = {}
    budget = _MAX_WORK
    for a, b in blocks:
        middle = _middle(a, b)
        work = (middle.a_end - middle.start) * (middle.b_end - middle.start)
        if work > min(budget, _MAX_WORK_OF_BLOCK):
            continue
        budget -= work
        for found in _between(a, b, middle):
            told.setdefault((found.here_text, found.there_text), found)
    return tuple(told.values())


class _Middle(NamedTuple):
    """What is left of two token sequences without their common front and end."""

    start: int
    a_end: int
    b_end: int


def _middle(a: Code, b: Code) -> _Middle:
    x, y = a.tokens, b.tokens
    start, a_end, b_end = 0, len(x), len(y)
    while start < min(a_end, b_end) and x[start] == y[start]:
        start += 1
    while min(a_end, b_end) > start and x[a_end - 1] == y[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    return _Middle(start, a_end, b_end)


def _between(a: Code, b: Code, middle: _Middle) -> Iterator[CodeDifference]:
    if a.source == b.source or (a.tree is not None and a.tree == b.tree):
        return
    start = middle.start
    x, y = a.tokens[start : middle.a_end], b.tokens[start : middle.b_end]
    matcher = difflib.SequenceMatcher(None, x, y, autojunk=False)
    told = 0
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal" or told == _MAX_PER_BLOCK:
            continue
        here, there = (start + i1, start + i2), (start + j1, start + j2)
        if tag == "delete":
            here = _from_its_line(a, *here)
        elif tag == "insert":
            there = _from_its_line(b, *there)
        runs = a.tokens[slice(*here)], b.tokens[slice(*there)]
        found = _difference(a, b, *runs, (here[0], there[0]))
        if found is not None:
            told += 1
            yield found


def _from_its_line(code: Code, start: int, end: int) -> tuple[int, int]:
    """Move a run that one side has alone back to the begin of its line where it reads the same.

    `modelscope import snapshot_download from` is `from modelscope import snapshot_download`.
    """
    low, high = start, end
    while not _opens_line(code, low):
        if low == 0 or code.tokens[low - 1] != code.tokens[high - 1]:
            return start, end
        low, high = low - 1, high - 1
    return low, high


def _opens_line(code: Code, index: int) -> bool:
    start = code.tokens[index].span.start
    line = code.text.rfind("\n", 0, start) + 1
    return not code.text[line:start].strip()


def _difference(
    a: Code, b: Code, here: Sequence[Token], there: Sequence[Token], at: tuple[int, int]
) -> CodeDifference | None:
    if max(len(here), len(there)) > _MAX_RUN or _is_allowed(here, there):
        return None
    if _is_renamed(a, b, here, there) or _is_device_of_hub(a, b, here, there):
        return None
    if here and there:
        return CodeDifference(
            "other", "a", _place(here), _place(there), _text(a, here), _text(b, there)
        )
    if here:
        beside = _beside(b, at[1])
        return CodeDifference("only", "a", _place(here), beside, _text(a, here), "")
    beside = _beside(a, at[0])
    return CodeDifference("only", "b", _place(there), beside, _text(b, there), "")


def _is_allowed(here: Sequence[Token], there: Sequence[Token]) -> bool:
    """Say whether the difference is a translated message, or what another hub asks for."""
    if any(t.han for t in (*here, *there)):
        return True
    if all(t.kind == "sign" for t in (*here, *there)):
        return True  # a bracket more or less of a call that is laid out otherwise
    words = {t.text for t in (*here, *there) if t.kind != "sign"}
    if here and there and (words <= hub_libraries() or words <= _CLIENTS):
        return True
    if not (here and there) and words and all(_is_message(t) for t in (*here, *there)):
        return True
    if len(here) != 1 or len(there) != 1:
        return False
    x, y = here[0].text, there[0].text
    return _same_model(x, y) or x.rstrip("/") == y.rstrip("/")


def _is_renamed(a: Code, b: Code, here: Sequence[Token], there: Sequence[Token]) -> bool:
    """Say whether a name of one example goes by another in the other one throughout.

    `responses` and `responds`, each set and used: both run. A name that stands once is a slip.
    """
    if [t.kind for t in here] != ["word"] or [t.kind for t in there] != ["word"]:
        return False
    x, y = (("word", run[0].text) for run in (here, there))
    return a.bag[x] == b.bag[y] > 1 and not b.bag[x] and not a.bag[y]


def _is_device_of_hub(a: Code, b: Code, here: Sequence[Token], there: Sequence[Token]) -> bool:
    """Say whether one device stands for another where one example alone uses openmind, for NPUs."""
    openmind = ("word", "openmind")
    if len(here) != 1 or len(there) != 1 or bool(a.bag[openmind]) == bool(b.bag[openmind]):
        return False
    return all(_DEVICE.fullmatch(run[0].text) for run in (here, there))


def _is_message(token: Token) -> bool:
    """Say whether a string is words for people: it has blanks and is no path, id or number."""
    return token.kind == "string" and len(token.text.split()) > 2


def _same_model(here: str, there: str) -> bool:
    """Say whether two ids name one model under two owners, as hubs have them."""
    a, b = _ID.fullmatch(here), _ID.fullmatch(there)
    return a is not None and b is not None and a[1].lower() == b[1].lower()


def _place(run: Sequence[Token]) -> Span:
    return Span(run[0].span.start, run[-1].span.end)


def _beside(code: Code, index: int) -> Span:
    """Return the token before `index`, after which something is missing; else the first one."""
    found = code.tokens[max(index - 1, 0) : max(index, 1)]
    return found[0].span if found else code.block.code_span


def _text(code: Code, run: Sequence[Token]) -> str:
    place = _place(run)
    return " ".join(code.text[place.start : place.end].split())[:80]
