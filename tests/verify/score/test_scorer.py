"""The scorer's face: answers in order, refusals with names, memory, shared starts, figures."""

import copy
import re

import pytest
from inline_snapshot import snapshot

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")

from cardkit.errors import CannotLoad  # noqa: E402 - after the skip
from cardkit.verify.load.devices import choose  # noqa: E402
from cardkit.verify.protocol.requests import Continuation, Generation, ItemRequests  # noqa: E402
from cardkit.verify.score.network import Network  # noqa: E402
from cardkit.verify.score.refusals import Refused  # noqa: E402
from cardkit.verify.score.scorer import Limits, Scorer  # noqa: E402
from tests.verify.score.helpers import (  # noqa: E402
    TOLERANCE,
    Letters,
    alone,
    generation,
    items,
    loaded,
    off,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please


def scorer(name="llama", **settings):
    return Scorer(loaded(name), choose("cpu"), Letters(), **settings)


def one(item, context, *targets):
    return ItemRequests(item, tuple(Continuation(context, target) for target in targets))


REFUSED = {
    "nothing-asked": ItemRequests(7),
    "no-context": one(7, (), (5,)),
    "no-target": one(7, (5,), (6,), ()),
    "token-beyond-rows": one(7, (5, 96), (6,)),
    "too-long": one(7, (5,) * 60, (6,) * 6),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_item_that_cannot_be_asked_is_named_and_the_rest_is_scored(kind):
    good = items(count=2)
    found = scorer().score([good[0], REFUSED[kind], good[1]])
    assert isinstance(found[1], Refused)
    assert (found[1].item, found[1].kind) == (7, kind)
    assert off(loaded("llama"), good, [found[0], found[2]]) < TOLERANCE


def test_refusals_in_both_languages():
    said = [scorer().score([request])[0].message for request in REFUSED.values()]
    assert [text.en for text in said] == snapshot(
        [
            "item 7 asks nothing",
            "item 7 has an empty context: its first token has no probability",
            "item 7 has an answer of zero tokens",
            "item 7 has the token id 96 and the model 96 embedding rows: is the tokenizer its own?",
            "item 7 takes 65 tokens, and the context of the model is 64",
        ]
    )
    assert [text.zh for text in said] == snapshot(
        [
            "题目 7 没有提出任何请求",
            "题目 7 的上文为空：首个 token 没有概率",
            "题目 7 有一个选项不含任何 token",
            "题目 7 含 token ID 96，而模型的嵌入只有 96 行：分词器与模型是否配套？",
            "题目 7 需要 65 个 token，而模型的上下文长度为 64",
        ]
    )


def test_negative_ids_and_generations_without_room_are_refused():
    asked = [
        one(1, (5, -1), (6,)),
        generation(2, (5,) * 60, 6),
        generation(3, (), 6),
        generation(4, (5,), 0),
    ]
    kinds = [answer.kind for answer in scorer().score(asked)]
    assert kinds == ["token-beyond-rows", "too-long", "no-context", "nothing-asked"]


def test_the_last_target_token_is_never_fed():
    """So a context as long as the model's has room for one target token."""
    found = scorer().score([one(1, (5,) * 64, (6,), (7,)), one(2, (5,) * 64, (6, 7))])
    assert [s.tokens for s in found[0].scored] == [1, 1]
    assert found[1].kind == "too-long"


def poisoned(token):
    """Return a llama whose embedding of one token is not a number."""
    model = copy.deepcopy(loaded("llama"))
    with torch.no_grad():
        model.get_input_embeddings().weight[token] = float("nan")
    return model


@pytest.mark.parametrize("tier", [None, "tree", "expand", "plain"])
def test_what_is_not_finite_is_no_score_and_spoils_no_neighbour(tier):
    model = poisoned(95)
    found = Scorer(model, choose("cpu"), tier=tier)
    good = [r for r in items(rows=95) if len(r.continuations) > 1]
    answers = found.score([good[0], one(7, (5, 95, 8), (6, 7), (9,)), *good[1:]])
    assert isinstance(answers[1], Refused)
    assert (answers[1].item, answers[1].kind) == (7, "not-finite")
    assert off(loaded("llama"), good, [answers[0], *answers[2:]]) < TOLERANCE


def test_a_model_of_nan_gets_no_score_at_all():
    model = copy.deepcopy(loaded("llama"))
    with torch.no_grad():
        model.lm_head.weight.fill_(float("nan"))
    found = Scorer(model, choose("cpu"), Letters())
    assert found.choices[0].tier == "plain"
    answers = found.score([*items(count=3), generation(9, (5, 6), 4)])
    assert [a.kind for a in answers] == ["not-finite"] * 4
    assert found.figures.refused == 4


GONE = RuntimeError("NPU out of memory. Tried to allocate 2 GiB")


def limited(monkeypatch, most, error=GONE):
    """Let a forward of more than `most` positions fail as drivers do; return what was fed."""
    whole = Network.forward
    seen = []

    def forward(self, ids, **named):
        if ids.numel() > most:
            raise error
        seen.append(ids.numel())
        return whole(self, ids, **named)

    monkeypatch.setattr(Network, "forward", forward)
    return seen


@pytest.mark.parametrize("tier", [None, "tree", "expand", "plain"])
def test_less_is_fed_at_once_when_memory_runs_out_and_that_is_remembered(monkeypatch, tier):
    found = scorer(tier=tier)
    requests = items(count=12)
    limited(monkeypatch, 100)
    assert off(loaded("llama"), requests, found.score(requests)) < TOLERANCE
    assert found.budget <= 128
    halved = {o.field: o.value for o in found.observations()}["scorer_halved"]
    found.score(requests)
    assert {o.field: o.value for o in found.observations()}["scorer_halved"] == halved > 0


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    ],
    ids=["python", "torch", "cublas"],
)
def test_an_item_that_alone_is_too_much_is_refused(monkeypatch, error):
    found = scorer()
    limited(monkeypatch, 30, error)
    small = [one(1, (5, 6), (7, 8)), one(3, (9, 6), (7, 8), (1, 2, 3))]
    answers = found.score([small[0], one(2, (5,) * 40, (7,)), small[1]])
    assert isinstance(answers[1], Refused)
    assert (answers[1].item, answers[1].kind) == (2, "out-of-memory")
    assert answers[1].message.en == "item 2 alone is more than the memory of cpu holds"
    assert off(loaded("llama"), small, [answers[0], answers[2]]) < TOLERANCE


