"""Few-shot draws: the harnesses' streams, replayed; pinned, since prompts rest on every draw."""

from __future__ import annotations

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.verify.protocol.fewshot import foundry_draws, foundry_draws_of, lm_eval_draws_of
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.toy import asker, definition, items, protocol

ROWS = [{"context": f"q{i}", "continuation": f"a{i}"} for i in range(12)]


def test_draws_are_those_of_every_cpython() -> None:
    """What `random.Random(1234)` and sets of ints gave in CPython 3.6, 3.10, 3.12 and 3.13.

    Of 5 places 2: sample [3, 0] for item 0, which is itself drawn: choice 0, 0, 4, so {3, 4}.
    [0, 4], [0, 2] with choice 1 for item 2, [0, 4], [0, 2].
    """
    assert foundry_draws(5, 2, 1234) == ((3, 4), (0, 4), (0, 1), (0, 4), (0, 2))
    # [3, 0, 2] without 0: choice 0, 0, 0, 0, 2, 1, and so on.
    assert foundry_draws(4, 3, 1234) == ((1, 2, 3), (0, 2, 3), (0, 1, 3), (0, 1, 2))


def test_examples_stand_in_the_order_of_the_set() -> None:
    """Ten small integers lie in a table of 32 by their last five bits, not in the order drawn.

    Drawn for item 2 of 40: 15 4 34 29 38 5 32 2 17 26, its own place replaced by 35; modulo 32
    they are 15 4 2 29 6 5 0 - 17 26 and 3.
    """
    assert foundry_draws(40, 10, 1234)[2] == (32, 34, 35, 4, 5, 38, 15, 17, 26, 29)
    drawn = Random(1234).sample(range(2376), 10)
    assert drawn == [1805, 478, 30, 371, 143, 343, 403, 1452, 969, 71]
    assert foundry_draws(2376, 10, 1234)[0] == (
        71,
        969,
        1452,
        1805,
        143,
        371,
        343,
        403,
        30,
        478,
    )


def test_a_digest_pins_the_draws_of_whole_tasks() -> None:
    """Computed once by a script of its own under CPython 3.6 to 3.13, all alike."""
    digest = hashlib.sha256()
    for n, k in (
        (2, 1),
        (3, 2),
        (11, 10),
        (20, 10),
        (32, 10),
        (100, 3),
        (300, 3),
        (1838, 10),
        (2376, 10),
        (38160, 10),
        (60, 5),
    ):
        for draw in foundry_draws(n, k, 1234)[:500]:
            digest.update(repr(list(draw)).encode())
    assert digest.hexdigest()[:16] == "869e5a0a5a0c6a86"


@given(st.integers(1, 60), st.integers(0, 12), st.integers(0, 2**32))
def test_an_item_is_never_its_own_example(count: int, shots: int, seed: int) -> None:
    draws = foundry_draws(count, shots, seed)
    assert len(draws) == count
    for own, draw in enumerate(draws):
        assert own not in draw
        assert len(set(draw)) == len(draw) == min(shots, count - 1)
        assert all(0 <= place < count for place in draw)


def test_a_category_draws_from_itself_and_from_a_new_stream() -> None:
    made = definition("language_modeling", shots=2, categories=True, macro=True)
    rows = [
        {**row, "category": "b" if i in (0, 2, 4, 6, 8) else "a"} for i, row in enumerate(ROWS[:10])
    ]
    found = foundry_draws_of(items(made, rows), protocol(made))
    alone = foundry_draws(5, 2, 1234)
    for places in ((1, 3, 5, 7, 9), (0, 2, 4, 6, 8)):
        assert [found[i] for i in places] == [tuple(places[j] for j in draw) for draw in alone]


def lm_eval(rows: list[dict[str, str]], shots: int, pool=None, **settings: object):
    made = definition("language_modeling", "lm-eval", shots, **settings)
    task = asker(made, rows, pool=pool)
    return [task.examples(i) for i in range(task.n)]


def test_lm_eval_draws_one_more_and_drops_the_item_itself() -> None:
    """Of 4 places 3, in CPython 3.6 to 3.13: [3, 0, 2], [0, 2, 3], [0, 3, 1], [1, 0, 2]."""
    assert lm_eval(ROWS[:4], 2) == [(3, 2), (0, 2), (0, 3), (1, 0)]


def test_lm_eval_may_show_an_item_itself() -> None:
    """Of 4 places 2: [3, 0], [0, 3], [0, 2], [0, 3]; items 0, 2 and 3 see their own answer."""
    assert lm_eval(ROWS[:4], 2, exclude_own=False) == [(3, 0), (0, 3), (0, 2), (0, 3)]


def test_lm_eval_draws_anew_where_two_copies_were_dropped() -> None:
    """Items 0 and 2 are one row. The stream of CPython 3.12, worked through by hand.

    Item 0: [3, 0, 2] keeps 3 alone, so two of (1, 3) are drawn: [1, 3]. Item 1: [0, 3, 1].
    Item 2: [1, 0, 2] keeps 1 alone, again [1, 3]. Item 3: [3, 2, 1].
    """
    rows = [ROWS[0], ROWS[1], ROWS[0], ROWS[3]]
    assert lm_eval(rows, 2) == [(1, 3), (0, 3), (1, 3), (2, 1)]


def test_the_first_items_leave_the_item_itself_out() -> None:
    assert lm_eval(ROWS[:5], 2, sampler="first_n") == [(1, 2), (0, 2), (0, 1), (0, 1), (0, 1)]
    shown = lm_eval(ROWS[:3], 2, sampler="first_n", exclude_own=False)
    assert shown == [(0, 1), (0, 1), (0, 1)]


def test_another_split_is_drawn_from_whole() -> None:
    pool = [{"context": f"p{i}", "continuation": "b"} for i in range(4)]
    found = lm_eval(ROWS[:2], 2, pool=pool, exclude_own=False)
    assert found == [(3, 0), (0, 3)]


def test_lm_eval_draws_by_category_too() -> None:
    made = definition("language_modeling", "lm-eval", 1, categories=True, sampler="first_n")
    rows = [{**row, "category": c} for row, c in zip(ROWS, "abab", strict=False)]
    found = lm_eval_draws_of(items(made, rows), protocol(made))
    assert found == ((2,), (3,), (0,), (1,))


@pytest.mark.parametrize(
    ("count", "shots", "settings"),
    [(3, 3, {}), (3, 4, {"exclude_own": False}), (3, 3, {"sampler": "first_n"})],
)
def test_too_few_items_to_draw_from(count: int, shots: int, settings: dict[str, object]) -> None:
    with pytest.raises(Problem) as raised:
        lm_eval(ROWS[:count], shots, **settings)
    assert raised.value.remark.kind == "items-few"
    assert "`toy.jsonl`" in raised.value.remark.message.en


def test_llm_foundry_goes_on_with_fewer() -> None:
    made = definition("language_modeling", shots=10)
    assert [len(asker(made, ROWS[:3]).examples(i)) for i in range(3)] == [2, 2, 2]
    assert asker(made, ROWS[:1]).examples(0) == ()
