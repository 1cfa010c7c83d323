"""A tiny model with a byte-level tokenizer, made in the test, and items it answers by chance."""

import json
import random
from pathlib import Path

from tests.verify.measure.helpers import write_rows

BLANK = "\u200b"
"""A character that the tokenizer drops."""
WORDS = ("red", "cold", "tall", "river", "stone", "quick", "lamp", "green", "paper", "sand")
CONTEXT = 96


def tokenizer(folder: Path, *, extra=()):
    """Save a tokenizer whose tokens are bytes; `extra` are whole tokens behind them."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: i for i, letter in enumerate(letters)} | {"<s>": 256, "</s>": 257}
    made = Tokenizer(models.BPE(vocabulary, []))
    made.normalizer = normalizers.Replace(BLANK, "")
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    whole = PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>")
    whole.add_tokens([AddedToken(each, normalized=False) for each in extra])
    whole.save_pretrained(folder)


def build(folder: Path, change=None, **settings):
    """Save a random Llama of 260 rows; `change` gets it before it is saved."""
    import torch
    import transformers

    transformers.logging.disable_progress_bar()
    torch.manual_seed(7)
    config = transformers.LlamaConfig(
        vocab_size=260,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        bos_token_id=256,
        eos_token_id=257,
        pad_token_id=None,
    )
    model = transformers.LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3.0)
        if change is not None:
            change(model)
    model.save_pretrained(folder)
    tokenizer(folder, **settings)
    return folder


def rows(n, seed=3):
    """Return items of two choices of random words, so that a random model takes either."""
    draw = random.Random(seed)

    def words(count):
        return " ".join(draw.choice(WORDS) for _ in range(count))

    return [
        {
            "query": f"The {words(2)} is",
            "choices": [words(draw.randint(1, 2)) for _ in "ab"],
            "gold": draw.randrange(2),
        }
        for _ in range(n)
    ]


def write_data(folder: Path):
    """Write items for DCLM's copa (100) and openbook_qa (500)."""
    write_rows(folder / "copa.jsonl", rows(100))
    write_rows(folder / "openbook_qa.jsonl", rows(500, seed=4))
    return folder


def write_card(path: Path, *evaluations):
    """Write a card that says how it was measured."""
    lines = "".join(f"  - {{{each}, unit: fraction, metric: accuracy}}\n" for each in evaluations)
    setup = "evaluation_setup: {harness: {name: llm-foundry, version: 0.9.0}}"
    path.write_text(f"name: Tiny\n{setup}\nevaluations:\n{lines}")
    return path


def claim(task, score, shots=0):
    return f"task: {task}, score: '{score}', shots: {shots}"


def told(text):
    """Return the scores of a JSON report, what time it took left out."""
    found = json.loads(text)["scores"]
    for score in found:
        if score["items"] is not None:
            del score["items"]["seconds"]
    return found
