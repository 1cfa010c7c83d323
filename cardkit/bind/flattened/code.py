"""Code in a page text: the fences are gone, what is left must say by itself that it is code."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Sequence
from typing import Literal

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.lines import Run, span_of
from cardkit.source.bibtex import bibtex_entries
from cardkit.source.source import Source
from cardkit.source.span import Span

CodeLanguage = Literal["python", "bash", "bibtex"]

MAX_CODE = 20_000
_MAX_RUNS = 30
_PARSING = 3
"""Steps that a character of Python counts for."""
_PYTHON_FIRST = re.compile(
    r"(?:import|from) [A-Za-z_.]|(?:async )?def [A-Za-z_]|class [A-Za-z_]|@[A-Za-z_]|with [A-Za-z_]"
    r"|for [A-Za-z_(]|if [A-Za-z_(]|try:|print\(|[A-Za-z_][\w., ]{0,60}(?:\[[^\]]{0,60}\])? ?=[^=]"
)
_SHELL = re.compile(
    r"(?:\$ )?(?:[A-Z_]{2,40}=\S{1,80} )?(?:"
    r"pip3? (?:install|download)|python3? (?:-[a-z]|\S{1,200}\.py)"
    r"|git (?:clone|lfs|checkout|pull|submodule)|conda (?:create|activate|install)"
    r"|(?:wget|curl) (?:-|http)|(?:huggingface-cli|hf|modelscope) (?:download|login)"
    r"|(?:bash|sh) \S{1,200}\.sh|export [A-Z_]{2,40}=|cd [\w./~-]|mkdir [\w./~-]"
    r"|docker (?:run|pull|exec)|npu-smi |torchrun |vllm serve |source \S"
    r")"
)
_BIBTEX = re.compile(r"@[A-Za-z]{3,20}\s*[{(]")
_STATEMENTS = (
    *(ast.Import, ast.ImportFrom, ast.Assign, ast.AugAssign, ast.FunctionDef, ast.ClassDef),
    *(ast.AsyncFunctionDef, ast.For, ast.While, ast.With, ast.If, ast.Try, ast.Assert, ast.Raise),
)


def code_at(
    source: Source, runs: Sequence[Run], at: int, budget: Budget
) -> tuple[CodeLanguage, int] | None:
    """Return the language of the code that begins with `runs[at]` and the index after its last run.

    None for a run that is no code. Code may hold blank lines: Python goes on as long as it parses
    and every statement is more than a name or a number, BibTeX up to its closing brace.
    """
    run = runs[at]
    if all(_is_shell(run, i) for i in range(len(run))):
        return "bash", at + 1
    if _BIBTEX.match(run[0].text):
        span = next(bibtex_entries(source.text, run[0].span.start, len(source.text)), None)
        if span is not None and span.start == run[0].span.start:
            return "bibtex", _after(runs, at, span.end)
    return _python(source, runs, at, budget)


def _after(runs: Sequence[Run], at: int, end: int) -> int:
    while at < len(runs) and runs[at][0].span.start < end:
        at += 1
    return at


def _is_shell(run: Run, i: int) -> bool:
    if i and run[i - 1].text.endswith("\\"):
        return True
    return _SHELL.match(run[i].text) is not None or (run[i].text[0] == "#" and len(run) > 1)


def _python(
    source: Source, runs: Sequence[Run], at: int, budget: Budget
) -> tuple[CodeLanguage, int] | None:
    first = next((line.text for line in runs[at] if line.text[0] != "#"), "")
    if not _PYTHON_FIRST.match(first):
        return None
    reached = None
    start = runs[at][0].span.start
    for last in range(at, min(at + _MAX_RUNS, len(runs))):
        span = Span(start, span_of(runs[last]).end)
        size = span.end - span.start
        if size > MAX_CODE or _PARSING * size > budget.left:
            break
        budget.spend(_PARSING * size)
        if is_python(runs[at][0].indent + source.slice(span)):
            reached = last
        elif reached is not None and last > reached + 1:
            break
    return None if reached is None else ("python", reached + 1)


def is_python(text: str) -> bool:
    """Say whether a text parses and each of its statements does something: one at least no call."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `\d` in somebody's string is not our business
            tree = ast.parse(textwrap.dedent(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    doing = [statement for statement in tree.body if _does_something(statement)]
    calls = sum(isinstance(statement, ast.Expr) for statement in doing)
    return len(doing) == len(tree.body) and len(doing) > calls


def _does_something(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        return isinstance(value, ast.Call)
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None
    return isinstance(statement, _STATEMENTS)
