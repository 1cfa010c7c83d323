"""cardkit's scorer beside lm-eval's: the same prompts, model, machine and thread, in one process.

    OMP_NUM_THREADS=1 PYTHONPATH=. LM_EVAL/bin/python benchmarks/against_lm_eval.py \
        MODEL_FOLDER DATA_FOLDER [--tasks piqa,copa] [--shots 0,10] [--items N] [--json FILE]

LM_EVAL is an environment with lm-eval 0.4.13, torch, transformers and what cardkit's base needs.
DATA_FOLDER holds DCLM's local_data (piqa.jsonl, arc_easy.jsonl ...). lm-eval builds all prompts of
a task, so that the few-shot examples are those of a full run, and both sides score the first items
of it: lm-eval's HFLM in batches of 8, and cardkit. CPU seconds are the process's, tokenising and
scoring included, building prompts not. Accuracies are lm-eval's own rules on each side's numbers.
`fed` is how many positions lm-eval's forwards computed for one of cardkit's, padding included: the
ratio can hardly be higher. lm-eval, too, asks once for choices that differ in their last token.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
for _name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
    os.environ[_name] = "1"
os.environ["TQDM_DISABLE"] = "1"

TASKS = Path(__file__).parent / "lm_eval" / "dclm"
SEED = 1234
"""lm-eval's default seed of the few-shot draw."""
NAMES = ("piqa", "arc_easy", "copa", "openbook_qa", "winograd", "boolq")
SIZES = {0: (200, 200, 100, 200, 200, 40), 10: (40, 40, 40, 40, 40, 12)}
"""Items of each task that are scored, by shots."""
Answer = tuple[float, bool]


@dataclass
class Row:
    """What one task gave at one number of shots; `fed` are positions computed, padding included."""

    task: str
    shots: int
    items: int
    requests: int
    lm_eval_fed: int
    cardkit_fed: int
    lm_eval_cpu: float
    lm_eval_wall: float
    cardkit_cpu: float
    cardkit_wall: float
    max_difference: float
    greedy_differences: int
    lm_eval_scores: dict[str, float]
    cardkit_scores: dict[str, float]

    @property
    def ratio(self) -> float:
        """How many times the CPU seconds of cardkit lm-eval took."""
        return self.lm_eval_cpu / self.cardkit_cpu


def load_task(name: str, shots: int, data: Path, work: Path) -> Any:
    """Return lm-eval's task with the prompts of all its items built, as a full run builds them."""
    from lm_eval.tasks import TaskManager

    link = work / "dclm"
    if not link.is_symlink():
        link.symlink_to(data.resolve(), target_is_directory=True)
    manager = TaskManager(include_path=str(TASKS), include_defaults=False)
    os.chdir(work)
    found = manager.load([f"dclm_{name}"])
    task = found["tasks"][f"dclm_{name}"]
    task.set_config(key="num_fewshot", value=shots)
    task.set_fewshot_seed(seed=SEED)
    task.build_all_requests(limit=None, rank=0, world_size=1)
    return task


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what `work` gives, the CPU seconds of this process, and the seconds on the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, time.process_time() - cpu, time.perf_counter() - wall


def by_item(task: Any, count: int) -> list[list[Any]]:
    """Return lm-eval's requests of the first `count` items, in the order of the data."""
    found: dict[int, list[Any]] = {}
    for request in task.instances:
        if request.doc_id < count:
            found.setdefault(request.doc_id, []).append(request)
    return [sorted(found[item], key=lambda request: request.idx) for item in range(count)]


def score_with_lm_eval(lm: Any, asked: list[list[Any]]) -> list[list[Answer]]:
    """Return (sum, greedy) of each request, by item."""
    flat = iter(lm.loglikelihood([r for requests in asked for r in requests], disable_tqdm=True))
    return [[next(flat) for _ in requests] for requests in asked]


def score_with_cardkit(lm: Any, scorer: Any, asked: list[list[Any]]) -> list[list[Answer]]:
    """Tokenise as lm-eval does, score with cardkit, and return (sum, greedy), by item."""
    from cardkit.verify.protocol.requests import Continuation, ItemRequests

    wanted = []
    for item, requests in enumerate(asked):
        pairs = [lm._encode_pair(*request.args) for request in requests]
        parts = tuple(Continuation(tuple(context), tuple(target)) for context, target in pairs)
        wanted.append(ItemRequests(item, parts))
    answers = {answer.item: answer for answer in scorer.score(wanted)}
    return [[(s.total, s.greedy) for s in answers[i].scored] for i in range(len(asked))]


def accuracies(task: Any, asked: list[list[Any]], answers: list[list[Answer]]) -> dict[str, float]:
    """Return the mean of each of the task's metrics, by lm-eval's rules."""
    sums: dict[str, float] = {}
    for requests, found in zip(asked, answers, strict=True):
        for name, value in task.process_results(requests[0].doc, found).items():
            sums[name] = sums.get(name, 0.0) + value
    return {name: total / len(asked) for name, total in sums.items()}


