"""llm-foundry's prompts: texts and tokens worked out by hand from its documented rules.

Few-shot draws of five items, two shots: (3, 4), (0, 4), (0, 1), (0, 4), (0, 2); see test_fewshot.
"""

from __future__ import annotations

import pytest

from cardkit.verify.protocol.asker import Shown
from cardkit.verify.protocol.prepare import prompt_sha256
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
    {"query": " Is fire hot?\n", "choices": ["yes", "no"], "gold": 0},
    {"query": "Is ice hot?", "choices": ["yes", "no"], "gold": 1},
    {"query": "\tDo fish swim?  ", "choices": ["yes", " no ", "rarely"], "gold": 1},
    {"query": "Do stones swim?", "choices": ["yes", "no"], "gold": 1},
    {"query": "Do birds fly?", "choices": ["yes", "no"], "gold": 0},
]
COMPLETE = [
    {"context": "1+1=", "continuation": "2"},
    {"context": "2+2=\n", "continuation": " 4 "},
    {"context": " 3+3=", "continuation": "6"},
    {"context": "4+4=", "continuation": "8"},
    {"context": "5+5=", "continuation": "10"},
]
SCHEMA = [
    {"context_options": ["A cat", "A car "], "continuation": "purrs.", "gold": 0},
    {"context_options": ["The sun", "The sea"], "continuation": "is wet.", "gold": 1},
    {"context_options": ["Ann ", " Bob"], "continuation": " sings. ", "gold": 0},
    {"context_options": ["x", "y"], "continuation": "z", "gold": 1},
    {"context_options": ["v", "w"], "continuation": "u", "gold": 0},
]
REASON = [
    {"context": "One and one?", "chain_of_thought": "1 + 1 ", "answer": "2"},
    {"context": "Two and two?", "chain_of_thought": "2 + 2", "answer": "4"},
    {"context": "Three and three? ", "chain_of_thought": "3 + 3", "answer": "6"},
    {"context": "Four and four?", "chain_of_thought": "4 + 4", "answer": "8"},
    {"context": "Five and five?", "chain_of_thought": " 5 + 5 =", "answer": "10 "},
]


def texts(task, i: int) -> list[tuple[str, str]]:
    return [(shown.context, shown.target) for shown in task.shown(i)]


def test_multiple_choice() -> None:
    """The question is stripped, the choices are not; the blank of the delimiter goes at the end."""
    made = definition("multiple_choice", shots=2, continuation_delimiter="\nAnswer: ")
    task = asker(made, CHOOSE)
    before = "Is fire hot?\nAnswer: yes\nIs ice hot?\nAnswer: no\nDo fish swim?\nAnswer:"
    assert texts(task, 2) == [(before, "yes"), (before, " no "), (before, "rarely")]
    # Item 4 has items 0 and 2 before it; the unstripped choice stands in the example as it is.
    assert texts(task, 4)[0] == (
        "Is fire hot?\nAnswer: yes\nDo fish swim?\nAnswer:  no \nDo birds fly?\nAnswer:",
        "yes",
    )
    assert task.requests(2) == ItemRequests(
        2,
        (
            Continuation(codes(before), codes("yes")),
            Continuation(codes(before), codes(" no ")),
            Continuation(codes(before), codes("rarely")),
        ),
    )


def test_without_examples_nothing_precedes_the_question() -> None:
    made = definition("multiple_choice", continuation_delimiter="Answer: ")
    assert texts(asker(made, CHOOSE), 0)[0] == ("Is fire hot?Answer:", "yes")
    bare = definition("multiple_choice")
    assert texts(asker(bare, CHOOSE), 1)[1] == ("Is ice hot?", "no")


def test_tokens_of_the_three_parts_are_made_apart() -> None:
    """A blank goes before an answer where ` a` is one token, but for one that begins with it.

    ` n` is 256 + 110. No token spans two parts: the two line breaks between question and delimiter
    are one token (900), while the one that ends the examples and the one that begins the question
    are two.
    """
    made = definition(
        "multiple_choice", shots=1, prompt="P\n", continuation_delimiter="\n\n", prelimiter="Q"
    )
    rows = [
        {"query": "a", "choices": ["n o", " y"], "gold": 1},
        {"query": "b", "choices": ["n", "y"], "gold": 0},
    ]
    task = asker(made, rows, MERGING)
    # Item 0 has item 1 as its example. "P\n" + "\n" + "Qb" + "\n\n" + "n", then "\n" + "Qa" and the
    # delimiter, stripped away.
    assert texts(task, 0) == [("P\n\nQb\n\nn\nQa", " n o"), ("P\n\nQb\n\nn\nQa", " y")]
    context = (80, DOUBLE, 81, 98, DOUBLE, 110, 10, 81, 97)
    assert task.requests(0).continuations == (
        Continuation(context, (256 + 110, 256 + 111)),
        Continuation(context, (256 + 121,)),
    )


