"""Every rule against its cards: `bad_*` gives what `.expected.txt` says, `good_*` gives nothing."""

import pytest

from cardkit.rules.registry import all_rules
from tests.rules.helpers import CARDS, check_files, expected_file, shown

EXTENSIONS = {".md", ".yaml"}
BAD = sorted(p for p in CARDS.glob("*/bad_*") if p.suffix in EXTENSIONS or p.is_dir())
GOOD = sorted(p for p in CARDS.glob("*/good_*") if p.suffix in EXTENSIONS or p.is_dir())
WITHOUT_CARDS = {
    "CK900": "a rule that crashes is made in test_engine",
    "EVD103": "a policy asks for evidence in test_evidence_rules",
    "SRC105": "four megabytes are made in test_source_rules",
    "SRC109": "a file that cannot be read has no reading; made in tests/rules/test_unread_cards",
    "POL101": "what is found about policies is made in tests/policy",
    "POL102": "as above",
    "POL103": "as above",
    "POL104": "as above",
    "POL105": "as above",
    "POL106": "as above",
}
ALSO = {"SUP101": ["MET", "CMP", "CIT", "STR101"]}
"""Rules that must run for a rule to have something to say."""


def name(path):
    return f"{path.parent.name}/{path.name}"


def reports(card):
    code = card.parent.name
    return check_files(card, code, *ALSO.get(code, []))


def codes(found):
    return {f.code for report in found for f in report.findings}


@pytest.mark.parametrize("card", BAD, ids=name)
def test_bad_card(card):
    found = reports(card)
    assert card.parent.name in codes(found)
    assert shown(found) == expected_file(card).read_text(encoding="utf-8")


@pytest.mark.parametrize("card", GOOD, ids=name)
def test_good_card(card):
    assert card.parent.name not in codes(reports(card))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda r: r.code)
def test_rule_has_cards(rule):
    folders = {(p.parent.name, p.name.split("_")[0]) for p in (*BAD, *GOOD)}
    has = {(rule.code, "bad"), (rule.code, "good")} <= folders
    assert has or rule.code in WITHOUT_CARDS


def test_no_card_without_rule_and_no_expectation_without_card():
    assert {p.name for p in CARDS.iterdir()} <= {r.code for r in all_rules()}
    assert {expected_file(p) for p in BAD} == set(CARDS.glob("*/*.expected.txt"))
