"""What lm-eval itself asks and counts on our own documents: the golden file of the tests.

    python benchmarks/lm_eval/golden_prompts.py MODEL > tests/verify/protocol/lm_eval/golden.json

It runs in an environment with lm-eval 0.4.13 (`pip install 'lm_eval[hf]==0.4.13'`) and without
cardkit. MODEL is a folder with SmolLM2-135M-Instruct, whose tokenizer makes the tokens; the model
is loaded since lm-eval encodes through it, and scores nothing. Each task is lm-eval's own, from its
own file; only `download` is replaced, by the documents of docs.json. Nothing is fetched.

Of each task and number of shots: the texts of all requests, a context and its continuations, and
the SHA-256 of their tokens, as `prompt_sha256` of cardkit counts it. Of each document: what
lm-eval counts for log-probabilities made up here (`totals`), or for the texts under `said`.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import ClassVar

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import datasets
import lm_eval
from lm_eval.api.task import ConfigurableTask
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks._yaml_loader import load_yaml

TASKS = Path(lm_eval.__file__).parent / "tasks"
DOCS = Path(__file__).parents[2] / "tests" / "verify" / "protocol" / "lm_eval" / "docs.json"
SEED = 1234
SHOTS = (0, 2)
SUBJECTS = ("mmlu/default/mmlu_*.yaml", "cmmlu/cmmlu_*.yaml", "ceval/ceval-valid_*.yaml")


class Offline(ConfigurableTask):
    """A task of lm-eval on documents that are given to it."""

    splits: ClassVar = {}

    def download(self, dataset_kwargs=None, **_):
        self.dataset = {k: datasets.Dataset.from_list(rows) for k, rows in self.splits.items()}


def files():
    """Return lm-eval's files of tasks by the names of the tasks; the first of a name counts."""
    found = {}
    for file in sorted(TASKS.rglob("*.yaml")):
        text = file.read_text("utf-8")
        for line in text.splitlines():
            key, _, name = line.partition(":")
            if key.strip().strip('"') == "task" and name.strip():
                found.setdefault(name.strip().strip("\"'"), file)
    return found


def loaded(file, splits, shots):
    config = load_yaml(file)
    for key in ("tag", "group"):
        config.pop(key, None)
    Offline.splits = splits
    task = Offline(config=config)
    if task.config.num_fewshot != 0:  # what simple_evaluate does
        task.set_config(key="num_fewshot", value=shots)
    task.set_fewshot_seed(SEED)
    return task


def ids(tokens):
    return " ".join(map(str, tokens))


def asked(task, model):
    """Return what each document asks: its texts and the digest of its tokens."""
    task.build_all_requests(rank=0, world_size=1)
    found = []
    for doc_id in sorted({r.doc_id for r in task.instances}):
        requests = sorted((r for r in task.instances if r.doc_id == doc_id), key=lambda r: r.idx)
        if task.OUTPUT_TYPE == "generate_until":
            context, settings = requests[0].args
            lines = [
                f"{ids(model.tok_batch_encode([context])[0][0].tolist())}|{model.max_gen_toks}"
            ]
            texts = [[context, settings["until"]]]
        else:
            pairs = [model._encode_pair(*r.args) for r in requests]
            lines = [f"{ids(context)}|{ids(target)}" for context, target in pairs]
            texts = grouped([r.args for r in requests])
        digest = hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()
        found.append({"texts": texts, "tokens": digest})
    return found


def grouped(pairs):
    """Put the continuations of one context together."""
    found = []
    for context, target in pairs:
        if not found or found[-1][0] != context:
            found.append([context, []])
        found[-1][1].append(target)
    return found


def counted(task, said):
    """Return what lm-eval counts for each document."""
    found = []
    for i, doc in enumerate(task.eval_docs):
        if task.OUTPUT_TYPE == "generate_until":
            found.append([generated(task, i, text) for text in said])
        elif task.OUTPUT_TYPE == "loglikelihood":
            found.append([task.process_results(doc, [(-1.0, g)])["acc"] for g in (True, False)])
        else:
            count = len(task.doc_to_choice(doc))
            results = [(-float((5 * i + 3 * j) % 7 + 1), False) for j in range(count)]
            found.append({k: int(v) for k, v in task.process_results(doc, results).items()})
    return found


def generated(task, i, text):
    """Cut a text at the task's stops as HFLM does, filter it, and count it by each filter."""
    for stop in task.config.generation_kwargs["until"]:
        text = text.split(stop)[0]
    doc = task.eval_docs[i]
    bits = {}
    for ensemble in task._filters:
        instance = next(r for r in task.instances if r.doc_id == i)
        instance.resps, instance.filtered_resps = [text], {}
        ensemble.apply([instance])
        result = task.process_results(doc, [instance.filtered_resps[ensemble.name]])
        bits[ensemble.name] = int(result["exact_match"])
    return bits


def main():
    model = HFLM(pretrained=sys.argv[1], device="cpu", dtype="float32")
    found, where = {}, files()
    for name, given in json.loads(DOCS.read_text("utf-8")).items():
        splits = {key: rows for key, rows in given.items() if key != "said"}
        entry = {"file": str(where[name].relative_to(TASKS)), "shots": {}}
        for shots in SHOTS:
            task = loaded(where[name], splits, shots)
            entry["shots"][shots] = asked(task, model)
        entry["counted"] = counted(task, given.get("said", []))
        entry["type"], entry["metrics"] = task.OUTPUT_TYPE, sorted(task.aggregation())
        entry["data_set"] = [task.DATASET_PATH, task.DATASET_NAME]
        entry["shots_default"] = load_yaml(where[name]).get("num_fewshot") or 0
        found[name] = entry
    prompts = {}
    for pattern in SUBJECTS:
        for file in sorted(TASKS.glob(pattern)):
            config = load_yaml(file)
            prompts[config["task"]] = [config["dataset_name"], config["description"]]
    made = {"lm_eval": lm_eval.__version__, "tasks": found, "descriptions": prompts}
    print(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
