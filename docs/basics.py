"""Writes the items of cardkit's own six tasks into a folder, for `cardkit verify --data FOLDER`.

    python docs/basics.py FOLDER

The same bytes on every machine; `cardkit/catalog/data/basics_definitions.tsv` has their digests.
Exit codes: 0 written (the paths on stdout), 2 the folder cannot be written to.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cardkit.cli import console
from cardkit.errors import CardkitError
from cardkit.verify.basics.suite import write


def main(words: Sequence[str] | None = None) -> int:
    """Write the items; their paths go to stdout."""
    parser = argparse.ArgumentParser(description="Write the items of cardkit's own six tasks.")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args(words)
    language = console.language()
    try:
        for path in write(asked.folder):
            console.out(str(path))
    except CardkitError as error:
        console.error(error.message.get(language), error.hint and error.hint.get(language))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
