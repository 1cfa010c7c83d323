"""Laws of both harnesses' prompts, on any text."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.catalog.definition import HARNESSES, TASK_TYPES
from cardkit.verify.protocol.item import Item
from cardkit.verify.protocol.prepare import prompt_sha256
from cardkit.verify.protocol.requests import ItemRequests
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.toy import MERGING, Toy, asker, codes, definition

PRINTED = st.characters(min_codepoint=32, max_codepoint=126)
ASCII = st.text(PRINTED, max_size=12).filter(str.strip)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(str.strip)
TOKENIZERS = st.builds(Toy, merges=st.booleans(), starts=st.booleans(), ends=st.booleans())
CALLS = [(harness, type_) for harness in HARNESSES for type_ in TASK_TYPES]


def rows(texts: Sequence[str], type_: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for i, text in enumerate(texts):
        other = texts[(i + 1) % len(texts)]
        found.append(
            {
                "multiple_choice": {"query": text, "choices": [text, other, "z"], "gold": i % 3},
                "schema": {"context_options": [text, other], "continuation": text, "gold": i % 2},
                "language_modeling": {"context": other, "continuation": text},
                "generation": {"context": text, "answer": other, "aliases": [text]},
            }[type_]
        )
    return found


def asked(task, i: int) -> ItemRequests | str:
    try:
        return task.requests(i)
    except Problem as problem:
        return problem.remark.kind


@pytest.mark.parametrize(("harness", "type_"), CALLS)
@given(st.data())
def test_the_order_of_asking_changes_nothing(harness, type_, data) -> None:
    texts = data.draw(st.lists(ANY, min_size=4, max_size=7))
    made = definition(type_, harness, data.draw(st.integers(0, 2)))
    tokenizer = data.draw(TOKENIZERS)
    with suppress(Problem):
        first, second = (asker(made, rows(texts, type_), tokenizer) for _ in range(2))
        order = data.draw(st.permutations(range(len(texts))))
        forward = [asked(first, i) for i in range(first.n)]
        assert {i: asked(second, i) for i in order} == dict(enumerate(forward))
        assert [asked(first, i) for i in reversed(range(first.n))] == forward[::-1]


@pytest.mark.parametrize(("harness", "type_"), CALLS)
@given(st.data())
def test_cutting_keeps_the_target_whole_and_the_end_of_the_context(harness, type_, data) -> None:
    texts = data.draw(st.lists(ANY, min_size=4, max_size=6))
    settings = {"max_new_tokens": 3} if (harness, type_) == ("lm-eval", "generation") else {}
    made = definition(type_, harness, 2, **settings)
    tokenizer = data.draw(TOKENIZERS)
    room = data.draw(st.integers(1, 60))
    with suppress(Problem):
        whole = asker(made, rows(texts, type_), tokenizer)
        short = asker(made, rows(texts, type_), tokenizer, room=room)
        for i in range(whole.n):
            full, cut = asked(whole, i), asked(short, i)
            if isinstance(full, str) or isinstance(cut, str):
                continue
            for a, b in zip(full.continuations, cut.continuations, strict=True):
                assert a.target == b.target != ()
                assert b.context
                assert a.context[-len(b.context) :] == b.context
                assert len(b.context) + len(b.target) <= room + (harness == "lm-eval")
            if full.generation is not None and cut.generation is not None:
                longer, left = full.generation, cut.generation
                assert longer.context[-len(left.context) :] == left.context
                assert len(left.context) + left.max_new_tokens <= room
            for text, request in zip(whole.shown(i), short.shown(i), strict=True):
                assert (text.context, text.target) == (request.context, request.target)


@given(st.lists(ASCII, min_size=4, max_size=4), st.integers(0, 2))
def test_both_boundaries_give_the_same_tokens_where_no_token_spans_them(texts, shots) -> None:
    """With bytes as tokens, llm-foundry's three calls and lm-eval's one agree on the same text."""
    joint = definition(
        "multiple_choice", "lm-eval", shots, continuation_delimiter="", example_delimiter="\n"
    )
    task = asker(joint, rows(texts, "multiple_choice"))
    for i in range(task.n):
        for shown, request in zip(task.shown(i), task.requests(i).continuations, strict=True):
            assert request.context == codes(shown.context)
            assert request.target == codes(shown.target)


@given(st.lists(ASCII, min_size=4, max_size=4))
def test_a_merging_tokenizer_gives_back_the_text(texts) -> None:
    """Whatever boundary is chosen, context and target together are the text that was asked."""
    for harness in HARNESSES:
        task = asker(
            definition("multiple_choice", harness), rows(texts, "multiple_choice"), MERGING
        )
        for i in range(task.n):
            with suppress(Problem):
                pairs = zip(task.shown(i), task.requests(i).continuations, strict=True)
                for shown, request in pairs:
                    spelt = "".join(map(spelling, (*request.context, *request.target)))
                    assert spelt == shown.context + shown.target


def spelling(token: int) -> str:
    if token == 900:
        return "\n\n"
    return chr(token) if token < 256 else " " + chr(token - 256)


@given(st.lists(ANY, min_size=4, max_size=6), st.integers(0, 3))
def test_digests_tell_requests_apart(texts, shots) -> None:
    task = asker(definition("language_modeling", shots=shots), rows(texts, "language_modeling"))
    found = [asked(task, i) for i in range(task.n)]
    digests = {prompt_sha256(r): r.continuations for r in found if isinstance(r, ItemRequests)}
    for request in found:
        if isinstance(request, ItemRequests):
            assert digests[prompt_sha256(request)] == request.continuations


def test_weights_of_all_items_make_one() -> None:
    rows_ = [{"context": "a", "continuation": "b", "category": c} for c in "aabccc"]
    for macro in (True, False):
        made = definition("language_modeling", categories=True, macro=macro)
        task = asker(made, rows_)
        assert sum(task.weight(i) for i in range(task.n)) == 1


def test_an_item_is_small() -> None:
    """Fifty thousand of them are held at once; none has a dictionary of its own."""
    assert not hasattr(Item(1, ""), "__dict__")
