"""A user's own open_lm, made to load and generate with the transformers that is installed.

open_lm comes from its source alone (github.com/mlfoundations/open_lm) and needs xformers. Its class
is written for transformers below 4.50: later ones give it no `generate`, and 5 loads no class that
never called `post_init`. A subclass adds what is missing; seen once with open_lm 0.0.34 on
transformers 5.23.0. The tests here use a stand-in of the same public face.
"""

from __future__ import annotations

import importlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from cardkit.errors import CannotLoad
from cardkit.text import Text, listed
from cardkit.verify.load.versions import installed

PACKAGES = ("open_lm", "xformers")


def missing() -> Text | None:
    """Return what keeps open_lm from being used, None where nothing does; imports neither."""
    absent = [package for package in PACKAGES if not installed(package)]
    return _MISSING.format(packages=listed(absent)) if absent else None


def release() -> str:
    """Return what reports call it: `open_lm 0.0.34`, the bare name where no version is told."""
    try:
        return f"open_lm {version('open_lm')}"
    except PackageNotFoundError:  # a checkout on the path
        return "open_lm"


@cache
def classes() -> tuple[Any, Any]:
    """Import open_lm, behind torch and transformers, and return its config and model class.

    The model class is a subclass that loads and generates. Raises CannotLoad (`open-lm-broken`)
    where open_lm does not import or is not the one that is known here.
    """
    try:
        module = importlib.import_module("open_lm.hf")
        return module.OpenLMConfig, _completed(module.OpenLMForCausalLM)
    except Exception as error:  # its own imports may raise anything
        told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:240]
        raise CannotLoad("open-lm-broken", _BROKEN.format(told=told), hint=OURS) from error


def _completed(theirs: Any) -> Any:
    """Return a subclass of open_lm's model class that transformers 4.49 to 5 load and run."""
    from transformers import GenerationMixin, PreTrainedModel

    class OpenLMForCausalLM(theirs, GenerationMixin):
        """open_lm's class with what transformers expects of a model today."""

        _no_split_modules = ["Block"]  # noqa: RUF012 - transformers' own attribute

        def __init__(self, config: Any, *arguments: Any, **named: Any) -> None:
            super().__init__(config, *arguments, **named)
            tied = getattr(config, "weight_tying", False)
            self._tied_weights_keys = (_TIED if tied else {}) | _shared(self)
            self.post_init()

        def get_expanded_tied_weights_keys(self, all_submodels: bool = False) -> dict[str, str]:
            """Return what open_lm shares; version 5 would go by a key that open_lm lacks."""
            return dict(self._tied_weights_keys)

        def _init_weights(self, module: Any) -> None:
            """Leave what open_lm's own constructors filled."""

        def tie_weights(self, *arguments: Any, **named: Any) -> None:
            """Tie anew what loading has parted; open_lm's own does nothing."""
            if hasattr(self, "all_tied_weights_keys"):  # version 5 knows what was in the files
                PreTrainedModel.tie_weights(self, *arguments, **named)
                return
            for name, first in (self._tied_weights_keys or {}).items():
                module, _, attribute = name.rpartition(".")
                setattr(self.get_submodule(module), attribute, self.get_parameter(first))

        @classmethod
        def _supports_default_dynamic_cache(cls) -> bool:
            """Keep transformers' cache away: open_lm's is a tuple for each layer."""
            return False

    return OpenLMForCausalLM


# Transformers 4.57 builds models so that two names no longer share one parameter.
_TIED = {"model.output.weight": "model.tok_embeddings.weight"}


def _shared(model: Any) -> dict[str, str]:
    """Return later names of shared parameters, each with the first: gelu's matrices have two."""
    first: dict[int, str] = {}
    found: dict[str, str] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        if first.setdefault(id(parameter), name) != name:
            found[name] = first[id(parameter)]
    return found


OURS = Text(
    en="`pip install --no-deps FOLDER_OF_ITS_SOURCE xformers` leaves torch as it is; without "
    "--loader open_lm cardkit's own OpenLM is used, which needs neither",
    zh="可用 `pip install --no-deps open_lm源码目录 xformers` 安装，不会改动 torch；"
    "不加 --loader open_lm 则使用 cardkit 自带的 OpenLM，二者均不需要",
)
_MISSING = Text(
    en="--loader open_lm cannot be used, not installed: {packages}",
    zh="无法使用 --loader open_lm，未安装：{packages}",
)
_BROKEN = Text(
    en="open_lm is installed but cannot be used: {told}",
    zh="已安装 open_lm，但无法使用：{told}",
)
