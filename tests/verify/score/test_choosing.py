"""The self-check: what it accepts is right, and every way to be wrong is seen."""

import copy
import math

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")

from cardkit.errors import UsageError  # noqa: E402 - after the skip
from cardkit.verify.load.devices import choose as device  # noqa: E402
from cardkit.verify.protocol.requests import Continuation, ItemRequests  # noqa: E402
from cardkit.verify.score import tree_tier  # noqa: E402
from cardkit.verify.score.choosing import SelfCheck, choose  # noqa: E402
from cardkit.verify.score.masks import masks  # noqa: E402
from cardkit.verify.score.network import Network  # noqa: E402
from cardkit.verify.score.routes import CHEAP, SHORT, Routes  # noqa: E402
from cardkit.verify.score.scorer import Scorer  # noqa: E402
from cardkit.verify.score.tiers import Sizes  # noqa: E402
from tests.verify.load.families import _SIZES  # noqa: E402
from tests.verify.score.helpers import OLD, PHI3, TOLERANCE, items, loaded, made, off  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please

SIZES = Sizes(256, 256, 256)
WINDOWED = ["mistral", "qwen2", *([] if OLD else ["gemma2", "gemma3_text"])]


def check(model, length=24):
    return SelfCheck(Network(model), SIZES, length)


def without(monkeypatch, *names):
    """Let forwards lose arguments, as models do that swallow what they do not know."""
    whole = Network.forward

    def forward(self, ids, **named):
        return whole(self, ids, **{k: v for k, v in named.items() if k not in names})

    monkeypatch.setattr(Network, "forward", forward)


@pytest.mark.parametrize("family", ["llama", "gpt2", "falcon", "gemma", "opt", "openlm-0"])
def test_a_model_that_ignores_positions_is_seen(monkeypatch, family):
    without(monkeypatch, "position_ids")
    found = check(loaded(family))
    assert not found.passed(found.run("tree"))


@pytest.mark.parametrize("family", ["llama", "gpt2", "falcon", "gemma", "opt", "openlm-0"])
@pytest.mark.parametrize("tier", ["tree", "expand"])
def test_a_model_that_ignores_masks_is_seen(monkeypatch, family, tier):
    without(monkeypatch, "attention_mask")
    found = check(loaded(family))
    assert not found.passed(found.run(tier))


def test_branches_that_see_each_other_are_seen(monkeypatch):
    def draw(visible, tree, held, at):
        size = len(tree.tokens) - held
        visible[at : at + size, held + at : held + at + size] = torch.ones(size, size).tril()

    monkeypatch.setattr(tree_tier, "_draw", draw)
    found = check(loaded("llama"))
    assert found.run("tree").deviation > 100 * TOLERANCE
    assert choose(found).tier == "expand"


@pytest.mark.parametrize("family", WINDOWED)
def test_a_window_that_is_forgotten_is_seen(monkeypatch, family):
    found = check(windowed(family))
    assert choose(found).tier == "tree"
    monkeypatch.setattr(tree_tier, "masks", forgetful)
    assert not found.passed(found.run("tree"))


def forgetful(network, *given):
    """Return masks as if the model looked back without end."""
    network = copy.copy(network)
    network.window = None
    return masks(network, *given)


def windowed(family):
    sizes = {**_SIZES, "num_key_value_heads": 2, "sliding_window": 8}
    if family.startswith("gemma"):
        sizes |= {"head_dim": 8, "query_pre_attn_scalar": 8, "num_hidden_layers": 6}
    if family == "qwen2":
        sizes |= {"use_sliding_window": True, "max_window_layers": 1}
    return made(family, **sizes)


@pytest.mark.parametrize("family", WINDOWED)
def test_windows_are_kept_to(family):
    model = windowed(family)
    requests = items(seed=5)
    scorer = Scorer(model, device("cpu"))
    assert scorer.choices[0].tier == "tree"
    assert off(model, requests, scorer.score(requests)) < TOLERANCE


def test_a_large_window_is_checked_when_something_reaches_it():
    sizes = {**_SIZES, "num_key_value_heads": 2, "max_position_embeddings": 4 * CHEAP}
    network = Network(made("mistral", **sizes, sliding_window=CHEAP + 1))
    routes = Routes(network, SIZES, 4 * CHEAP, None)
    assert [c.length for c in routes.choices] == [SHORT]
    assert routes.scoring(CHEAP + 1).length == SHORT
    assert routes.scoring(CHEAP + 2).length == CHEAP + 9
    assert [c.tier for c in routes.choices] == ["tree", "tree"]
    assert network.fed == 0


def test_a_length_that_changes_frequencies_is_fed_alone():
    """Long rotary scaling takes the longest of a batch as measure: others must not share it."""
    model = made("phi3", **PHI3)
    requests = items(seed=5, count=9)
    assert {len(c.context) > 16 for r in requests for c in r.continuations} == {True, False}
    scorer = Scorer(model, device("cpu"))
    assert off(model, requests, scorer.score(requests)) < TOLERANCE
    told = {o.field: o.value for o in scorer.observations()}
    assert told["scorer_tier_beyond_16"] == "plain, one a forward"
    assert told["scorer_shares_starts_beyond_16"] is False


