"""The EU form: what documents an item, for whom it is, what does not apply, what is an estimate."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from cardkit.catalog.forms import form_items
from cardkit.disclosure.gpai import AUDIENCES, gpai_report
from cardkit.disclosure.write import as_json, markdown, screen
from tests.disclosure import helpers
from tests.disclosure.helpers import FULL, by_id, reading, record
from tests.record.strategies import RECORDS

AUTHORITIES = [x.id for x in form_items() if "downstream" not in x.audience]


def test_a_full_record():
    report = gpai_report(reading(FULL))
    items = by_id(report)
    assert len(items) == len(form_items()) == 43
    provider = items["provider_name"]
    assert (provider.status, provider.places[0].breadcrumb) == (
        "documented",
        "description.developers.en",
    )
    assert (
        "北木实验室" in FULL.read_text(encoding="utf-8").splitlines()[provider.places[0].line - 1]
    )
    assert items["total_parameters"].places[0].measured
    assert report.measured == 1
    assert items["union_release_date"].status == "not_applicable"
    assert items["union_release_date"].reason.zh == "未投放欧盟市场。"
    assert items["decision_rationale"].status == "not_documented"
    assert items["decision_rationale"].places == ()


def test_every_documented_item_names_the_line():
    lines = FULL.read_text(encoding="utf-8").splitlines()
    for item in gpai_report(reading(FULL)).items:
        assert bool(item.places) == (item.status != "not_documented")
        for place in item.places:
            assert place.line is not None
            key = next(part for part in reversed(place.path) if isinstance(part, str))
            here = " ".join(lines[place.line - 1 : place.line + 1])
            assert (
                key in ("en", "zh", "items", "id", "name", "url", "code", "language") or key in here
            )


def test_a_contradiction_is_shown_and_counts_as_documented():
    item = by_id(gpai_report(reading(FULL)))["license"]
    assert (item.status, item.conflict) == ("documented", True)
    assert "also marks it as not applicable" in screen(gpai_report(reading(FULL)), "en", 80)


def test_an_assumed_fact_documents_nothing():
    known = record("details: {context_length: 4096}")
    assumed = record("details: {context_length: {value: 4096, status: assumed}}")
    assert by_id(gpai_report(known))["input_max_size"].status == "documented"
    assert by_id(gpai_report(assumed))["input_max_size"].status == "not_documented"


@pytest.mark.parametrize(
    ("heading", "item"),
    [
        ("Acceptable Use Policy", "acceptable_use_policy"),
        ("使用条款", "acceptable_use_policy"),
        ("Preprocessing", "data_curation"),
        ("2.1 硬件要求", "required_hardware"),
        ("Training Time", "training_time"),
        ("Copyright policy", "copyright_policy"),
    ],
)
def test_a_section_of_a_markdown_card_documents_its_item(heading, item):
    card = helpers.markdown(f"# Model Card for X\n\nAn X.\n\n## {heading}\n\nIt is so.\n")
    found = by_id(gpai_report(card))[item]
    assert found.status == "documented"
    assert found.places[0].line == 5


def test_an_empty_section_documents_nothing():
    card = helpers.markdown(
        "# Model Card for X\n\nAn X.\n\n## Acceptable Use Policy\n\n## Thanks\n\nA.\n"
    )
    assert by_id(gpai_report(card))["acceptable_use_policy"].status == "not_documented"


@pytest.mark.parametrize(
    "text",
    [
        *("[More Information Needed]", "TODO", "- 待补充\n- TBD", "### Training Time\n\nTODO"),
        *(
            "TODO: fill in.",
            "待补充：请填写。",
            "N/A",
            "...",
            "Coming soon!",
            "To be added.",
            "敬请期待",
        ),
    ],
)
def test_a_placeholder_documents_nothing(text):
    card = helpers.markdown(f"# Model Card for X\n\nAn X.\n\n## Terms of Use\n\n{text}\n")
    assert by_id(gpai_report(card))["acceptable_use_policy"].status == "not_documented"
    assert by_id(gpai_report(card))["training_time"].status == "not_documented"
    filled = helpers.markdown("# Model Card for X\n\n## Terms of Use\n\n### Who\n\nAnyone.\n")
    assert by_id(gpai_report(filled))["acceptable_use_policy"].status == "documented"
    fact = record("description: {developers: TODO}")
    assert by_id(gpai_report(fact))["provider_name"].status == "not_documented"


def test_what_no_item_reads_is_listed():
    report = gpai_report(reading(FULL))
    assert [line.label for line in report.unread] == ["Thanks", "Mascot"]
    assert "Thanks, Mascot" in screen(report, "en", 200)


def secrets():
    """Return a record in which each item for authorities alone has a text that must not leak."""
    items = "\n".join(f"    - {{item: {x}, text: SECRET {x}}}" for x in AUTHORITIES)
    return record(
        "details: {size: 7B, training_tokens: 2.5T, layers: 19871}\n"
        "training: {total_tokens: 2.5T, optimizer: SECRET,"
        " other: [{label: Training Time, value: SECRET}]}\n"
        "other_facts: [{label: Energy, value: SECRET}, {label: SECRET heating, value: 9}]\n"
        f"disclosure:\n  items:\n{items}\n"
    )


def test_downstream_neither_asks_for_nor_shows_what_is_for_authorities():
    report = gpai_report(secrets(), "downstream")
    assert not set(AUTHORITIES) & set(by_id(report))
    assert report.withheld == len(AUTHORITIES)
    assert report.estimate is None
    for text in (
        screen(report, "en", 80),
        screen(report, "zh", 80),
        markdown(report, "en"),
        markdown(report, "zh"),
        as_json(report),
    ):
        assert "SECRET" not in text
        assert "19871" not in text
        assert "FLOP" not in text
        for item in form_items():
            if "downstream" not in item.audience:
                assert item.label.en not in text
                assert item.label.zh not in text
    shown = screen(gpai_report(secrets(), "aio"), "en", 80)
    assert "FLOP" in shown
    assert "Energy used for training: documented" in shown


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_has_its_items(audience):
    report = gpai_report(reading(FULL), audience)
    wanted = [x.id for x in form_items() if audience == "all" or audience in x.audience]
    assert [x.item.id for x in report.items] == wanted
    assert sum(report.count(s) for s in ("documented", "not_documented", "not_applicable")) == len(
        wanted
    )


def test_the_estimate_is_an_estimate():
    report = gpai_report(record("details: {size: 7B}\ntraining: {total_tokens: 2.5T}"))
    assert report.estimate.flop == 6 * 7 * 10**9 * 25 * 10**11
    assert report.estimate.low < report.estimate.flop < report.estimate.high
    en, zh = screen(report, "en", 300), screen(report, "zh", 300)
    assert "Estimate of the training compute (no measurement): 6 N D = 1.05e+23 FLOP" in en
    assert "It assumes:" in en
    assert "says nothing of thresholds or of the legal status" in en
    assert "训练计算量估算（非实测）：6ND = 1.05e+23 FLOP" in zh
    data = json.loads(as_json(report))["estimate"]
    assert (data["kind"], data["flop"]) == ("estimate", "105000000000000000000000")
    assert [a["text"] for a in data["assumes"]]


@pytest.mark.parametrize(
    "text",
    [
        "details: {size: 7B}",
        "training: {total_tokens: 2.5T}",
        "details: {size: {value: 7B, status: assumed}}\ntraining: {total_tokens: 2.5T}",
        "metadata: {base_model: [a/b]}\ndetails: {size: 7B}\ntraining: {total_tokens: 2.5T}",
    ],
)
def test_no_estimate_without_parameters_and_tokens_of_one_run(text):
    report = gpai_report(record(text))
    assert report.estimate is None
    assert "No estimate of the training compute" in screen(report, "en", 200)


def test_json_is_versioned_and_speaks_both_languages():
    data = json.loads(as_json(gpai_report(reading(FULL))))
    assert (data["version"], data["profile"]) == (1, "gpai")
    (item,) = [x for x in data["items"] if x["id"] == "union_release_date"]
    assert item["reason"] == "Not placed on the Union market."
    assert item["reason_zh"] == "未投放欧盟市场。"
    assert item["places"][0]["breadcrumb"] == "disclosure.items[2]"


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(RECORDS)
def test_any_record(made):
    from cardkit.record.writer import dump_record

    card = helpers.markdown(dump_record(made), "x.card.yaml")
    for audience in AUDIENCES:
        report = gpai_report(card, audience)
        json.loads(as_json(report))
        for text in (screen(report, "zh", 40), markdown(report, "en")):
            assert "\x1b" not in text
            assert "\u202e" not in text


HOSTILE = "x\x1b[2J\u202e<img src=x onerror=alert(1)>|\n::error::y @team"


def test_attack_6_and_7_hostile_text_is_shown_and_does_nothing():
    quoted = json.dumps(HOSTILE)
    card = record(
        f"other_sections: [{{title: {quoted}, text: a}}]\n"
        f"disclosure: {{items: [{{item: system_types, not_applicable: {quoted}}}]}}"
    )
    report = gpai_report(card)
    for text in (screen(report, "en", 80), screen(report, "zh", 80)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not [line for line in text.splitlines() if line.startswith("::")]
    table = markdown(report, "en")
    assert "<img" not in table
    assert "@team" not in table  # `@` stands in code
    assert table.count("\n| ") == markdown(gpai_report(record("")), "en").count("\n| ")


def test_a_huge_text_is_cut():
    card = record(
        f"disclosure: {{items: [{{item: system_types, not_applicable: {'x' * 100_000}}}]}}"
    )
    assert len(screen(gpai_report(card), "en", 80)) < 20_000


def test_a_size_in_the_name_counts_for_the_estimate():
    card = helpers.markdown(
        "kind: card\nname: Rowan-7B\ntraining: {total_tokens: 2T}\n", "x.card.yaml"
    )
    found = gpai_report(card).estimate
    assert (found.parameters.breadcrumb, found.parameters.excerpt) == ("name", "Rowan-7B")
    assert found.low < found.flop < found.high
