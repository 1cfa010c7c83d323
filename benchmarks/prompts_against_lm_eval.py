"""cardkit's prompts beside lm-eval's: the tokens of every request, item by item.

    PYTHONPATH=. LM_EVAL/bin/python benchmarks/prompts_against_lm_eval.py MODEL_FOLDER DATA_FOLDER

Environment and folders as in `against_lm_eval.py`. lm-eval builds the prompts of all items of six
tasks at 0 and 10 shots, and of the basics suite; cardkit asks the same tasks by the definitions in
`lm_eval/dclm.tasks.yaml` and its own. Prints how many requests differ; exit code 1 where any does.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

for _name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
    os.environ[_name] = "1"
os.environ["TQDM_DISABLE"] = "1"

HERE = Path(__file__).parent / "lm_eval"
NAMES = ("piqa", "arc_easy", "copa", "openbook_qa", "winograd", "boolq")
SEED = 1234
"""lm-eval's default seed of the few-shot draw."""


def load_task(name: str, shots: int | None, data: Path, work: Path) -> Any:
    """Return lm-eval's task, the prompts of all its items built as a full run builds them.

    The task files name `data` from `work`. None stands for the shots of the task file.
    """
    from lm_eval.tasks import TaskManager

    folder = "basics" if name.startswith("basics_") else "dclm"
    link = work / folder
    if not link.is_symlink():
        link.symlink_to(data.resolve(), target_is_directory=True)
    os.chdir(work)
    manager = TaskManager(include_path=str(HERE / folder), include_defaults=False)
    full = name if folder == "basics" else f"dclm_{name}"
    task = manager.load([full])["tasks"][full]
    if shots is not None:
        task.set_config(key="num_fewshot", value=shots)
    task.set_fewshot_seed(seed=SEED)
    task.build_all_requests(limit=None, rank=0, world_size=1)
    return task


def of_lm_eval(lm: Any, task: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield each item's place and the tokens that lm-eval would score."""
    found: dict[int, list[Any]] = {}
    for request in task.instances:
        found.setdefault(request.doc_id, []).append(request)
    for item, requests in sorted(found.items()):
        requests.sort(key=lambda request: request.idx)
        if requests[0].request_type == "generate_until":
            yield item, (tuple(lm.tok_encode(requests[0].args[0])),)
        else:
            pairs = (lm._encode_pair(*request.args) for request in requests)
            yield item, tuple((tuple(context), tuple(target)) for context, target in pairs)


def of_cardkit(asker: Any, item: int) -> tuple[Any, ...]:
    """Return the same of cardkit."""
    asked = asker.requests(item)
    if asked.generation is not None:
        return (asked.generation.context,)
    return tuple((c.context, c.target) for c in asked.continuations)


def asker_of(name: str, shots: int | None, data: Path, lm: Any) -> Any:
    """Return cardkit's asker of a task."""
    from cardkit.catalog.definitions import definition_of
    from cardkit.record.task_files import definitions_of_file
    from cardkit.verify.protocol.prepare import prepare
    from cardkit.verify.protocol.protocol import Protocol, metrics_of
    from cardkit.verify.protocol.read import read_items

    own = {each.task: each for each in definitions_of_file(HERE / "dclm.tasks.yaml")}
    definition = own.get(name) or definition_of(name, "lm-eval")
    assert definition is not None, name
    shots = definition.shots if shots is None else shots
    definition = replace(definition, shots=shots)
    protocol = Protocol(definition, metrics_of(definition)[0], shots, lm.max_length)
    return prepare(protocol, read_items(protocol, data), lm.tokenizer)


def compare(name: str, shots: int | None, data: Path, lm: Any, work: Path) -> tuple[int, int]:
    """Return how many items there are, and how many of them cardkit asks with other tokens."""
    task = load_task(name, shots, data, work)
    asker = asker_of(name, shots, data, lm)
    other = [i for i, tokens in of_lm_eval(lm, task) if tokens != of_cardkit(asker, i)]
    if other:
        theirs = dict(of_lm_eval(lm, task))[other[0]]
        print(f"  item {other[0]}: lm-eval {theirs}\n  cardkit {of_cardkit(asker, other[0])}")
    return asker.n, len(other)


def tokens_of(folder: Path) -> Any:
    """Return lm-eval's HFLM without its model: how it turns texts into tokens."""
    from lm_eval.models.huggingface import HFLM
    from transformers import AutoConfig, AutoTokenizer

    lm = HFLM.__new__(HFLM)
    lm.tokenizer = AutoTokenizer.from_pretrained(folder)
    lm.backend, lm.add_bos_token, lm.custom_prefix_token_id = "causal", None, None
    lm._max_length = AutoConfig.from_pretrained(folder).max_position_embeddings
    return lm


def main(words: list[str]) -> int:
    """Compare all tasks; a line each."""
    parser = argparse.ArgumentParser(description="cardkit's prompts beside lm-eval's")
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    asked = parser.parse_args(words)
    logging.disable(logging.WARNING)
    from datasets import disable_progress_bars

    disable_progress_bars()
    from cardkit.verify.basics.suite import SUITE, write

    lm, data, differing = tokens_of(asked.model.resolve()), asked.data.resolve(), 0
    with TemporaryDirectory() as name:
        work, basics = Path(name), Path(name) / "written"
        write(basics)
        todo = [(task, shots, data) for task in NAMES for shots in (0, 10)]
        todo += [(basic.id, None, basics) for basic in SUITE]
        for task, shots, folder in todo:
            n, other = compare(task, shots, folder, lm, work)
            differing += other
            said = "" if shots is None else f" {shots} shots"
            print(f"{task}{said}: {n} items, {other} with other tokens", flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
