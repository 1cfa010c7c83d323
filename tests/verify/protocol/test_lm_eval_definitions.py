"""The shipped definitions of lm-eval's tasks against lm-eval 0.4.13 itself, on documents of ours.

`golden.json` is what lm-eval asks and counts of `docs.json`, both in the folder lm_eval beside
this; benchmarks/lm_eval/golden_prompts.py makes it, with lm-eval's own task files and its own code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cardkit.catalog.definition import Definition, ItemSource
from cardkit.catalog.definitions import definition_of
from cardkit.catalog.lm_eval_tables import left_out, lm_eval_definitions
from cardkit.catalog.tasks import benchmarks
from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.assumptions import READ_IN
from cardkit.verify.protocol.prepare import prepare, prompt_sha256
from cardkit.verify.protocol.protocol import METRIC_OF, Metric, Protocol, metrics_of
from cardkit.verify.protocol.read import read_items
from cardkit.verify.protocol.requests import ItemAnswer, Scored
from tests.verify.protocol.test_smollm2_tokenizer import FOLDER
from tests.verify.protocol.toy import PLAIN

HERE = Path(__file__).parent / "lm_eval"
DOCS: dict[str, dict[str, Any]] = json.loads((HERE / "docs.json").read_text("utf-8"))
GOLDEN: dict[str, Any] = json.loads((HERE / "golden.json").read_text("utf-8"))
TASKS: dict[str, Any] = GOLDEN["tasks"]
OWN = {d.name: d for d in lm_eval_definitions()}
CASES = [(name, int(shots)) for name, task in TASKS.items() for shots in task["shots"]]
WORDS: Mapping[str, Metric] = {"acc": "acc_sum", "acc_norm": "acc_char"}
ROOM = 100_000


def write_rows(folder: Path, name: str, rows: list[Any]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def splits(name: str) -> Iterator[tuple[str, list[Any]]]:
    return ((split, rows) for split, rows in DOCS[name].items() if split != "said")


def loaded(made: Definition, folder: Path, shots: int, tokenizer: Any = PLAIN) -> Asker:
    protocol = Protocol(made, metrics_of(made)[0], shots, ROOM)
    return prepare(protocol, read_items(protocol, folder), tokenizer)


def asked(name: str, folder: Path, shots: int, tokenizer: Any = PLAIN) -> Asker:
    """Return a task read from files with the names that the documents of a data set may have."""
    for split, rows in splits(name):
        write_rows(folder, f"{name}.{split}", rows)
    made = OWN[name]
    return loaded(made, folder, made.shots if made.fixed_shots else shots, tokenizer)


def texts(task: Asker, i: int) -> list[list[Any]]:
    """Return an item's requests as the golden file has them: a context and its continuations."""
    found: list[list[Any]] = []
    for shown in task.shown(i):
        if not found or found[-1][0] != shown.context:
            found.append([shown.context, []])
        found[-1][1].append(shown.target)
    if task.protocol.definition.type == "generation":
        return [[found[0][0], [*task.protocol.definition.stop]]]
    return found


def as_split(pairs: list[list[Any]]) -> list[list[Any]]:
    """Move the blanks at the end of lm-eval's contexts to the continuations, as its encoding does.

    A context that is asked to be continued by generation keeps them.
    """
    found = []
    for context, targets in pairs:
        bare = context.rstrip()
        found.append([bare, [context[len(bare) :] + target for target in targets]])
    return found


def test_the_golden_file_is_of_the_version_whose_rules_are_followed() -> None:
    assert GOLDEN["lm_eval"] == READ_IN["lm-eval"]
    assert set(TASKS) == set(DOCS)


@pytest.mark.parametrize(("name", "shots"), CASES)
def test_the_texts_are_lm_evals(name: str, shots: int, tmp_path: Path) -> None:
    task = asked(name, tmp_path, shots)
    expected = [doc["texts"] for doc in TASKS[name]["shots"][str(shots)]]
    if task.protocol.definition.type != "generation":
        expected = [as_split(pairs) for pairs in expected]
    assert [texts(task, i) for i in range(task.n)] == expected


@pytest.fixture(scope="module")
def smollm2() -> Any:
    """Return SmolLM2's tokenizer."""
    transformers = pytest.importorskip("transformers")
    return transformers.AutoTokenizer.from_pretrained(FOLDER)


@pytest.mark.skipif(FOLDER is None, reason="SmolLM2 is not here (make smollm2)")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize(("name", "shots"), CASES)
def test_the_tokens_are_lm_evals(name: str, shots: int, tmp_path: Path, smollm2: Any) -> None:
    task = asked(name, tmp_path, shots, smollm2)
    expected = [doc["tokens"] for doc in TASKS[name]["shots"][str(shots)]]
    assert [prompt_sha256(task.requests(i)) for i in range(task.n)] == expected