def test_language_modeling() -> None:
    made = definition("language_modeling", shots=2)
    task = asker(made, COMPLETE)
    assert texts(task, 2) == [("1+1= 2\n2+2= 4\n3+3=", "6")]
    assert texts(task, 1) == [("1+1= 2\n5+5= 10\n2+2=", "4")]
    # `1`, `+`, `1`, `=`, ` 2` of the examples, and the answer with a blank before it.
    assert asker(made, COMPLETE, MERGING).requests(2).continuations == (
        Continuation(
            (49, 43, 49, 61, 256 + 50, 10, 50, 43, 50, 61, 256 + 52, 10, 51, 43, 51, 61),
            (256 + 54,),
        ),
    )


def test_schema() -> None:
    """Each context has the continuation behind it; the contexts keep their blanks.

    The prelimiter stands before the delimiter between examples, other than in other tasks, and a
    question that nothing precedes has no continuation delimiter.
    """
    alone = definition("schema", continuation_delimiter=" -> ", prelimiter="* ")
    assert texts(asker(alone, SCHEMA), 0) == [("* A cat", "purrs."), ("* A car ", "purrs.")]
    made = definition("schema", shots=2, continuation_delimiter=" -> ", prelimiter="* ")
    before = "* A cat -> purrs.* \nThe sea -> is wet."
    assert texts(asker(made, SCHEMA), 2) == [
        (before + "* \nAnn  ->", "sings."),
        (before + "* \n Bob ->", "sings."),
    ]
    assert asker(alone, SCHEMA, MERGING).requests(0).continuations == (
        Continuation((42, 256 + 65, 256 + 99, 97, 116), (256 + 112, *codes("urrs."))),
        Continuation((42, 256 + 65, 256 + 99, 97, 114, 32), (256 + 112, *codes("urrs."))),
    )


def test_generation_with_a_chain_of_thought() -> None:
    """Examples hold reasoning, delimiter, answer, each stripped; the question waits for its own.

    The longest reply of all items, unstripped, is ` 5 + 5 =` ` #### ` `10 `: 17 bytes, and 10 more
    for a chain of thought.
    """
    made = definition(
        "generation",
        shots=2,
        prelimiter="Q: ",
        continuation_delimiter="\nA: Let's think. ",
        cot_delimiter=" #### ",
        stop=("\n\n", "Q:"),
    )
    task = asker(made, REASON)
    context = (
        "Q: One and one?\nA: Let's think. 1 + 1 #### 2\n"
        "Q: Two and two?\nA: Let's think. 2 + 2 #### 4\n"
        "Q: Three and three?\nA: Let's think."
    )
    assert texts(task, 2) == [(context, "")]
    assert task.requests(2) == ItemRequests(
        2, generation=Generation(codes(context), 27, ("\n\n", "Q:"))
    )


def test_generation_of_a_bare_answer() -> None:
    """Aliases count for the length: `four` has four bytes; a start token is one more."""
    rows = [
        {"context": "2 + 2", "answer": "4", "aliases": ["four", "IV"]},
        {"context": "1 + 0", "answer": "1", "aliases": []},
        {"context": "9", "answer": "9"},
    ]
    made = definition("generation", shots=1)
    # Of three items one: 1, 0, 0 (test_fewshot's stream of three places).
    task = asker(made, rows)
    assert task.requests(0).generation == Generation(codes("1 + 0 1\n2 + 2"), 4)
    assert task.requests(2).generation == Generation(codes("2 + 2 4\n9"), 4)
    started = asker(made, rows, STARTING).requests(2).generation
    assert started == Generation((BOS, *codes("2 + 2 4\n9")), 5)


def test_special_tokens_stand_before_the_examples_alone() -> None:
    made = definition("language_modeling", shots=1)
    rows = COMPLETE[:2]
    assert asker(made, rows, STARTING).requests(0).continuations[0].context == (
        BOS,
        *codes("2+2= 4\n1+1="),
    )
    # An end token behind the examples is dropped, but not where it is all there is.
    ending = Toy(ends=True)
    assert asker(made, rows, ending).requests(0).continuations[0].context == codes("2+2= 4\n1+1=")
    alone = asker(definition("language_modeling"), rows, ending).requests(0)
    assert alone.continuations[0].context == (EOS, *codes("1+1="))
    both = asker(definition("language_modeling"), rows, Toy(starts=True, ends=True)).requests(0)
    assert both.continuations[0].context == (BOS, *codes("1+1="))


def test_what_does_not_fit_is_cut_at_the_left() -> None:
    """Context and answer together have at most `room` tokens; the start token goes first."""
    made = definition("language_modeling", shots=2)
    task = asker(made, COMPLETE, STARTING, room=12)
    assert task.requests(2).continuations == (Continuation(codes("2+2= 4\n3+3="), codes("6")),)
    assert task.shown(2) == (Shown("1+1= 2\n2+2= 4\n3+3=", "6", dropped=8),)


