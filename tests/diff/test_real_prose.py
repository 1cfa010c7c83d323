"""The 18 real pairs, where they are at hand: what must be found, and nothing that is not so."""

from pathlib import Path

import pytest

from cardkit.diff.pair import CardPair
from cardkit.rules.engine import agree
from tests.rules.helpers import _read

PAIRS = Path(__file__).parents[2].parent / "shared" / "data" / "bilingual"
CONTRADICTIONS = {
    ("Skywork", "BIL202", "150 billion", "150亿"),
    ("XVERSE-13B", "BIL201", "1.4 trillion", "3.2 万亿 token"),
    ("XVERSE-13B", "BIL201", "100,278", "100,534"),
    ("BELLE", "BIL203", "2023/04/17", "2023/04/18"),
}
"""Every one looked at by eye: true."""


@pytest.mark.skipif(not PAIRS.is_dir(), reason=f"no pairs of real cards in {PAIRS}")
def test_contradictions_of_the_real_pairs():
    found = set()
    for folder in sorted(PAIRS.iterdir()):
        pair = CardPair(_read(folder / "en.md"), _read(folder / "zh.md"))
        for report in agree(pair, select=["BIL201", "BIL202", "BIL203"]):
            for finding in report.findings:
                if finding.klass in ("contradiction", "stale"):
                    (place,) = finding.elsewhere
                    there = place.source.slice(place.span)
                    here = pair.a.document.source.slice(finding.span)
                    found.add((folder.name, finding.code, here, there))
    assert found == CONTRADICTIONS