def test_what_a_longer_check_chose_is_told_beside_the_first(monkeypatch):
    """A tier that fails where a window is reached is not passed over in silence."""
    sizes = {**_SIZES, "num_key_value_heads": 2, "max_position_embeddings": 4 * CHEAP}
    model = made("mistral", **sizes, sliding_window=CHEAP + 1)
    scorer = Scorer(model, device("cpu"))
    monkeypatch.setattr("cardkit.verify.score.masks.layer_types", _fails)
    context = tuple(i % 90 for i in range(CHEAP + 20))
    request = ItemRequests(0, (Continuation(context, (5, 7)), Continuation(context, (6,))))
    assert off(model, [request], scorer.score([request])) < TOLERANCE
    told = {o.field: o.value for o in scorer.observations()}
    assert told["scorer_tier"] == "tree"
    assert told[f"scorer_tier_beyond_{CHEAP + 1}"] == "expand"
    assert told[f"scorer_deviation_tree_beyond_{CHEAP + 1}"] == "it fails: ValueError: no mask"


def _fails(_config):
    raise ValueError("no mask")


ALIBI = {
    "bloom": {"hidden_size": 32, "n_layer": 2, "n_head": 4},
    "mpt": {"d_model": 32, "n_heads": 4, "n_layers": 2},
    "falcon": {
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "multi_query": False,
        "alibi": True,
    },
}


@pytest.mark.parametrize("family", ALIBI)
def test_distances_by_place_in_the_row_take_no_tree(family):
    model = made(family, **ALIBI[family])
    scorer = Scorer(model, device("cpu"))
    assert scorer.choices[0].tier == "expand"
    assert scorer.choices[0].tried[0].why is not None
    requests = items()
    assert off(model, requests, scorer.score(requests)) < TOLERANCE


def test_a_recurrent_model_is_scored_plainly():
    model = made("mamba", hidden_size=32, num_hidden_layers=2, state_size=4)
    scorer = Scorer(model, device("cpu"))
    assert [(t.tier, t.deviation is None) for t in scorer.choices[0].tried] == [
        ("tree", True),
        ("expand", True),
        ("plain", False),
    ]
    requests = items()
    assert off(model, requests, scorer.score(requests)) < 10 * TOLERANCE


def test_a_cap_on_logits_is_not_lost():
    model = windowed("gemma2")
    requests = items()
    assert off(model, requests, Scorer(model, device("cpu")).score(requests)) < TOLERANCE
    without = Scorer(model, device("cpu")).score(requests)
    model.config.final_logit_softcapping = 1e-3
    capped = Scorer(model, device("cpu")).score(requests)
    assert off(model, requests, capped) < TOLERANCE
    assert max(abs(s.mean + math.log(96)) for a in capped for s in a.scored) < 0.01
    assert max(abs(s.mean + math.log(96)) for a in without for s in a.scored) > 0.01


def test_an_architecture_without_fused_attention_stays_eager():
    model = made("bloom", **ALIBI["bloom"])  # asked for as sdpa
    assert model.config._attn_implementation == "eager"
    assert loaded("llama").config._attn_implementation == "sdpa"


def test_a_scale_of_logits_is_not_lost():
    model = made("cohere", **_SIZES, num_key_value_heads=2, logit_scale=0.25)
    requests = items()
    assert off(model, requests, Scorer(model, device("cpu")).score(requests)) < TOLERANCE


class Leaking(torch.nn.Module):
    """A model in which every row sees the padding of the batch: nothing but one a forward helps."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.config = inner.config

    def get_input_embeddings(self):
        return self.inner.get_input_embeddings()

    def get_output_embeddings(self):
        return self.inner.get_output_embeddings()

    def forward(self, input_ids, attention_mask=None):
        out = self.inner(input_ids=input_ids, use_cache=False)
        zeros = (input_ids == 0).sum() + (input_ids.shape[0] > 1)
        return type(out)(logits=out.logits * (1 + zeros))


def test_what_padding_spoils_is_fed_one_by_one():
    model = Leaking(loaded("llama"))
    scorer = Scorer(model, device("cpu"))
    choice = scorer.choices[0]
    assert (choice.tier, choice.alone) == ("plain", True)
    requests = items()
    assert off(loaded("llama"), requests, scorer.score(requests)) < TOLERANCE


class Deaf(torch.nn.Module):
    """A model that says the same whatever it hears."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.config = inner.config

    def get_input_embeddings(self):
        return self.inner.get_input_embeddings()

    def get_output_embeddings(self):
        return None

    def forward(
        self,
        input_ids,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        use_cache=None,
    ):
        out = self.inner(input_ids=input_ids[:1, :1], use_cache=False)
        shape = (*input_ids.shape, out.logits.shape[-1])
        return type(out)(logits=torch.linspace(0, 1, shape[-1]).expand(shape))


def test_where_a_fault_would_not_be_seen_only_the_plain_tier_is_taken():
    choice = Scorer(Deaf(loaded("llama")), device("cpu")).choices[0]
    assert (choice.tier, choice.alone) == ("plain", False)
    assert [(t.tier, t.deviation, t.fault) for t in choice.tried] == [
        ("tree", 0.0, 0.0),
        ("expand", 0.0, 0.0),
        ("plain", 0.0, None),
    ]
    assert "a faulty layout by no more than 0" in choice.tried[0].why.en


def test_a_forced_tier_that_is_wrong_is_refused():
    model = made("bloom", **ALIBI["bloom"])
    with pytest.raises(UsageError, match="`tree` cannot score this model: the model takes no"):
        Scorer(model, device("cpu"), tier="tree")


def test_a_forced_tier_that_deviates_is_refused(monkeypatch):
    without(monkeypatch, "position_ids")
    with pytest.raises(UsageError, match="sequences fed alone"):
        Scorer(loaded("llama"), device("cpu"), tier="tree")


def test_the_tolerance_grows_with_rounding_alone():
    wide = check(loaded("llama")).tolerance
    narrow = check(loaded("llama").__class__(loaded("llama").config).to(torch.bfloat16)).tolerance
    assert wide == 0.01
    assert 0.01 <= narrow < 1
