"""Text of others in Markdown that we write: as code, so that nothing in it acts.

In a code span no HTML, link, mention (`@team`), issue number (`#1`) or emphasis comes to life, on
whatever hub or forge the text is shown.
"""

from __future__ import annotations

import re

from cardkit.text import visible

_BACKTICKS = re.compile(r"`+")
_BEFORE_BAR = re.compile(r"(?<=\\)(?=\|)")
_SPLIT = "<!-- -->"


def code(text: str) -> str:
    r"""Return `text` as a code span for a table cell; blanks and line ends become one blank.

    A bar is escaped, as tables want it; a backslash before it ends one span, or it would be read
    as the bar's. Hostile characters are shown as `\u{...}`. Empty text is empty.
    """
    bare = visible(" ".join(text.split()))
    return _SPLIT.join(_span(piece) for piece in _BEFORE_BAR.split(bare)) if bare else ""


def _span(text: str) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    escaped = text.replace("|", "\\|")
    return f"{fence}{pad}{escaped}{pad}{fence}"


def lines(text: str) -> str:
    """Return each line of `text` as a code span, with breaks between."""
    return "<br>".join(code(line) for line in text.splitlines() if line.strip())
