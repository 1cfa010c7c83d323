"""Writes the JSON Schemas of the shipped folders anew; `make generated` calls it, a test checks."""

from __future__ import annotations

from pathlib import Path

from cardkit.evidence.json_schema import PATH, statement_schema_text
from cardkit.record.json_schema import schema_text

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write the schemas of cards, comparisons and, beside that of cards, tasks; of statements."""
    for kind, folder in (("card", "cards"), ("comparison", "comparisons"), ("tasks", "cards")):
        path = ROOT / folder / f"{kind}.schema.json"
        path.write_bytes(schema_text(kind).encode("utf-8"))
    PATH.write_bytes(statement_schema_text().encode("utf-8"))


if __name__ == "__main__":
    main()
