"""Items to a verdict on real answers: SmolLM2's, on real tasks, against the full run.

    python benchmarks/items_to_verdict.py [--bits FILE] [--orders N] [--points 0,5,10,20]
    OMP_NUM_THREADS=1 python benchmarks/items_to_verdict.py --bits FILE \
        --model MODEL_FOLDER --data DATA_FOLDER [--tasks piqa,copa]

The first reads which items were answered rightly: on the basics suite out of lm-eval's frozen logs,
on other tasks out of FILE. The second makes FILE first: cardkit's full run of DCLM's local_data by
the rules of `lm_eval/dclm.tasks.yaml`, 0 shots. A claim is the full run's score, then inflated by
so many points; each is tested with many random orders at the default limits, the card's alpha for
one claim. Shown: the mean and the 90th percentile of the items that a verdict took, their share of
all items, and how often each verdict came.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cardkit.stats.sequential.design import design_score  # noqa: E402 - the checkout's own
from cardkit.stats.sequential.order import order, seed_of  # noqa: E402 - as above
from cardkit.stats.sequential.trial import Trial  # noqa: E402 - as above
from cardkit.verify.basics.suite import SUITE  # noqa: E402 - as above

LOGS = ROOT / "cards" / "smollm2-135m-instruct.results"
TASKS = Path(__file__).parent / "lm_eval" / "dclm.tasks.yaml"
NAMES = "piqa,arc_easy,copa,openbook_qa,winograd,boolq"
DECIMALS = 4


def logged() -> Iterator[tuple[str, list[bool]]]:
    """Yield the basics tasks with the items that lm-eval's logs call right."""
    for basic in SUITE:
        (packed,) = LOGS.glob(f"samples_{basic.id}_*.jsonl.gz")
        lines = map(json.loads, gzip.decompress(packed.read_bytes()).splitlines())
        yield basic.id, [bool(sample[sample["metrics"][0]]) for sample in lines]


def full_run(model: Path, data: Path, names: list[str]) -> Iterator[tuple[str, list[bool]]]:
    """Yield each task with the items that the model answers rightly, scored by cardkit."""
    from cardkit.record.task_files import definitions_of_file
    from cardkit.verify.load.devices import choose
    from cardkit.verify.load.loading import import_transformers, load
    from cardkit.verify.protocol.prepare import prepare
    from cardkit.verify.protocol.protocol import Protocol, metrics_of
    from cardkit.verify.protocol.read import read_items
    from cardkit.verify.score.scorer import Scorer

    definitions = {each.task: each for each in definitions_of_file(TASKS)}
    device = choose("cpu", "float32")
    loaded = load(model, device, attention="sdpa").model
    tokenizer = import_transformers().AutoTokenizer.from_pretrained(model)
    scorer: Any = Scorer(loaded, device, tokenizer)
    for name in names:
        definition = definitions[name]
        room = loaded.config.max_position_embeddings
        protocol = Protocol(definition, metrics_of(definition)[0], definition.shots, room)
        asker = prepare(protocol, read_items(protocol, data), tokenizer)
        began = time.process_time()
        answers = scorer.score([asker.requests(i) for i in range(asker.n)])
        spent = time.process_time() - began
        print(f"{name}: {asker.n} items in {spent:.0f} CPU seconds", file=sys.stderr, flush=True)
        yield name, [asker.judge(i, answer).right for i, answer in enumerate(answers)]


def test(bits: list[bool], printed: Decimal, salt: str) -> tuple[int, str]:
    """Return how many items a verdict took, in the order of a salt, and the verdict."""
    design = design_score(printed, DECIMALS, [len(bits)])
    trial = Trial(design)
    for item in order(design.population, seed_of("benchmark", str(printed), salt)):
        if trial.update(item, bits[item]) is not None:
            break
    return trial.seen, str(trial.decision)


def row(name: str, bits: list[bool], points: int, orders: int) -> str | None:
    """Return a line of the table, None where the claim would be over 1."""
    true = Decimal(sum(bits)) / len(bits)
    claim = (true + Decimal(points) / 100).quantize(Decimal(10) ** -DECIMALS, ROUND_HALF_UP)
    if claim > 1:
        return None
    found = [test(bits, claim, str(salt)) for salt in range(orders)]
    seen, said = [n for n, _ in found], Counter(word for _, word in found)
    last = quantiles(seen, n=10, method="inclusive")[-1]
    verdicts = ", ".join(f"{word} {count / orders:.3f}" for word, count in said.most_common())
    return (
        f"| {name} | {len(bits)} | {true:.4f} | +{points} | {mean(seen):.0f} | {last:.0f} |"
        f" {mean(seen) / len(bits):.0%} | {verdicts} |"
    )


def main(words: list[str]) -> None:
    """Make the file of answers where a model is given, then print the table."""
    parser = argparse.ArgumentParser(description="items to a verdict on real answers")
    parser.add_argument("--bits", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--tasks", default=NAMES)
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--points", default="0,5,10,20")
    asked = parser.parse_args(words)
    found = dict(logged())
    if asked.bits and asked.bits.exists():
        kept = json.loads(asked.bits.read_text(encoding="utf-8"))
        found |= {name: [bit == "1" for bit in bits] for name, bits in kept.items()}
    if asked.model and asked.data and asked.bits:
        for name, bits in full_run(asked.model, asked.data, asked.tasks.split(",")):
            found[name] = bits
            kept = {n: "".join(map(str, map(int, b))) for n, b in found.items()}
            asked.bits.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print("| task | items | full run | claim | mean items | 90 % | of all | verdicts |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for name, bits in found.items():
        for points in map(int, asked.points.split(",")):
            line = row(name, bits, points, asked.orders)
            if line is not None:
                print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
