r"""The author's Markdown, made unable to forge the structure of the card around it.

Inline markup is the author's right; a line that would open a heading, a table or a comment is not,
because it would state facts or hide them. Such a line gets one backslash, so a reader sees exactly
what the author typed. The functions return a normal form: applied twice they change nothing more.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from html import unescape

from cardkit.render.escape import drop_controls

_BACKTICKS = re.compile(r"`+")
_TAG = re.compile(r"</?(?:b|i|u|s|em|strong|sub|sup|br|code|kbd|mark|small|del|ins) ?/?>", re.I)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]{1,2000}>", re.I)
_SAFE_TARGET = re.compile(r"(?:https?:|mailto:|[^:]*$|[^:]*[/?#])", re.I)
_TARGET = re.compile(r"\s{0,8}<?\s{0,8}([^\s<>)]{0,2000})")

_HEADING = re.compile(r"#{1,6}(?=\s|$)")
_BULLET = re.compile(r"[-+*](?=\s|$)")
_ORDERED = re.compile(r"(\d{1,9})[.)](?=\s|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_DEFINITION = re.compile(r"\[[^\]]{0,999}\]:")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_SPECIAL = re.compile(r"\\.|`+|<|\]\(", re.DOTALL)


def paragraphs(text: str) -> str:
    """Return `text` as paragraphs and nothing else: no list, table, heading, fence or HTML block.

    Blank lines part paragraphs, inline markup stays, leading blanks of lines go.
    """
    return "\n\n".join(_paragraph(lines) for lines in _split(drop_controls(text)))


def one_line(text: str) -> str:
    """Return `text` as one line of Markdown that may stand in a list item."""
    return _paragraph([" ".join(drop_controls(text).split())])


def _split(text: str) -> Iterator[list[str]]:
    """Yield the lines of each paragraph, stripped; a hard break keeps its two blanks."""
    lines: list[str] = []
    for raw in [*text.split("\n"), ""]:
        line = raw.strip()
        if line:
            lines.append(line + "  " if raw.endswith("  ") else line)
        elif lines:
            lines[-1] = lines[-1].rstrip()
            yield lines
            lines = []


def _paragraph(lines: list[str]) -> str:
    text = neutral("\n".join(_escape_start(line) for line in lines))
    # A code span may have swallowed a line end; what follows it must not open a block either.
    return "\n".join(_escape_start(line) for line in text.split("\n"))


def _escape_start(line: str) -> str:
    """Put a backslash before what would make this line more than a line of a paragraph."""
    ordered = _ORDERED.match(line)
    if ordered:
        at = len(ordered.group(1))
        return f"{line[:at]}\\{line[at:]}"
    opens = (
        _HEADING.match(line)
        or _BULLET.match(line)
        or _UNDERLINE.match(line.rstrip())
        or _DEFINITION.match(line)
        or _FENCE.match(line)
        or line.startswith(">")
        or _is_rule(line)
        or _is_delimiter_row(line)
    )
    return "\\" + line if opens else line


def _is_rule(line: str) -> bool:
    marks = set(line) - {" ", "\t"}
    return len(marks) == 1 and marks <= {"-", "*", "_"} and sum(map(line.count, marks)) > 2


def _is_delimiter_row(line: str) -> bool:
    return "-" in line and set(line) <= set("|:- \t")


def neutral(text: str, tags: re.Pattern[str] = _TAG, *, unfold: bool = True) -> str:
    """Escape, outside code spans, what begins a tag not among `tags`, and links to scripts.

    `unfold` writes a code span on one line, so that no line of it can open a block.
    """
    runs: dict[int, list[int]] = {}
    for run in _BACKTICKS.finditer(text):
        runs.setdefault(len(run.group()), []).append(run.start())
    out: list[str] = []
    at = 0
    while at < len(text):
        special = _SPECIAL.search(text, at)
        if special is None:
            break
        out.append(text[at : special.start()])
        step, piece = _piece(text, special, runs, tags)
        if unfold:
            piece = piece.replace("\n", " ") if piece[0] == "`" else piece
        out.append(piece)
        at = special.start() + step
    return "".join(out) + text[at:]


def _piece(
    text: str, found: re.Match[str], runs: dict[int, list[int]], tags: re.Pattern[str]
) -> tuple[int, str]:
    """Return how many characters `found` stands for, and what to write for them."""
    at, mark = found.start(), found.group()
    if mark[0] == "`":
        starts = runs.get(len(mark), [])
        closing = bisect.bisect_right(starts, at)
        if closing < len(starts):
            end = starts[closing] + len(mark)
            return end - at, text[at:end]
        return len(mark), mark
    if mark == "<":
        kept = tags.match(text, at) or _AUTOLINK.match(text, at)
        if kept:
            return len(kept.group()), kept.group()
        following = text[at + 1 : at + 2]
        return 1, r"\<" if following.isalpha() or following in {"/", "!", "?"} else "<"
    if mark == "](":
        target = _TARGET.match(text, at + 2)
        url = unescape(target.group(1)).replace("\\", "") if target else ""
        return 2, "](" if _SAFE_TARGET.match(url) else r"\]("
    return len(mark), mark
