"""What stands there and documents nothing: placeholders, dummy text, dead addresses."""

import json

import pytest

from cardkit.disclosure.gpai import gpai_report
from cardkit.disclosure.mof import mof_report
from cardkit.disclosure.write import as_json, markdown, screen
from cardkit.rules.addresses import opens
from tests.disclosure import helpers
from tests.disclosure.helpers import by_id, record

DEAD = [
    *("javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "vbscript:x"),
    *("data:text/html,<b>", "file:///etc/passwd", "ftp://x", "https://", "https//x", "htp://x"),
]
EMPTY = [
    *("TODO", "[More Information Needed]", "more information needed", "待补充", "待定", "暂无"),
    *(
        "Lorem ipsum",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 60,
        "TBD",
        "...",
    ),
]


@pytest.mark.parametrize("url", DEAD)
def test_such_an_address_opens_nothing(url):
    assert not opens(url)


@pytest.mark.parametrize("url", ["https://x.org/a", "mailto:a@x.org", "docs/aup.md", "http://x"])
def test_such_an_address_may_open(url):
    assert opens(url)


def item(field, value):
    return record(
        f"disclosure: {{items: [{{item: acceptable_use_policy, {field}: {json.dumps(value)}}}]}}"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", one) for one in (*DEAD, *EMPTY[:6])]
    + [(field, one) for field in ("text", "not_applicable") for one in EMPTY]
    + [("text", f"[policy]({one})") for one in DEAD if " " not in one and "\t" not in one],
)
def test_it_does_not_answer_an_item_and_is_shown(field, value):
    report = gpai_report(item(field, value))
    found = by_id(report)["acceptable_use_policy"]
    assert (found.status, found.places) == ("not_documented", ())
    (place,) = found.void
    assert place.line == 4
    assert "placeholder or an address that leads nowhere: disclosure.items[0]" in screen(
        report, "en", 200
    )
    assert "不算写明：disclosure.items[0]" in screen(report, "zh", 200)
    assert "不算写明" in markdown(report, "zh")
    (data,) = (x for x in json.loads(as_json(report))["items"] if x["void"])
    assert data["id"] == "acceptable_use_policy"


def test_one_language_that_says_something_is_enough_and_is_the_one_shown():
    card = record(
        "disclosure: {items: [{item: acceptable_use_policy, text: {en: TODO, zh: 仅限研究。}}]}"
    )
    (place,) = by_id(gpai_report(card))["acceptable_use_policy"].places
    assert place.excerpt == "仅限研究。"


@pytest.mark.parametrize("url", DEAD[:1] + DEAD[3:])
def test_a_section_of_dead_links_documents_nothing(url):
    card = helpers.markdown(
        f"# Model Card for X\n\nAn X.\n\n## Terms of Use\n\n[our policy]({url})\n"
    )
    assert by_id(gpai_report(card))["acceptable_use_policy"].status == "not_documented"
    words = helpers.markdown(
        f"# Model Card for X\n\nAn X.\n\n## Terms of Use\n\nResearch only; [more]({url}).\n"
    )
    assert by_id(gpai_report(words))["acceptable_use_policy"].status == "documented"


def test_a_dead_link_of_the_record_documents_nothing():
    dead = "sources: {dataset: {title: The data, url: 'javascript:alert(1)'}}"
    alive = "sources: {dataset: {title: The data, url: 'https://x.org/data'}}"
    for text, status in ((dead, "not_documented"), (alive, "documented")):
        items = by_id(gpai_report(record(text)))
        assert items["data_provenance"].status == items["additional_assets"].status == status


@pytest.mark.parametrize("url", [*DEAD, *EMPTY[:6]])
def test_a_component_with_a_dead_address_does_not_count(url):
    one = f"{{component: model_architecture, license: mit, url: {json.dumps(url)}}}"
    report = mof_report(record(f"disclosure: {{components: [{one}]}}"))
    found = report.components[0]
    assert (found.component.id, found.status, found.counts) == ("model_architecture", "void", False)
    assert report.blocker is found
    assert "an address that leads nowhere" in screen(report, "en", 200)
    assert "无法打开的地址" in screen(report, "zh", 200)


def test_the_class_is_said_to_be_what_is_declared():
    report = mof_report(record("disclosure: {components: [{component: datasets}]}"))
    assert "was not looked up" in " ".join(screen(report, "en", 80).split())
    assert "均未核查" in screen(report, "zh", 200)
    assert "not looked up" in json.loads(as_json(report))["meaning"]


def test_the_estimate_names_where_its_inputs_stand():
    report = gpai_report(record("details: {size: 7B}\ntraining: {total_tokens: 2.5T}"))
    en, zh = screen(report, "en", 300), screen(report, "zh", 300)
    assert "N = 7B (details.size, x.card.yaml:4)" in en
    assert "D = 2.5T (training.total_tokens, x.card.yaml:5)" in en
    assert "N = 7B（details.size，x.card.yaml:4）" in zh


def test_the_line_is_that_of_the_words():
    card = helpers.markdown(
        "# Model Card for X\n\nAn X.\n\n## Usage\n\nUse it so:\n\n```python\n"
        "import json\nfrom transformers import AutoModel\n```\n"
    )
    items = by_id(gpai_report(card))
    assert items["required_software"].places[0].line == 11
    assert items["technical_means"].places[0].line == 7
    code = helpers.markdown("# Model Card for X\n\nAn X.\n\n## Usage\n\n```python\nrun(1)\n```\n")
    assert by_id(gpai_report(code))["technical_means"].places[0].excerpt == "run(1)"