@contextmanager
def counting(lm: Any) -> Iterator[list[int]]:
    """Count the positions that lm-eval's forwards compute, padding included."""
    fed: list[int] = []
    call = lm._model_call

    def counted(ids: Any, **named: Any) -> Any:
        fed.append(ids.numel())
        return call(ids, **named)

    lm._model_call = counted
    try:
        yield fed
    finally:
        del lm._model_call


def compare(lm: Any, scorer: Any, task: Any, name: str, shots: int, count: int) -> Row:
    """Score the same requests on both sides."""
    asked = by_item(task, count)
    with counting(lm) as fed:
        theirs, lm_cpu, lm_wall = timed(lambda: score_with_lm_eval(lm, asked))
    before = scorer.figures.fed
    ours, cpu, wall = timed(lambda: score_with_cardkit(lm, scorer, asked))
    pairs = [
        (a, b)
        for mine, other in zip(ours, theirs, strict=True)
        for a, b in zip(mine, other, strict=True)
    ]
    return Row(
        task=name,
        shots=shots,
        items=count,
        requests=len(pairs),
        lm_eval_fed=sum(fed),
        cardkit_fed=scorer.figures.fed - before,
        lm_eval_cpu=lm_cpu,
        lm_eval_wall=lm_wall,
        cardkit_cpu=cpu,
        cardkit_wall=wall,
        max_difference=max(abs(a[0] - b[0]) for a, b in pairs),
        greedy_differences=sum(a[1] != b[1] for a, b in pairs),
        lm_eval_scores=accuracies(task, asked, theirs),
        cardkit_scores=accuracies(task, asked, ours),
    )


def show(rows: Iterable[Row]) -> None:
    """Print the table, and the mean ratio at each number of shots."""
    print("| task, shots (items) | lm-eval CPU s | cardkit CPU s | ratio | fed | items/s |"
          " max dlogp | greedy differ | scores lm-eval | scores cardkit |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|---|---|")
    found = list(rows)
    for row in found:
        scores = [
            " ".join(f"{name} {value:.4f}" for name, value in one.items())
            for one in (row.lm_eval_scores, row.cardkit_scores)
        ]
        print(
            f"| {row.task} {row.shots} ({row.items}) | {row.lm_eval_cpu:.1f} |"
            f" {row.cardkit_cpu:.1f} | {row.ratio:.2f} |"
            f" {row.lm_eval_fed / row.cardkit_fed:.2f} | {row.items / row.cardkit_wall:.1f} |"
            f" {row.max_difference:.1e} | {row.greedy_differences} | {scores[0]} | {scores[1]} |"
        )
    for shots in sorted({row.shots for row in found}):
        ratios = [row.ratio for row in found if row.shots == shots]
        print(f"{shots} shots: mean ratio {sum(ratios) / len(ratios):.2f} over {len(ratios)} tasks")


def load_models(folder: Path) -> tuple[Any, Any]:
    """Return lm-eval's HFLM and cardkit's scorer around one and the same loaded model."""
    from lm_eval.models.huggingface import HFLM

    from cardkit.verify.load.devices import import_torch

    import_torch().set_num_threads(1)
    lm = HFLM(pretrained=str(folder.resolve()), dtype="float32", device="cpu", batch_size=8)
    return lm, scorer_for(lm)


def scorer_for(lm: Any) -> Any:
    """Return cardkit's scorer for the model that lm-eval loaded."""
    from cardkit.verify.load.devices import choose
    from cardkit.verify.score.scorer import Scorer

    return Scorer(lm.model, choose("cpu", "float32"), lm.tokenizer)


def main(words: list[str]) -> None:
    """Compare, print the table, and write the rows where `--json` asks for it."""
    parser = argparse.ArgumentParser(description="cardkit's scorer beside lm-eval's")
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--tasks", default=",".join(NAMES))
    parser.add_argument("--shots", default="0,10")
    parser.add_argument("--items", type=int, help="items of each task, instead of the usual")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(words)
    logging.disable(logging.INFO)
    data, target = asked.data.resolve(), asked.json and asked.json.resolve()
    lm, scorer = load_models(asked.model)
    for told in scorer.observations():
        print(f"cardkit: {told.field}: {told.value}")
    rows = []
    with TemporaryDirectory() as work:
        for shots in map(int, asked.shots.split(",")):
            for name in asked.tasks.split(","):
                task = load_task(name, shots, data, Path(work))
                count = asked.items or SIZES[shots][NAMES.index(name)]
                rows.append(compare(lm, scorer, task, name, shots, count))
                print(f"{name} {shots}: {rows[-1].ratio:.2f}", file=sys.stderr)
    show(rows)
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
