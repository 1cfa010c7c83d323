"""What an answer is worth: each metric by hand, ties, cleaning, and answers that are none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.verify.protocol.answers import cut_each, cut_first, normalised
from cardkit.verify.protocol.requests import ItemAnswer, Scored
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.toy import MERGING, asker, definition

ROW = {"query": "q", "choices": ["aa", "b", "cccc"], "gold": 2}


def scored(*pairs: tuple[float, int], greedy: bool = False) -> ItemAnswer:
    return ItemAnswer(0, tuple(Scored(total, tokens, greedy) for total, tokens in pairs))


def test_the_metrics_differ_on_one_answer() -> None:
    """Sums -4, -3, -6. A token: -4, -3, -2. A character: -2, -3, -1.5. So 1, 2 and 2."""
    answer = scored((-4, 1), (-3, 1), (-6, 3))
    foundry = asker(definition("multiple_choice"), [ROW, ROW]).judge(0, answer)
    assert (foundry.right, foundry.chosen, foundry.metric) == (True, 2, "acc_mean_token")
    assert foundry.bits == {
        "acc_mean_token": True,
        "acc_sum": False,
        "acc_char": True,
        "acc_byte": True,
    }
    lm_eval = asker(definition("multiple_choice", "lm-eval"), [ROW, ROW]).judge(0, answer)
    assert (lm_eval.right, lm_eval.chosen, lm_eval.metric) == (False, 1, "acc_sum")
    norm = asker(definition("multiple_choice", "lm-eval"), [ROW, ROW], metric="acc_char")
    assert (norm.judge(0, answer).right, norm.judge(0, answer).chosen) == (True, 2)


def test_lengths_are_those_of_the_choice_alone() -> None:
    """No delimiter and no blank before it: 北京 has 2 characters and 6 bytes, `abc` 3 and 3.

    -3 / 2 < -4 / 3 a character; -3 / 6 > -4 / 3 a byte.
    """
    row = {"query": "q", "choices": ["北京", "abc"], "gold": 0}
    for harness in ("llm-foundry", "lm-eval"):
        task = asker(definition("multiple_choice", harness), [row, row], MERGING)
        bits = task.judge(0, scored((-3, 9), (-4, 9))).bits
        assert (bits["acc_char"], bits["acc_byte"]) == (False, True)


def test_of_equals_the_first_is_taken() -> None:
    tied = asker(definition("multiple_choice"), [ROW, ROW]).judge(
        0, scored((-2, 2), (-1, 1), (-1, 1))
    )
    assert tied.chosen == 0
    nothing = scored((-math.inf, 1), (-math.inf, 1), (-5, 1))
    assert asker(definition("multiple_choice"), [ROW, ROW]).judge(0, nothing).chosen == 2


def test_a_schema_compares_contexts() -> None:
    row = {"context_options": ["long context", "b"], "continuation": "c", "gold": 1}
    answer = scored((-2, 3), (-1, 3))
    foundry = asker(definition("schema"), [row, row]).judge(0, answer)
    assert foundry.bits == {"acc_mean_token": True, "acc_sum": True}
    # lm-eval divides by the lengths of the contexts: -2 / 12 > -1 / 1.
    lm_eval = asker(definition("schema", "lm-eval"), [row, row]).judge(0, answer)
    assert (lm_eval.bits["acc_sum"], lm_eval.bits["acc_char"]) == (True, False)


@pytest.mark.parametrize("harness", ["llm-foundry", "lm-eval"])
@pytest.mark.parametrize("greedy", [True, False])
def test_language_modeling_is_right_where_all_was_likeliest(harness, greedy) -> None:
    task = asker(definition("language_modeling", harness), [{"context": "a", "continuation": "b"}])
    judged = task.judge(0, scored((-1, 1), greedy=greedy))
    assert (judged.right, judged.bits, judged.chosen) == (greedy, {"exact_greedy": greedy}, None)


@pytest.mark.parametrize(
    ("said", "prefix", "exact"),
    [
        ("4", True, True),
        (" The Four, I think", True, False),
        ("four", True, True),
        ("40", True, False),  # begins with 4
        ("it is 4", False, False),
        ("", False, False),
        ("5\n\n4", False, False),
        ("4\n\nQ: what", True, True),
        ("2 + 2 = 5 #### 4", True, True),
        ("4 #### 5", False, False),
        ("1 #### 2 #### 4\n\n #### 9", True, True),
    ],
)
def test_llm_foundry_reads_what_was_said(said: str, prefix: bool, exact: bool) -> None:
    rows = [{"context": "2 + 2", "answer": "4", "aliases": ["an IV", "Four!"]}] * 2
    made = definition("generation", cot_delimiter=" #### ", stop=("\n\n", "Q:"))
    judged = asker(made, rows, MERGING).judge(0, ItemAnswer(0, text=said))
    assert judged.bits == {"em_prefix": prefix, "exact_match": exact}
    assert judged.right is prefix


def test_a_blank_is_put_back_before_what_sentencepiece_decodes() -> None:
    """Without ` a` as one token a text begins with a blank, and a delimiter fits at its start."""
    rows = [{"context": "2 + 2", "answer": "4"}] * 2
    made = definition("generation", cot_delimiter=" #### ")
    answer = ItemAnswer(0, text="#### 4")
    assert asker(made, rows).judge(0, answer).said == "4"
    assert asker(made, rows).judge(0, ItemAnswer(0, text="1#### 4")).said == "1 4"
    kept = asker(made, rows, MERGING).judge(0, answer)
    assert (kept.said, kept.right) == ("4", True)  # the signs are punctuation all the same


@pytest.mark.parametrize(
    ("said", "settings", "right"),
    [
        (" Paris", {}, False),  # nothing is stripped
        ("Paris", {}, True),
        ("Paris\n\nQ: next", {}, True),
        ("Paris</s>", {}, True),
        (" Paris ", {"strip_answer": True}, True),
        ("paris", {}, False),
        ("paris", {"ignore_case": True}, True),
        ("Paris.", {"ignore_punctuation": True}, True),
        ("Lutetia", {}, True),
    ],
)
def test_lm_eval_compares_what_was_said(said, settings, right) -> None:
    rows = [{"context": "Capital?", "answer": "Paris", "aliases": ["Lutetia"]}]
    made = definition("generation", "lm-eval", stop=("\n\n",), **settings)
    assert asker(made, rows).judge(0, ItemAnswer(0, text=said)).right is right


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The Answer: an_apple!", "answer apple"),
        ("  A  ", ""),
        ("‘quoted’ ´so´ `too`", "quoted so too"),
        ("“kept”", "“kept”"),  # these quotes are none of the four
        ("theatre", "theatre"),
        ("a-b", "b"),
        ("北京", "北京"),
        ("U.S.A.", "u s"),
    ],
)
def test_normalising(text: str, clean: str) -> None:
    assert normalised(text) == clean


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_but_articles(text: str) -> None:
    once = normalised(text)
    assert once == " ".join(once.split())
    assert len(normalised(once)) <= len(once)


def test_two_ways_of_cutting() -> None:
    """`Q:` begins before `:` and ends behind it: lm-eval cuts at `:` first and finds no `Q:`."""
    assert cut_first("xQ:y", (":", "Q:")) == "x"
    assert cut_each("xQ:y", (":", "Q:")) == "xQ"
    assert cut_first("plain", ()) == cut_each("plain", ()) == "plain"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (scored((math.nan, 1), (-1, 1), (-1, 1)), "score-not-a-number"),
        (scored((-1, 1), (-1, 1)), "answer-of-another-item"),
        (ItemAnswer(1, (Scored(-1, 1, False),) * 3), "answer-of-another-item"),
    ],
)
def test_an_answer_that_is_none(answer: ItemAnswer, kind: str) -> None:
    with pytest.raises(Problem) as raised:
        asker(definition("multiple_choice"), [ROW, ROW]).judge(0, answer)
    assert raised.value.remark.kind == kind
    assert raised.value.remark.where == "toy.jsonl:1"


def test_a_generation_needs_a_text() -> None:
    task = asker(definition("generation"), [{"context": "a", "answer": "b"}] * 2)
    with pytest.raises(Problem) as raised:
        task.judge(0, scored((-1, 1)))
    assert raised.value.remark.kind == "answer-of-another-item"
