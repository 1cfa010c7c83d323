"""Greedy generation: the tokens of transformers' own, whatever shares a batch, until a stop."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")

from cardkit.errors import UsageError  # noqa: E402 - after the skip
from cardkit.verify.load.devices import choose  # noqa: E402
from cardkit.verify.score.generating import first_stop  # noqa: E402
from cardkit.verify.score.scorer import Limits, Scorer  # noqa: E402
from tests.verify.load.families import _SIZES  # noqa: E402
from tests.verify.score.helpers import (  # noqa: E402
    NAMES,
    PHI3,
    Letters,
    generation,
    letters,
    loaded,
    made,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please

CONTEXTS = [(5, 6, 7, 8, 9, 10, 11), (40, 17), (5, 6, 7, 30, 31), (5, 6, 7, 8, 22)]


def theirs(model, context, count):
    """Return what transformers generates alone, without a cache and up to the end token."""
    out = model.generate(
        torch.tensor([context]),
        attention_mask=torch.ones(1, len(context), dtype=torch.int64),
        generation_config=transformers.GenerationConfig(
            max_new_tokens=count, do_sample=False, use_cache=False, pad_token_id=0, eos_token_id=2
        ),
    )[0, len(context) :].tolist()
    return letters(*out[: out.index(2)] if 2 in out else out)


@pytest.mark.parametrize("name", NAMES)
def test_the_tokens_of_transformers(name):
    model = loaded(name)
    scorer = Scorer(model, choose("cpu"), Letters())
    asked = [generation(i, context, 8) for i, context in enumerate(CONTEXTS)]
    found = scorer.score(asked)
    assert [a.text for a in found] == [theirs(model, c, 8) for c in CONTEXTS]
    assert any(a.text for a in found)
    assert scorer.figures.fed < sum(len(c) for c in CONTEXTS) * 8


@pytest.mark.parametrize("family", ["mamba", "bloom"])
def test_with_no_cache_and_with_no_positions(family):
    sizes = {"hidden_size": 32, "state_size": 4, "num_hidden_layers": 2}
    if family == "bloom":
        sizes = {"hidden_size": 32, "n_layer": 2, "n_head": 4}
    model = made(family, **sizes)
    found = Scorer(model, choose("cpu"), Letters()).score(
        [generation(i, context, 5) for i, context in enumerate(CONTEXTS)]
    )
    assert [a.text for a in found] == [theirs(model, c, 5) for c in CONTEXTS]


def test_a_window_smaller_than_the_text():
    model = made("mistral", **_SIZES, num_key_value_heads=2, sliding_window=5)
    found = Scorer(model, choose("cpu"), Letters()).score(
        [generation(i, context, 9) for i, context in enumerate(CONTEXTS)]
    )
    assert [a.text for a in found] == [theirs(model, c, 9) for c in CONTEXTS]


def test_beyond_a_length_that_changes_frequencies():
    model = made("phi3", **PHI3)
    scorer = Scorer(model, choose("cpu"), Letters())
    found = scorer.score([generation(i, context * 2, 8) for i, context in enumerate(CONTEXTS)])
    assert [a.text for a in found] == [theirs(model, c * 2, 8) for c in CONTEXTS]
    told = {o.field: o.value for o in scorer.observations()}
    assert told["scorer_generates_beyond_16"] == "all anew at each token, one at a time"


def test_settings_of_the_publisher_are_not_used(monkeypatch):
    model = loaded("llama")
    before = [a.text for a in Scorer(model, choose("cpu"), Letters()).score(asked())]
    wish = transformers.GenerationConfig(
        do_sample=True, temperature=5.0, repetition_penalty=9.0, max_new_tokens=1, num_beams=3
    )
    monkeypatch.setattr(model, "generation_config", wish)
    assert [a.text for a in Scorer(model, choose("cpu"), Letters()).score(asked())] == before


def asked(**settings):
    return [generation(i, context, 8, **settings) for i, context in enumerate(CONTEXTS)]


def test_end_tokens_of_the_configs_end_it(monkeypatch):
    model = loaded("gpt2")
    text = Scorer(model, choose("cpu"), Letters()).score(asked())[0].text
    ends = ord(text[3]) - 0x4E00
    wish = transformers.GenerationConfig(eos_token_id=[94, ends])
    monkeypatch.setattr(model, "generation_config", wish)
    cut = Scorer(model, choose("cpu"), Letters()).score(asked())[0].text
    assert cut == text[: text.index(text[3])]


def test_stop_strings_end_it_and_are_left_out():
    model = loaded("gpt2")
    whole = [a.text for a in Scorer(model, choose("cpu"), Letters()).score(asked())]
    stop = whole[0][2:4]
    scorer = Scorer(model, choose("cpu"), Letters())
    cut = [a.text for a in scorer.score(asked(stop=("nowhere", stop)))]
    assert cut == [text.partition(stop)[0] for text in whole]
    assert cut[0] == whole[0][: whole[0].index(stop)] != whole[0]
    assert scorer.figures.naive < sum(len(c) + 8 for c in CONTEXTS)


def test_one_by_one_it_is_the_same():
    model = loaded("qwen2")
    scorer = Scorer(model, choose("cpu"), Letters(), limits=Limits(budget=1))
    together = Scorer(model, choose("cpu"), Letters()).score(asked())
    assert scorer.score(asked()) == together
    assert [scorer.score([request])[0] for request in asked()] == together


def test_contexts_behind_a_shared_start():
    model = loaded("llama")
    start = tuple(range(10, 40))
    tasks = [generation(i, (*start, *context), 6) for i, context in enumerate(CONTEXTS)]
    scorer = Scorer(model, choose("cpu"), Letters(), limits=Limits(budget=64))
    assert [a.text for a in scorer.score(tasks)] == [
        theirs(model, (*start, *context), 6) for context in CONTEXTS
    ]
    assert scorer._engine.prefixes.tokens == [start]
    assert scorer.figures.fed < 4 * 30


def test_without_a_tokenizer_it_is_refused():
    with pytest.raises(UsageError, match="no tokenizer"):
        Scorer(loaded("llama"), choose("cpu")).score([generation(1, (5,), 3)])


def test_the_first_stop_counts():
    assert first_stop("one\n\ntwo", ("two", "\n")) == 3
    assert first_stop("one", ("", "x")) is None
