"""Usage: sentences with the code they introduce, the packages imported, the device named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardkit.bind.draft import Draft
from cardkit.catalog.python_stdlib import stdlib_modules
from cardkit.record.description import UsageSnippet, UsageStep
from cardkit.source.blocks import Block, CodeBlock
from cardkit.source.span import Path, Span

_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([A-Za-z_]\w*)|import[ \t]+(.+))", re.MULTILINE)
_DEVICE_NAME = r"(npu|cuda|cpu|mps|xpu)(:[0-9]{1,3})?"
_DEVICE = re.compile(
    rf"""(?:device_map|device)\s*=\s*["']({_DEVICE_NAME})["']|\.to\(\s*["']({_DEVICE_NAME})["']"""
)
_PYTHON = frozenset({"python", "py", "python3", "ipython", "pycon", ""})


def bind_usage(draft: Draft, blocks: Sequence[Block], key: Span | None) -> None:
    """Bind one section as a snippet: each code block closes a step, text after the last is one."""
    if not blocks:
        return
    at = len(draft.lists.get(("usage",), ()))
    path: Path = ("usage", at)
    steps: list[UsageStep] = []
    code: list[CodeBlock] = []
    before: list[Block] = []
    for block in blocks:
        if isinstance(block, CodeBlock):
            steps.append(_step(draft, (*path, "steps", len(steps)), before, block))
            code.append(block)
            before = []
        else:
            before.append(block)
    if before:
        steps.append(_step(draft, (*path, "steps", len(steps)), before, None))
    snippet = UsageSnippet(libraries=libraries(code), device=_device(code), steps=tuple(steps))
    draft.append(("usage",), snippet, Span(blocks[0].span.start, blocks[-1].span.end), key)


def _step(draft: Draft, path: Path, before: list[Block], code: CodeBlock | None) -> UsageStep:
    spans = [block.span for block in before]
    if code is not None:
        spans.append(code.span)
        draft.mark((*path, "code"), code.code_span)
    if before:
        draft.mark((*path, "text"), Span(before[0].span.start, before[-1].span.end))
    draft.mark(path, Span(spans[0].start, spans[-1].end))
    return UsageStep(
        text=draft.markdown(block.span for block in before) if before else None,
        language=code.language if code else "",
        code=code.code.rstrip("\n") if code else None,
    )


def libraries(blocks: Sequence[CodeBlock]) -> tuple[str, ...]:
    """Return the packages that Python code imports, in order; the standard library left out."""
    found: dict[str, None] = {}
    for block in blocks:
        if block.language not in _PYTHON:
            continue
        for match in _IMPORT.finditer(block.code):
            for name in [match[1]] if match[1] else _imported(match[2]):
                if name not in stdlib_modules():
                    found[name] = None
    return tuple(found)


def _imported(names: str) -> list[str]:
    """Return the top packages of `import a.b as c, d`; a sentence that begins so names none."""
    found: list[str] = []
    for part in names.partition("#")[0].partition(";")[0].split(","):
        words = part.split()
        if len(words) not in (1, 3) or (len(words) == 3 and words[1] != "as"):
            return []
        top = words[0].partition(".")[0]
        if not top.isidentifier() or not top.isascii():
            return []
        found.append(top)
    return found


def _device(blocks: Sequence[CodeBlock]) -> str | None:
    """Return the device that code names, None where it names none or several."""
    found = {match[1] or match[4] for block in blocks for match in _DEVICE.finditer(block.code)}
    return found.pop() if len(found) == 1 else None
