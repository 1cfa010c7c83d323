"""What lm-eval takes out of a generation, and what it leaves out of a comparison, by our own rules.

Re-stated from the regular expressions of lm-eval 0.4.13, lm_eval/tasks: gsm8k/gsm8k.yaml and
nq_open/nq_open.yaml, and from `RegexFilter` (lm_eval/filters/extraction.py). None of them takes
more than one pass over a text, however long and whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cardkit.catalog.definition import Filter, Ignored

_INVALID = "[invalid]"
"""What lm-eval compares where nothing is found."""
_MARK = "#### "
_ANSWER = re.compile(r"#### (-?[0-9.,]+)")
_NUMBER = re.compile(r"-?[$0-9.,]{2,}|-?[0-9]+")
_ARTICLES = re.compile(r"\b(?:The |An |A |the |an |a )")


def _strict(text: str) -> str:
    """The number behind the first `#### ` that one follows."""
    found = _ANSWER.search(text)
    return found[1] if found else _INVALID


def _flexible(text: str) -> str:
    """The last number, with whatever of `$`, `.` and `,` it is written."""
    found = _NUMBER.findall(text)
    return str(found[-1]) if found else _INVALID


def _without_number_marks(text: str) -> str:
    """GSM8K's: no commas, no dollars, nothing up to the last `#### `, no full stop at the end."""
    plain = text.replace(",", "").replace("$", "").rpartition(_MARK)[2]
    if plain.endswith(".\n"):
        return plain[:-2] + "\n"
    return plain.removesuffix(".")


def _without_articles(text: str) -> str:
    """Natural Questions': English articles with the blank behind them, small or with a capital."""
    return _ARTICLES.sub("", text)


_FILTERS: Mapping[Filter, Callable[[str], str]] = {
    "strict-match": _strict,
    "flexible-extract": _flexible,
}
_IGNORED: Mapping[Ignored, Callable[[str], str]] = {
    "articles": _without_articles,
    "number-marks": _without_number_marks,
}


def filtered(text: str, name: Filter) -> str:
    """Return what a filter takes out of a generation."""
    return _FILTERS[name](text)


def without(text: str, ignored: tuple[Ignored, ...]) -> str:
    """Return a text without what a comparison leaves out."""
    for name in ignored:
        text = _IGNORED[name](text)
    return text
