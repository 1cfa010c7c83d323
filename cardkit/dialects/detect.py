"""Which hub's front matter it is, by the keys that hub alone reads."""

from __future__ import annotations

from cardkit.catalog.front_matter_keys import front_matter_keys
from cardkit.source.yaml_nodes import YamlMapping

_WISEMODEL = frozenset({"language", "license", "tasks"})


def dialect_of(root: YamlMapping | None, *, after_heading: bool = False) -> str | None:
    """Return the hub a block of metadata is written for; None where it may be Hugging Face's.

    `hardwares` tells modelers.cn (its `frameworks` are ModelScope's too), `tasks` with nothing but
    licence and language WiseModel, any other key of ModelScope alone that hub. A block after the
    H1 (`after_heading`) is the MindSpore Hub's.
    """
    if after_heading:
        return "mindspore-hub"
    keys = frozenset(root.keys()) if root is not None else frozenset[str]()
    if "tasks" in keys and keys <= _WISEMODEL:
        return "wisemodel"
    if "hardwares" in keys:
        return "modelers"
    return "modelscope" if reads_as_modelscope(keys) else None


def reads_as_modelscope(keys: frozenset[str]) -> bool:
    """Say whether keys stand there that ModelScope reads and Hugging Face does not."""
    known = front_matter_keys()
    hubs = (known[key].hubs for key in keys if key in known)
    return any("modelscope" in names and "hf" not in names for names in hubs)
