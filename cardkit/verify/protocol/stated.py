"""What the settings of a claim say of how it was measured, as a protocol understands them.

Cards write them by hand or take them from results files, where numbers and truth are texts.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardkit.catalog.definition import Definition
    from cardkit.verify.protocol.claims import ScoreClaim

_SEEDS = ("fewshot_seed", "fewshot_random_seed")
_LENGTHS = ("max_seq_len", "max_seq_length")
_NEW_TOKENS = ("max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens")
"""In lm-eval's order (`normalize_gen_kwargs` of 0.4.13)."""
_DIGITS = 18
"""Digits of a whole number that means something here."""


def said(claim: ScoreClaim, *names: str) -> object:
    """Return what the first of some settings is that a claim states, None where it states none."""
    settings = claim.settings or {}
    return next((settings[n] for n in names if settings.get(n) not in (None, "")), None)


def whole(value: object) -> int | None:
    """Return the whole number of 0 or more that a setting is, None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def seed(claim: ScoreClaim) -> object:
    """Return the few-shot seed as stated."""
    return said(claim, *_SEEDS)


def longest(claim: ScoreClaim, definition: Definition) -> object:
    """Return the longest prompt in tokens as stated.

    `max_length` is that in lm-eval, and among settings of a generation may be another thing.
    """
    names = _LENGTHS if definition.type == "generation" else (*_LENGTHS, "max_length")
    return said(claim, *names)


def new_tokens(claim: ScoreClaim) -> int | None:
    """Return how many tokens an answer had at most, as stated; None where that is no number."""
    return whole(said(claim, *_NEW_TOKENS)) or None


def sampling(claim: ScoreClaim) -> str | None:
    """Return the setting by which answers were drawn by chance, None where none says so.

    A temperature alone says so, as in lm-eval 0.4.13 (`normalize_gen_kwargs`).
    """
    sample, heat = said(claim, "do_sample"), _number(said(claim, "temperature"))
    if _is(sample, "false") or heat == 0:
        return None
    if heat is not None:
        return f"temperature {heat}"
    return "do_sample" if _is(sample, "true") else None


def has_chat_template(claim: ScoreClaim) -> bool:
    """Say whether the prompts went through a chat template."""
    stated = said(claim, "apply_chat_template", "chat_template")
    return stated is not None and not any(_is(stated, word) for word in ("false", "none", "no"))


def has_repeats(claim: ScoreClaim) -> bool:
    """Say whether each item was answered more than once."""
    return (whole(said(claim, "repeats")) or 1) > 1


def _is(value: object, word: str) -> bool:
    return isinstance(value, bool | str) and str(value).strip().lower() == word


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 40:
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
