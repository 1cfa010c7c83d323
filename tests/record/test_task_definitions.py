"""Definitions in files of tasks: what they give, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cardkit.catalog import task_registry
from cardkit.catalog.definition import LAYOUT, Columns, ItemSource
from cardkit.catalog.definitions import definition_of, definitions_of
from cardkit.errors import ConfigError
from cardkit.record.json_schema import schema
from cardkit.record.task_files import use_task_file
from cardkit.source.source import read_source
from cardkit.source.yaml_document import read_yaml_document
from cardkit.source.yaml_nodes import to_data

GOOD = """\
schema_version: 1
kind: tasks
tasks:
  - {id: shopqa, name: ShopQA, metric: accuracy, n: 3, source: docs}
definitions:
  - task: shopqa
    harness: llm-foundry
    type: generation
    items:
      path: data/shop.jsonl
      sha256: ab00000000000000000000000000000000000000000000000000000000000000
    shots: 2
    prelimiter: "Q: "
    continuation_delimiter: "\\nA: "
    cot_delimiter: " #### "
    stop: ["\\n\\n"]
    has_categories: true
    source: docs
  - task: swag
    harness: lm-eval
    type: multiple_choice
    items: {hub: allenai/swag, split: validation, revision: main}
    columns: {query: startphrase, choices: ["{ending0}", "{ending1}"], gold: label}
    shots: 0
    shots_from: {hub: allenai/swag, split: train}
    exclude_own: true
    source: lm-eval 0.4.13, lm_eval/tasks/swag/swag.yaml
  - task: shopqa
    harness: lm-eval
    type: generation
    items: {path: shop.parquet}
    columns: {query: q, answer: a, aliases: more}
    shots: 0
    prompt: "About {topic}. "
    max_new_tokens: 32
    ignore_case: true
    source: docs
