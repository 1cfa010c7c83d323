"""Files of data sets in the folder of --data, rows that do not fit, and lm-eval's filters."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.catalog.definition import Definition
from cardkit.catalog.definitions import definition_of
from cardkit.verify.protocol.fields import read_item
from cardkit.verify.protocol.filters import filtered, without
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Protocol, metrics_of
from cardkit.verify.protocol.read import read_items
from cardkit.verify.protocol.reshaping import without_marks
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.test_hub_datasets import Start, start
from tests.verify.protocol.toy import write

__all__ = ["start"]
PIQA = {"goal": "open a tin", "sol1": "with a key", "sol2": "with a song", "label": 0}
FOUNDRY = {"query": "Question: open a tin", "choices": ["key", "song"], "gold": 0}


def made(task: str) -> Definition:
    found = definition_of(task, "lm-eval")
    assert found is not None
    return found


def load(folder: Path | None, task: str = "piqa", shots: int = 0, n: int | None = None) -> ItemSet:
    definition = made(task)
    protocol = Protocol(definition, metrics_of(definition)[0], shots, 4096, n_known=n)
    return read_items(protocol, folder)


def refused(folder: Path | None, *given: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(Problem) as raised:
        load(folder, *given, **more)
    remark = raised.value.remark
    assert any("\u4e00" <= c <= "\u9fff" for c in remark.message.zh)
    return remark.kind, remark.message.en


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize("name", ["piqa.jsonl", "piqa.validation.jsonl"])
def test_a_file_of_the_data_set_is_found_by_the_tasks_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, lines(PIQA, PIQA))
    found = load(tmp_path)
    assert (found.name, found.n, found.files[0].name) == (name, 2, name)
    assert found.items[0].query == "Question: open a tin\nAnswer:"


def test_the_name_with_the_split_comes_first(tmp_path: Path) -> None:
    """So a folder may hold a file of llm-foundry's of the same name."""
    write(tmp_path, "piqa.jsonl", lines(FOUNDRY))
    write(tmp_path, "piqa.validation.jsonl", lines(PIQA))
    assert load(tmp_path).name == "piqa.validation.jsonl"


def test_a_file_of_llm_foundrys_is_not_taken_for_one(tmp_path: Path) -> None:
    write(tmp_path, "piqa.jsonl", lines(FOUNDRY))
    kind, said = refused(tmp_path)
    assert kind == "items-other-layout"
    assert said == (
        "piqa.jsonl:1: this is a file of llm-foundry's; lm-eval's `piqa` is read from the columns"
        " of baber/piqa (piqa.validation.jsonl / piqa.jsonl)"
    )


@pytest.mark.parametrize(
    ("task", "row"),
    [
        ("winogrande", {"context_options": ["a", "b"], "continuation": "c", "gold": 0}),
        ("lambada", {"context": "a", "continuation": "b"}),
        ("gsm8k", {"context": "a", "answer": "1", "chain_of_thought": "b"}),
        ("triviaqa", {"context": "a", "answer": "b", "aliases": ["c"]}),
        ("mmlu", {"query": "a", "choices": ["b", "c"], "gold": 0, "category": "x"}),
        ("boolq", {"query": "a", "choices": ["b", "c"], "gold": 0}),
    ],
)
def test_every_layout_of_llm_foundrys_is_told(tmp_path: Path, task: str, row: object) -> None:
    name = made(task).items.names[-1]
    write(tmp_path, f"{name}.jsonl", lines(row))
    assert refused(tmp_path, task)[0] == "items-other-layout"


def test_the_other_way_round_the_columns_are_named(tmp_path: Path) -> None:
    definition = definition_of("piqa", "llm-foundry")
    assert definition is not None
    write(tmp_path, "piqa.jsonl", lines(PIQA))
    with pytest.raises(Problem) as raised:
        read_items(Protocol(definition, "acc_mean_token", 0, 4096), tmp_path)
    assert "no `choices` (it has: goal, sol1, sol2, label)" in raised.value.remark.message.en


