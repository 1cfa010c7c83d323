"""Three tiers, fourteen models, items of every shape: the scores of sequences fed alone."""

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")

from cardkit.verify.load.devices import choose
from cardkit.verify.load.loading import load
from cardkit.verify.score.caches import Prefixes
from cardkit.verify.score.network import Network
from cardkit.verify.score.scorer import Limits, Scorer
from cardkit.verify.score.tiers import TIERS, Sizes, score
from cardkit.verify.score.tree import shared, tree_of
from cardkit.verify.score.tree_tier import fill_rows
from tests.verify.score.helpers import (
    SHARING,
    TIERS_OF,
    TOLERANCE,
    alone,
    folder,
    greedy_items,
    items,
    loaded,
    off,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please


@pytest.mark.parametrize(("name", "tier"), TIERS_OF)
def test_the_scores_of_sequences_alone(name, tier):
    model = loaded(name)
    scorer = Scorer(model, choose("cpu"), tier=tier)
    requests = greedy_items(model, items())
    answers = scorer.score(requests)
    assert off(model, requests, answers) < TOLERANCE
    assert any(s.greedy for a in answers for s in a.scored)
    assert any(not s.greedy for a in answers for s in a.scored)
    assert scorer.choices[0].tier == tier


@pytest.mark.parametrize("name", SHARING)
def test_all_of_them_take_trees(name):
    scorer = Scorer(loaded(name), choose("cpu"))
    choice = scorer.choices[0]
    assert (choice.tier, choice.sharing, choice.forced) == ("tree", True, False)
    assert all(t.deviation < TOLERANCE and t.greedy for t in choice.tried)


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
def test_both_attentions(attention):
    model = loaded("llama", attention)
    assert model.config._attn_implementation == attention
    requests = items()
    assert off(model, requests, Scorer(model, choose("cpu")).score(requests)) < TOLERANCE


@pytest.mark.parametrize("budget", [1, 24, 64, 4096])
@pytest.mark.parametrize("tier", TIERS)
def test_batches_of_any_size(tier, budget):
    model = loaded("llama")
    requests = items(count=9)
    scorer = Scorer(model, choose("cpu"), tier=tier, limits=Limits(budget=budget))
    together = scorer.score(requests)
    assert off(model, requests, together) < TOLERANCE
    for request, answer in zip(requests, together, strict=True):
        one = scorer.score([request])[0]
        assert one.item == answer.item
        assert all(
            abs(a.total - b.total) < TOLERANCE and a.greedy == b.greedy
            for a, b in zip(one.scored, answer.scored, strict=True)
        )


@pytest.mark.parametrize("name", ["llama", "mistral", "opt", "openlm-0"])
def test_one_sequence_at_a_time(name):
    """A tree without a fork takes no mask of its own."""
    model = loaded(name)
    scorer = Scorer(model, choose("cpu"), tier="tree", limits=Limits(budget=1))
    requests = [r for r in items(count=9) if len(r.continuations) == 1]
    assert len(requests) == 3
    assert off(model, requests, scorer.score(requests)) < TOLERANCE


@pytest.mark.parametrize("tier", ["tree", "expand"])
@pytest.mark.parametrize("name", ["llama", "falcon", "opt", "openlm-0", "openlm-2"])
def test_behind_a_start_that_was_computed_before(name, tier):
    network = Network(loaded(name))
    requests = [r for r in items(count=8) if r.item % 2]
    trees = [tree_of(r.continuations) for r in requests]
    common = shared([t.tokens[: t.free] for t in trees])
    assert common >= 10
    start = Prefixes(network, 2**20).start(trees[0].tokens[:common])
    network.fed = 0
    found = score(network, tier, trees, Sizes(256, 256, 1), start)
    assert network.fed < sum(len(t.tokens) for t in trees)
    worst = max(
        abs(got.total - alone(loaded(name), asked).total)
        for request, answers in zip(requests, found, strict=True)
        for asked, got in zip(request.continuations, answers, strict=True)
    )
    assert worst < TOLERANCE


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("tier", TIERS)
def test_half_precision_stays_within_the_tolerance_that_is_told(tier, dtype):
    model = load(folder("llama"), choose("cpu", dtype), attention="sdpa").model
    scorer = Scorer(model, choose("cpu", dtype), tier=tier)
    requests = items()
    tolerance = scorer.choices[0].tolerance
    assert 0.01 <= tolerance < 1
    for request, answer in zip(requests, scorer.score(requests), strict=True):
        for asked, got in zip(request.continuations, answer.scored, strict=True):
            assert abs(got.total - alone(model, asked).total) < 2 * tolerance


def test_rows_are_filled_first_fit_the_longest_first():
    assert fill_rows([3, 9, 4, 5], 10) == [[1], [3, 2], [0]]
    assert fill_rows([3, 30], 10) == [[1], [0]] or fill_rows([3, 30], 10) == [[1, 0]]
    assert fill_rows([30, 3], 10) == [[0], [1]]
