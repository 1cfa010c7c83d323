"""SPDX 3.0.1: read back by its library, the AI profile's mandatory items named where missing."""

import json

import pytest

from cardkit.bom.export import export
from cardkit.bom.settings import EvidenceFile, Settings
from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from cardkit.record.files import load_record
from tests.bom.helpers import CREATED, full, markdown

EVIDENCE = (EvidenceFile("verification.json", "ab" * 32),)


def graph(record, **choices):
    settings = Settings(**{"created": CREATED, "evidence": EVIDENCE, **choices})
    return json.loads(export(record, "spdx", settings=settings).text)["@graph"]


def by_type(nodes, kind):
    return [node for node in nodes if node["type"] == kind]


def read_by_library(nodes):
    model = pytest.importorskip("spdx_python_model").v3_0_1
    objects = model.SHACLObjectSet()
    context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
    data = {"@context": context, "@graph": nodes}
    model.JSONLDDeserializer().deserialize_data(data, objects)
    assert objects.missing_ids == set()
    return model, objects


@pytest.mark.parametrize(
    "record",
    [
        full(),
        load_record("dclm-7b"),
        load_record("smollm2-135m-instruct"),
        markdown("en"),
        markdown("zh"),
    ],
    ids=lambda record: record.name,
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_library_reads_it(record, language):
    nodes = graph(record, incomplete=True, language=language)
    model, objects = read_by_library(nodes)
    (package,) = objects.foreach_type(model.ai_AIPackage)
    assert package.name == (record.name or record.title.get(language))
    assert len(list(objects.foreach_type(model.SpdxDocument))) == 1
    (document,) = objects.foreach_type(model.SpdxDocument)
    assert len(document.element) == len(nodes) - 2  # all but itself and the creation


def test_the_library_would_notice():
    model = pytest.importorskip("spdx_python_model").v3_0_1
    nodes = graph(full())
    by_type(nodes, "ai_AIPackage")[0]["software_primaryPurpose"] = "poem"
    with pytest.raises(ValueError, match="poem"):
        model.JSONLDDeserializer().deserialize_data(
            {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": nodes},
            model.SHACLObjectSet(),
        )


def test_what_a_full_record_says():
    nodes = graph(full())
    (package,) = by_type(nodes, "ai_AIPackage")
    assert package["releaseTime"] == "2025-03-18T00:00:00Z"
    assert package["software_packageVersion"] == "1.2"
    assert package["software_downloadLocation"] == "https://huggingface.co/northwood/rowan-2b"
    assert package["software_primaryPurpose"] == "model"
    assert package["ai_limitation"] == "It is invented.\n\nIt knows nothing.\n\nDo not use it."
    (document,) = by_type(nodes, "SpdxDocument")
    assert document["profileConformance"] == ["core", "software", "simpleLicensing", "ai"]
    metrics = {e["key"]: e["value"] for e in package["ai_metric"]}
    key = "mmlu_fewshot (accuracy); shots=5; split=test"
    assert metrics[key] == "61.0"
    assert metrics[f"{key}; n"] == "14042"
    assert metrics[f"{key}; uncertainty.high"] == "61.80"
    numbers = {e["key"]: e["value"] for e in package["ai_hyperparameter"]}
    assert numbers["details.parameters"] == "2012345678901234567890"
    assert "details.attention_heads" not in numbers
    (licence,) = by_type(nodes, "simplelicensing_LicenseExpression")
    assert licence["simplelicensing_licenseExpression"] == "Apache-2.0"


def test_relations():
    nodes = graph(full())
    start = by_type(nodes, "ai_AIPackage")[0]["spdxId"]
    names = {n["spdxId"]: n["name"] for n in nodes if "name" in n}
    found = {
        n["relationshipType"]: [names.get(to, "-") for to in n["to"]]
        for n in by_type(nodes, "Relationship")
        if n["from"] == start
    }
    assert found == {
        "trainedOn": ["Needles", "Bark", "northwood/cones"],
        "testedOn": ["northwood/mmlu"],
        "descendantOf": ["northwood/sapling-2b"],
        "hasDeclaredLicense": ["-"],
        "hasEvidence": ["verification.json"],
    }
    (file,) = by_type(nodes, "software_File")
    assert file["verifiedUsing"] == [
        {"type": "Hash", "algorithm": "sha256", "hashValue": "ab" * 32}
    ]


def test_the_five_mandatory_items_are_named_with_what_to_add():
    with pytest.raises(UsageError) as caught:
        graph(CardRecord(name="x"))
    message, hint = caught.value.message, caught.value.hint
    for item in ("releaseTime", "suppliedBy", "downloadLocation", "packageVersion"):
        assert item in message.en
        assert item in message.zh
    for place in ("description.date", "description.shared_by", "hub_ids", "details.version"):
        assert place in hint.en
        assert place in hint.zh


@pytest.mark.parametrize(
    ("gone", "item"),
    [
        ({"description": {"date": "2025-03", "shared_by": "N"}}, "releaseTime"),
        ({"description": {"date": "2025-03-18"}}, "suppliedBy"),
        ({"details": {"version": "1"}}, "downloadLocation"),
        ({"details": {"hub_ids": {"huggingface": "a/b"}}}, "packageVersion"),
    ],
)
def test_each_mandatory_item_alone(gone, item):
    whole = {
        "name": "x",
        "description": {"date": "2025-03-18", "shared_by": "N"},
        "details": {"version": "1", "hub_ids": {"huggingface": "a/b"}},
    }
    assert graph(CardRecord.model_validate(whole))
    record = CardRecord.model_validate({**whole, **gone})
    with pytest.raises(UsageError, match=item):
        graph(record)
    (document,) = by_type(graph(record, incomplete=True), "SpdxDocument")
    assert "ai" not in document["profileConformance"]


def test_a_time_is_never_made_up():
    with pytest.raises(UsageError, match="--created"):
        graph(full(), created=None)
    with pytest.raises(UsageError, match="no time of the form"):
        graph(full(), created="yesterday")


def test_a_licence_without_an_spdx_id_is_a_reference_with_its_name():
    nodes = graph(load_record("dclm-7b"), incomplete=True)
    (licence,) = by_type(nodes, "simplelicensing_LicenseExpression")
    assert licence["simplelicensing_licenseExpression"] == "LicenseRef-Apple-Sample-Code-License"
    assert licence["name"] == "Apple Sample Code License"


def test_a_day_is_not_quite_a_time_and_that_is_said():
    done = export(full(), "spdx", settings=Settings(created=CREATED))
    reasons = {loss.path: loss.reason.en for loss in done.losses}
    assert "00:00:00Z" in reasons["description", "date"]