"""


@pytest.fixture(autouse=True)
def _fresh_registry():
    task_registry.reset()
    yield
    task_registry.reset()


def write(folder: Path, text: str, name: str = "shop.tasks.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_defines_how_tasks_are_asked(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    use_task_file(file)
    foundry, lm_eval = definitions_of("shopqa")
    assert foundry.items == ItemSource(
        path="data/shop.jsonl", folder=str(tmp_path), sha256="ab" + "0" * 62
    )
    assert (foundry.prelimiter, foundry.continuation_delimiter) == ("Q: ", "\nA: ")
    assert (foundry.example_delimiter, foundry.stop) == ("\n", ("\n\n",))
    assert (foundry.categories, foundry.macro) == (True, True)
    assert foundry.columns == LAYOUT["generation"]
    assert foundry.place == f"{file}:6"
    assert lm_eval.columns == Columns("q", answer="a", aliases="more")
    # lm-eval's defaults: two line breaks between examples, which also end a generation.
    assert (lm_eval.example_delimiter, lm_eval.stop) == ("\n\n", ("\n\n",))
    assert (lm_eval.max_new_tokens, lm_eval.ignore_case, lm_eval.macro) == (32, True, False)
    assert lm_eval.exclude_own is True
    swag = definition_of("swag", "lm-eval")
    assert swag is not None
    assert swag.shots_from == ItemSource(hub="allenai/swag", split="train")
    assert swag.columns.choices == ("{ending0}", "{ending1}")
    assert (swag.continuation_delimiter, swag.items.folder) == (" ", None)
    use_task_file(file)  # the same file twice is one


def test_the_documented_example_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "tasks.md").read_text("utf-8")
    example = page.partition("definitions:\n")[2].partition("```")[0]
    head = GOOD.partition("definitions:\n")[0] + "definitions:\n"
    use_task_file(write(tmp_path, head + example))
    assert [d.harness for d in definitions_of("shopqa")] == ["llm-foundry"]
    assert [d.harness for d in definitions_of("swag")] == ["lm-eval"]


def test_examples_of_another_split_hold_no_item_itself(tmp_path: Path) -> None:
    use_task_file(write(tmp_path, GOOD.replace("    exclude_own: true\n", "")))
    swag = definition_of("swag", "lm-eval")
    assert swag is not None
    assert swag.exclude_own is False


def test_the_schema_takes_what_is_read(tmp_path: Path) -> None:
    source = read_source(write(tmp_path, GOOD))
    data = to_data(read_yaml_document(source, max_bytes=10**6).root)
    assert list(Draft202012Validator(schema("tasks")).iter_errors(data)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("task: swag", "task: swagg", "line 19: `swagg` is no task of this file"),
        ("task: swag", "task: core", "line 19: `core` is no task of this file"),
        (
            "task: swag\n    harness: lm-eval",
            "task: swag\n    harness: llm-foundry",
            "`shots_from`",
        ),
        (
            "  - task: shopqa\n    harness: lm-eval",
            "  - task: shopqa\n    harness: llm-foundry",
            "",
        ),
        ("harness: llm-foundry", "harness: helm", "should be one of `llm-foundry`, `lm-eval`"),
        (
            "type: generation\n    items:\n",
            "type: quiz\n    items:\n",
            "`quiz`",
        ),
        (
            "path: data/shop.jsonl",
            "path: ../shop.jsonl",
            "no relative path of a .jsonl or .parquet",
        ),
        ("path: data/shop.jsonl", "path: /etc/passwd", "no relative path"),
        ("path: data/shop.jsonl", "path: shop.csv", "no relative path"),
        ("path: data/shop.jsonl", "hub: shop", "`shop` is no data set such as `owner/name`"),
        ("path: data/shop.jsonl", "path: a.jsonl\n      hub: a/b", "needs `path` / `hub`"),
        ("sha256: ab00", "sha256: abg0", "is no SHA-256"),
        ("revision: main", "revision: ../x", "cannot be a commit, tag or branch"),
        ("{ending0}", "{ending0", "`{` without its partner"),
        ("About {topic}", "About {topic|loud}", "`|loud` is none of"),
        ('stop: ["\\\\n\\\\n"]', 'stop: ["a.b"]', "read the stop `a.b` as a regular expression"),
        ('stop: ["\\\\n\\\\n"]', 'stop: [""]', "is empty"),
        ("shots: 2", "shots: -1", "should be at least 0"),
        ("    shots: 2\n", "", "`shots` is missing"),
        ("    source: docs\n  - task: swag", "  - task: swag", "`source` is missing"),
        ("columns: {query: q, answer: a,", "columns: {query: q,", "needs the column `answer`"),
        ("prelimiter: ", "continuation_delimeter: ", "unknown key"),
    ],
)
def test_a_wrong_definition_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    old, new = old.replace("\\\\", "\\"), new.replace("\\\\", "\\")
    assert old in GOOD
    with pytest.raises(ConfigError) as raised:
        use_task_file(write(tmp_path, GOOD.replace(old, new, 1)))
    error = raised.value
    assert said in error.message.en, error.message.en
    assert error.hint is not None
    assert "`{}`".format(tmp_path / "shop.tasks.yaml") in error.message.en
    assert definitions_of("shopqa") == ()


def test_what_is_defined_is_not_defined_anew(tmp_path: Path) -> None:
    head = "schema_version: 1\nkind: tasks\ndefinitions:\n"
    entry = (
        "  - {task: %s, harness: %s, type: multiple_choice, items: {path: a.jsonl}, shots: 0,"
        " source: s}\n"
    )
    with pytest.raises(ConfigError) as raised:
        use_task_file(write(tmp_path, head + entry % ("copa", "llm-foundry")))
    assert "how llm-foundry asks `copa` is already defined in cardkit itself" in str(raised.value)
    with pytest.raises(ConfigError) as raised:
        use_task_file(write(tmp_path, head + entry % ("copa", "lm-eval")))
    assert "how lm-eval asks `copa` is already defined in cardkit itself" in str(raised.value)
    first = write(tmp_path, head + entry % ("swag", "lm-eval"), "first.yaml")
    use_task_file(first)
    again = (entry % ("swag", "lm-eval")).replace("shots: 0", "shots: 5")
    other = write(tmp_path, head + again, "b.yaml")
    with pytest.raises(ConfigError) as raised:
        use_task_file(other)
    assert f"`{other}:4`: how lm-eval asks `swag` is already defined in `{first}:4`" in str(
        raised.value
    )
    found = definition_of("swag", "lm-eval")
    assert found is not None
    assert found.shots == 0
