"""Where packaged data lies: in the wheel or beside the package. Nobody else knows."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_root() -> Path:
    """Return the folder that holds `templates/`, `comparisons/` and `cards/`.

    A wheel carries them as `cardkit/_data`; an editable install maps nothing, so a checkout is
    recognised by the project file beside the package.
    """
    packaged = _PACKAGE / "_data"
    if packaged.is_dir():
        return packaged
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir():
        return checkout
    raise RuntimeError(f"cardkit is installed without its data: neither {packaged} nor a checkout")


def templates_dir() -> Path:
    """Return the folder of the shipped card templates and labels."""
    return data_root() / "templates"


def comparisons_dir() -> Path:
    """Return the folder of the shipped comparison tables."""
    return data_root() / "comparisons"


def cards_dir() -> Path:
    """Return the folder of the shipped card records."""
    return data_root() / "cards"


def catalog_file(name: str) -> Path:
    """Return one data file of `cardkit/catalog/data`, which every install carries."""
    return _PACKAGE / "catalog" / "data" / name


def evidence_file(name: str) -> Path:
    """Return one data file of `cardkit/evidence/data`, which every install carries."""
    return _PACKAGE / "evidence" / "data" / name
