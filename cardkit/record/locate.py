"""Where a record lies: shipped ids, paths, and references that must stay in their folder."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from cardkit import resources
from cardkit.errors import UsageError
from cardkit.text import Text

CARD_SUFFIX = ".card.yaml"
COMPARISON_SUFFIX = ".yaml"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MAX_ID = 100
"""No shipped id is longer, and file systems refuse to look for names of some 250 characters."""


def card_file(path_or_id: str | Path, *, base: Path | None = None) -> Path:
    """Return the file of a card record given by path or by shipped id (`dclm-7b`).

    `base` is the folder of the file that refers to it. Raises UsageError for an unknown id and for
    a reference that leaves `base`; whether a path exists is not looked at.
    """
    return _find(path_or_id, resources.cards_dir, CARD_SUFFIX, base)


def comparison_file(path_or_id: str | Path, *, base: Path | None = None) -> Path:
    """Return the file of a comparison given by path or by shipped id (`7b`), as `card_file`."""
    return _find(path_or_id, resources.comparisons_dir, COMPARISON_SUFFIX, base)


def shipped_cards() -> tuple[str, ...]:
    """Return the ids of the shipped card records."""
    return _shipped(resources.cards_dir(), CARD_SUFFIX)


def shipped_comparisons() -> tuple[str, ...]:
    """Return the ids of the shipped comparisons."""
    return _shipped(resources.comparisons_dir(), COMPARISON_SUFFIX)


def inside(folder: Path, name: str) -> Path:
    """Return the file `name` of `folder`.

    Raises UsageError where an absolute path, `..` or a link leads out of the folder.
    """
    path = folder / name
    if not _is_below(path, folder):
        raise UsageError(
            Text(en="`{name}` leaves its folder", zh="`{name}` 指向所在目录之外").format(name=name),
            hint=Text(
                en="put the file beside the one that names it, or use the id of a shipped table",
                zh="请把该文件放在引用它的文件旁边，或使用内置对比表的 ID",
            ),
        )
    return path


def is_file(path: Path) -> bool:
    """Say whether a file lies at `path`; a name that no system can hold names none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_below(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # too long, a NUL, a circle of links
        return False


def is_id(text: str) -> bool:
    """Say whether `text` can be the id of a shipped file: no folder, no YAML suffix."""
    return _ID.fullmatch(text) is not None and not text.endswith((".yaml", ".yml"))


def _find(
    path_or_id: str | Path, shipped: Callable[[], Path], suffix: str, base: Path | None
) -> Path:
    if isinstance(path_or_id, str) and is_id(path_or_id):
        path = shipped() / f"{path_or_id}{suffix}"
        if len(path_or_id) <= _MAX_ID and is_file(path):
            return path
        raise _unknown_id(path_or_id, _shipped(shipped(), suffix))
    return Path(path_or_id) if base is None else inside(base, str(path_or_id))


def _shipped(folder: Path, suffix: str) -> tuple[str, ...]:
    return tuple(sorted(p.name.removesuffix(suffix) for p in folder.glob(f"*{suffix}")))


def _unknown_id(name: str, known: Iterable[str]) -> UsageError:
    ids = list(known)
    shown = name if len(name) <= _MAX_ID else name[:_MAX_ID] + "…"
    near = difflib.get_close_matches(name[:60], ids, n=1)
    guess = Text(
        en="did you mean `{near}`? " if near else "", zh="是否想用 `{near}`？" if near else ""
    )
    listed = Text(
        en="shipped: {ids}; a file is named with its suffix (`{name}.yaml`)",
        zh="内置：{ids}；文件须写出后缀（`{name}.yaml`）",
    )
    return UsageError(
        Text(en="cardkit ships nothing called `{name}`", zh="没有名为 `{name}` 的内置文件").format(
            name=shown
        ),
        hint=Text(en=guess.en + listed.en, zh=guess.zh + listed.zh).format(
            near=near[0] if near else "", ids=", ".join(ids), name=shown
        ),
    )
