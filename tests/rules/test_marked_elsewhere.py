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
