"""The order of the items: fixed for ever by its seed, and drawn by weight."""

from collections import Counter
from hashlib import sha256
from itertools import islice
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.order import _Stream, order, seed_of
from cardkit.stats.sequential.population import Population

SEED = seed_of("sha256:00", "copa", "salt")


def test_the_seed_is_what_a_shell_computes():
    assert SEED.hex() == "e45357022b4fc70a08c4470f6289eef40aba8d05b4a8176dd6cf4616a2c09fff"
    assert seed_of("d", "任务|x", "s") == sha256("d|任务|x|s".encode()).digest()


@pytest.mark.parametrize(("digest", "salt"), [("a|b", "s"), ("a", "s|t")])
def test_no_seed_is_shared(digest, salt):
    with pytest.raises(ValueError, match="ambiguous"):
        seed_of(digest, "task", salt)


def test_the_order_never_changes():
    assert list(order(Population([12]), SEED)) == [0, 3, 10, 7, 8, 5, 2, 1, 11, 6, 9, 4]
    assert list(order(Population([3, 1, 5]), SEED)) == [0, 3, 4, 5, 7, 6, 2, 1, 8]
    digest = sha256(",".join(map(str, order(Population([10_000]), SEED))).encode()).hexdigest()
    assert digest == "a6717a463dd571ea0dda60dfedd16bd6687d1882f9204042d898f5be06fa793d"


def test_the_order_is_fisher_and_yates_by_hand():
    """Another implementation, of the documented steps, for one category."""
    stream, items, drawn = b"", list(range(300)), []
    for block in range(300):
        stream += sha256(SEED + block.to_bytes(8, "big")).digest()
    at = 0
    for left in range(300, 0, -1):
        while True:
            bits = (left - 1).bit_length()
            width = -(-bits // 8)
            value = int.from_bytes(stream[at : at + width], "big") % 2**bits
            at += width
            if value < left:
                break
        first = 300 - left
        items[first], items[first + value] = items[first + value], items[first]
        drawn.append(items[first])
    assert drawn == list(order(Population([300]), SEED))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.binary(max_size=40))
def test_every_item_comes_once(sizes, seed):
    population = Population(sizes)
    assert sorted(order(population, seed)) == list(range(population.items))
    assert list(order(population, seed)) == list(order(population, seed))


@given(st.integers(1, 2**70), st.binary(max_size=8))
def test_numbers_stay_below_their_limit(limit, seed):
    stream = _Stream(seed)
    assert all(0 <= stream.below(limit) < limit for _ in range(5))


def frequencies(population, places, runs=4000):
    counted = Counter()
    for run in range(runs):
        seed = seed_of("d", "frequencies", str(run))
        counted[tuple(islice(order(population, seed), places))] += 1
    return {key: count / runs for key, count in counted.items()}


def test_all_orders_of_equal_items_are_as_likely():
    found = frequencies(Population([4]), 4)
    assert len(found) == 24
    for share in found.values():
        assert share == pytest.approx(1 / 24, abs=4 * sqrt(1 / 24 / 4000))


def test_items_are_drawn_by_what_they_weigh():
    """Of categories of 1 and 2 items: item 0 weighs 1/2 of the score, items 1 and 2 a quarter."""
    found = frequencies(Population([1, 2]), 2)
    expected = {(0, 1): 1 / 4, (0, 2): 1 / 4, (1, 0): 1 / 6, (2, 0): 1 / 6}
    expected |= {(1, 2): 1 / 12, (2, 1): 1 / 12}
    assert found.keys() == expected.keys()
    for key, share in found.items():
        assert share == pytest.approx(expected[key], abs=4 * sqrt(0.25 * 0.75 / 4000))
