"""A card's usage snippet held against the installed libraries; nothing of it is executed.

A package that is not transformers or torch is looked for and never imported: to import what a
snippet names would run it.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cardkit.errors import CardkitError
from cardkit.text import Text, listed
from cardkit.verify.load.devices import import_torch
from cardkit.verify.load.loading import import_transformers
from cardkit.verify.load.snippet_code import Code, calls, imports, read_code
from cardkit.verify.outcome import Remark

_MODEL_HOMES = frozenset({"transformers", "openmind", "modelscope"})
"""Packages whose `from_pretrained` takes an id of a hub first."""

_FORWARD = frozenset(
    [
        "input_ids",
        "attention_mask",
        "inputs_embeds",
        "position_ids",
        "token_type_ids",
        "past_key_values",
        "labels",
        "streamer",
        "tokenizer",
        "assistant_tokenizer",
        "trust_remote_code",
        "use_model_defaults",
    ]
)
"""What generate passes on or takes out of its keyword arguments, whatever the model."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One block of code of a card; `where` is where the card has it, for remarks."""

    code: str
    where: str


def check_snippet(
    snippet: Snippet, ids: Collection[str], forward: Collection[str] = ()
) -> list[Remark]:
    """Return what is wrong with a snippet: `snippet-syntax`, `-import`, `-package`, `-argument`,
    `-model-id`, `-remote-code`, `-unchecked` where a library failed on the way.

    None is an error: a snippet that fails says nothing against the check of the model. `ids` are
    the card's own model ids, none where it states none; `forward` the arguments of the
    model's forward where it is known. Raises MissingExtra without transformers.
    """
    code = read_code(snippet.code)
    if isinstance(code, Text):
        return [Remark("snippet-syntax", "warning", _at(snippet.where, code), snippet.where)]
    try:
        found = [
            *_imports(code),
            *_model_ids(code, ids),
            *_arguments(code, frozenset(forward)),
            *_remote_code(code),
        ]
    except CardkitError:
        raise
    except Exception as error:  # lazy modules of the libraries raise what they like
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
        message = _at(snippet.where, _UNCHECKED.format(why=why))
        return [Remark("snippet-unchecked", "warning", message, snippet.where)]
    return [
        Remark(kind, level, _at(f"{snippet.where}:{line}", message), f"{snippet.where}:{line}")
        for line, kind, level, message in found
    ]


_UNCHECKED = Text(
    en="the snippet cannot be checked against the installed libraries: {why}",
    zh="无法对照已安装的库检查示例：{why}",
)


def _at(where: str, message: Text) -> Text:
    return Text(en="{where}: {message}", zh="{where}：{message}").format(
        where=where, message=message
    )


_Found = tuple[int, str, Any, Text]
"""Line of the snippet, kind, level and message."""


def _imports(code: Code) -> Iterator[_Found]:
    """Look for packages without importing them, and for names in transformers and torch."""
    known = {"transformers": import_transformers, "torch": import_torch}
    for found in imports(code):
        top = found.module.partition(".")[0]
        if top in sys.stdlib_module_names:
            continue
        if not _installed(top):
            yield found.line, "snippet-package", "note", _ABSENT.format(name=top)
        elif found.module in known and found.name not in (None, "*"):
            library = known[found.module]()
            if found.name not in dir(library) and not hasattr(library, str(found.name)):
                message = _NO_NAME.format(package=f"{top} {library.__version__}", name=found.name)
                yield found.line, "snippet-import", "warning", message


_ABSENT = Text(
    en="package `{name}` is not installed here, so its use is unchecked",
    zh="此环境未安装软件包 `{name}`，其用法未检查",
)
_NO_NAME = Text(en="{package} has no `{name}`", zh="{package} 中没有 `{name}`")


def _installed(package: str) -> bool:
    if sys.modules.get(package) is not None:
        return True
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError, AttributeError):  # a name that is blocked or half loaded
        return False


def _model_ids(code: Code, ids: Collection[str]) -> Iterator[_Found]:
    """Yield loads of another repository than the card's."""
    if not ids:
        return
    own = {i.casefold() for i in ids}
    for call in calls(code):
        named = _loaded_id(code, call)
        if named is not None and "/" in named[:200] and not named.startswith((".", "/", "~")):
            if named.casefold() in own:
                continue
            message = _OTHER_ID.format(id=named[:120], own=listed(sorted(ids)[:3]))
            yield call.line, "snippet-model-id", "warning", message


_OTHER_ID = Text(
    en="the snippet loads `{id}`; the card is about {own}",
    zh="示例加载的是 `{id}`，而卡片描述的是 {own}",
)


def _loaded_id(code: Code, call: Any) -> str | None:
    """Return the literal id that a `from_pretrained` or `pipeline` loads."""
    home = code.homes.get(call.owner or call.name, "").partition(".")[0]
    if home not in _MODEL_HOMES:
        return None
    if call.name == "from_pretrained":
        value = call.positional[0] if call.positional else None
        value = value or call.keywords.get("pretrained_model_name_or_path")
    elif call.name == "pipeline":
        value = call.keywords.get("model") or (
            call.positional[1] if len(call.positional) > 1 else None
        )
    else:
        return None
    stated = code.value(value)
    return stated if isinstance(stated, str) else None


