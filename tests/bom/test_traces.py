"""The laws of an export: every field has an origin, every fact is in it or listed, no chance."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from cardkit.bom.export import export
from cardkit.bom.settings import Settings
from cardkit.bom.sheet import exact_amount
from cardkit.catalog.licenses import find_license, license_by_id
from cardkit.record.leaves import leaves
from tests.bom.helpers import CREATED, field, fields, full, problems
from tests.record.strategies import RECORDS

MANY = settings(max_examples=60, suppress_health_check=list(HealthCheck))
NAMED = RECORDS.map(lambda record: record.model_copy(update={"name": "x"}))


def choices(language="en"):
    return Settings(language, CREATED, incomplete=True)


def says(leaf, value, where):
    """Whether a field that cites a fact holds it: its words, its exact number, its SPDX id."""
    if leaf.text in value or value == exact_amount(leaf):
        return True
    if where.endswith(("/license/id", "licenseExpression")):
        known = license_by_id(leaf.text) or find_license(leaf.text)
        return value.startswith("LicenseRef-") or (known is not None and value == known.spdx)
    return where.endswith("/url") and value.endswith(leaf.text)  # an id, of its page


def check(record, form, language):
    done = export(record, form, settings=choices(language))
    data = json.loads(done.text)
    assert [t.field for t in done.traces] == list(fields(data))
    known = {leaf.path: leaf for leaf in leaves(record)}
    for trace in done.traces:
        assert (trace.origin == "record") == bool(trace.paths)
        for path in trace.paths:
            assert path in known or path == ("kind",)
            assert path == ("kind",) or not known[path].assumed
        value = str(field(data, trace.field))
        for leaf in [known[path] for path in trace.paths if path != ("kind",)]:
            assert says(leaf, value, trace.field), (trace, leaf)
    covered = {p for t in done.traces for p in t.paths} | {loss.path for loss in done.losses}
    other = "en" if language == "zh" else "zh"
    for path in known:
        within = any(path[: len(c)] == c for c in covered)
        translated = path[-1] == other and (*path[:-1], language) in covered
        assert within or translated or path in {("schema_version",), ("kind",)}, path
    return data, done


@MANY
@given(NAMED)
def test_cyclonedx_of_any_record(record):
    data, done = check(record, "cyclonedx", "en")
    assert problems(data, "1.6") == []
    assert export(record, "cyclonedx", settings=choices()).text == done.text


@MANY
@given(NAMED)
def test_cyclonedx_17_of_any_record(record):
    data = json.loads(export(record, "cyclonedx", "1.7", choices("zh")).text)
    assert problems(data, "1.7") == []


@MANY
@given(NAMED)
def test_spdx_of_any_record(record):
    check(record, "spdx", "zh")
    model = pytest.importorskip("spdx_python_model").v3_0_1
    data = json.loads(export(record, "spdx", settings=choices("zh")).text)
    model.JSONLDDeserializer().deserialize_data(data, model.SHACLObjectSet())


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_full_record(form, language):
    check(full(), form, language)


def test_hidden_characters_are_escaped_and_read_back_the_same():
    nasty = "###[error]a\x1b[31m\x7f\x9b\u202e\U000e0041\ue000\u2028\ud800 模型"
    record = full().model_copy(update={"name": nasty})
    text = export(record, "cyclonedx").text
    assert json.loads(text)["metadata"]["component"]["name"] == nasty
    assert "模型" in text
    assert "##[" not in text
    for hidden in (
        nasty.replace(" 模型", "").replace("a", "").replace("[31m", "").replace("###[error]", "")
    ):
        assert hidden not in text


def test_a_huge_text_is_carried_whole():
    record = full().model_copy(update={"name": "x" * 1_000_000})
    assert json.loads(export(record, "cyclonedx").text)["metadata"]["component"]["name"] == (
        "x" * 1_000_000
    )


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_answers_to_forms_are_not_in_a_public_document(form):
    done = export(full(), form, settings=choices())
    assert "12 MWh" not in done.text
    assert "cardkit disclosure" in {x.path: x.reason.en for x in done.losses}["disclosure",]
