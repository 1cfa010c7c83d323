"""Trees of token sequences: every sequence is a path, every target token stands where it should."""

from hypothesis import given
from hypothesis import strategies as st

from cardkit.verify.protocol.requests import Continuation
from cardkit.verify.score.tree import ROOT, branches, shared, tree_of

TOKENS = st.integers(0, 3)
CONTINUATIONS = st.lists(
    st.builds(
        Continuation,
        st.lists(TOKENS, min_size=1, max_size=6).map(tuple),
        st.lists(TOKENS, min_size=1, max_size=5).map(tuple),
    ),
    min_size=1,
    max_size=6,
)


def parents(tree):
    found = {}
    for chain in tree.chains:
        for node in range(chain.start, chain.end):
            found[node] = chain.parent if node == chain.start else node - 1
    return found


def path(tree, node):
    above = parents(tree)
    found = []
    while node != ROOT:
        found.insert(0, tree.tokens[node])
        node = above[node]
    return tuple(found)


@given(CONTINUATIONS)
def test_a_target_token_stands_behind_all_that_comes_before_it(asked):
    tree = tree_of(asked)
    for number, one in enumerate(asked):
        slots = [s for s in tree.slots if s.continuation == number]
        assert [s.token for s in slots] == list(one.target)
        for i, slot in enumerate(slots):
            assert path(tree, slot.node) == (*one.context, *one.target[:i])


@given(CONTINUATIONS)
def test_nothing_is_there_twice(asked):
    tree = tree_of(asked)
    paths = [path(tree, node) for node in range(len(tree.tokens))]
    fed = {(*c.context, *c.target[:-1]) for c in asked}
    assert set(paths) == {f[:i] for f in fed for i in range(1, len(f) + 1)}
    assert len(set(paths)) == len(paths)
    assert [len(p) - 1 for p in paths] == list(tree.depths)
    assert all(above < node for node, above in parents(tree).items())


@given(CONTINUATIONS)
def test_the_stem_is_what_all_share_and_no_answer_is_read_in_its_free_part(asked):
    tree = tree_of(asked)
    fed = [(*c.context, *c.target[:-1]) for c in asked]
    assert tree.stem == shared(fed)
    assert tree.tokens[: tree.stem] == fed[0][: tree.stem]
    assert all(s.node >= tree.free for s in tree.slots)
    assert tree.free == tree.stem or any(s.node == tree.free for s in tree.slots)


@given(CONTINUATIONS)
def test_branches_read_every_slot_once(asked):
    tree = tree_of(asked)
    found = branches(tree)
    sequences = [b.tokens for b in found]
    assert not any(a != b and b[: len(a)] == a for a in sequences for b in sequences)
    assert sorted(s.node for b in found for s in b.slots) == sorted(s.node for s in tree.slots)
    for branch in found:
        for slot in branch.slots:
            assert branch.tokens[: tree.depths[slot.node] + 1] == path(tree, slot.node)


def test_answers_of_one_token_cost_the_context_alone():
    tree = tree_of([Continuation((5, 6, 7), (t,)) for t in (1, 2, 3, 4)])
    assert tree.tokens == (5, 6, 7)
    assert tree.answered() == 1
    assert len(branches(tree)) == 1
