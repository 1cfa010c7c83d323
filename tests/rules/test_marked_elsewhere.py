"""A marked score that the card states otherwise elsewhere: `model-index`, a table, a sentence."""

from __future__ import annotations

import pytest

from tests.evidence.conftest import folder, made, report, statement  # noqa: F401 - fixtures
from tests.rules.test_evidence_rules import LANGUAGES, found, today, written  # noqa: F401 - fixture

INDEX = """---
model-index:
- name: Tiny
  results:
  - task: {{type: text-generation}}
    dataset: {{type: copa, name: COPA}}
    metrics: [{{type: acc, value: {value}}}]
{more}---

"""
SOURCE = "    source: {name: Board, url: https://board.example.org}\n"


def with_index(path, value, more=""):
    text = path.read_text()
    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2].lstrip()
    path.write_text(INDEX.format(value=value, more=more) + text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", ["0.91", "91.0", "0.60"])
def test_the_model_index_says_another_score(folder, today, language, value):  # noqa: F811
    path = written(folder, language, today)
    with_index(path, value)
    ((code, level, message),) = found(path, today)
    assert (code, level) == ("EVD102", "error")
    assert "as 0.61, and here the card says" in message


@pytest.mark.parametrize("value", ["0.61", "61.0", "0.6120"])
def test_the_model_index_says_the_same(folder, today, value):  # noqa: F811
    path = written(folder, "en", today)
    with_index(path, value)
    assert found(path, today) == []


def test_another_source_may_say_otherwise_and_it_is_told(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    with_index(path, "0.91", SOURCE)
    ((code, level, _),) = found(path, today)
    assert (code, level) == ("EVD102", "warning")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("Tiny achieves 0.91 on COPA.", True),
        ("Tiny achieves 0.61 on COPA.", False),
        ("Others achieve 0.91 on COPA.", False),
        ("| Task | Shots | Score |\n| --- | --- | --- |\n| COPA | 0 | 0.91 |", True),
        ("| Task | Shots | Score |\n| --- | --- | --- |\n| COPA | 5 | 0.91 |", False),
        ("| Task | Shots | Score |\n| --- | --- | --- |\n| PIQA | 0 | 0.91 |", False),
    ],
)
def test_another_place_of_the_card(folder, today, more, said):  # noqa: F811
    path = written(folder, "en", today)
    path.write_text(path.read_text().replace("## Verification", f"{more}\n\n## Verification"))
    errors = [message for _, level, message in found(path, today) if level == "error"]
    assert len(errors) == said
    assert all("here the card says 0.91" in message for message in errors)


def test_a_table_that_does_not_state_the_shots_is_a_warning(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    table = "| Task | Score |\n| --- | --- |\n| COPA | 0.91 |"
    path.write_text(path.read_text().replace("## Verification", f"{table}\n\n## Verification"))
    levels = {level for code, level, _ in found(path, today) if code == "EVD102"}
    assert levels == {"warning"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("- **Layers**: 64", "64"),
        ("| Layers | Heads |\n| --- | --- |\n| 64 | 2 |", "64"),
        ("- **Layers**: 2", None),
        ("- **Layers**: about 3", None),
    ],
)
def test_a_verified_figure_that_is_stated_again(folder, today, more, said):  # noqa: F811
    path = written(folder, "en", today)
    text = path.read_text()
    at = text.index("## Evaluation")
    path.write_text(f"{text[:at]}{more}\n\n{text[at:]}")
    errors = [message for _, level, message in found(path, today) if level == "error"]
    assert len(errors) == bool(said)
    assert all(f"here the card says {said}" in message for message in errors)


@pytest.mark.parametrize("value", ["0.61", "0.91"])
def test_the_hub_s_own_file_of_results(folder, today, value):  # noqa: F811
    path = written(folder, "en", today)
    results = folder / ".eval_results" / "copa.yaml"
    results.parent.mkdir()
    results.write_text(f"- dataset: {{id: super_glue, task_id: copa}}\n  value: {value}\n")
    errors = [message for _, level, message in found(path, today) if level == "error"]
    assert len(errors) == (value == "0.91")
    assert all(".eval_results/copa.yaml, line" in message for message in errors)
