"""Which items share a start: every item once, none a start of others, and only where it pays."""

from hypothesis import given
from hypothesis import strategies as st

from cardkit.verify.score.sharing import LEAST, group

STEMS = st.lists(st.lists(st.integers(0, 1), max_size=24).map(tuple), max_size=12)


@given(
    STEMS,
    st.lists(st.lists(st.integers(0, 1), max_size=24).map(tuple), max_size=3),
    st.integers(1, 80),
)
def test_every_item_goes_on_from_a_start_of_its_own(stems, kept, worth):
    groups = group(stems, kept, worth)
    assert sorted(i for g in groups for i in g.members) == list(range(len(stems)))
    assert len({g.prefix for g in groups}) == len(groups)
    for found in groups:
        assert all(stems[i][: len(found.prefix)] == found.prefix for i in found.members)
        assert not found.prefix or len(found.prefix) >= LEAST


@given(STEMS, st.integers(1, 80))
def test_computing_starts_saves_what_they_must_save(stems, worth):
    groups = [g for g in group(stems, [], worth) if g.prefix]
    nodes = {g.prefix[:i] for g in groups for i in range(1, len(g.prefix) + 1)}
    saved = sum(len(g.prefix) * len(g.members) for g in groups) - len(nodes)
    assert saved >= (worth if groups else 0)


def test_the_deepest_start_that_pays_is_taken():
    begin, more = tuple(range(40)), tuple(range(40, 60))
    stems = [(*begin, *more, 100 + i) for i in range(5)] + [(*begin, 200 + i) for i in range(5)]
    found = {g.prefix: g.members for g in group(stems, [], 64)}
    assert found == {(*begin, *more): (0, 1, 2, 3, 4), begin: (5, 6, 7, 8, 9)}


def test_a_start_that_pays_too_little_is_left():
    begin = tuple(range(20))
    stems = [(*begin, 100 + i) for i in range(3)]
    assert group(stems, [], 41) == [group(stems, [], 41)[0]]
    assert group(stems, [], 41)[0].prefix == ()
    assert group(stems, [], 40)[0].prefix == begin


def test_one_item_takes_up_a_kept_start():
    begin = tuple(range(100))
    stem = (*begin[:90], 7, 7)
    assert group([stem], [begin], 64)[0].prefix == begin[:90]
    assert group([stem], [], 64)[0].prefix == ()
