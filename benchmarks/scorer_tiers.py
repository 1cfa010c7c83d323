"""CPU seconds of the scorer's tiers against plain padded batches, as ratios of one run.

    python benchmarks/scorer_tiers.py [--model FOLDER] [--items N] [--repeat N] [--attention NAME]

FOLDER is a local model (default: SmolLM2-135M-Instruct in .cache, `docs/fetch_smollm2.py --dense`).
The peer does what harnesses do on transformers: every choice a sequence (choices of one token
share theirs), sorted by length, eight a batch, padded on the right, all logits, log_softmax over
all. Items are random token ids in the lengths of common tasks: what they say changes no cost. Times
are those of the process with one thread, the least of the repeats. Each answer is compared with
the peer's: the greatest difference of a sum of log-probabilities, and how many greedy flags differ.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from functools import partial
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

from cardkit.verify.load.devices import choose, import_torch
from cardkit.verify.load.loading import load
from cardkit.verify.protocol.requests import Continuation, ItemRequests
from cardkit.verify.score.scorer import Limits, Scorer
from cardkit.verify.score.tiers import TIERS

ROOT = Path(__file__).parents[1]
SMOLLM2 = ROOT / ".cache" / "smollm2" / "SmolLM2-135M-Instruct.Q4_1-dequantised"
BATCH = 8
SHAPES = {
    "2 choices, 20 tokens each": (2, 20, 20),
    "4 choices, 6 tokens each": (4, 30, 6),
    "4 choices, 1 token each": (4, 60, 1),
}
"""Choices, tokens of the question, tokens of a choice, as piqa, arc_easy and mmlu have them."""
SHOTS = {"0 shots": 0, "10 shots": 10, "10 fixed shots": 10}


def make_items(count, shape, shots, rows):
    """Return requests; lengths vary by a half either way."""
    choices, question, answer = SHAPES[shape]
    draw = random.Random(1)

    def some(length):
        count = draw.randint(-(-length // 2), length * 3 // 2)
        return tuple(draw.randrange(5, rows) for _ in range(count))

    def example():
        return (*some(question), *some(answer))

    fixed = tuple(t for _ in range(SHOTS[shots]) for t in example())
    found = []
    for item in range(count):
        own = tuple(t for _ in range(SHOTS[shots]) for t in example())
        context = (*(fixed if "fixed" in shots else own), *some(question))
        targets = [some(answer) for _ in range(choices)]
        found.append(ItemRequests(item, tuple(Continuation(context, t) for t in targets)))
    return found


def peer(model, requests):
    """Return (sum, greedy) by item and choice, the way harnesses compute them."""
    torch = import_torch()
    asked = {}
    for request in requests:
        for i, c in enumerate(request.continuations):
            asked.setdefault((*c.context, *c.target)[:-1], []).append((request.item, i, c))
    sequences = sorted(asked, key=len, reverse=True)
    found = {}
    for start in range(0, len(sequences), BATCH):
        part = sequences[start : start + BATCH]
        width = len(part[0])
        ids = torch.tensor([[*s, *[0] * (width - len(s))] for s in part])
        with torch.no_grad():
            logs = torch.log_softmax(model(input_ids=ids).logits, -1)
        for row, sequence in enumerate(part):
            for item, i, c in asked[sequence]:
                own = logs[row, len(c.context) - 1 : len(sequence)]
                target = torch.tensor(c.target)
                likely = bool((own.argmax(-1) == target).all())
                found[item, i] = (float(own.gather(-1, target[:, None]).sum()), likely)
    return found


def best(repeat, do):
    """Return the least CPU seconds of some runs, and what the last one gave."""
    seconds, found = math.inf, None
    for _ in range(repeat):
        start = time.process_time()
        found = do()
        seconds = min(seconds, time.process_time() - start)
    return seconds, found


def compare(expected, answers):
    """Return the greatest difference of a sum, and how many greedy flags differ."""
    off, flags = 0.0, 0
    for answer in answers:
        for i, scored in enumerate(answer.scored):
            total, greedy = expected[answer.item, i]
            off = max(off, abs(scored.total - total))
            flags += scored.greedy != greedy
    return off, flags


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=SMOLLM2)
    parser.add_argument("--items", type=int, default=8)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--attention", choices=("eager", "sdpa"), default="sdpa")
    parser.add_argument("--budget", type=int)
    parser.add_argument("--tiers", nargs="*", choices=TIERS, default=TIERS)
    options = parser.parse_args()
    if not (options.model / "config.json").exists():
        sys.exit(f"{options.model}: no model here; run docs/fetch_smollm2.py --dense")
    import_torch().set_num_threads(1)
    device = choose("cpu")
    model = load(options.model, device, attention=options.attention).model
    rows = model.get_input_embeddings().weight.shape[0]
    limits = Limits(budget=options.budget)
    print(f"{options.items} items; how many times less CPU each tier takes than the peer")
    print("in brackets: times fewer tokens, greatest difference of a sum, other greedy flags")
    for shots in SHOTS:
        for shape in SHAPES:
            requests = make_items(options.items, shape, shots, rows)
            seconds, expected = best(options.repeat, partial(peer, model, requests))
            print(f"{shots:<15} {shape:<26} {seconds:7.2f} s", end="", flush=True)
            for tier in options.tiers:
                make = partial(Scorer, model, device, tier=tier, limits=limits)
                took, answers, saved = run_tier(make, requests, options.repeat)
                off, flags = compare(expected, answers)
                ratio = seconds / took
                print(f"  {tier} {ratio:.2f}x ({saved:.2f}x {off:.0e} {flags})", end="", flush=True)
            print()


def run_tier(make, requests, repeat):
    """Return the least CPU seconds, the answers and the tokens saved; self-checks are not timed."""
    took, answers, saved = math.inf, [], 0.0
    for _ in range(repeat):
        scorer = make()  # a new one keeps no start from the run before
        start = time.process_time()
        answers = scorer.score(requests)
        took = min(took, time.process_time() - start)
        saved = scorer.figures.saved
    return took, answers, saved


if __name__ == "__main__":
    main()
