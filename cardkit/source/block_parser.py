"""The block structure of Markdown by markdown-it-py, with the place of every block.

Its tokens carry lines but no columns. Our loop over the block rules notes, for each block, where
its lines begin behind the quote marks and list indentation around it. Tables become one token (we
split their rows ourselves), an HTML block that opens a table runs on to the table's end, and no
inline parsing is done here.
"""

from __future__ import annotations

import bisect
import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.token import Token

from cardkit.source.pipe_tables import cells_of_row, count_columns

MAX_NESTING = 40

_TABLE_TAG = re.compile(r"<(/?)table(?=[\s/>])", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?:[!?]|(?:script|pre|style|textarea)(?=[\s>]))", re.IGNORECASE)
_LEAVES = frozenset(
    (
        "paragraph_open",
        "heading_open",
        "fence",
        "code_block",
        "html_block",
        "pipe_table",
        "definition",
    )
)


class BlockParser(ParserBlock):
    """Block rules of CommonMark and pipe tables; each token's `meta["at"]` says where it begins.

    For leaf blocks that is a list with the offset of each line's first character, for quotes,
    lists and items the offset of the first. Offsets count in the text given to `parse_blocks`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ruler.at("table", _pipe_table, {"alt": ["paragraph", "reference"]})
        self.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - overrides
        """Apply the block rules to a range of lines, noting where each block begins."""
        rules = self.ruler.getRules("")
        line = startLine
        blank_seen = False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= MAX_NESTING:
                state.line = endLine
                break
            first = len(state.tokens)
            any(rule(state, line, endLine, False) for rule in rules)  # the last one always applies
            _locate(state, first)
            state.tight = not blank_seen
            line = state.line
            if line - 1 < endLine and state.isEmpty(line - 1):
                blank_seen = True
            if line < endLine and state.isEmpty(line):
                blank_seen = True
                line += 1
                state.line = line


def _locate(state: StateBlock, first: int) -> None:
    """Note in the tokens from `first` on where they begin; the inner ones know already."""
    begin = state.bMarks
    shift = state.tShift
    for token in state.tokens[first:]:
        if token.map is None or token.nesting < 0 or token.type == "inline" or "at" in token.meta:
            continue
        start, end = token.map
        if token.type in _LEAVES:
            lines = range(start, end)
            token.meta["at"] = [begin[i] + shift[i] for i in lines]
            token.meta["end"] = [state.eMarks[i] for i in lines]
        else:
            token.meta["at"] = begin[start] + shift[start]


def parse_blocks(text: str) -> list[Token]:
    r"""Parse `text` (line ends `\n` only) into block tokens that know where they begin."""
    md = _markdown()
    tokens: list[Token] = []
    md.block.parse(text, md, {}, tokens)
    return tokens


@cache
def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"inline_definitions": True})
    md.block = BlockParser()
    return md


def _pipe_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Recognise a pipe table: a header row, and a delimiter row with as many columns."""
    second = start + 1
    if second >= end or state.sCount[second] < state.blkIndent:
        return False
    at = state.bMarks[second] + state.tShift[second]
    if at >= state.eMarks[second] or state.src[at] not in "|-:" or state.is_code_block(second):
        return False
    columns = count_columns(_line(state, second))
    header = _line(state, start)
    if not columns or "|" not in header or state.is_code_block(start):
        return False
    if len(cells_of_row(header)) != columns:
        return False
    if silent:
        return True
    line = _end_of_table(state, second + 1, end)
    token = state.push("pipe_table", "table", 0)
    token.map = [start, line]
    state.line = line
    return True


def _end_of_table(state: StateBlock, line: int, end: int) -> int:
    """Return the line after the last row: rows end at a blank line or where a block begins."""
    terminators = state.md.block.ruler.getRules("blockquote")
    parent, state.parentType = state.parentType, "table"
    while line < end:
        if state.sCount[line] < state.blkIndent or state.isEmpty(line):
            break
        if state.is_code_block(line) or any(t(state, line, end, True) for t in terminators):
            break
        line += 1
    state.parentType = parent
    return line


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Apply CommonMark's rule, then let a table that is still open run on over blank lines."""
    if not html_block(state, start, end, silent):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    if silent or _NO_TAG.match(state.src, begin):
        return True
    if "tables" not in state.env:
        state.env["tables"] = _table_tags(state.src)
    line = state.line
    reached = state.eMarks[line - 1]
    close = _last_close(state.env["tables"], begin, reached)
    while close > reached:
        while line < end and (state.eMarks[line] < close or not state.isEmpty(line)):
            if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
                break
            line += 1
        begin, reached = reached, state.eMarks[line - 1]
        if reached < close:  # the list around it ends before the table does
            break
        close = _last_close(state.env["tables"], begin, reached)
    state.tokens[-1].map = [start, line]
    state.line = line
    return True


def _table_tags(text: str) -> tuple[list[int], list[int]]:
    """Return where tables open, in order, and where each is closed (-1 if never)."""
    opens: list[int] = []
    closes: list[int] = []
    pending: list[int] = []
    for match in _TABLE_TAG.finditer(text):
        if not match[1]:
            pending.append(len(opens))
            opens.append(match.start())
            closes.append(-1)
        elif pending:
            closes[pending.pop()] = match.end()
    return opens, closes


def _last_close(tables: tuple[list[int], list[int]], begin: int, end: int) -> int:
    """Return where the last of the tables that open between `begin` and `end` is closed."""
    opens, closes = tables
    first, last = bisect.bisect_left(opens, begin), bisect.bisect_left(opens, end)
    return max(closes[first:last], default=-1)
