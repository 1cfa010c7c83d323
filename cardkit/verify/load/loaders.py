"""By whose classes a model is built and loaded: transformers', cardkit's OpenLM, the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cardkit.errors import MissingExtra, UsageError
from cardkit.text import Text, listed
from cardkit.verify.load.loading import import_transformers
from cardkit.verify.load.openlm import MODEL_TYPE, original
from cardkit.verify.load.versions import installed

LOADERS = ("auto", "open_lm")
"""`auto`: transformers, which knows OpenLM by cardkit's module; `open_lm`: the user's own."""


@dataclass(frozen=True, slots=True)
class Loader:
    """What builds and loads a model. `name` tells a report; classes are None for transformers' own.

    `is_ours` says that the model is built by cardkit's OpenLM.
    """

    name: str
    is_ours: bool = False
    config_class: Any = None
    model_class: Any = None


def check_installed(loader: str = "auto", *, gguf: bool = False) -> None:
    """Raise before anything is fetched, imported or loaded where a package for it is missing.

    MissingExtra without torch and transformers, for a GGUF file without gguf and accelerate;
    UsageError for a loader that cannot be, or `open_lm` where that is not installed.
    """
    if loader not in LOADERS:
        names = listed(LOADERS)
        raise UsageError(_UNKNOWN.format(loader=loader, names=names))
    needed = {"torch": "verify", "transformers": "verify"}
    if gguf:
        needed |= {"gguf": "gguf", "accelerate": "gguf"}
    for package, extra in needed.items():
        if not installed(package):
            raise MissingExtra(package, extra)
    if loader != "open_lm":
        return
    if gguf:
        raise UsageError(_NO_GGUF)
    if (absent := original.missing()) is not None:
        raise UsageError(absent, hint=original.OURS)


def loader_of(loader: str, config: Mapping[str, Any]) -> Loader:
    """Return what loads a model of this config.json when `loader` was asked for.

    Raises UsageError for `open_lm` and another model, CannotLoad (`open-lm-broken`) where the
    installed open_lm does not import.
    """
    release = f"transformers {import_transformers().__version__}"
    is_openlm = config.get("model_type") == MODEL_TYPE
    if loader == "open_lm":
        if not is_openlm:
            raise UsageError(_NO_OPENLM.format(name=str(config.get("model_type"))[:80]))
        config_class, model_class = original.classes()
        name = f"{original.release()}, {release}"
        return Loader(name, config_class=config_class, model_class=model_class)
    if is_openlm:
        return Loader(f"OpenLM of cardkit, {release}", is_ours=True)
    return Loader(release)


_UNKNOWN = Text(
    en="there is no loader `{loader}`; choose from {names}",
    zh="没有 `{loader}` 这种加载器，可选值：{names}",
)
_NO_GGUF = Text(
    en="--loader open_lm reads safetensors alone, no GGUF file",
    zh="--loader open_lm 只支持 safetensors，不支持 GGUF 文件",
)
_NO_OPENLM = Text(
    en="--loader open_lm loads OpenLM models alone; the model_type here is `{name}`",
    zh="--loader open_lm 只能加载 OpenLM 模型，而该模型的 model_type 为 `{name}`",
)
