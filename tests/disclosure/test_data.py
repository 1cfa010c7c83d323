"""The forms as data: the record's ids are the tables', every path and label exists, no verdicts."""

import re
from pathlib import Path
from typing import get_args

import pytest

import cardkit
from cardkit.catalog.forms import form_items, open_components, open_licenses
from cardkit.catalog.labels import labels
from cardkit.catalog.licenses import licenses
from cardkit.disclosure.words import SECTIONS
from cardkit.record.disclosure import Component, FormItem
from cardkit.record.keys import fields_at

ROOT = Path(__file__).parents[2]
PACKAGE = Path(cardkit.__file__).parent
SAID = [
    *sorted((PACKAGE / "disclosure").glob("*.py")),
    *sorted((PACKAGE / "bom").glob("*.py")),
    PACKAGE / "cli" / "disclosure.py",
    PACKAGE / "cli" / "export.py",
    PACKAGE / "record" / "disclosure.py",
    PACKAGE / "catalog" / "data" / "form_items.tsv",
    PACKAGE / "catalog" / "data" / "open_components.tsv",
    PACKAGE / "catalog" / "data" / "open_licenses.tsv",
    ROOT / "docs" / "bom.md",
    ROOT / "docs" / "disclosure.md",
]


def test_the_record_knows_the_same_ids():
    assert get_args(FormItem) == tuple(item.id for item in form_items())
    assert get_args(Component) == tuple(x.id for x in open_components())


def test_items_are_for_somebody_and_in_a_known_section():
    for item in form_items():
        assert item.audience <= {"aio", "nca", "downstream"}
        assert {"aio", "nca"} <= item.audience
        assert item.section in SECTIONS
        assert item.label.en
        assert re.search(r"[\u4e00-\u9fff]", item.label.zh)


def test_compute_and_energy_are_for_authorities_alone():
    for item in form_items():
        if item.section in ("compute", "energy"):
            assert "downstream" not in item.audience


@pytest.mark.parametrize("item", form_items(), ids=lambda item: item.id)
def test_paths_and_labels_exist(item):
    for path in item.paths:
        for end in range(len(path)):
            at = tuple(0 if step == "*" else step for step in path[:end])
            assert path[end] == "*" or path[end] in set(fields_at(at, "card")), path
    for word in item.labels:
        if ":" in word:
            assert tuple(word.split(":")) in labels(), word


def test_no_label_documents_two_items_but_for_one_that_says_both():
    seen = {}
    for item in form_items():
        for word in item.labels:
            seen.setdefault(word, []).append(item.id)
    assert {word: ids for word, ids in seen.items() if len(ids) > 1} == {
        "section:input_output": ["input_modalities", "output_modalities"]
    }


def test_components_and_licences():
    ids = {x.id for x in open_components()}
    levels = [x.level for x in open_components()]
    assert levels == sorted(levels, reverse=True)
    assert {x.instead for x in open_components()} - {None} <= ids
    assert sum(x.required for x in open_components()) == 14
    assert set(open_licenses()) <= set(licenses())
    for closed in ("apple-ascl", "cc-by-nc-4.0", "llama3", "openrail", "other", "cc-by-nd-4.0"):
        assert closed not in open_licenses()


@pytest.mark.parametrize("path", SAID, ids=lambda path: path.name)
def test_nothing_says_compliant(path):
    text = path.read_text(encoding="utf-8").lower()
    for word in ("complian", "complies", "comply", "合规", "符合法", "满足法规", "合法"):
        assert word not in text
