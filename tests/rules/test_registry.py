"""Rules as texts: names, headings in both languages, and how people name the rules they mean."""

import re
from pathlib import Path
from string import Formatter

import pytest

import cardkit.rules
from cardkit.errors import ConfigError
from cardkit.rules import registry
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import DOC_HEADINGS, FAMILIES, all_rules, choose, find, rule
from cardkit.text import Text

HAN = re.compile(r"[\u4e00-\u9fff]")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
RULES = all_rules()


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("r", RULES, ids=lambda r: r.code)
def test_rule_is_documented_in_both_languages(r):
    for language in ("en", "zh"):
        doc = FENCE.sub("code", r.doc.get(language))
        headings = re.findall(r"^## (.+)$", doc, re.MULTILINE)
        assert headings == DOC_HEADINGS.get(language).split("|")
        for section in re.split(r"^## .+$", doc, flags=re.MULTILINE)[1:]:
            assert section.strip()
    assert HAN.search(r.doc.zh)
    assert HAN.search(r.summary.zh)
    assert not HAN.search(r.summary.en)


@pytest.mark.parametrize("r", RULES, ids=lambda r: r.code)
def test_messages_are_one_line_and_say_the_same_in_both_languages(r):
    for text in (*r.messages.values(), *r.advice.values(), r.summary):
        assert fields(text.en) == fields(text.zh)
        for one in (text.en, text.zh):
            assert "\n" not in one
            assert not one.rstrip().endswith((".", "。"))
    assert set(r.advice) <= {*r.messages, ""}


@pytest.mark.parametrize("r", RULES, ids=lambda r: r.code)
def test_chinese_is_set_as_chinese(r):
    for text in (*r.messages.values(), *r.advice.values(), r.summary):
        zh = re.sub("`[^`]*`", "`x`", text.zh)
        assert HAN.search(zh) or zh == "{how}"
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", zh), zh
        assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`][\u4e00-\u9fff]", zh), zh


def test_folders_hold_exactly_the_registered_rules():
    root = Path(cardkit.rules.__file__).parent
    files = {
        path.relative_to(root).as_posix()
        for folder in FAMILIES.values()
        for path in (root / folder).glob("*.py")
        if path.name != "__init__.py"
    }
    homes = {
        r.check.__module__.removeprefix("cardkit.rules.").replace(".", "/") + ".py" for r in RULES
    }
    assert files == homes
    assert len(homes) == len(RULES)
    for r in RULES:
        assert r.check.__module__.split(".")[2] == FAMILIES[r.family]


def test_names_are_unique():
    assert len({r.name for r in RULES}) == len(RULES)


def test_a_taken_code_and_a_bad_name_are_refused():
    settings = {
        "severity": Severity.NOTE,
        "summary": Text("s", "s"),
        "messages": Text("m", "m"),
        "zh": "",
    }
    with pytest.raises(ValueError, match="taken"):
        rule("MET101 something-else", **settings)(lambda reading: iter(()))
    with pytest.raises(ValueError, match="not a rule's code and name"):
        rule("MET1 x", **settings)


@pytest.mark.parametrize(
    ("select", "ignore", "on", "off"),
    [
        ([], [], "MET101", None),
        (["MET"], [], "MET101", "CIT101"),
        (["met101"], [], "MET101", "MET102"),
        (["license-unknown"], [], "MET101", "MET102"),
        (["MET"], ["MET101"], "MET102", "MET101"),
        (["MET101"], ["MET"], "MET101", "MET102"),
        (["MET101"], ["MET101"], None, "MET101"),
        (["ALL"], ["license-unknown"], "CIT101", "MET101"),
        ([], ["MET"], "CIT101", "MET101"),
        (["MET10"], [], "MET108", "CIT101"),
    ],
)
def test_the_more_specific_selector_wins(select, ignore, on, off):
    codes = {r.code for r in choose(select, ignore)}
    assert on is None or on in codes
    assert off not in codes


@pytest.mark.parametrize(
    ("selector", "best"),
    [("MET999", "MET"), ("licence-unknown", "license-unknown"), ("", None), ("zzzz", None)],
)
def test_unknown_selector_has_a_hint(selector, best):
    with pytest.raises(ConfigError) as caught:
        find(selector)
    assert caught.value.hint is not None
    if best:
        assert best in caught.value.hint.en
        assert best in caught.value.hint.zh


def test_a_removed_code_names_its_successor(monkeypatch):
    monkeypatch.setitem(registry.REMOVED, "MET900", "MET101")
    with pytest.raises(ConfigError) as caught:
        find("MET900")
    assert "MET101" in caught.value.hint.en


def test_advice_of_a_variant_falls_back():
    r = next(r for r in RULES if r.code == "STR103")
    assert r.help(Found(at=(), variant="record")).en == "fill it in or delete it"
