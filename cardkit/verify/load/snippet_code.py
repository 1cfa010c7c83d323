"""Python code as syntax: its imports, calls and literal values, read and never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cardkit.text import Text

MAX_CODE = 100_000
"""Characters; a usage snippet has some hundred."""

_PROMPTS = (">>> ", "... ")
_SHELL = ("!", "%")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name; `name` is None for `import module`."""

    line: int
    module: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `owner.name(...)` or `name(...)`; `owner` is the variable or class before it."""

    line: int
    owner: str | None
    name: str
    positional: tuple[ast.expr, ...]
    keywords: Mapping[str, ast.expr]
    spreads: tuple[ast.expr, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A parsed snippet. `homes` maps imported names to their modules, `models` are variables."""

    nodes: tuple[ast.AST, ...]
    homes: Mapping[str, str]
    values: Mapping[str, ast.expr]
    models: frozenset[str]

    def value(self, node: ast.expr | None) -> object:
        """Return the literal that an expression stands for, through one variable; else None."""
        outer, node = _sign(node)
        inner = 1
        if isinstance(node, ast.Name):  # one step only: `x = -x` would lead round and round
            inner, node = _sign(self.values.get(node.id))
        value = node.value if isinstance(node, ast.Constant) else None
        if outer * inner == 1:
            return value
        return -value if isinstance(value, int | float) else None

    def spread(self, call: Call) -> dict[str, ast.expr]:
        """Return what `**settings` brings into a call where the snippet spells it out."""
        found: dict[str, ast.expr] = {}
        for node in call.spreads:
            stated = self.values.get(node.id) if isinstance(node, ast.Name) else node
            if isinstance(stated, ast.Dict):
                for key, value in zip(stated.keys, stated.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        found[key.value] = value
            elif _is_call_of(stated, "dict") and isinstance(stated, ast.Call):
                found.update({k.arg: k.value for k in stated.keywords if k.arg is not None})
        return found


def _sign(node: ast.expr | None) -> tuple[int, ast.expr | None]:
    """Return the sign before an expression, and the expression without it."""
    sign = 1
    while isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -sign, node.operand
    return sign, node


def read_code(text: str) -> Code | Text:
    """Parse a snippet, prompts and notebook commands left out; a Text says why it cannot be."""
    if len(text) > MAX_CODE:
        return Text(
            en="the snippet is longer than {limit} characters and is left unread",
            zh="示例超过 {limit} 个字符，未读取",
        ).format(limit=MAX_CODE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `\d` in somebody's string is not our business
            tree = ast.parse(_plain(text))
        nodes = tuple(ast.walk(tree))
    except SyntaxError as error:
        return Text(
            en="the snippet is no Python: {why} (line {line})",
            zh="示例不是有效的 Python 代码：{why}（第 {line} 行）",
        ).format(why=error.msg, line=error.lineno or 1)
    except (ValueError, RecursionError, MemoryError) as error:
        return Text(en="the snippet cannot be parsed: {why}", zh="示例无法解析：{why}").format(
            why=str(error)[:120] or type(error).__name__
        )
    return Code(nodes, _homes(nodes), _values(nodes), _models(nodes))


def _plain(text: str) -> str:
    """Leave out what is no Python in notebooks and sessions; lines keep their numbers."""
    lines = text.expandtabs(4).splitlines()
    session = any(line.startswith(_PROMPTS[0]) for line in lines)
    kept: list[str] = []
    for line in lines:
        if session:
            kept.append(line[4:] if line.startswith(_PROMPTS) else "")
        else:
            kept.append("" if line.lstrip().startswith(_SHELL) else line)
    return "\n".join(kept)


def imports(code: Code) -> Iterator[Import]:
    """Yield the imports; relative ones are the reader's own files."""
    for node in code.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, None)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield Import(node.lineno, node.module, alias.name)


def calls(code: Code) -> Iterator[Call]:
    """Yield the calls of plain names and of their attributes."""
    for node in code.nodes:
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        owner = None
        if isinstance(function, ast.Attribute):
            if isinstance(function.value, ast.Name):
                owner = function.value.id
            elif isinstance(function.value, ast.Attribute):
                owner = function.value.attr
            else:
                continue
            name = function.attr
        elif isinstance(function, ast.Name):
            name = function.id
        else:
            continue
        named = {k.arg: k.value for k in node.keywords if k.arg is not None}
        spreads = tuple(k.value for k in node.keywords if k.arg is None)
        yield Call(node.lineno, owner, name, tuple(node.args), named, spreads)


def _homes(nodes: tuple[ast.AST, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update({a.asname or a.name: node.module for a in node.names})
    return found


def _values(nodes: tuple[ast.AST, ...]) -> dict[str, ast.expr]:
    """Return what each variable is set to, where it is set once: a literal or a dict."""
    found: dict[str, ast.expr] = {}
    twice: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    if target.id in found:
                        twice.add(target.id)
                    found[target.id] = node.value
    return {name: value for name, value in found.items() if name not in twice}


def _models(nodes: tuple[ast.AST, ...]) -> frozenset[str]:
    """Return the variables that hold a model: set by a `from_pretrained` of a model class."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Assign) and _loads_model(node.value):
            found.update(t.id for t in node.targets if isinstance(t, ast.Name))
    return frozenset(found)


def _loads_model(node: ast.expr) -> bool:
    """Say whether an expression is `SomeModel.from_pretrained(...)`, with or without `.to(...)`."""
    at: ast.AST = node
    while isinstance(at, ast.Call) and isinstance(at.func, ast.Attribute):
        owner = at.func.value
        if at.func.attr == "from_pretrained":
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            return "Model" in name or "For" in name
        at = owner
    return False


def _is_call_of(node: ast.expr | None, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
