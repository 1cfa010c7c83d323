"""Which keys of the metadata the card states, and which we derived."""

from __future__ import annotations

import pytest

from cardkit.bind.yaml_record import bind_yaml
from cardkit.record.card import CardRecord
from cardkit.record.files import load_record
from cardkit.record.writer import dump_record
from cardkit.render import render
from cardkit.render.view import losses, view
from cardkit.resources import cards_dir
from cardkit.source.source import read_source
from tests.bind.helpers import read

LANGUAGES = ("en", "zh")


def test_no_readme_says_which_keys_we_derived():
    reading = read("---\nlicense: mit\nderived: [license]\n---\n# Oak-7B\n")
    assert reading.record.metadata.derived == ()
    assert reading.record.metadata.other == {"derived": ["license"]}
    again = CardRecord.model_validate(reading.record.model_dump())
    assert "other:\n    derived:" in dump_record(again)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_derived_is_no_key_of_a_hub(language):
    record = load_record("dclm-7b")
    assert set(record.metadata.derived) == {
        "language", "library_name", "pipeline_tag", "tags", "datasets",
    }  # fmt: skip
    assert "derived:" not in render(record, language)
    assert view(record, language).metadata.derived == ()
    assert ("metadata", "derived") in [loss.path for loss in losses(record, language)]


def test_rules_do_not_see_it_as_front_matter():
    reading = bind_yaml(read_source(cards_dir() / "dclm-7b.card.yaml"))
    keys = set(reading.metadata.keys())
    assert "license" in keys
    assert "derived" not in keys
    assert reading.span(("metadata", "derived")) != reading.span(("metadata",))


def test_the_mirror_is_named_as_it_is():
    assert load_record("dclm-7b").details.hub_ids.gitcode == "hf_mirrors/AI-Research/DCLM-7B"