def test_two_endings_of_one_name_are_too_many(tmp_path: Path) -> None:
    write(tmp_path, "piqa.jsonl", lines(PIQA))
    write(tmp_path, "piqa.parquet", b"PAR1")
    kind, said = refused(tmp_path)
    assert (kind, said) == (
        "items-ambiguous",
        "`piqa` lies there twice: piqa.jsonl, piqa.parquet; keep one of them",
    )


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere")[0] == "items-missing"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "data"
    inside.mkdir()
    (inside / "piqa.jsonl").symlink_to(write(tmp_path, "secret.jsonl", lines(PIQA)))
    assert refused(inside)[0] == "link-outside"


def test_another_number_of_items_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "piqa.jsonl", lines(PIQA))
    assert refused(tmp_path, n=1838)[0] == "items-count"


def test_examples_have_a_file_of_their_own(tmp_path: Path, start: Start) -> None:
    """What is not there is fetched; where that fails, the file that would do is named."""
    write(tmp_path, "piqa.jsonl", lines(PIQA))
    hub = start()
    kind, said = refused(tmp_path, shots=1)
    assert kind.startswith("hub-")
    assert said.endswith("put it into the folder of --data as `piqa.train.jsonl` (docs/tasks.md)")
    assert hub.asked
    other = {**PIQA, "goal": "boil an egg"}
    write(tmp_path, "piqa.train.jsonl", lines(other, PIQA))
    pool = load(tmp_path, shots=1).pool
    assert pool is not None
    assert (pool.name, pool.n) == ("piqa.train.jsonl", 2)


def test_parts_are_read_one_after_the_other(tmp_path: Path, start: Start) -> None:
    """All 52 of C-Eval's; where one is missing, it is named."""
    start()
    row = {"question": "q", "A": "1", "B": "2", "C": "3", "D": "4", "answer": "B"}
    parts = made("ceval").items.parts
    assert len(parts) == 52
    for _, source in parts:
        write(tmp_path, f"{source.names[0]}.jsonl", lines(row))
    found = load(tmp_path, "ceval")
    assert (found.n, len(found.files)) == (52, 52)
    first, last = parts[0][1].names[0], parts[-1][1].names[0]
    assert found.name == f"{first}.jsonl ... {last}.jsonl"
    assert {item.category for item in found.items} == {subject for subject, _ in parts}
    assert found.items[0].prompt == (
        f"以下是中国关于{parts[0][0]}的单项选择题，请选出其中的正确答案。\n\n"
    )
    (tmp_path / f"{last}.jsonl").unlink()
    assert f"`{last}.jsonl`" in refused(tmp_path, "ceval")[1]


def race(problems: str) -> dict[str, str]:
    return {"article": "a", "problems": problems}