@pytest.mark.parametrize("name", TASKS)
def test_what_counts_as_right_is_what_lm_eval_counts(name: str, tmp_path: Path) -> None:
    task = asked(name, tmp_path, 0)
    for i, counted in enumerate(TASKS[name]["counted"]):
        if task.protocol.definition.type == "generation":
            bits = [task.judge(i, ItemAnswer(i, text=said)).bits for said in DOCS[name]["said"]]
            expected = [
                {METRIC_OF.get(key, "exact_match"): bool(bit) for key, bit in each.items()}
                for each in counted
            ]
            assert bits == expected
        elif task.protocol.definition.type == "language_modeling":
            judged = [task.judge(i, ItemAnswer(i, (Scored(-1.0, 1, g),))) for g in (True, False)]
            assert [j.right for j in judged] == [bool(bit) for bit in counted]
        else:
            count = len(task.requests(i).continuations)
            scored = tuple(Scored(-float((5 * i + 3 * j) % 7 + 1), 1, False) for j in range(count))
            found = task.judge(i, ItemAnswer(i, scored)).bits
            assert {key: int(found[WORDS[key]]) for key in counted} == counted


@pytest.mark.parametrize("name", TASKS)
def test_what_else_a_file_of_lm_evals_says(name: str) -> None:
    made, golden = OWN[name], TASKS[name]
    assert (made.items.hub, made.items.config) == tuple(golden["data_set"])
    assert made.shots == golden["shots_default"]
    assert sorted(made.metrics) == golden["metrics"]
    kinds = {"generate_until": {"generation"}, "loglikelihood": {"language_modeling"}}
    assert made.type in kinds.get(golden["type"], {"multiple_choice", "schema"})


def test_every_definition_is_compared_with_lm_eval() -> None:
    """Parts share all but a subject and its description with the parts that are compared."""
    descriptions = {name: tuple(both) for name, both in GOLDEN["descriptions"].items()}
    parts = {name: made for name, made in OWN.items() if name in descriptions}
    assert {name: (made.items.config, made.prompt) for name, made in parts.items()} == descriptions
    assert len(parts) == 57 + 67 + 52
    alike = {
        replace(
            made,
            task="",
            name=None,
            n=None,
            prompt="",
            items=ItemSource(split=made.items.split),
            shots_from=None,
        )
        for made in parts.values()
    }
    assert len(alike) == 3
    groups = {name for name, made in OWN.items() if made.categories}
    assert set(OWN) - set(TASKS) - set(parts) == groups
    assert groups == {
        *("mmlu", "mmlu_stem", "mmlu_humanities", "mmlu_social_sciences", "mmlu_other"),
        *("cmmlu", "ceval-valid"),
    }


def test_a_group_asks_what_its_parts_ask(tmp_path: Path) -> None:
    """In one file with a column for the subject, or in a file for each; a score is k/n of all."""
    names = [name for name in TASKS if name.startswith("mmlu_")]
    rows: dict[str, list[Any]] = {}
    for name in names:
        for split, some in splits(name):
            rows.setdefault(split, []).extend(some)
    for split, all_rows in rows.items():
        write_rows(tmp_path, f"mmlu.{split}", all_rows)
    whole = loaded(OWN["mmlu"], tmp_path, 2)
    expected = [doc["texts"] for name in names for doc in TASKS[name]["shots"]["2"]]
    assert [texts(whole, i) for i in range(whole.n)] == expected
    assert (whole.protocol.averaging, whole.weight(0).denominator) == ("micro", whole.n)


@pytest.mark.parametrize("group", ["cmmlu", "ceval-valid", "mmlu_stem"])
def test_a_group_of_files(group: str, tmp_path: Path) -> None:
    made = OWN[group]
    assert made.shots_from is not None
    stem = "mmlu" if group.startswith("mmlu") else group
    part = {name for name in TASKS if name.startswith(f"{stem}_")}
    named = {source.names[0].rpartition(".")[0] for _, source in made.items.parts}
    kept = sorted(part & named)
    for name in kept:
        for split, rows in splits(name):
            write_rows(tmp_path, f"{name}.{split}", rows)

    def only(source: ItemSource) -> ItemSource:
        chosen = [p for p in source.parts if p[1].names[0].rpartition(".")[0] in kept]
        return replace(source, parts=tuple(sorted(chosen, key=lambda p: p[1].names)))

    made = replace(made, items=only(made.items), shots_from=only(made.shots_from))
    assert len(kept) == 2
    task = loaded(made, tmp_path, 2)
    expected = [doc["texts"] for name in kept for doc in TASKS[name]["shots"]["2"]]
    assert [texts(task, i) for i in range(task.n)] == expected


def test_the_number_of_items_is_the_registrys_where_the_split_is_its_own() -> None:
    """RACE: lm-eval scores one question of each article. Others: several splits are in use."""
    other = {
        made.task: (made.n, benchmarks()[made.task].n)
        for made in OWN.values()
        if made.n != benchmarks()[made.task].n
    }
    race = definition_of("race", "lm-eval")
    assert race is not None
    assert race.n == 1045
    assert other == {
        "copa": (100, None),
        "race_high": (1045, 3498),
        "ceval": (1346, None),
        "triviaqa": (17944, None),
    }


def test_what_is_left_out_is_known_and_not_defined() -> None:
    for task in left_out():
        assert task in benchmarks()
        assert definition_of(task, "lm-eval") is None