def _arguments(code: Code, forward: frozenset[str]) -> Iterator[_Found]:
    """Yield keyword arguments that the installed function does not take."""
    for call in calls(code):
        if call.name == "generate" and call.owner in code.models:
            taken, shown = _generate_takes() | forward | _FORWARD, "generate"
        elif call.owner is None and code.homes.get(call.name) == "transformers":
            known = _takes(call.name)
            if known is None:
                continue
            taken, shown = known, call.name
        else:
            continue
        for name in (*call.keywords, *code.spread(call)):
            if name not in taken:
                message = _NO_ARGUMENT.format(
                    function=shown, name=name, version=import_transformers().__version__
                )
                yield call.line, "snippet-argument", "warning", message


_NO_ARGUMENT = Text(
    en="`{function}` of transformers {version} takes no argument `{name}`",
    zh="transformers {version} 的 `{function}` 没有参数 `{name}`",
)


def _generate_takes() -> frozenset[str]:
    transformers = import_transformers()
    stated = inspect.signature(transformers.GenerationMixin.generate).parameters
    return frozenset(stated) | frozenset(vars(transformers.GenerationConfig()))


def _takes(name: str) -> frozenset[str] | None:
    """Return the arguments of a function or class of transformers; None where it takes any."""
    try:
        stated = inspect.signature(getattr(import_transformers(), name)).parameters
    except (AttributeError, ImportError, RuntimeError, TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_KEYWORD for p in stated.values()):
        return None
    return frozenset(stated)


def _remote_code(code: Code) -> Iterator[_Found]:
    for call in calls(code):
        if code.value(call.keywords.get("trust_remote_code")) is True:
            yield call.line, "snippet-remote-code", "warning", _TRUST


_TRUST = Text(
    en="the snippet runs code of the repository (trust_remote_code=True)",
    zh="示例会执行仓库自带的代码（trust_remote_code=True）",
)


_LIMITS: Mapping[str, tuple[type | tuple[type, ...], float, float]] = {
    "do_sample": (bool, 0, 1),
    "temperature": ((int, float), 0, 100),
    "top_p": ((int, float), 0, 1),
    "min_p": ((int, float), 0, 1),
    "typical_p": ((int, float), 0, 1),
    "top_k": (int, 0, 10_000),
    "num_beams": (int, 1, 8),
    "repetition_penalty": ((int, float), 0, 100),
    "length_penalty": ((int, float), -100, 100),
    "no_repeat_ngram_size": (int, 0, 100),
}
"""Settings that a short generation tries, with the least and the most that is tried."""


def generation_settings(snippet: Snippet) -> tuple[dict[str, Any], ...]:
    """Return the literal settings of each `model.generate` call, where all of them can be tried.

    Lengths, seeds and prompts are left out. A call with a setting that is not
    tried (`untried_settings`) is left out whole: without it, it would be another call.
    """
    chosen = [s for s in _stated(snippet) if all(_fits(v, *_LIMITS[k]) for k, v in s.items())]
    return tuple(s for i, s in enumerate(chosen) if s not in chosen[:i])


def untried_settings(snippet: Snippet) -> tuple[str, ...]:
    """Return the settings that no short generation tries, as written: `top_p=1.5`, `top_k=k`."""
    found = [
        f"{key}={value!r}"[:60]
        for settings in _stated(snippet)
        for key, value in settings.items()
        if not _fits(value, *_LIMITS[key])
    ]
    return tuple(dict.fromkeys(found))


def _stated(snippet: Snippet) -> Iterator[dict[str, Any]]:
    """Yield the settings that each `model.generate` call states, of those with limits."""
    code = read_code(snippet.code)
    if isinstance(code, Text):
        return
    for call in calls(code):
        if call.name == "generate" and call.owner in code.models:
            given: dict[str, ast.expr] = {**code.spread(call), **call.keywords}
            stated = {k: _setting(code, v) for k, v in given.items() if k in _LIMITS}
            stated = {k: v for k, v in stated.items() if v is not None}
            if stated:
                yield stated


@dataclass(frozen=True, slots=True)
class _Computed:
    """A setting that is no literal: what the code writes for it."""

    code: str

    def __repr__(self) -> str:
        return self.code


def _setting(code: Code, node: ast.expr) -> object:
    value = code.value(node)
    if value is not None or (isinstance(node, ast.Constant) and node.value is None):
        return value
    try:
        return _Computed(ast.unparse(node))
    except RecursionError:  # nested deeper than it is worth showing
        return _Computed("...")


def _fits(value: object, kind: type | tuple[type, ...], least: float, most: float) -> bool:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return False
    return isinstance(value, int | float) and least <= value <= most
