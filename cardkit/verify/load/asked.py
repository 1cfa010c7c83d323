"""Whether a config asks for what can be built here: a causal model, no deeper than its files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cardkit.errors import CannotLoad
from cardkit.text import Text
from cardkit.verify.load.loading import import_transformers
from cardkit.verify.spec.config import CONFIG

_DEPTH = re.compile(r"(?:^|_)(?:layers?|experts)$")
_FEWEST = 1000
"""Layers that are built whatever the files hold; no model that is known has as many."""
_MOST = 10_000
"""Layers of weights that are not here yet, and experts, of which one tensor may hold all."""


def check_depth(config: Mapping[str, object], tensors: int) -> None:
    """Refuse a config of more layers than the files have tensors, before any is built.

    `tensors` is 0 where they are not here yet. Raises CannotLoad (`config-beyond-files`).
    """
    places = [config, *(v for v in config.values() if isinstance(v, dict))]
    for place in places:
        for key, value in place.items():
            layers = _DEPTH.search(key) and not key.endswith("experts")
            most = max(_FEWEST, tensors) if layers and tensors else _MOST
            if _DEPTH.search(key) and type(value) is int and value > most:
                message = _TOO_MANY.format(key=str(key)[:60], value=value, tensors=tensors or "-")
                raise CannotLoad("config-beyond-files", message, where=CONFIG)


def check_causal(config: Mapping[str, object]) -> None:
    """Refuse a class of transformers that is no causal language model.

    A causal model of the same config would be another one, and its count that of another. Raises
    CannotLoad (`not-causal`).
    """
    named = config.get("architectures")
    name = named[0] if isinstance(named, list) and named else None
    transformers = import_transformers()
    if not isinstance(name, str) or name in _causal() or not _known(transformers, name):
        return
    raise CannotLoad("not-causal", _OTHER.format(name=name[:80]), hint=_FILES, where=CONFIG)


def _causal() -> frozenset[str]:
    from transformers.models.auto import modeling_auto

    return frozenset(modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.values())


def _known(transformers: object, name: str) -> bool:
    return name.isidentifier() and name in dir(transformers)


_TOO_MANY = Text(
    en="config.json says {key} {value}, far beyond the weight files (tensors: {tensors}); it is not"
    " built",
    zh="config.json 中 {key} 为 {value}，远超权重文件（张量数：{tensors}），不予构建",
)
_OTHER = Text(
    en="--load takes causal language models; config.json names `{name}`",
    zh="--load 只支持因果语言模型，而 config.json 指定的是 `{name}`",
)
_FILES = Text(en="--spec-only checks what its files say", zh="可用 --spec-only 对照其文件检查")
