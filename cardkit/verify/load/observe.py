"""The model that a card is held against, loaded: what it shows joins what its files say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cardkit.text import Text
from cardkit.verify.load.bringing import NotHere, bring
from cardkit.verify.load.card import ids_of, snippets_of
from cardkit.verify.load.loaders import check_installed
from cardkit.verify.load.run import (
    DEFAULT_TIMEOUT,
    LoadOutcome,
    joined,
    run_request,
)
from cardkit.verify.load.session import Request

__all__ = ["LoadSettings", "check_installed", "observe_loaded"]

if TYPE_CHECKING:
    from cardkit.record.card import CardRecord
    from cardkit.verify.spec.files import ModelFiles
    from cardkit.verify.spec.observe import Observed


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """Where and how to load: `loader` is one of `loaders.LOADERS`, `timeout` seconds a step."""

    device: str = "auto"
    dtype: str = "auto"
    loader: str = "auto"
    timeout: float = DEFAULT_TIMEOUT


def observe_loaded(
    record: CardRecord,
    files: ModelFiles,
    observed: Observed,
    settings: LoadSettings,
    say: Callable[[Text], None],
) -> Observed:
    """Load the model of `files` and return all that was observed, files and loading.

    A model on a hub is fetched first, at the commit that `files` stand for. What is wrong with it
    is a remark; `say` hears of each step. Raises UsageError for a path that is no model and for a
    device, index or dtype that cannot be. MissingExtra for a GGUF file without what reads it.
    """
    asked = Request(
        "",
        device=settings.device,
        dtype=settings.dtype,
        loader=settings.loader,
        snippets=snippets_of(record),
        ids=ids_of(record),
    )
    try:
        here = bring(files, observed, asked, settings.timeout, say)
    except NotHere as stopped:
        return joined(observed, LoadOutcome((), stopped.remarks, {}, completed=False))
    check_installed(settings.loader, gguf=here.gguf is not None)
    request = replace(asked, folder=str(here.folder), gguf=here.gguf)
    outcome = run_request(request, settings.timeout, say)
    return joined(observed, replace(outcome, remarks=(*here.remarks, *outcome.remarks)))