def test_a_large_tree_is_cut_into_sequences_before_it_is_refused(monkeypatch):
    found = scorer()
    limited(monkeypatch, 40)
    request = one(1, (5,) * 20, *((t, 6, 7, 8, 9, 10, 11, 12) for t in range(20, 28)))
    assert off(loaded("llama"), [request], found.score([request])) < TOLERANCE


def test_an_error_of_the_device_is_one_line(monkeypatch):
    found = scorer()
    limited(monkeypatch, 1, RuntimeError("EZ9999: inner\n error"))
    with pytest.raises(CannotLoad, match=re.escape("cpu: RuntimeError: EZ9999: inner error")):
        found.score(items())


def shots(count, seed=1):
    """Return items behind one fixed start, as harnesses with fixed shots ask them."""
    start = tuple(3 + (7 * i * i + seed) % 90 for i in range(30))
    return [
        ItemRequests(
            r.item, tuple(Continuation((*start, *c.context), c.target) for c in r.continuations)
        )
        for r in items(count=count, seed=seed)
    ]


@pytest.mark.parametrize("tier", ["tree", "expand"])
@pytest.mark.parametrize("name", ["llama", "opt", "openlm-0", "openlm-2"])
def test_a_start_that_items_share_is_computed_once(name, tier):
    requests = shots(8)
    found = scorer(name, tier=tier, limits=Limits(budget=128, longest=64))
    assert off(loaded(name), requests, found.score(requests)) < TOLERANCE
    first = found.figures.fed
    again = scorer(name, tier=tier, limits=Limits(budget=128, longest=64, kept=1))
    assert off(loaded(name), requests, found.score(requests)) < TOLERANCE
    assert found.figures.fed - first <= first - 30
    unshared = sum(len(c.context) + len(c.target) - 1 for r in requests for c in r.continuations)
    assert first < unshared - 30 * 7
    for request in requests:
        assert off(loaded(name), [request], again.score([request])) < TOLERANCE


def test_a_start_is_taken_up_from_the_call_before():
    requests = shots(8)
    found = scorer(limits=Limits(budget=64))
    found.score(requests[:4])
    before = found.figures.fed
    answers = found.score(requests[4:5])
    assert off(loaded("llama"), requests[4:5], answers) < TOLERANCE
    longest = max(len(c.context) + len(c.target) - 1 for c in requests[4].continuations)
    assert found.figures.fed - before < longest


def test_starts_are_kept_within_their_bound():
    found = scorer(limits=Limits(budget=64, kept=30 * 2 * 2 * 16 * 4 + 1))  # one start of 30 tokens
    for seed in range(4):
        found.score(shots(4, seed))
    assert len(found._engine.prefixes.tokens) == 1


def test_figures():
    found = scorer()
    assert found.figures.items_a_second == 0.0
    requests = items()
    naive = sum(len(c.context) + len(c.target) - 1 for r in requests for c in r.continuations)
    answers = found.score([*requests, ItemRequests(7)])
    figures = found.figures
    assert (figures.items, figures.refused, figures.naive) == (len(answers), 1, naive)
    assert 0 < figures.fed < naive
    assert figures.saved == naive / figures.fed
    assert figures.items_a_second == figures.items / figures.seconds > 0
    assert figures.tokens_a_second > 0
    assert figures.cpu > 0


def test_how_it_was_scored_is_told(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    told = {o.field: o.value for o in scorer().observations()}
    assert {
        k: v for k, v in told.items() if "deviation" not in k and "passive" not in k
    } == snapshot(
        {
            "scorer_attention": "sdpa",
            "scorer_threads": 1,
            "scorer_threads_set_by": "OMP_NUM_THREADS",
            "scorer_budget": 256,
            "scorer_halved": 0,
            "scorer_tier": "tree",
            "scorer_tier_forced": False,
            "scorer_shares_starts": True,
            "scorer_tolerance": "0.01",
        }
    )
    assert re.fullmatch(r"\d\.?\d*e-0\d \(least fault 0\.\d+\)", told["scorer_deviation_tree"])
    assert {o.witness for o in scorer().observations()} == {"loaded"}


def test_nothing_asked_nothing_answered():
    assert scorer().score([]) == []


def test_an_item_of_both_kinds():
    asked = ItemRequests(1, (Continuation((5, 6), (7,)),), Generation((5, 6), 3))
    answer = scorer().score([asked])[0]
    assert (
        abs(answer.scored[0].total - alone(loaded("llama"), asked.continuations[0]).total)
        < TOLERANCE
    )
    assert len(answer.text) <= 3
