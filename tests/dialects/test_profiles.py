"""The hubs as data: every profile is whole, every heading is read back, one hub is read only."""

from __future__ import annotations

import re

import pytest

from cardkit.catalog.front_matter_keys import front_matter_keys
from cardkit.catalog.labels import find_label, section_covers
from cardkit.cli.main import cli
from cardkit.dialects.detect import dialect_of
from cardkit.dialects.profile import profile, profiles, writable
from cardkit.dialects.substitutions import hub_libraries, substitutions
from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from cardkit.record.description import HubMetadata
from cardkit.render import render
from tests.dialects.helpers import read

HUB_NAMES = {"huggingface": "hf"}


def test_the_hubs_are_those_of_the_issue():
    names = ("huggingface", "modelscope", "modelers", "wisemodel", "mindspore-hub", "plain")
    assert tuple(profiles()) == names
    assert set(names) - set(writable()) == {"mindspore-hub"}


@pytest.mark.parametrize("name", writable())
def test_keys_name_fields_of_the_record_and_keys_the_hub_reads(name):
    for key in profile(name).keys:
        assert {*key.fields, *key.joined} <= set(HubMetadata.model_fields)
        known = front_matter_keys()[key.name]
        own = name in known.hubs or HUB_NAMES.get(name) in known.hubs
        inherited = key.name in ("license_name", "license_link", "base_model_relation")
        assert own or inherited or key.name == "new_version", key.name


@pytest.mark.parametrize("name", writable())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_recommended_headings_are_read_as_what_they_stand_for(name, language):
    for section, heading in profile(name).headings(language).items():
        if section == "model_card":
            assert heading.count("{}") == 1
            continue
        found = find_label("section", heading)
        assert found is not None
        assert section in section_covers(found) | {found}, heading


def test_modelscope_recommends_its_headings():
    record = CardRecord(name="Oak-7B", metadata=HubMetadata(license="mit"))
    assert "# Oak-7B介绍\n" in render(record, "zh", dialect="modelscope")
    assert "# Model Card for Oak-7B\n" in render(record, "en", dialect="modelscope")


def test_the_mindspore_hub_is_read_and_not_written():
    with pytest.raises(UsageError) as error:
        render(CardRecord(name="Oak"), "en", dialect="mindspore-hub")
    assert error.value.message.en == "cards of MindSpore Hub are read, not written"
    assert "modelscope" in error.value.hint.en


def test_the_help_names_every_hub_that_can_be_written():
    from click.testing import CliRunner

    for language in ("en", "zh"):
        text = CliRunner().invoke(cli, ["--lang", language, "render", "--help"]).output
        assert all(re.search(rf"\b{name}\b", text) for name in writable())


@pytest.mark.parametrize(
    ("front", "hub"),
    [
        ("license: mit\n", None),
        ("tasks: [text-generation]\nlicense: mit\nlanguage: [zh]\n", "wisemodel"),
        ("tasks: [text-generation]\ntags: [a]\n", "modelscope"),
        ("domain: nlp\n", "modelscope"),
        ("frameworks: [PyTorch]\nhardwares: [NPU]\n", "modelers"),
    ],
)
def test_the_hub_shows_in_the_keys(front, hub):
    assert dialect_of(read(front).metadata) == hub


def test_what_two_copies_may_differ_in():
    allowed = substitutions("huggingface", "modelers")
    assert allowed == substitutions("modelers", "huggingface")
    assert allowed.libraries == {"transformers", "openmind"}
    assert hub_libraries() == {"transformers", "modelscope", "openmind"}
    assert "device_map" in allowed.arguments
    assert allowed.repository_id
    assert not substitutions("plain", "plain").repository_id
    assert substitutions("huggingface", "modelscope").branches == {"main", "master"}
    with pytest.raises(UsageError):
        substitutions("huggingface", "nowhere")


def test_the_mirror_check_takes_what_two_hubs_may_differ_in():
    from cardkit.diff.mirror.mirror import mirror

    code = "```python\nfrom {} import AutoModel\nm = AutoModel.from_pretrained('a/Oak'{})\n```\n"
    body = "# Oak-7B\n\n## Usage\n\n" + code
    upstream = read("license: mit\n", body.format("transformers", ""))
    copy = read("license: mit\n", body.format("openmind", ", device_map='npu:0'"))

    def contradictions(hub: str) -> int:
        found = mirror(upstream, copy, substitutions("huggingface", hub))
        return sum(change.klass == "contradiction" for change in found)

    assert contradictions("modelers") == 0
    assert contradictions("modelscope") > 0


@pytest.mark.parametrize(
    ("front", "classes"),
    [
        ("license: other\nlicense_name: apple-ascl\n", {"allowed"}),
        ("license: other\nlicense_name: Apple Sample Code license\n", {"allowed"}),
        ("license: other\nlicense_name: llama3\n", {"contradiction"}),
        ("license: other\nlicense_name: oak-licence\n", {"contradiction", "stale"}),
    ],
)
def test_a_licence_written_as_other_with_its_name_is_the_same(front, classes):
    from cardkit.diff.mirror.mirror import mirror

    found = mirror(read("license: apple-ascl\n"), read(front))
    assert {drift.klass for drift in found if drift.kind == "metadata"} <= classes
    assert ("contradiction" in classes) == any(d.klass == "contradiction" for d in found)
