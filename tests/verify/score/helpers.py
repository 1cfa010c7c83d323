"""Tiny models, items of every shape, and what a model says of a sequence alone, in float64."""

import json
import random
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from cardkit.verify.protocol.requests import Continuation, Generation, ItemRequests, Scored
from cardkit.verify.score.tiers import TIERS
from tests.verify.load.families import _SIZES, FAMILIES, build

SMOLLM2 = Path(__file__).parents[3] / ".cache/smollm2/SmolLM2-135M-Instruct.Q4_1-dequantised"
"""What docs/fetch_smollm2.py --dense leaves; absent on a fresh machine."""
OPENLM = Path(__file__).parents[2] / "fixtures" / "openlm"
GOLDEN = [f"openlm-{p.name}" for p in sorted(OPENLM.iterdir()) if (p / "config.json").exists()]
NAMES = [*FAMILIES, *GOLDEN]
OLD = version("transformers").startswith("4.")
"""transformers 4, whose gpt2 takes no 4-D mask and whose gemma2 lays its own window over one."""
SHARING = [name for name in NAMES if not (OLD and name == "gpt2")]
"""Those that take trees and go on behind a start."""
TIERS_OF = [(n, t) for n in NAMES for t in TIERS if t != "tree" or n in SHARING]
TOLERANCE = 1e-4
"""Of a sum of log-probabilities in float32 over a dozen tokens, each of size 1 to 10."""

PHI3 = {
    **_SIZES,
    "num_key_value_heads": 2,
    "original_max_position_embeddings": 16,
    "rope_scaling": {
        "type": "longrope",
        "short_factor": [1.0] * 4,
        "long_factor": [4.0] * 4,
    },
}
"""Its rotary frequencies change for a whole forward once that has more than 16 tokens."""


@cache
def folder(name):
    """Return the folder of a model: a golden checkpoint, or a family made once a session."""
    if name == "smollm2":
        return SMOLLM2
    if name.startswith("openlm-"):
        return OPENLM / name.removeprefix("openlm-")
    made = Path(mkdtemp(prefix="cardkit-"))
    build(name, made)
    return made


@cache
def loaded(name, attention="sdpa"):
    from cardkit.verify.load.devices import choose
    from cardkit.verify.load.loading import load

    return load(folder(name), choose("cpu"), attention=attention).model


def made(family, **sizes):
    """Return a model of a family with sizes of its own, loaded from its files."""
    from cardkit.verify.load.devices import choose
    from cardkit.verify.load.loading import load

    place = Path(mkdtemp(prefix="cardkit-"))
    build(family, place, **sizes)
    return load(place, choose("cpu"), attention="sdpa").model


def items(rows=96, seed=3, count=6):
    """Return requests: choices, a schema and a passage in turn, a few of which begin alike."""
    draw = random.Random(seed)

    def some(least, most):
        return tuple(draw.randrange(3, rows) for _ in range(draw.randint(least, most)))

    start = some(10, 10)
    found = []
    for number in range(count):
        context = (*(start if number % 2 else ()), *some(3, 14))
        if number % 3 == 0:
            begin = some(2, 2)
            targets = [some(1, 1), begin, (*begin, *some(1, 4)), some(3, 6)]
            asked = [Continuation(context, target) for target in targets]
        elif number % 3 == 1:
            target, behind = some(2, 5), some(2, 6)
            asked = [Continuation((*context, t, *behind), target) for t in some(2, 2)]
        else:
            asked = [Continuation(context, some(4, 9))]
        found.append(ItemRequests(100 + number, tuple(asked)))
    return found


def alone(model, continuation):
    """Return what the model says of one sequence: no padding, no cache, softmax in float64."""
    import torch

    sequence = [*continuation.context, *continuation.target]
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([sequence[:-1]])).logits[0].double()
    logs = logits[len(continuation.context) - 1 :].log_softmax(-1)
    target = torch.tensor(continuation.target)
    return Scored(
        float(logs.gather(1, target[:, None]).sum()),
        len(continuation.target),
        bool((logs.argmax(-1) == target).all()),
    )


def off(model, requests, answers):
    """Return the largest deviation from sequences alone; lengths and greedy flags must be equal."""
    worst = 0.0
    for request, answer in zip(requests, answers, strict=True):
        assert answer.item == request.item
        for asked, got in zip(request.continuations, answer.scored, strict=True):
            right = alone(model, asked)
            assert (got.tokens, got.greedy) == (right.tokens, right.greedy)
            worst = max(worst, abs(got.total - right.total))
    return worst


def greedy_items(model, requests):
    """Return the requests with one more continuation each: what the model itself would say."""
    import torch

    found = []
    for request in requests:
        sequence = list(request.continuations[0].context)
        for _ in range(3):
            with torch.no_grad():
                logits = model(input_ids=torch.tensor([sequence])).logits[0, -1]
            sequence.append(int(logits.argmax()))
        own = Continuation(request.continuations[0].context, tuple(sequence[-3:]))
        found.append(ItemRequests(request.item, (*request.continuations, own)))
    return found


class Letters:
    """A tokenizer as the scorer needs it: one letter a token id, token 2 ends."""

    eos_token_id = 2

    def decode(self, ids, *, skip_special_tokens):
        assert skip_special_tokens
        return "".join(chr(0x4E00 + i) for i in ids if i > 2)


def letters(*ids):
    return Letters().decode(ids, skip_special_tokens=True)


def generation(item, context, count, stop=()):
    return ItemRequests(item, (), Generation(tuple(context), count, stop))


def dumped(answers):
    return json.loads(json.dumps([[[s.total, s.greedy] for s in a.scored] for a in answers]))
