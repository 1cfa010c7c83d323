"""How tasks are asked: the shipped definitions, and texts made of a row's columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.catalog.columns import BadTemplate, NoText, NoValue, template, text_at, value_at
from cardkit.catalog.definition import LAYOUT
from cardkit.catalog.definition_tables import shipped_definitions
from cardkit.catalog.definitions import definition_of, definitions_of
from cardkit.catalog.harness_names import harness_of
from cardkit.catalog.tasks import suite_tasks

SHARED = Path(__file__).parents[3] / "shared"
if not SHARED.is_dir():
    SHARED = Path(__file__).parents[4] / "shared"
TYPES = {
    "multiple choice": "multiple_choice",
    "schema": "schema",
    "language modeling": "language_modeling",
    "question answering": "generation",
}


def test_all_tasks_of_the_suite_are_defined() -> None:
    tasks = suite_tasks("dclm")
    found = [d for d in shipped_definitions().values() if d.harness == "llm-foundry"]
    assert [d.task for d in found] == list(tasks)
    for definition in found:
        task = tasks[definition.task]
        assert definition.type == TYPES[task.type or ""], task.id
        assert definition.shots == task.shots, task.id
        assert definition.macro == (task.averaging == "macro"), task.id
        assert bool(definition.cot_delimiter) == task.cot, task.id
        assert definition.columns == LAYOUT[definition.type]
        assert definition.max_seq_len == 2048
        assert definition.example_delimiter == "\n"


def test_delimiters_are_read_with_their_line_breaks_and_blanks() -> None:
    gsm8k = definition_of("gsm8k_cot", "llm-foundry")
    assert gsm8k is not None
    assert gsm8k.prelimiter == "Q: "
    assert gsm8k.continuation_delimiter == "\nA: Let's think step by step. "
    assert gsm8k.cot_delimiter == " #### "
    assert gsm8k.stop == ("\n\n", "Q:", "Q: ")
    zero, few = (definition_of(f"mmlu_{kind}shot", "llm-foundry") for kind in ("zero", "few"))
    assert zero is not None
    assert few is not None
    assert (zero.continuation_delimiter, few.continuation_delimiter) == ("Answer: ", "\nAnswer: ")
    copa = definition_of("copa", "llm-foundry")
    assert copa is not None
    assert copa.continuation_delimiter == " "
    assert definition_of("nowhere", "llm-foundry") is None
    assert definitions_of("nowhere") == ()


@pytest.mark.reference
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared (reference material) is absent")
def test_the_definitions_are_the_suites() -> None:
    import yaml

    text = (SHARED / "data/dclm/heavy.yaml").read_text("utf-8")
    suite = yaml.safe_load(text)
    stated = {task["label"]: task for task in suite["icl_tasks"]}
    ours = {d.task: d for d in shipped_definitions().values() if d.harness == "llm-foundry"}
    assert set(ours) == set(stated)
    for id_, task in stated.items():
        definition = ours[id_]
        kind = task["icl_task_type"].replace("generation_task_with_answers", "generation")
        assert {
            "type": kind,
            "shots": task["num_fewshot"],
            "file": task["dataset_uri"],
            "prelimiter": task.get("question_prelimiter", ""),
            "continuation": task.get("continuation_delimiter", " "),
            "cot": task.get("cot_delimiter", ""),
            "stop": task.get("early_stopping_criteria", []),
            "categories": task.get("has_categories", False),
        } == {
            "type": definition.type,
            "shots": [definition.shots],
            "file": definition.items.path,
            "prelimiter": definition.prelimiter,
            "continuation": definition.continuation_delimiter,
            "cot": definition.cot_delimiter,
            "stop": list(definition.stop),
            "categories": definition.categories,
        }, id_
        assert definition.max_seq_len == suite["max_seq_len"]
        known = {
            "label",
            "dataset_uri",
            "num_fewshot",
            "icl_task_type",
            "continuation_delimiter",
            "question_prelimiter",
            "cot_delimiter",
            "early_stopping_criteria",
            "has_categories",
        }
        assert set(task) <= known, id_


ROW = {"a": "x", "n": 3, "deep": {"b": ["y", "z"]}, "with.dot": "w", "t": True, "none": None}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{a}", "x"),
        ("{a}{n}-{deep.b.1}", "x3-z"),
        ("{with.dot}", "w"),
        ("{{{a}}}", "{x}"),
        ("{{}}", "{}"),
        ("no column", "no column"),
        ("", ""),
    ],
)
def test_a_text_with_columns(text: str, filled: str) -> None:
    assert template(text).fill(ROW) == filled


@pytest.mark.parametrize(
    ("change", "said", "made"),
    [
        ("strip", " a_b ", "a_b"),
        ("lstrip", " a ", "a "),
        ("rstrip", " a ", " a"),
        ("words", "a_b", "a b"),
        ("lower_first", "The A", "the A"),
        ("strip|words|lower_first", " A_b ", "a b"),
    ],
)
def test_changes(change: str, said: str, made: str) -> None:
    assert template(f"{{c|{change}}}").fill({"c": said}) == made


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "`{` without its partner"),
        ("a}", "`}` without its partner"),
        ("{a}}", "`}` without its partner"),
        ("{}", "`{` without its partner"),
        ("{ }", "braces without a name"),
        ("{|strip}", "braces without a name"),
        ("{a|upper}", "`|upper` is none of strip"),
        ("{a{b}}", "`{` without its partner"),
        ("x" * 20_001, "longer than 20000"),
    ],
)
def test_a_text_that_is_no_template(text: str, problem: str) -> None:
    with pytest.raises(BadTemplate, match=problem.replace("|", r"\|").replace("{", r"\{")):
        template(text)


@pytest.mark.parametrize(
    "name", ["b", "a.b", "deep.c", "deep.b.2", "deep.b.x", "none", "deep.b.-1"]
)
def test_a_row_without_the_column(name: str) -> None:
    with pytest.raises(NoValue) as raised:
        value_at(ROW, name)
    assert raised.value.name == name


@pytest.mark.parametrize("column", ["n", "deep", "{t}", "{deep}"])
def test_a_column_that_is_no_text(column: str) -> None:
    with pytest.raises(NoText):
        text_at(ROW, column)


@given(st.text(max_size=60))
def test_any_text_is_a_template_or_is_refused(text: str) -> None:
    try:
        made = template(text)
    except BadTemplate:
        return
    if not any(not isinstance(piece, str) for piece in made.pieces):
        assert made.fill({}) == text.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize(
    ("name", "harness"),
    [
        ("llm-foundry", "llm-foundry"),
        ("LLM Foundry", "llm-foundry"),
        ("https://github.com/mosaicml/llm-foundry", "llm-foundry"),
        ("Mosaic Eval Gauntlet", "llm-foundry"),
        ("lm-eval", "lm-eval"),
        ("lm_eval 0.4.3", "lm-eval"),
        ("lm-evaluation-harness", "lm-eval"),
        ("LM Evaluation Harness", "lm-eval"),
        ("EleutherAI's Language Model Evaluation Harness", "lm-eval"),
        ("EleutherAI eval harness", "lm-eval"),
        ("lm-eval-harness", "lm-eval"),
        ("bigcode-evaluation-harness", None),
        ("OpenCompass", None),
        ("lighteval", None),
        ("vlmevalkit", None),
        ("llm-eval", None),
        ("", None),
        ("x" * 10_000 + "lm-eval", None),
    ],
)
def test_which_harness_a_name_means(name: str, harness: str | None) -> None:
    assert harness_of(name) == harness
