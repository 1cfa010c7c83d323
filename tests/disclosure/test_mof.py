"""The MOF: class by declared components and licences, the first blocker, licence resolution."""

import json

import pytest

from cardkit.catalog.forms import open_components
from cardkit.disclosure.mof import mof_report
from cardkit.disclosure.write import as_json, markdown, screen
from tests.disclosure import helpers
from tests.disclosure.helpers import FULL, reading, record

REQUIRED = [x.id for x in open_components() if x.required]


def declared(names, licence="apache-2.0", more=""):
    parts = "\n".join(f"    - {{component: {name}, license: {licence}}}" for name in names)
    return record(f"disclosure:\n  components:\n{parts}\n{more}" if names else more)


def upto(level):
    return [x.id for x in open_components() if x.required and x.level >= level]


@pytest.mark.parametrize(("level", "stop"), [(3, "training_code"), (2, "datasets"), (1, None)])
def test_the_class_reached_and_the_first_blocker(level, stop):
    report = mof_report(declared(upto(level)))
    assert report.reached == level
    assert (report.blocker.component.id if report.blocker else None) == stop


@pytest.mark.parametrize("gone", REQUIRED)
def test_each_missing_component_is_the_blocker(gone):
    report = mof_report(declared([name for name in REQUIRED if name != gone]))
    if gone == "technical_report":  # the research paper stands in for it
        assert (report.reached, report.blocker) == (1, None)
        return
    level = next(x.level for x in open_components() if x.id == gone)
    assert report.reached == (None if level == 3 else level + 1)
    assert report.blocker.component.id == gone


def test_optional_components_block_nothing():
    assert mof_report(declared(REQUIRED)).reached == 1


def test_a_closed_licence_blocks_and_is_named():
    rest = "\n".join(f"    - {{component: {x}, license: mit}}" for x in upto(3)[2:])
    report = mof_report(
        record(
            "disclosure:\n  components:\n    - {component: model_architecture, license: mit}\n"
            f"    - {{component: model_parameters_final, license: apple-ascl}}\n{rest}"
        )
    )
    assert report.reached is None
    assert report.blocker.component.id == "model_parameters_final"
    shown = screen(report, "en", 200)
    assert "class reached: none" in shown
    assert (
        "Class III stops first at: Model parameters (final): declared, the licence is on no list of"
        " open licences: apple-ascl" in shown
    )


@pytest.mark.parametrize(
    ("more", "licence", "place"),
    [
        (
            "licenses: {code: mit, distribution: apache-2.0}",
            "mit",
            ("disclosure", "licenses", "code"),
        ),
        (
            "licenses: {distribution: apache-2.0}",
            "apache-2.0",
            ("disclosure", "licenses", "distribution"),
        ),
        ("licenses: {document: cc-by-4.0}", None, None),
    ],
)
def test_licences_resolve_component_then_type_then_distribution(more, licence, place):
    card = record(f"disclosure: {{components: [{{component: training_code}}], {more}}}")
    (found,) = [x for x in mof_report(card).components if x.component.id == "training_code"]
    if licence is None:
        assert (found.status, found.licence) == ("no_licence", None)
    else:
        assert (found.licence.name, found.licence.place.path) == (licence, place)


def test_the_cards_licence_is_that_of_the_parameters_alone():
    text = "metadata: {license: mit}\ndisclosure: {components: [{component: %s}]}"
    found = {
        name: next(
            x for x in mof_report(record(text % name)).components if x.component.id == name
        ).status
        for name in ("model_parameters_final", "model_architecture")
    }
    assert found == {"model_parameters_final": "open", "model_architecture": "no_licence"}
    assumed = record(
        "description: {license: {value: mit, status: assumed}}\n"
        "disclosure: {components: [{component: model_parameters_final}]}"
    )
    assert mof_report(assumed).components[1].status == "no_licence"


def test_a_licence_for_another_type_is_a_remark_and_no_blocker():
    report = mof_report(declared(REQUIRED, "cc-by-4.0"))
    assert report.reached == 1
    assert "this licence is meant for documents" in screen(report, "en", 200)


def test_nothing_is_looked_for_that_is_not_declared():
    report = mof_report(helpers.markdown("---\nlicense: mit\n---\n# Model Card for X\n\nIt is.\n"))
    assert {x.status for x in report.components} == {"not_declared"}
    assert "disclosure.components" in screen(report, "en", 200)
    assert "disclosure.components" not in screen(mof_report(reading(FULL)), "en", 20_0).replace(
        "disclosure.components[", ""
    )


def test_screens_json_and_markdown():
    report = mof_report(reading(FULL))
    data = json.loads(as_json(report))
    assert (data["version"], data["class"]) == (1, "III")
    assert data["blocker"]["component"] == "inference_code"
    assert data["components"][1]["licence"] == {
        "name": "apache-2.0",
        "lists": ["osi", "fsf"],
        "suits_type": True,
        "place": data["components"][1]["licence"]["place"],
    }
    assert "达到的级别：III 级" in screen(report, "zh", 80)
    assert markdown(report, "zh").startswith("## 模型开放框架")


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("components: [{component: source_code}]", "should be one of"),
        ("items: [{item: licence, text: a}]", "should be one of"),
        ("items: [{item: license}]", "needs `text` / `url` / `not_applicable`"),
        ("items: [{item: license, text: a, not_applicable: b}]", "keep one"),
    ],
)
def test_a_wrong_entry_is_a_finding(text, en):
    from cardkit.rules.engine import validate

    found = validate(record(f"disclosure: {{{text}}}"))
    messages = [f.message.en for f in found.findings if f.code.startswith("REC")]
    assert any(en in message for message in messages), messages
