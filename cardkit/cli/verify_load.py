"""`cardkit verify --load`: the model is loaded on a device, and what it shows joins the check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.cli import console
from cardkit.errors import UsageError
from cardkit.source.span import breadcrumb
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.record.card import CardRecord
    from cardkit.verify.load.snippet import Snippet
    from cardkit.verify.spec.observe import Observed

_PYTHON = frozenset({"python", "py", "python3", "pycon"})


def observe_loaded(
    record: CardRecord,
    ref: str,
    observed: Observed,
    *,
    device: str,
    dtype: str,
    loader: str,
    timeout: float,
) -> Observed:
    """Load the folder or GGUF file `ref` and return all that was observed, files and loading.

    Progress goes to stderr. Raises UsageError where `ref` is not here, MissingExtra without torch.
    """
    from cardkit.verify.load.run import joined, load_checks

    path = Path(ref)
    folder, gguf = (path, None) if path.is_dir() else (path.parent, path.name)
    if not path.exists() or (gguf is not None and not gguf.endswith(".gguf")):
        raise UsageError(_NOT_HERE.format(ref=ref), hint=_FETCH)
    outcome = load_checks(
        folder,
        gguf=gguf if gguf is not None else _only_gguf(folder),
        device=device,
        dtype=dtype,
        loader=loader,
        snippets=snippets_of(record),
        ids=ids_of(record),
        timeout=timeout,
        say=lambda text: console.hint(text.get(console.language())),
    )
    return joined(observed, outcome)


_NOT_HERE = Text(
    en="--load takes a folder or a GGUF file on this machine, and `{ref}` is none",
    zh="--load 需要本机上的目录或 GGUF 文件，`{ref}` 不是",
)
_FETCH = Text(
    en="fetch it first, such as `hf download ORG/NAME --local-dir DIR`, or use --spec-only",
    zh="请先下载，例如 `hf download 组织/名称 --local-dir 目录`，或使用 --spec-only",
)


def _only_gguf(folder: Path) -> str | None:
    """Return the one GGUF file of a folder without a config of its own."""
    found = sorted(p.name for p in folder.glob("*.gguf"))
    return found[0] if len(found) == 1 and not (folder / "config.json").exists() else None


def snippets_of(record: CardRecord) -> tuple[Snippet, ...]:
    """Return the card's Python code, each piece with its place in the card."""
    from cardkit.verify.load.snippet import Snippet

    found: list[Snippet] = []
    for i, usage in enumerate(record.usage):
        for j, step in enumerate(usage.steps):
            code = step.code or ""
            unnamed = not step.language and "import " in code
            if code and (step.language.casefold() in _PYTHON or unnamed):
                where = breadcrumb(("usage", i, "steps", j, "code"))
                found.append(Snippet(code, where))
    return tuple(found)


def ids_of(record: CardRecord) -> tuple[str, ...]:
    """Return the ids under which the card's own model is published, as far as it says."""
    hubs = record.details.hub_ids if record.details else None
    stated = [] if hubs is None else [str(v) for v in hubs.model_dump().values() if v]
    if record.name and "/" in record.name:
        stated.append(record.name)
    return tuple(dict.fromkeys(stated))
