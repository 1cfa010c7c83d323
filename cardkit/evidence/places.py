"""Which folders below a model's own its evidence is bound to: those that something could load.

A library is given the model's folder and reads the files there. From a folder below it takes what
a file of the model names (`modules.json`, `model_index.json`), what goes by a name of its own
wherever it lies (weights, tokenizers, `modeling_*.py`), and a package that Python would import. Of
any other folder, of documents, scripts or an environment, nothing is read; and all may be, where
the model's folder has code of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cardkit.evidence.groups import group_of, is_custom_code, is_document
from cardkit.verify.spec.problem import Problem

if TYPE_CHECKING:
    from cardkit.verify.spec.files import ModelFile, ModelFiles

MAX_SETTINGS = 4 * 1024 * 1024
"""Bytes of a settings file that is read for the folders it names; a larger one may name any."""
_PARTS = frozenset(
    {"adapter_config.json", "preprocessor_config.json", "processor_config.json"}
    | {"video_preprocessor_config.json", "scheduler_config.json", "modules.json"}
    | {"model_index.json", "params.json", "model_args.json", "hparams.json", "params.txt"}
    | {"sentence_bert_config.json", "config_sentence_transformers.json"}
    | {"sentence_xlnet_config.json"}
)
"""Settings that nothing but a part of a model has; any project has a `config.json`."""
_STARTS = ("predict_", "quant")
"""Of MindFormers' settings, which a runner is told of, and of those of quantised weights."""
_FOLDERS = frozenset({"additional_chat_templates", "custom_generate"})
"""Folders that transformers looks into without being told."""
_TOKEN = re.compile(r"[^\s\"'/\\,:;()\[\]{}]{1,200}")


class Places:
    """Which folders below a model's own are parts of it."""

    def __init__(self, files: ModelFiles, refused: Iterable[str] = ()) -> None:
        """Look at the files of a model, and at the names of those that may not be read."""
        self._listed = [file for file in files.list() if group_of(file.name) is not None]
        names = [*(file.name for file in self._listed), *refused]
        self._own = {top for top in map(_top, names) if top in _FOLDERS}
        self._own |= {top for name in names if (top := _top(name)) and _tells(name)}
        tops = {top for top in map(_top, names) if top}
        if any(not _top(name) and group_of(name) == "code" for name in names):
            self._own = tops  # code may read whatever it likes
        elif tops - self._own:
            self._own |= _named(files, self._settings(), tops)

    def is_apart(self, name: str) -> bool:
        """Say whether a file lies in a folder that nothing of the model is read from."""
        top = _top(name)
        return bool(top) and top not in self._own

    def unbound(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the files in no group that are no documents; of a folder apart its name alone."""
        for name in names:
            if is_document(name):
                continue
            if self.is_apart(name):
                yield f"{_top(name)}/"
            elif group_of(name) is None:
                yield name

    def _settings(self) -> Sequence[ModelFile]:
        found = (file for file in self._listed if not _top(file.name))
        return [file for file in found if group_of(file.name) in ("config", "generation")]


def _top(name: str) -> str:
    """Return the folder below the model's own that a file lies in; empty for none."""
    first, slash, _ = name.partition("/")
    return first if slash else ""


def _tells(name: str) -> bool:
    """Say whether a file makes its folder one of the model by its own name."""
    base = PurePosixPath(name).name
    if name.count("/") == 1 and base.startswith("__init__."):
        return True
    if base.lower() in _PARTS or is_custom_code(base):
        return True
    group = group_of(name)
    if group == "config" and base.lower().startswith(_STARTS):
        return True
    return group in ("weights", "tokenizer", "generation") and not is_document(name)


def _named(files: ModelFiles, settings: Iterable[ModelFile], tops: set[str]) -> set[str]:
    """Return the folders that a model's settings name; all where one cannot be read."""
    found: set[str] = set()
    for file in settings:
        try:
            words = _words(files, file)
        except (Problem, ValueError, RecursionError):
            return tops
        found |= {top for top in tops if top.casefold() in words}
    return found


def _words(files: ModelFiles, file: ModelFile) -> set[str]:
    """Return what a settings file may call folders, in lower case. Raises Problem, ValueError."""
    if file.size > MAX_SETTINGS:
        raise ValueError(file.name)
    text = files.read(file.name, 0, MAX_SETTINGS).decode("utf-8-sig")
    texts = _texts(json.loads(text)) if file.name.lower().endswith(".json") else [text]
    return {
        word.casefold()
        for each in texts
        for word in (each, *re.split(r"[/\\]", each), *_TOKEN.findall(each))
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
