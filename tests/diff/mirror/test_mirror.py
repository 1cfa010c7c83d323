"""A copy against its upstream: every kind of drift by itself, and a translated page with many."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

import cardkit
from cardkit.bind.reading import Reading
from cardkit.diff.change import CLASSES, PARTS
from cardkit.diff.mirror.drift import DRIFT_KINDS, Drift
from cardkit.diff.mirror.features import Features
from cardkit.diff.mirror.mirror import mirror

CARDS = Path(__file__).parent / "cards"
UPSTREAM = (CARDS / "cedar.md").read_text(encoding="utf-8")


def reading(text: str) -> Reading:
    return cardkit.loads(text, name="README.md").reading


def told(drifts: tuple[Drift, ...]) -> list[tuple[str, str]]:
    return [(drift.kind, drift.klass) for drift in drifts]


@pytest.fixture(scope="module")
def upstream() -> Reading:
    return reading(UPSTREAM)


@pytest.fixture(scope="module")
def page(upstream) -> tuple[Drift, ...]:
    return mirror(upstream, cardkit.load(CARDS / "cedar_page.zh.txt").reading)


CHANGES = {
    "licence gone": ("license: apache-2.0\n", "", [("metadata", "missing")]),
    "licence of another name": (
        "license: apache-2.0",
        "license: mit",
        [("metadata", "contradiction")],
    ),
    "licence spelled for another hub": (
        "license: apache-2.0",
        "license: Apache License 2.0",
        [("metadata", "allowed")],
    ),
    "library of another hub": (
        "library_name: transformers",
        "library_name: openmind",
        [("metadata", "allowed")],
    ),
    "data sets gone": ("datasets:\n- cedar/woods\n", "", [("metadata", "missing")]),
    "a key of the hub": ("---\n\n!", "hardwares: [NPU]\n---\n\n!", [("metadata", "allowed")]),
    "section gone": (
        "## Limitations and Biases\n\nIt has limits:\n\n1. It may be wrong.\n"
        "2. It knows nothing after 2024.\n",
        "",
        [("section", "missing")],
    ),
    "paragraph gone": ("All scores lie between 0 and 1.\n", "", [("paragraph", "missing")]),
    "list item gone": ("1. It may be wrong.\n2.", "1.", [("paragraph", "missing")]),
    "paragraph new": (
        "We thank them.",
        "We thank them.\n\nFollow this mirror.",
        [("paragraph", "stale")],
    ),
    "number in prose": (
        "7 billion parameter",
        "8 billion parameter",
        [("number", "contradiction")],
    ),
    "fact gone": ("- **Contact:** cedar@example.org\n", "", [("fact", "missing")]),
    "fact of another value": ("3e-4 (peak)", "3e-5 (peak)", [("fact", "contradiction")]),
    "fact in a table": ("| 30     | 4096", "| 32     | 4096", [("fact", "contradiction")]),
    "score of another value": (
        "| PIQA | 0.8112 |",
        "| PIQA | 0.8121 |",
        [("score", "contradiction")],
    ),
    "score rounded": ("| PIQA | 0.8112 |", "| PIQA | 0.811 |", [("score", "rounding")]),
    "score gone": ("| PIQA | 0.8112 |\n", "", [("score", "missing")]),
    "score new": (
        "| PIQA | 0.8112 |\n",
        "| PIQA | 0.8112 |\n| COPA | 0.85 |\n",
        [("score", "stale")],
    ),
    "cell": ("| 45.8 |", "| 48.5 |", [("score", "contradiction")]),
    "size of a model": ("| Oak | 8B", "| Oak | 7B", [("score", "contradiction")]),
    "row gone": ("| Ash2 | 7B | 2T | ❌ | 45.8 | **79.1** |\n", "", [("row", "missing")]),
    "table of no part of the record": (
        "| Birch | 12 |",
        "| Birch | 21 |",
        [("table", "contradiction")],
    ),
    "bold gone": ("**66.2**", "66.2", [("emphasis", "style")]),
    "heading reworded": ("## Using Model", "## How to Use", [("heading", "style")]),
    "link gone": (
        "[llm-foundry](https://github.com/mosaicml/llm-foundry)",
        "llm-foundry",
        [("link", "missing")],
    ),
    "image gone": ("![logo](https://example.org/cedar.png)\n", "", [("image", "missing")]),
    "library": ("from transformers import", "from modelscope import", [("library", "allowed")]),
    "owner": ("cedar/Cedar-7B", "AI-Mirror/Cedar-7B", [("model-id", "allowed")]),
    "another model": ("cedar/Cedar-7B", "cedar/Cedar-7B-Chat", [("model-id", "contradiction")]),
    "device": (
        '"cedar/Cedar-7B")\ninputs',
        '"cedar/Cedar-7B", device_map="npu:0").npu()\ninputs',
        [("device", "allowed")],
    ),
    "sampling": ("top_p=0.8", "top_p=0.9", [("code", "contradiction")]),
    "statement gone": (
        "print(model.generate(**inputs, max_new_tokens=50, top_p=0.8))\n",
        "",
        [("code", "missing")],
    ),
    "shell": (
        "pip install transformers",
        "pip install transformers==4.0",
        [("code", "contradiction")],
    ),
    "block gone": ("```bash\npip install transformers\n```\n", "", [("code", "missing")]),
    "citation": ("year={2025}", "year={2024}", [("citation", "contradiction")]),
    "citation gone": (UPSTREAM[UPSTREAM.index("```bibtex") :], "", [("citation", "missing")]),
    "line ends": ("\n", "\r\n", [("line-ends", "style")]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_is_told_once_and_as_what_it_is(upstream, name):
    before, after, expected = CHANGES[name]
    assert before in UPSTREAM
    drifts = mirror(upstream, reading(UPSTREAM.replace(before, after)))
    assert told(drifts) == expected
    change = drifts[0].change
    assert change.label.en
    assert change.label.zh
    assert change.part in PARTS
    assert change.klass in CLASSES
    assert change.a is not None or change.b is not None or name == "line ends"


@pytest.mark.parametrize("name", [n for n in CHANGES if n not in ("bold gone", "line ends")])
def test_the_other_way_round_the_same_places_are_told(upstream, name):
    before, after, expected = CHANGES[name]
    copy = reading(UPSTREAM.replace(before, after))
    there, back = mirror(upstream, copy), mirror(copy, upstream)
    turned = {"missing": "stale", "stale": "missing"}
    assert told(back) == [(kind, turned.get(klass, klass)) for kind, klass in expected]
    assert [(d.change.span_a, d.change.span_b) for d in there] == [
        (d.change.span_b, d.change.span_a) for d in back
    ]


def test_layout_and_order_are_no_drift(upstream):
    text = UPSTREAM.replace("| 7B   |", "|   7B|").replace(
        'return_tensors="pt"', "return_tensors='pt'"
    )
    assert mirror(upstream, reading(text)) == ()
    assert mirror(upstream, upstream) == ()


def test_dates_are_one_number_in_every_spelling():
    spelled = ("June 2024", "2024 年 6 月", "2024年6月", "Jun. 2024")
    assert len({tuple(Features(f"Read in {text}.").numbers) for text in spelled}) == 1
    assert Features("on 12 June 2024").numbers == Features("于 2024 年 6 月 12 日").numbers
    assert Features("7 billion of 2.5T").numbers == Features("2.5 万亿中的 70 亿").numbers


def test_numbers_are_read_as_everywhere():
    english = "120 million of seven billion rows, 2x; GLM-4-9B v0.3, in 2023 (63.7%)"
    chinese = "70 亿中的 1亿2000万，2 倍；GLM-4-9B v0.3，2023 年（63.7%）"
    assert Features(english).numbers == Features(chinese).numbers
    assert Features("the two of them").numbers == Features("GLM-4-9B").numbers == Counter()


def test_an_empty_copy_lacks_the_whole_and_nothing_twice(upstream):
    drifts = mirror(upstream, reading("# Cedar\n"))
    assert {drift.kind for drift in drifts} == {
        "metadata",
        "section",
        "paragraph",
        "image",
        "citation",
    }
    assert {drift.klass for drift in drifts} == {"missing", "allowed"}


def test_places_are_those_of_the_words(upstream):
    copy = reading(UPSTREAM.replace("top_p=0.8", "top_p=0.9").replace("45.8", "48.5"))
    cell, code = mirror(upstream, copy)
    assert cell.change.before == UPSTREAM[slice(*cell.change.span_a)] == "45.8"
    assert cell.change.after == "48.5"
    assert UPSTREAM[slice(*code.change.span_a)].startswith("print(model.generate")
    assert code.change.after.endswith("top_p=0.9))")


def test_what_lies_in_a_dropped_section_is_told_with_it(upstream):
    start, end = UPSTREAM.index("## Using Model"), UPSTREAM.index("### Training Details")
    drifts = mirror(upstream, reading(UPSTREAM[:start] + "## Notes\n\n" + UPSTREAM[end:]))
    assert ("section", "missing") in told(drifts)
    assert {drift.kind for drift in drifts} == {"section"}


def test_a_translated_page_drifts_in_just_these_things(page):
    assert [(d.kind, d.klass, d.change.before) for d in page if d.kind != "emphasis"] == [
        ("metadata", "missing", "apache-2.0"),
        ("metadata", "missing", "en"),
        ("metadata", "missing", "text-generation"),
        ("metadata", "allowed", "transformers"),
        ("metadata", "missing", "cedar/woods"),
        (
            "paragraph",
            "missing",
            "We mixed 1.9T tokens of [Woods](https://huggingface.co/datasets/cedar/woods) with 0.6T"
            " of [Leaves](https://huggingface.co/datasets/cedar/leaves).",
        ),
        ("fact", "missing", "https://huggingface.co/datasets/cedar/woods"),
        ("name", "style", "AGI Eval SAT Math (CoT)"),
        ("column-names", "style", "Size, Params, Training Tokens, Tokens"),
        ("table-separators", "style", None),
        ("heading-levels", "style", None),
        ("link", "missing", "https://arxiv.org/abs/2501.01234"),
        ("link", "missing", "https://github.com/mosaicml/llm-foundry"),
        ("image", "missing", "https://example.org/cedar.png"),
        ("library", "allowed", "transformers"),
        ("model-id", "allowed", "cedar/Cedar-7B"),
        ("device", "allowed", None),
    ]


def test_bold_that_is_lost_is_told_once_with_every_cell(page):
    (drift,) = [drift for drift in page if drift.kind == "emphasis"]
    for cell in ("`Ash2`, PIQA", "`Oak`, MMLU", "row `Cedar-7B`", "`Cedar-7B`, PIQA"):
        assert cell in drift.change.note.en
    assert drift.change.note.zh.endswith("列表项标签：10 个")


def test_what_stays_is_said_beside_what_is_lost(page):
    notes = [drift.change.note.en for drift in page if drift.change.note is not None]
    assert "the text still says Apache License 2.0" in notes
    assert any(note.startswith("the arXiv id 2501.01234 still stands in line") for note in notes)
    assert "the text is still there, the target is not" in notes


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("PIQA0.8112", "PIQA0.8121", ("score", "contradiction")),
        ("7B2.5T304096328192", "7B2.5T324096328192", ("fact", "contradiction")),
        ("Oak8B?❌66.280.3", "Oak8B?❌66.283.0", ("score", "contradiction")),
        ("70 亿", "700 亿", ("number", "contradiction")),
        ("  1. 它可能会出错。\n", "", ("paragraph", "missing")),
        ("1024 个序列", "2048 个序列", ("fact", "contradiction")),
        ("Birch\t12", "Birch\t21", ("table", "contradiction")),
        ("2501.01234},", "2501.01235},", ("citation", "contradiction")),
        ("top_p=0.8", "top_p=0.9", ("code", "contradiction")),
        ('["The tree"]', '["一棵树"]', None),
    ],
)
def test_a_slip_in_the_translated_page_is_told_besides(upstream, page, before, after, expected):
    text = (CARDS / "cedar_page.zh.txt").read_text(encoding="utf-8")
    assert before in text
    drifts = mirror(upstream, cardkit.loads(text.replace(before, after), name="c.txt").reading)
    besides = Counter(told(drifts)) - Counter(told(page))
    assert list(besides.elements()) == ([expected] if expected else [])
    assert len(drifts) == len(page) + len(list(besides.elements()))


def test_drifts_come_in_the_order_of_the_kinds(page):
    kinds = [DRIFT_KINDS.index(drift.kind) for drift in page]
    assert kinds == sorted(kinds)


def test_another_profile_of_allowed_differences(upstream):
    class Strict:
        libraries = frozenset[str]()
        arguments = frozenset[str]()

    copy = reading(UPSTREAM.replace("from transformers import", "from openmind import"))
    assert told(mirror(upstream, copy, Strict())) == [("code", "contradiction")]


HOSTILE = {
    "paragraphs": ("word 1\n\n" * 4000, "wort 2\n\n" * 4000),
    "sections": ("# a\n\nx\n\n" * 2000, "# b\n\ny\n\n" * 2000),
    "code": (
        "```python\n" + "a = 1\n" * 8000 + "```\n",
        "```python\n" + "b = 2\n" * 8000 + "```\n",
    ),
    "lines": ("```\n" + "a b\n" * 50000 + "```\n", "```\n" + "a c\n" * 50000 + "```\n"),
    "nested": (
        "```python\nx = " + "(" * 5000 + "\n```\n",
        "```python\nx = " + "[" * 5000 + "\n```\n",
    ),
    "links": ("[a](http://b.c/d)\n" * 5000, "[a](http://b.c/e)\n" * 5000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_cards_take_bounded_time(name):
    a, b = HOSTILE[name]
    readings = reading("# Card\n\n" + a), reading("# Card\n\n" + b)
    started = time.perf_counter()
    mirror(*readings)
    assert time.perf_counter() - started < 20


def test_one_record_rendered_for_two_hubs_differs_in_what_is_allowed():
    card = cardkit.load(Path(__file__).parents[3] / "cards" / "dclm-7b.card.yaml")
    upstream = reading(card.render("en"))
    there = mirror(upstream, reading(card.render("en", dialect="modelers")))
    assert {drift.klass for drift in there} == {"allowed"}
    assert {drift.kind for drift in there} == {"metadata", "library", "model-id", "device"}
    chinese = mirror(upstream, reading(card.render("zh", dialect="modelers")))
    besides = [drift for drift in chinese if drift.klass != "allowed"]
    assert told(tuple(besides)) == [("name", "style"), ("column-names", "style")]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('chat("Hello", mode="fast")', 'chat("你好", mode="fast")', True),
        ('chat("Hello", mode="fast")', 'chat("你好", mode="slow")', False),
        ('chat("Hello", n=1)', 'chat("你好", n=2)', False),
        ('chat("Hello")', 'chat("Goodbye")', False),
    ],
)
def test_a_prompt_of_one_word_may_be_translated(before, after, same):
    english = (
        f"# Cedar-7B\n\nCedar-7B is a language model for research.\n\n```python\n{before}\n```\n"
    )
    chinese = f"# Cedar-7B\n\nCedar-7B 是用于研究的语言模型。\n\n```python\n{after}\n```\n"
    codes = [drift for drift in mirror(reading(english), reading(chinese)) if drift.kind == "code"]
    assert bool(codes) is not same


def test_a_score_that_stands_for_two_things_is_bold_once():
    table = (
        "| Model | MMLU | PIQA |\n|---|---|---|\n| Birch-7B | 58.2 | 61.3 |\n| {} | {} | 72.5 |\n"
    )
    head = "# Alder-9B\n\nAlder-9B is a language model for research.\n\n## Evaluation\n\n"
    before = reading(head + table.format("Alder-9B", "**70.1**"))
    after = reading(head + table.format("Alder-9B", "70.1"))
    (drift,) = mirror(before, after)
    assert (drift.kind, drift.change.before) == ("emphasis", "1")