@pytest.mark.parametrize(
    ("task", "row", "kind"),
    [
        ("hellaswag", {"ctx_a": "a", "ctx_b": "b"}, "field-missing"),
        (
            "hellaswag",
            {"activity_label": "x", "ctx_a": "a", "ctx_b": 3, "endings": []},
            "field-not-text",
        ),
        (
            "hellaswag",
            {
                "activity_label": "x",
                "ctx_a": "a",
                "ctx_b": "b",
                "endings": ["[x]", "y"],
                "label": "0",
            },
            "choice-empty",
        ),
        (
            "hellaswag",
            {"activity_label": "x", "ctx_a": "a", "ctx_b": "b", "endings": ["x", "y"], "label": ""},
            "gold-outside",
        ),
        (
            "winogrande",
            {"sentence": "no blank", "option1": "a", "option2": "b", "answer": "1"},
            "blank-missing",
        ),
        (
            "winogrande",
            {"sentence": "a _ b", "option1": "a", "option2": "b", "answer": ""},
            "gold-outside",
        ),
        (
            "winogrande",
            {"sentence": "ends in _", "option1": "a", "option2": "b", "answer": "1"},
            "answer-empty",
        ),
        (
            "copa",
            {"premise": "a", "choice1": "b", "choice2": "c", "question": "why", "label": 0},
            "field-unknown",
        ),
        (
            "copa",
            {"premise": "a", "choice1": "", "choice2": "c", "question": "cause", "label": 0},
            "choice-empty",
        ),
        ("race", race("[" * 5000), "problems-unreadable"),
        ("race", race("__import__('os').getpid()"), "problems-unreadable"),
        ("race", race("[]"), "problems-unreadable"),
        ("race", race("-" * 100_000 + "1"), "problems-unreadable"),
        (
            "race",
            race("[{'question': 'q', 'answer': 'AB', 'options': ['a'] * 4}]"),
            "problems-unreadable",
        ),
        (
            "race",
            race("[{'question': 'q', 'answer': 'E', 'options': ['a', 'b', 'c', 'd']}]"),
            "problems-unreadable",
        ),
        (
            "race",
            race("[{'question': 'q', 'answer': 'A', 'options': ['a', 'b', 'c']}]"),
            "problems-unreadable",
        ),
        ("race", race("[{[]: 1}]"), "problems-unreadable"),
        (
            "arc_easy",
            {
                "question": "q",
                "choices": {"text": ["a", "b"], "label": ["A", "B"]},
                "answerKey": "C",
            },
            "gold-outside",
        ),
        ("truthfulqa_mc1", {"question": "q", "mc1_targets": {"choices": []}}, "choices-empty"),
        ("triviaqa", {"question": "q", "answer": {"aliases": []}}, "answer-empty"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(task: str, row: dict[str, Any], kind: str) -> None:
    with pytest.raises(Problem) as raised:
        read_item(made(task), row, 1, "x.jsonl:1")
    assert raised.value.remark.kind == kind
    assert "x.jsonl:1" in raised.value.remark.message.en


@given(st.text("[]ab \n.title"))
def test_marks_go_as_lm_evals_expressions_take_them(text: str) -> None:
    expected = re.sub(r"\[.*?\]", "", text.strip().replace(" [title]", ". ")).replace("  ", " ")
    assert without_marks(text) == expected


@given(st.text("0123456789$.,-# \nax"))
def test_numbers_are_found_as_lm_evals_expressions_find_them(text: str) -> None:
    strict = re.findall(r"#### (\-?[0-9\.\,]+)", text)
    assert filtered(text, "strict-match") == (strict[0] if strict else "[invalid]")
    pairs = re.findall(r"(-?[$0-9.,]{2,})|(-?[0-9]+)", text)
    last = next(m for m in pairs[-1] if m) if pairs else "[invalid]"
    assert filtered(text, "flexible-extract") == last
    plain = text
    for pattern in (",", r"\$", r"(?s).*#### ", r"\.$"):
        plain = re.sub(pattern, "", plain)
    assert without(text, ("number-marks",)) == plain


def test_hostile_length_costs_no_more_than_its_length() -> None:
    """Each rule goes over a text once, whatever it holds."""
    begun = time.process_time()
    without_marks("[" * 2_000_000)
    for text in ("#### " * 400_000, "#" * 2_000_000, "-" * 2_000_000, "a" * 2_000_000):
        without(text, ("number-marks", "articles"))
        filtered(text, "strict-match")
        filtered(text, "flexible-extract")
    assert time.process_time() - begun < 20


def test_a_parquet_file_of_the_data_set(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    arrow = pytest.importorskip("pyarrow")
    rows = [{"question": "Who?", "answer": {"aliases": ["Ann", "A."], "value": "Ann"}}]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "triviaqa.validation.parquet")
    found = load(tmp_path, "triviaqa")
    assert (found.items[0].query, found.items[0].answers) == (
        "Question: Who??\nAnswer:",
        ("Ann", "A."),
    )
