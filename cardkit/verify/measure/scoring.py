"""The scorer of a loaded model, and the facts that decide what it gives."""

from __future__ import annotations

import hashlib
import platform
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cardkit.verify.load.session import Run
from cardkit.verify.measure.events import Scoring
from cardkit.verify.score.scorer import Scorer
from cardkit.verify.score.tiers import TIERS, Tier
from cardkit.verify.spec.files import rooms

_LIBRARIES = ("cardkit", "torch", "torch_npu", "transformers", "tokenizers", "safetensors")
_TOKENIZERS = frozenset({"tokenizer.model", "spiece.model", "merges.txt", "vocab.txt"})
_PIECE = 2**22


def scoring(run: Run, tier: str) -> tuple[Scorer, Scoring]:
    """Return a scorer of the loaded model, and what it computes with.

    Raises UsageError where the asked tier is wrong for the model, CannotLoad where the model does
    not run.
    """
    chosen: Tier | None = next((t for t in TIERS if t == tier), None)
    scorer = Scorer(run.model, run.on, run.asked.tokenizer, tier=chosen)
    facts = {
        "device": str(run.on),
        "device_name": run.on.name,
        "dtype": run.on.dtype,
        "python": platform.python_version(),
    }
    facts |= {name: found for name in _LIBRARIES if (found := _version(name)) is not None}
    facts |= {o.field: str(o.value) for o in scorer.observations()}
    return scorer, Scoring(facts, digests(run))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def digests(run: Run) -> dict[str, str]:
    """Return the SHA-256 of every file of the model that was read, by name."""
    folder = Path(run.request.folder)
    names = [run.request.gguf] if run.request.gguf else []
    names += list(run.weights.files) if run.weights is not None else []
    if run.request.gguf is None:
        names += sorted(p.name for p in folder.iterdir() if _is_read(p))
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda name: _sha256(folder / name), names)
    return dict(zip(names, found, strict=True))


def _is_read(path: Path) -> bool:
    """Say whether a file beside the weights may have been read: configs and tokenizers.

    Links of a hub's cache stay within it; any other one was refused.
    """
    if path.suffix != ".json" and path.name not in _TOKENIZERS:
        return False
    return path.is_file() and any(path.resolve().is_relative_to(r) for r in rooms(path.parent))


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
