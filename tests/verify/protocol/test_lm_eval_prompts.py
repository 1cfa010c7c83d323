"""lm-eval's prompts: texts and tokens worked out by hand from the rules of 0.4.13.

Draws of four items, two shots, the item itself left out: (3, 2), (0, 2), (0, 3), (1, 0).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardkit.catalog.definition import Columns
from cardkit.verify.protocol.asker import Shown
from cardkit.verify.protocol.requests import Continuation, Generation, ItemRequests
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.toy import (
    BOS,
    DOUBLE,
    EOS,
    MERGING,
    PLAIN,
    STARTING,
    Toy,
    asker,
    codes,
    definition,
)

CHOOSE = [
    {"query": "Is fire hot?", "choices": ["yes", "no"], "gold": 0},
    {"query": "Is ice hot?", "choices": ["yes", "no"], "gold": 1},
    {"query": "Do fish swim? ", "choices": ["yes", "not"], "gold": 0},
    {"query": "Do stones?", "choices": ["yes", "no"], "gold": 1},
]
LINES = [{"context": f"{i}", "continuation": f" {i + 1}"} for i in range(4)]
SCHEMA = [
    {"context_options": ["A cat", "A car"], "continuation": "purrs.", "gold": 0},
    {"context_options": ["The sun", "The sea"], "continuation": "is wet.", "gold": 1},
    {"context_options": ["Ann", "Bob "], "continuation": "sings.", "gold": 0},
    {"context_options": ["x", "y"], "continuation": "z", "gold": 1},
]
ANSWERS = [{"context": f"Q{i}", "answer": f"{i}{i}"} for i in range(4)]


def texts(task, i: int) -> list[tuple[str, str]]:
    return [(shown.context, shown.target) for shown in task.shown(i)]


def test_multiple_choice() -> None:
    """Examples end in two line breaks, the delimiter is scored too, nothing is stripped.

    A blank at the end of the context goes over to the target.
    """
    task = asker(definition("multiple_choice", "lm-eval", 2), CHOOSE)
    assert texts(task, 0) == [
        ("Do stones? no\n\nDo fish swim?  yes\n\nIs fire hot?", " yes"),
        ("Do stones? no\n\nDo fish swim?  yes\n\nIs fire hot?", " no"),
    ]
    bare = asker(definition("multiple_choice", "lm-eval"), CHOOSE)
    assert texts(bare, 2) == [("Do fish swim?", "  yes"), ("Do fish swim?", "  not")]
    assert bare.requests(2) == ItemRequests(
        2,
        (
            Continuation(codes("Do fish swim?"), codes("  yes")),
            Continuation(codes("Do fish swim?"), codes("  not")),
        ),
    )


def test_tokens_are_made_together_and_split_where_the_context_ends() -> None:
    """The context `a` is one token; of `a` + two line breaks + `b` the rest is 900 and 98.

    The blank goes into the token of the word behind it: ` n` is 256 + 110.
    """
    rows = [{"query": "a", "choices": ["n", "\nb"], "gold": 0}] * 2
    spaced = definition("multiple_choice", "lm-eval")
    assert asker(spaced, rows, MERGING).requests(0).continuations[0] == Continuation(
        (97,), (256 + 110,)
    )
    lined = definition("multiple_choice", "lm-eval", continuation_delimiter="\n")
    assert asker(lined, rows, MERGING).requests(0).continuations[1] == Continuation(
        (97,), (DOUBLE, 98)
    )


def test_a_token_over_the_boundary_is_the_contexts() -> None:
    """The context ends in a line break, which goes over; with the target's it is one token.

    `a` + line break + line break + `b`: the context without blanks at its end is `a`.
    """
    rows = [{"query": "a\n", "choices": ["\nb", "c"], "gold": 0}] * 2
    made = definition("multiple_choice", "lm-eval", continuation_delimiter="")
    task = asker(made, rows, MERGING)
    assert task.requests(0).continuations == (
        Continuation((97,), (DOUBLE, 98)),
        Continuation((97,), (10, 99)),
    )


def test_language_modeling_scores_the_target_without_a_delimiter() -> None:
    """The target brings its blank; examples have the delimiter as well, and so two blanks."""
    task = asker(definition("language_modeling", "lm-eval", 2), LINES)
    assert texts(task, 0) == [("3  4\n\n2  3\n\n0", " 1")]
    assert asker(definition("language_modeling", "lm-eval"), LINES, MERGING).requests(
        0
    ).continuations == (Continuation((48,), (256 + 49,)),)


def test_a_schema_is_a_task_with_several_inputs() -> None:
    task = asker(definition("schema", "lm-eval", 2), SCHEMA)
    before = "y z\n\nAnn sings.\n\n"
    assert texts(task, 0) == [(before + "A cat", " purrs."), (before + "A car", " purrs.")]
    alone = asker(definition("schema", "lm-eval"), SCHEMA)
    assert texts(alone, 2) == [("Ann", " sings."), ("Bob", "  sings.")]


def test_generation() -> None:
    """256 new tokens by default; the end token's text is a stop like the task's own."""
    made = definition("generation", "lm-eval", 2, stop=("\n\n",))
    task = asker(made, ANSWERS)
    context = "Q3 33\n\nQ2 22\n\nQ0"
    assert texts(task, 0) == [(context, "")]
    assert task.requests(0).generation == Generation(codes(context), 256, ("\n\n", "</s>"))
    short = asker(replace(made, max_new_tokens=5), ANSWERS, room=9)
    assert short.requests(0).generation == Generation(codes("\n\nQ0"), 5, ("\n\n", "</s>"))
    assert short.shown(0) == (Shown(context, "", dropped=12),)


def test_a_description_may_speak_of_the_item() -> None:
    columns = Columns("{context}", answer="continuation")
    rows = [{**row, "subject": "high_school"} for row in LINES]
    made = definition(
        "language_modeling", "lm-eval", columns=columns, prompt="About {subject|words}.\n\n"
    )
    assert texts(asker(made, rows), 1) == [("About high school.\n\n1", " 2")]


def test_special_tokens() -> None:
    """A start token comes once; a text that begins with its spelling gets none."""
    made = definition("language_modeling", "lm-eval")
    assert asker(made, LINES, STARTING).requests(0).continuations == (
        Continuation((BOS, 48), codes(" 1")),
    )
    spelt = [{"context": "<s>a", "continuation": " b"}]
    assert asker(made, spelt, STARTING).requests(0).continuations == (
        Continuation(codes("<s>a"), codes(" b")),
    )


def test_an_empty_context_is_the_start_token() -> None:
    rows = [{"context": "", "continuation": "ab"}]
    made = definition("language_modeling", "lm-eval")
    assert asker(made, rows).requests(0).continuations == (Continuation((BOS,), codes("ab")),)
    without = Toy(bos_token=None, bos_token_id=None)
    assert asker(made, rows, without).requests(0).continuations == (
        Continuation((EOS,), codes("ab")),
    )
    # Where the target's first token is the start token itself, it is the context.
    first = Toy(bos_token_id=97)
    assert asker(made, rows, first).requests(0).continuations == (Continuation((97,), codes("b")),)


def test_context_and_target_have_one_token_more_than_the_model_reads() -> None:
    rows = [{"context": "0123456789", "continuation": "ab"}]
    task = asker(definition("language_modeling", "lm-eval"), rows, room=5)
    assert task.requests(0).continuations == (Continuation(codes("6789"), codes("ab")),)
    assert task.shown(0) == (Shown("0123456789", "ab", dropped=6),)
    whole = asker(definition("language_modeling", "lm-eval"), rows, room=2)
    assert whole.requests(0).continuations == (Continuation(codes("9"), codes("ab")),)


@pytest.mark.parametrize(
    ("row", "tokenizer", "room", "kind"),
    [
        ({"context": "a", "continuation": "abc"}, PLAIN, 2, "target-too-long"),
        ({"context": "\n", "continuation": "abc"}, PLAIN, 9, "context-empty"),
        (
            {"context": "", "continuation": "abc"},
            Toy(bos_token_id=None, eos_token_id=None),
            9,
            "context-empty",
        ),
        ({"context": "", "continuation": "a"}, Toy(bos_token_id=97), 9, "choice-without-tokens"),
    ],
)
def test_what_cannot_be_asked(row, tokenizer, room, kind) -> None:
    task = asker(definition("language_modeling", "lm-eval"), [row], tokenizer, room=room)
    with pytest.raises(Problem) as raised:
        task.requests(0)
    assert raised.value.remark.kind == kind


def test_a_generation_longer_than_the_context() -> None:
    with pytest.raises(Problem) as raised:
        asker(definition("generation", "lm-eval"), ANSWERS, room=256)
    assert raised.value.remark.kind == "target-too-long"
    assert "256 new tokens leave no room" in raised.value.remark.message.en


def test_examples_of_another_split() -> None:
    pool = [{"context": f"p{i}", "continuation": f" {i}"} for i in range(4)]
    made = definition("language_modeling", "lm-eval", 2, exclude_own=False)
    # [3, 0] of four places; see test_fewshot.
    assert texts(asker(made, LINES, pool=pool), 0) == [("p3  3\n\np0  0\n\n0", " 1")]
