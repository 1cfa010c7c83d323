"""CycloneDX: valid by the official schemas, digits as printed, nothing that the record lacks."""

import json

import pytest

from cardkit.bom.export import export
from cardkit.bom.settings import EvidenceFile, Settings
from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from cardkit.record.files import load_record
from tests.bom.helpers import full, markdown, problems, properties

RECORDS = {
    "dclm": lambda: load_record("dclm-7b"),
    "smollm2": lambda: load_record("smollm2-135m-instruct"),
    "full": full,
    "markdown-en": lambda: markdown("en"),
    "markdown-zh": lambda: markdown("zh"),
}


@pytest.mark.parametrize("version", ["1.6", "1.7"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", list(RECORDS))
def test_it_is_valid_by_the_official_schema(name, language, version):
    settings = Settings(
        language, "2026-11-29T08:00:00Z", (EvidenceFile("verification.json", "ab" * 32),)
    )
    data = json.loads(export(RECORDS[name](), "cyclonedx", version, settings).text)
    assert problems(data, version) == []
    assert data["specVersion"] == version


def test_the_schema_would_notice():
    data = json.loads(export(full(), "cyclonedx").text)
    data["metadata"]["component"]["modelCard"]["quantitativeAnalysis"]["performanceMetrics"][0][
        "value"
    ] = 61.0
    assert problems(data, "1.6") != []


def component(record, language="en"):
    return json.loads(export(record, "cyclonedx", settings=Settings(language)).text)["metadata"][
        "component"
    ]


def test_what_a_full_record_says():
    made = component(full())
    card = made["modelCard"]
    assert made["supplier"] == {"name": "Northwood Mirror"}
    assert made["manufacturer"] == {"name": "Northwood Lab"}
    assert made["version"] == "1.2"
    assert made["purl"] == "pkg:huggingface/northwood/rowan-2b"
    assert made["licenses"] == [
        {
            "license": {
                "id": "Apache-2.0",
                "url": "https://example.org/LICENSE",
                "acknowledgement": "declared",
            }
        }
    ]
    assert made["pedigree"]["ancestors"] == [
        {"type": "machine-learning-model", "name": "northwood/sapling-2b"}
    ]
    assert card["modelParameters"]["task"] == "text-generation"
    assert card["considerations"]["technicalLimitations"] == [
        "It is invented.",
        "It knows nothing.",
    ]
    assert component(full(), "zh")["manufacturer"] == {"name": "北木实验室"}


def test_scores_and_bounds_are_text_with_the_printed_digits():
    metrics = component(full())["modelCard"]["quantitativeAnalysis"]["performanceMetrics"]
    assert metrics == [
        {
            "type": "mmlu_fewshot (accuracy)",
            "value": "61.0",
            "slice": "test",
            "confidenceInterval": {"lowerBound": "60.2", "upperBound": "61.80"},
        },
        {"type": "mmlu_fewshot (acc_norm)", "value": "59.40"},
        {"type": "Own test", "value": "7"},
    ]


def test_what_has_no_field_is_a_property_under_its_path_with_exact_digits():
    found = properties(component(full()))
    assert ("cardkit:details.parameters", "2012345678901234567890") in found
    assert ("cardkit:details.parameters.status", "measured") in found
    assert ("cardkit:details.size", "2B") in found
    assert ("cardkit:details.size.amount", "2000000000") in found
    assert ("cardkit:evaluations[0].n", "14042") in found
    assert ("cardkit:evaluations[1].uncertainty.value", "0.4") in found
    assert ("cardkit:evaluations[2].generation.temperature", "0.70") in found
    assert ("cardkit:evaluations[2].generation.top_k", '[1, "2.50"]') in found
    assert ("cardkit:metadata.other.x-weight", "0.50") in found
    assert ("cardkit:training.learning_rate", "2e-3") in found
    names = [name for name, _ in found]
    assert "cardkit:details.training_tokens" in names
    assert "cardkit:details.training_tokens.amount" not in names  # `~1.5T` is no exact amount


def test_an_assumed_fact_is_nowhere_and_is_reported():
    done = export(full(), "cyclonedx")
    assert "attention_heads" not in done.text
    assert "hellaswag" not in done.text
    reasons = {loss.path: loss.reason.en for loss in done.losses}
    assert reasons["details", "attention_heads"].startswith("assumed")
    assert reasons["evaluations", 3, "score"].startswith("assumed")


def test_a_data_set_that_three_places_name_stands_once():
    sets = component(full())["modelCard"]["modelParameters"]["datasets"]
    assert [s["name"] for s in sets] == ["Needles", "Bark", "northwood/cones"]
    done = export(full(), "cyclonedx")
    cited = [t.paths for t in done.traces if t.field.endswith("datasets/0/contents/url")]
    assert cited == [
        (
            ("training", "data", "parts", 0, "url"),
            ("metadata", "datasets", 0),
            ("sources", "dataset", "url"),
        )
    ]


def test_a_licence_that_spdx_does_not_know_has_its_name():
    made = component(load_record("dclm-7b"))
    assert made["licenses"][0]["license"]["name"] == "Apple Sample Code License"
    for unnamed in ({"id": "other"}, {"id": "unknown"}):
        record = CardRecord.model_validate({"name": "x", "description": {"license": unnamed}})
        assert "licenses" not in component(record)


def test_only_http_addresses_become_links():
    done = export(full(), "cyclonedx")
    urls = [r["url"] for r in component(full())["externalReferences"]]
    assert "ftp://example.org/demo" not in urls
    assert ("cardkit:sources.demo.url", "ftp://example.org/demo") in properties(component(full()))
    record = CardRecord.model_validate(
        {
            "name": "x",
            "sources": {"repository": "https://a.b/%zz", "paper": "javascript:alert(1)"},
            "details": {"hub_ids": {"huggingface": "../../etc"}},
        }
    )
    made = component(record)
    assert "externalReferences" not in made
    assert "purl" not in made
    assert done.losses


def test_evidence_is_a_reference_with_the_digest():
    file = EvidenceFile("verification.json", "ab" * 32)
    data = json.loads(export(full(), "cyclonedx", settings=Settings(evidence=(file,))).text)
    assert data["metadata"]["component"]["externalReferences"][-1] == {
        "type": "attestation",
        "url": "verification.json",
        "hashes": [{"alg": "SHA-256", "content": "ab" * 32}],
    }


def test_no_time_and_no_chance():
    first, second = export(full(), "cyclonedx"), export(full(), "cyclonedx")
    assert first.text == second.text
    data = json.loads(first.text)
    assert "timestamp" not in data["metadata"]
    renamed = full().model_copy(update={"name": "Rowan-3B"})
    assert json.loads(export(renamed, "cyclonedx").text)["serialNumber"] != data["serialNumber"]
    assert (
        json.loads(export(full(), "cyclonedx", "1.7").text)["serialNumber"] != data["serialNumber"]
    )


def test_a_record_without_a_name_is_refused():
    with pytest.raises(UsageError, match="names no model"):
        export(CardRecord(), "cyclonedx")


def test_a_placeholder_is_no_fact():
    text = {"name": "x", "details": {"version": "TODO"}, "description": {"contact": "待补充"}}
    done = export(CardRecord.model_validate(text), "cyclonedx")
    assert "TODO" not in done.text
    assert "待补充" not in done.text
    assert {loss.path: loss.reason.en for loss in done.losses} == {
        ("details", "version"): "a placeholder, and so no fact",
        ("description", "contact"): "a placeholder, and so no fact",
    }


def test_versions():
    with pytest.raises(UsageError, match=r"`1\.4` is no version of cyclonedx"):
        export(full(), "cyclonedx", "1.4")
    with pytest.raises(UsageError, match=r"2\.3"):
        export(full(), "spdx", "2.3")
