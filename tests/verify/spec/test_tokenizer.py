"""Tokenizer files: ids against rows of embeddings, the chat template."""

import json

import pytest

from cardkit.verify.spec.observe import observe
from tests.verify.spec.models import LLAMA, kinds, llama_shapes, value, write_model

TOKENIZER = {
    "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2}},
    "added_tokens": [{"id": 3, "content": "<s>"}, {"id": 0, "content": "a"}],
}


def seen(tmp_path, tokenizer, **files):
    text = tokenizer if isinstance(tokenizer, str) else json.dumps(tokenizer)
    return observe(write_model(tmp_path, LLAMA, llama_shapes(), tokenizer__json=text, **files))


def test_added_tokens_count(tmp_path):
    observed = seen(tmp_path, TOKENIZER)
    names = ("tokenizer_vocabulary", "tokenizer_base", "largest_token_id")
    assert [value(observed, name) for name in names] == [4, 3, 3]
    assert not kinds(observed), "rows beyond the vocabulary are padding"


def test_pieces_in_a_list(tmp_path):
    pieces = {"model": {"type": "Unigram", "vocab": [["<unk>", 0.0], ["a", -1.5]]}}
    assert value(seen(tmp_path, pieces), "tokenizer_vocabulary") == 2


def test_an_id_without_a_row(tmp_path):
    more = {**TOKENIZER, "added_tokens": [{"id": 64, "content": "<pad>"}]}
    observed = seen(tmp_path, more)
    assert kinds(observed) == ["tokenizer-beyond-embeddings"]
    assert "64" in observed.remarks[0].message.en


def test_the_length_that_transformers_writes_for_none(tmp_path):
    settings = json.dumps({"model_max_length": int(1e30)})
    assert not kinds(seen(tmp_path, TOKENIZER, tokenizer_config__json=settings))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("{", "json-broken"), ('{"a": NaN}', "json-not-finite"), ("[" * 200_000, "json-nested")],
)
def test_a_damaged_tokenizer(tmp_path, text, kind):
    assert kinds(seen(tmp_path, text)) == [kind]


@pytest.mark.parametrize(
    "tokenizer",
    [{}, {"model": 1}, {"model": {"vocab": {"a": "x"}}, "added_tokens": [1, {"id": True}]}],
)
def test_a_tokenizer_without_ids(tmp_path, tokenizer):
    assert value(seen(tmp_path, tokenizer), "tokenizer_vocabulary") is None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"chat_template__jinja": "x"}, True),
        ({"tokenizer_config__json": '{"chat_template": "x"}'}, True),
        ({"tokenizer_config__json": '{"chat_template": null}'}, False),
        ({}, None),
    ],
)
def test_the_chat_template(tmp_path, files, expected):
    assert value(seen(tmp_path, TOKENIZER, **files), "chat_template") is expected


def test_the_tokenizer_is_left_alone_when_asked(tmp_path):
    seen(tmp_path, TOKENIZER)
    observed = observe(write_model(tmp_path), tokenizer=False)
    assert value(observed, "tokenizer_vocabulary") is None
