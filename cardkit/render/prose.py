r"""The author's Markdown, made unable to forge the structure of the card around it.

Inline markup is the author's right; a line that would open a heading, a table or a comment is not,
because it would state facts or hide them. Such a line gets one backslash, so a reader sees exactly
what the author typed. Both functions return a normal form: applied twice they change nothing more.
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
_CONTAINER = re.compile(r"(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s))[ \t]*")
_SPECIAL = re.compile(r"\\.|`+|<|\]\(", re.DOTALL)


def paragraphs(text: str) -> str:
    """Return `text` as paragraphs and nothing else: no list, table, heading, fence or HTML block.

    Blank lines part paragraphs, inline markup stays, leading blanks of lines go.
    """
    return "\n\n".join(_paragraph(lines) for lines in _split(drop_controls(text)))


def one_line(text: str) -> str:
    """Return `text` as one line of Markdown that may stand in a list item."""
    return _paragraph([" ".join(drop_controls(text).split())])


def blocks(text: str) -> str:
    """Return `text` with its lists, tables, code and quotes, but unable to open a heading.

    An open fence is closed, so that it cannot swallow the rest of the card; comments and raw HTML
    blocks become text.
    """
    out: list[str] = []
    fence = ""
    for raw in drop_controls(text).split("\n"):
        line = raw.rstrip()
        if fence:
            out.append(raw)
            closing = line.strip(" ")
            if set(closing) == {fence[0]} and len(closing) >= len(fence):
                fence = ""
            continue
        out.append(_block_line(line, out[-1] if out else ""))
        opened = _opened_fence(out[-1])
        fence = opened or ""
    if fence:
        out.append(fence)
    return "\n".join(out).strip("\n")


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
    text = _neutral("\n".join(_escape_start(line) for line in lines))
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


def _block_line(line: str, before: str) -> str:
    """Escape a line of `blocks` where, behind list and quote marks, a heading would begin."""
    at = len(line) - len(line.lstrip())
    while (container := _CONTAINER.match(line, at)) and not _is_rule(line[at:]):
        at = container.end()
    head, rest = line[:at], line[at:]
    underline = _UNDERLINE.match(rest) and (before.strip() or at) and not _is_delimiter_row(before)
    if _HEADING.match(rest) or underline or _DEFINITION.match(rest):
        return f"{head}\\{rest}"
    return head + (rest if _FENCE.match(rest) else _neutral(rest))


def _opened_fence(line: str) -> str | None:
    at = 0
    while container := _CONTAINER.match(line, at):
        at = container.end()
    found = _FENCE.match(line[at:].lstrip())
    if found is None:
        return None
    run = found.group()
    return None if run[0] == "`" and "`" in line[at:].lstrip()[len(run) :] else run


def _neutral(text: str) -> str:
    """Escape, outside code spans, tags that are not plain inline ones, and links to scripts."""
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
        step, piece = _piece(text, special, runs)
        out.append(piece)
        at = special.start() + step
    return "".join(out) + text[at:]


def _piece(text: str, found: re.Match[str], runs: dict[int, list[int]]) -> tuple[int, str]:
    """Return how many characters `found` stands for, and what to write for them."""
    at, mark = found.start(), found.group()
    if mark[0] == "`":
        starts = runs.get(len(mark), [])
        closing = bisect.bisect_right(starts, at)
        if closing < len(starts):
            end = starts[closing] + len(mark)
            return end - at, text[at:end].replace("\n", " ")
        return len(mark), mark
    if mark == "<":
        kept = _TAG.match(text, at) or _AUTOLINK.match(text, at)
        if kept:
            return len(kept.group()), kept.group()
        following = text[at + 1 : at + 2]
        return 1, r"\<" if following.isalpha() or following in {"/", "!", "?"} else "<"
    if mark == "](":
        target = _TARGET.match(text, at + 2)
        url = unescape(target.group(1)).replace("\\", "") if target else ""
        return 2, "](" if _SAFE_TARGET.match(url) else r"\]("
    return len(mark), mark
