"""What cards of hubs bring: result blocks, licences said twice, no name, signed evidence."""

import json

import pytest

from cardkit.bom.export import export
from cardkit.bom.settings import Settings
from cardkit.errors import UsageError
from cardkit.record.card import CardRecord
from tests.bom.helpers import CREATED, TESTS, problems, properties
from tests.cli.helpers import run

INDEX = {
    "metadata": {
        "model_index": [
            {
                "name": "Rowan",
                "results": [
                    {
                        "task": {"type": "text-generation"},
                        "dataset": {
                            "type": "openai_humaneval",
                            "name": "HumanEval",
                            "config": "en",
                            "split": "test",
                        },
                        "metrics": [
                            {"type": "pass@1", "value": "0.1550", "verified": False},
                            {"type": "pass@10", "value": "0.3278"},
                        ],
                        "source": {"url": "https://example.org/board"},
                    },
                    {"task": {"type": "x"}, "metrics": [{"type": "f1", "value": "1"}]},
                ],
            }
        ]
    }
}


def made(record, form="cyclonedx", **choices):
    settings = Settings(created=CREATED, incomplete=True, **choices)
    return export(CardRecord.model_validate(record), form, settings=settings)


def test_scores_of_a_model_index_are_metrics_with_their_digits():
    done = made(INDEX)
    data = json.loads(done.text)
    assert problems(data, "1.6") == []
    component = data["metadata"]["component"]
    assert component["modelCard"]["quantitativeAnalysis"]["performanceMetrics"] == [
        {"type": "HumanEval (pass@1)", "value": "0.1550", "slice": "test"},
        {"type": "HumanEval (pass@10)", "value": "0.3278", "slice": "test"},
    ]
    left = dict(properties(component))
    assert left["cardkit:metadata.model_index[0].results[0].dataset.config"] == "en"
    assert left["cardkit:metadata.model_index[0].results[1].metrics[0].value"] == "1"  # no name
    (cited,) = [t.paths for t in done.traces if t.field.endswith("performanceMetrics/0/value")]
    assert cited == (("metadata", "model_index", 0, "results", 0, "metrics", 0, "value"),)


def test_spdx_has_them_as_metrics_too():
    done = made(INDEX, "spdx")
    (package,) = [n for n in json.loads(done.text)["@graph"] if n["type"] == "ai_AIPackage"]
    metrics = {e["key"]: e["value"] for e in package["ai_metric"]}
    key = "HumanEval (pass@1); task=text-generation; config=en; split=test"
    assert metrics[key] == "0.1550"
    lost = {loss.path[3:] for loss in done.losses if loss.path[:2] == ("metadata", "model_index")}
    assert ("results", 0, "source", "url") in lost
    assert not [path for path in lost if path[-2:] == ("dataset", "config")]


def test_the_name_of_a_hubs_block_counts_and_one_that_is_given_comes_first():
    assert json.loads(made(INDEX).text)["metadata"]["component"]["name"] == "Rowan"
    (trace,) = [t for t in made(INDEX).traces if t.field == "/metadata/component/name"]
    assert trace.paths == (("metadata", "model_index", 0, "name"),)
    done = made(INDEX, name="Rowan-2B")
    assert json.loads(done.text)["metadata"]["component"]["name"] == "Rowan-2B"
    (trace,) = [t for t in done.traces if t.field == "/metadata/component/name"]
    assert (trace.origin, trace.paths) == ("option", ())
    assert json.loads(done.text)["serialNumber"] != json.loads(made(INDEX).text)["serialNumber"]


def test_a_card_without_a_name_needs_one_given(tmp_path):
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n\n## Uses\n\nMany.\n")
    words = ("export", "README.md", "--to", "cyclonedx")
    refused = run(*words, cwd=tmp_path)
    assert refused.code == 2
    assert "--name NAME" in refused.err
    done = run(*words, "--name", "Rowan", cwd=tmp_path)
    assert json.loads(done.out)["metadata"]["component"]["name"] == "Rowan"
    assert run(*words, "--name", " ", cwd=tmp_path).code == 2


LICENCES = [
    ({"id": "apple-ascl", "name": "Apple Sample Code License"}, {}, "id", "a hub's id"),
    ({"id": "other"}, {"license": "mit"}, "id", "said by its SPDX id"),
    (
        {"name": "MIT License"},
        {"license": "apache-2.0"},
        "metadata",
        "another licence, or another",
    ),
    ({"id": "mit"}, {"license": "apache-2.0"}, "license", "another licence, or another"),
    (None, {"license": "unknown"}, "license", "names no licence"),
    ({"name": "House licence"}, {"license": "other"}, "license", "a hub's id"),
]


@pytest.mark.parametrize(("described", "metadata", "left", "why"), LICENCES)
def test_what_spdx_leaves_of_a_licence_is_told_for_what_it_is(described, metadata, left, why):
    record = {"name": "x", "description": {"license": described}, "metadata": metadata}
    losses = {loss.path: loss.reason.en for loss in made(record, "spdx").losses}
    (reason,) = [r for path, r in losses.items() if left in path and "license" in path]
    assert why in reason


def test_the_description_comes_before_the_metadata_and_all_that_say_the_same_are_cited():
    named = {"name": "x", "description": {"license": {"name": "MIT License"}}}
    done = made({**named, "metadata": {"license": "apache-2.0"}})
    component = json.loads(done.text)["metadata"]["component"]
    assert component["licenses"][0]["license"]["id"] == "MIT"
    done = made({**named, "metadata": {"license": "mit"}})
    (trace,) = [t for t in done.traces if t.field.endswith("/license/id")]
    assert trace.paths == (("description", "license", "name"), ("metadata", "license"))


def test_the_address_of_another_licence_is_not_put_to_this_one():
    link = "https://example.org/apache"
    for described, there in (({"id": "mit"}, False), ({"name": "House licence"}, True)):
        record = {"name": "x", "description": {"license": described}}
        other = "apache-2.0" if not there else "other"
        record["metadata"] = {"license": other, "license_link": link}
        (stated,) = json.loads(made(record).text)["metadata"]["component"]["licenses"]
        assert (stated["license"].get("url") == link) is there


def test_a_licence_of_another_name_is_a_property_in_cyclonedx():
    record = {"name": "x", "description": {"license": {"id": "mit"}}}
    record["metadata"] = {"license": "apache-2.0"}
    done = made(record)
    component = json.loads(done.text)["metadata"]["component"]
    assert component["licenses"][0]["license"]["id"] == "MIT"
    assert ("cardkit:metadata.license", "apache-2.0") in properties(component)
    assert not done.losses


def test_of_two_files_of_evidence_beside_the_card_the_signed_one_is_referred_to(tmp_path):
    card = tmp_path / "rowan.card.yaml"
    card.write_bytes((TESTS / "fixtures" / "full.card.yaml").read_bytes())
    for name in ("verification.json", "verification.dsse.json"):
        (tmp_path / name).write_text("{}")
    data = json.loads(run("export", card, "--to", "cyclonedx").out)
    found = [
        r["url"]
        for r in data["metadata"]["component"]["externalReferences"]
        if r["type"] == "attestation"
    ]
    assert found == ["verification.dsse.json"]


def test_no_name_at_all_is_refused_with_what_to_do():
    with pytest.raises(UsageError) as caught:
        made({})
    assert "--name" in caught.value.hint.en
    assert "--name" in caught.value.hint.zh
