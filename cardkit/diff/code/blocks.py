"""Which code blocks of two cards belong together: in order, by the tokens they share."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cardkit.bind.reading import Reading
from cardkit.diff.align import pairs_in_order
from cardkit.diff.code.tokens import Token, tokens
from cardkit.source.blocks import CodeBlock

MAX_BLOCKS = 120
"""Blocks of a card that are compared; a README has fewer than a hundred."""

MAX_CODE = 20_000
"""Characters of a block that is compared or parsed: no usage example is longer."""

MAX_TOTAL = 400_000
"""Characters of code of a card that are compared."""

_BAND = 40
"""How many blocks one card may be ahead of the other: examples stand in the same order."""

ALIKE_FROM = 0.6
"""Share of common tokens from which two blocks are one example in two languages."""

_PYTHON = frozenset({"python", "python3", "py", "pycon", "ipython"})
_CODE = _PYTHON | {
    *("bash", "sh", "shell", "console", "zsh", "powershell", "bat", "cmd", "dockerfile", "docker"),
    *("yaml", "yml", "json", "toml", "ini", "c", "cpp", "c++", "cuda", "java", "javascript", "js"),
    *("typescript", "ts", "go", "rust", "sql", "makefile", "cmake", "xml", "html"),
}
_LOOKS_PYTHON = re.compile(r"^[ \t]*(?:from [\w.]+ import |import \w|def \w+\()", re.MULTILINE)
_LOOKS_SHELL = re.compile(
    r"^[ \t$]*(?:pip3?|conda|git|python3?|bash|sh|docker|torchrun|deepspeed|wget|curl|cd|export)\s",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Code:
    """A block of code of one card."""

    block: CodeBlock
    text: str

    @property
    def source(self) -> str:
        """The code as it stands in the file."""
        return self.text[self.block.code_span.start : self.block.code_span.end]

    @cached_property
    def python(self) -> bool:
        """Whether it is Python, by its fence or by its imports."""
        if self.block.language in _CODE:
            return self.block.language in _PYTHON
        return _LOOKS_PYTHON.search(self.block.code) is not None

    @cached_property
    def is_code(self) -> bool:
        """Whether it is code at all and no conversation, output or BibTeX in a fence."""
        if not self.block.code.strip() or len(self.block.code) > MAX_CODE:
            return False
        if self.block.language in _CODE:
            return True
        if self.block.language:
            return False
        return self.python or _LOOKS_SHELL.search(self.block.code) is not None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, with their places in the file."""
        return tokens(self.text, self.block.code_span, python=self.python)

    @cached_property
    def bag(self) -> Counter[tuple[str, str]]:
        """The tokens that a translation keeps, counted."""
        return Counter((t.kind, t.text) for t in self.tokens if not t.han and t.kind != "sign")

    @cached_property
    def tree(self) -> str | None:
        """What the code means to Python, formatting and comments left out; None if it fails."""
        return python_tree(self.block.code) if self.python else None


def code_of(reading: Reading) -> list[Code]:
    """Return the code blocks of a card in order: at most `MAX_BLOCKS`, `MAX_TOTAL` characters."""
    text = reading.document.text
    found: list[Code] = []
    total = 0
    for block in reading.code:
        code = Code(block, text)
        if code.is_code and len(found) < MAX_BLOCKS and total + len(block.code) <= MAX_TOTAL:
            found.append(code)
            total += len(block.code)
    return found


def pair_blocks(first: Sequence[Code], second: Sequence[Code]) -> list[tuple[Code, Code]]:
    """Return the pairs of blocks that maximise what is common to them, in the order of both.

    What is common is the share of tokens above `ALIKE_FROM`, of blocks at most `_BAND` apart.
    """
    places = range(len(first)), range(len(second))

    def alike(i: int, j: int) -> float:
        return _alike(first[i], second[j]) if abs(i - j) <= _BAND else 0.0

    pairs = pairs_in_order(*places, alike, ALIKE_FROM)
    return [(first[i], second[j]) for i, j in pairs]


def _alike(a: Code, b: Code) -> float:
    """Return the share (0 to 1) of tokens that both have: Dice's coefficient."""
    whole = a.bag.total() + b.bag.total()
    return 2 * (a.bag & b.bag).total() / whole if whole else 0.0


def python_tree(code: str) -> str | None:
    """Return Python's tree of `code` as text; None where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.dump(ast.parse(textwrap.dedent(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
