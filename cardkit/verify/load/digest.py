"""What was loaded, to the byte: the SHA-256 of every file of the model that was read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from cardkit.evidence.hashing import sha256_of
from cardkit.verify.spec.files import rooms

SOURCE = "converted-from.json"
"""Names the file that the weights of a folder were made from, as `docs/fetch_smollm2.py` writes it:
`file` and its `sha256`."""

_TOKENIZERS = frozenset({"tokenizer.model", "spiece.model", "merges.txt", "vocab.txt"})
_MAX_SOURCE = 64 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


def digests(folder: Path, weights: Sequence[str], gguf: str | None) -> dict[str, str]:
    """Return the SHA-256 of a model's weights, configs and tokenizer files by name.

    `gguf` is the one file of a GGUF model, which holds all of it.
    """
    names = [*weights] if gguf is None else [gguf]
    if gguf is None:
        names += sorted(p.name for p in folder.iterdir() if _is_read(p) and p.name not in names)
    found = sha256_of([(folder / name).resolve() for name in names])
    return dict(zip(names, found, strict=True))


def converted_from(folder: Path) -> tuple[str, str] | None:
    """Return the file that the weights were made from and its SHA-256, as the folder says."""
    path = folder / SOURCE
    try:
        if not _is_read(path) or path.stat().st_size > _MAX_SOURCE:
            return None
        told = json.loads(path.read_text(encoding="utf-8"))
        name, digest = told["file"], told["sha256"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    known = isinstance(name, str) and isinstance(digest, str) and _SHA256.fullmatch(digest)
    return (name[:200], digest) if known else None


def _is_read(path: Path) -> bool:
    """Say whether a file beside the weights may have been read: configs and tokenizers.

    Links of a hub's cache stay within it; any other one was refused.
    """
    if path.suffix != ".json" and path.name not in _TOKENIZERS:
        return False
    return path.is_file() and any(path.resolve().is_relative_to(r) for r in rooms(path.parent))
