"""Python of two copies held against each other: what hubs may differ in is taken out first."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from cardkit.diff.mirror.allowed import MOVES, Substitutions

MAX_CODE = 50_000
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{1,95}")
_PLAIN = re.compile(r"[!-~]{0,60}")
_FILES = (".py", ".json", ".txt", ".md", ".bin", ".safetensors", ".gguf", ".csv", ".jpg", ".png")


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of code: its text, and where it stands as (first line, column, last line, column).

    Lines count from 1, columns are bytes of UTF-8, as `ast` has them. `bare` is a statement
    without its strings, and `strings` are they: a translation changes their words.
    """

    text: str
    place: tuple[int, int, int, int]
    bare: str = ""
    strings: tuple[str, ...] = ()


@dataclass(slots=True)
class Program:
    """A parsed block: its libraries, model ids and devices, and each statement without them."""

    libraries: list[Found] = field(default_factory=list)
    ids: list[Found] = field(default_factory=list)
    devices: list[Found] = field(default_factory=list)
    statements: list[Found] = field(default_factory=list)
    """Statements as they are compared."""


def read_program(code: str, allowed: Substitutions) -> Program | None:
    """Return what a block says; None for one that is no Python or too long."""
    if len(code) > MAX_CODE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `\d` in somebody's string is not our business
            tree = ast.parse(code)
        program = Program()
        reader = _Reader(program, allowed)
        for statement in tree.body:
            place = _place(statement)
            text = ast.unparse(reader.visit(statement))
            program.statements.append(Found(text, place, *_without_strings(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return program


def is_name(string: str) -> bool:
    """Say whether a string is one word of ASCII: a name, an option, a path."""
    return _PLAIN.fullmatch(string) is not None


def _without_strings(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a statement with one word for each of its strings, and the strings in order."""
    wordless = _Wordless()
    return ast.unparse(wordless.visit(ast.parse(text))), tuple(wordless.strings)


class _Wordless(ast.NodeTransformer):
    def __init__(self) -> None:
        self.strings: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, str):
            return node
        self.strings.append(node.value)
        return ast.Constant("WORDS")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.strings.append(ast.unparse(node))
        return ast.Constant("WORDS")


def _place(node: ast.stmt | ast.expr | ast.keyword) -> tuple[int, int, int, int]:
    last = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return node.lineno, node.col_offset, *last


class _Reader(ast.NodeTransformer):
    """Takes libraries, ids and devices out of a tree and notes them."""

    def __init__(self, program: Program, allowed: Substitutions) -> None:
        self.program = program
        self.allowed = allowed

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        root, _, rest = (node.module or "").partition(".")
        if root in self.allowed.libraries:
            self.program.libraries.append(Found(root, _place(node)))
            node.module = f"LIBRARY.{rest}" if rest else "LIBRARY"
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        for alias in node.names:
            root, _, rest = alias.name.partition(".")
            if root in self.allowed.libraries:
                self.program.libraries.append(Found(root, _place(node)))
                alias.name = f"LIBRARY.{rest}" if rest else "LIBRARY"
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, str) and _ID.fullmatch(value) and not value.endswith(_FILES):
            self.program.ids.append(Found(value, _place(node)))
            return ast.Constant("MODEL_ID")
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        for keyword in node.keywords:
            if keyword.arg in self.allowed.arguments:
                self.program.devices.append(Found(ast.unparse(keyword), _place(keyword)))
        node.keywords = [k for k in node.keywords if k.arg not in self.allowed.arguments]
        moved = node.func
        if isinstance(moved, ast.Attribute) and moved.attr in MOVES and len(node.args) < 2:
            said = ", ".join(map(ast.unparse, [*node.args, *(k.value for k in node.keywords)]))
            found = Found(f".{moved.attr}({said})", _place(node))
            self.program.devices.append(found)
            return self.visit(moved.value)  # type: ignore[no-any-return]
        return self.generic_visit(node)


def names(found: list[Found]) -> Iterator[str]:
    """Yield the texts of pieces, each once."""
    yield from dict.fromkeys(piece.text for piece in found)