def test_a_generation_leaves_room_for_itself() -> None:
    rows = [{"context": "0123456789", "answer": "abc"}, {"context": "x", "answer": "y"}]
    task = asker(definition("generation"), rows, room=8)
    assert task.requests(0).generation == Generation(codes("56789"), 3)


def test_each_choice_is_cut_by_its_own_length() -> None:
    made = definition("multiple_choice")
    rows = [{"query": "0123456789", "choices": ["a", "abcdef"], "gold": 0}] * 2
    assert asker(made, rows, room=8).requests(0).continuations == (
        Continuation(codes("3456789"), codes("a")),
        Continuation(codes("89"), codes("abcdef")),
    )


@pytest.mark.parametrize(
    ("row", "tokenizer", "room", "kind", "said"),
    [
        ({"continuation": "x" * 8}, PLAIN, 8, "target-too-long", "an answer of 8 tokens leaves no"),
        ({"continuation": "x" * 9}, PLAIN, 8, "target-too-long", "an answer of 9 tokens"),
        ({"context": " "}, PLAIN, 99, "context-empty", "nothing stands before the answer"),
    ],
)
def test_what_cannot_be_asked(row, tokenizer, room, kind, said) -> None:
    rows = [{"context": "c", "continuation": "y"}, {"context": "c", "continuation": "y", **row}]
    task = asker(definition("language_modeling"), rows, tokenizer, room=room)
    task.requests(0)
    for asked in (task.requests, task.shown):
        with pytest.raises(Problem) as raised:
            asked(1)
        assert raised.value.remark.kind == kind
        assert raised.value.remark.message.en.startswith(f"toy.jsonl:2: {said}")
        assert raised.value.remark.message.zh.startswith("toy.jsonl:2：")


class Silent(Toy):
    """A tokenizer that drops what it does not know."""

    def __call__(self, text: str, *, add_special_tokens: bool = True) -> dict[str, list[int]]:
        return {"input_ids": [c for c in text.encode() if c < 128]}


def test_a_choice_that_the_tokenizer_makes_nothing_of() -> None:
    rows = [{"query": "q", "choices": ["a", "北"], "gold": 0}] * 2
    task = asker(definition("multiple_choice"), rows, Silent())
    with pytest.raises(Problem) as raised:
        task.requests(1)
    assert raised.value.remark.kind == "choice-without-tokens"
    assert raised.value.remark.message.en == (
        "toy.jsonl:2: the tokenizer makes no token of the answer 2, '北'"
    )


@pytest.mark.parametrize(
    ("rows", "tokenizer", "room", "kind"),
    [
        ([{"context": "a", "answer": "xyz"}] * 2, PLAIN, 3, "target-too-long"),
        ([{"context": "a", "answer": "x"}] * 2, Toy(eos_token_id=None), 9, "tokenizer-without-end"),
        ([REASON[0], {"context": "a", "answer": "x"}], PLAIN, 99, "field-missing"),
    ],
)
def test_a_generation_that_cannot_be_prepared(rows, tokenizer, room, kind) -> None:
    with pytest.raises(Problem) as raised:
        asker(definition("generation"), rows, tokenizer, room=room)
    assert raised.value.remark.kind == kind


def test_what_the_harness_does_silently_is_remarked() -> None:
    rows = [
        {"context": "a", "answer": "x", "aliases": ["the", "?"]},
        {"context": "b", "answer": "y"},
    ]
    found = asker(definition("generation"), rows).remarks
    assert [(r.kind, r.level) for r in found] == [("answer-always-right", "warning")]
    assert found[0].message.en.startswith("1 item (first: line 1) has a right answer that nothing")
    masked = asker(definition("language_modeling"), COMPLETE, Toy(starts=True, pad_token_id=BOS))
    assert [r.kind for r in masked.remarks] == ["start-token-masked"]
    assert asker(definition("language_modeling"), COMPLETE, STARTING).remarks == ()


def test_categories_weigh_alike() -> None:
    rows = [
        {"context": f"{i}", "continuation": "x", "category": "big" if i < 3 else "small"}
        for i in range(4)
    ]
    task = asker(definition("language_modeling", categories=True, macro=True), rows)
    assert task.groups == {"big": (0, 1, 2), "small": (3,)}
    assert [str(task.weight(i)) for i in range(4)] == ["1/6", "1/6", "1/6", "1/2"]
    micro = asker(definition("language_modeling"), rows)
    assert micro.groups == {None: (0, 1, 2, 3)}
    assert sum(micro.weight(i) for i in range(4)) == 1


def test_a_digest_of_what_is_asked() -> None:
    """SHA-256 of `49 43|50` and of `49|3`: worked out with sha256sum."""
    pair = ItemRequests(0, (Continuation((49, 43), (50,)),))
    assert prompt_sha256(pair).startswith("063103d9")
    asked = ItemRequests(0, generation=Generation((49,), 3))
    assert prompt_sha256(asked).startswith("f5276494")
