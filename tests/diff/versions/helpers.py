"""Two versions of the Larch card: one edit, and what `cardkit diff` says of it."""

from pathlib import Path

from cardkit.api import loads
from cardkit.diff.versions.compare import compare_versions

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
LARCH = (FIXTURES / "larch-3b.en.md").read_text(encoding="utf-8")
LARCH_ZH = (FIXTURES / "larch-3b.zh.md").read_text(encoding="utf-8")


def compare(a, b, name="README.md", other=None):
    """Return the differences from text `a` to text `b`."""
    return compare_versions(loads(a, name=name).reading, loads(b, name=other or name).reading)


def edited(*edits, text=LARCH):
    """Return the card with edits applied, each of which must find its place."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def said(a, b, **names):
    """Return kind, part, label, before and after of each difference."""
    return [(c.kind, c.part, c.label.en, c.before, c.after) for c in compare(a, b, **names).changes]
