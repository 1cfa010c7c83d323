"""The Python standard library, by name."""

from __future__ import annotations

from functools import cache

from cardkit.catalog.tables import read_lines


@cache
def stdlib_modules() -> frozenset[str]:
    """Return its top-level modules in CPython 3.10 to 3.14.

    Not `sys.stdlib_module_names`: a card must read the same on every Python.
    """
    return frozenset(line for line in read_lines("python_stdlib.txt") if line)
