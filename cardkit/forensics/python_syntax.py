"""Whether Python can read an example, prompts and IPython's commands taken off."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from typing import NamedTuple

from cardkit.source.blocks import CodeBlock
from cardkit.source.source import Source
from cardkit.source.span import Span

MAX_CODE = 20_000
"""Characters of a block that is parsed; no usage example is longer."""

_GAP = re.compile(r"<[^<>\n=\"']{1,60}>|^\s*(?:>>>|…|\.{3,}\s*\S|\.{4,})", re.MULTILINE)
"""A placeholder, a line that stands for code left out, a session with its output: no program."""

_SHELL = re.compile(
    r"[ \t$]*(?:pip3?|conda|git|python3?|bash|sh|docker|torchrun|deepspeed|wget|curl|cd|export"
    r"|mkdir|cp|mv|rm|ls|cat|source|sudo|apt(?:-get)?|unzip|unrar|tar|chmod|make|npu-smi|nvidia-smi)\s"
)
"""A shell command in a fence that says Python: the wrong word on the fence, no wrong code."""

_SIGNATURE_ENDS = (": pass", " pass", "\n    pass")
"""What makes code of a signature that an API reference shows without a body."""

_MAGIC = re.compile(r"^\s*[!%?]")


class SyntaxProblem(NamedTuple):
    """What Python says, and the line of the block (from 1) it says it of."""

    line: int
    problem: str


def syntax_error(code: str) -> SyntaxProblem | None:
    """Return what keeps Python from reading an example; None where nothing does.

    None too for what is no complete example: one with placeholders, a session with `>>>`,
    the signature of a function, more than `MAX_CODE` characters, and for shell commands.
    """
    if len(code) > MAX_CODE or _GAP.search(code) or _SHELL.match(code.lstrip("\n")):
        return None
    lines = code.split("\n")
    plain = textwrap.dedent("\n".join(_plain(line) for line in lines))
    problem = _problem(plain)
    if problem is None or any(_problem(plain.rstrip() + end) is None for end in _SIGNATURE_ENDS):
        return None
    return problem._replace(line=min(problem.line, len(lines)))


def _problem(code: str) -> SyntaxProblem | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as error:
        return SyntaxProblem(error.lineno or 1, error.msg)
    except (ValueError, RecursionError, MemoryError):
        return None  # not Python's to say
    return None


def _plain(line: str) -> str:
    """Return a line without a command of IPython; it stays a line, so that numbers fit."""
    if _MAGIC.match(line):
        return line[: len(line) - len(line.lstrip())] + "pass"
    return line


def code_line_span(source: Source, block: CodeBlock, line: int) -> Span:
    """Return the span of line number `line` (from 1) of a code block, blanks around it left out."""
    first = source.position(block.code_span.start).line
    whole = source.line_span(min(first + line - 1, len(source.line_starts)))
    text = source.slice(whole)
    start = whole.start + len(text) - len(text.lstrip())
    return Span(start, max(start + 1, whole.start + len(text.rstrip())))
