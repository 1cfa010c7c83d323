"""Row 12 of the attack table: marks dressed otherwise, and ticks that mean other things."""

from __future__ import annotations

from datetime import date

import pytest

from tests.evidence.conftest import folder, made, report, statement  # noqa: F401 - fixtures
from tests.rules.helpers import reading
from tests.rules.test_evidence_rules import LANGUAGES, found, today, written  # noqa: F401 - fixture

HEADS = {
    "en": "| Claim | Claimed | Verification |",
    "zh": "| 声明 | 卡片所述 | 核实 |",
}


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def errors(path, day):
    return [message for _, level, message in found(path, day) if level == "error"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_head_over_the_figures_frees_no_mark(folder, today, language):  # noqa: F811
    path = written(folder, language, today)
    assert HEADS[language] in path.read_text()
    edit(path, HEADS[language], "| Item | Stated | Seal |")
    assert found(path, today) == []  # they hold, whatever stands above them
    edit(path, {"en": "| layers | 2 |", "zh": "| 层数 | 2 |"}[language], "| layers | 3 |")
    (message,) = errors(path, today)
    assert "is said of 3, and the card claims 2" in message


def test_a_tick_under_another_head_is_the_card_s_own(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    edit(path, HEADS["en"], "| Item | Stated | Seal |")
    text = path.read_text()
    old = next(row for row in text.splitlines() if row.startswith("| hidden size |"))
    path.write_text(text.replace(old, "| hidden size | 17 | ✅ |"))
    (message,) = errors(path, today)
    assert "the evidence contradicts it" in message


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("Verified", "✅"),
        ("Verified?", "yes"),
        ("已核实", "✅"),
        ("是否已核验", "是"),
        ("Seal", "✅ verified"),
        ("Seal", "✅ 已核验"),
    ],
)
def test_a_second_table_frees_no_mark(folder, today, head, cell, language):  # noqa: F811
    path = written(folder, language, today)
    table = f"| Task | {head} |\n| --- | --- |\n| COPA | {cell} |\n"
    path.write_text(path.read_text() + f"\n## More\n\n{table}")
    (message,) = errors(path, today)
    assert "by the evidence it is only consistent" in message


def test_a_second_table_may_say_what_holds(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    table = "| Fact | Verified |\n| --- | --- |\n| layers | ✅ |\n| Flash attention | ✅ |\n"
    path.write_text(path.read_text() + f"\n## More\n\n{table}")
    assert found(path, today) == []


@pytest.mark.parametrize(
    "cell",
    [
        "0.61 ✅ verified",
        "0.61 (verified)",
        "✅ 0.61",
        "0.61 已核实",
        "**0.61** ✅",
        "verified: 0.61",
    ],
)
def test_a_mark_within_the_cell_of_a_score(folder, today, cell):  # noqa: F811
    path = written(folder, "en", today)
    edit(path, "| 0.61 | ≈ consistent, n = 90 of 100, detects ≥ 10.0 points |", f"| {cell} | — |")
    assert errors(path, today)


def test_a_column_that_is_headed_verified(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    edit(path, "| Score |", "| Score (verified) |")
    assert any("only consistent" in message for message in errors(path, today))


CARD = """# X-1

## Evaluation

{table}
"""


def alone(tmp_path, table):
    card = tmp_path / "README.md"
    card.write_text(CARD.format(table=table))
    return found(card, date(2026, 1, 1))


@pytest.mark.parametrize(
    "table",
    [
        "| Task | Score | Verified |\n| --- | --- | --- |\n| COPA | 0.61 | ✅ |",
        "| 任务 | 得分 | 已验证 |\n| --- | --- | --- |\n| COPA | 0.61 | ✅ |",
        "| Task | Score |\n| --- | --- |\n| COPA | 0.61 ✅ verified |",
        "| Task | Score |\n| --- | --- |\n| COPA | 61.0%（已核实） |",
        "| Task | Score (verified) |\n| --- | --- |\n| COPA | 0.61 |",
        "| Task | Score | Seal |\n| --- | --- | --- |\n| COPA | 0.61 | ✔️ verified |",
        "| Task | Score |\n| --- | --- |\n| COPA | 0.61 |\n\n"
        "| Task | Verified |\n| --- | --- |\n| COPA | ✔ |",
        "| Model | COPA |\n| --- | --- |\n| X-1 | 0.61 (verified) |",
        "<table><tr><th>Task</th><th>Score</th><th>Verified</th></tr>"
        "<tr><td>COPA</td><td>0.61</td><td>✅</td></tr></table>",
    ],
)
def test_a_score_said_to_be_verified_without_evidence(tmp_path, table):
    ((code, level, message),) = alone(tmp_path, table)
    assert (code, level) == ("EVD101", "error")
    assert "there is no evidence beside it" in message


@pytest.mark.parametrize(
    "table",
    [
        "| Feature | Supported |\n| --- | --- |\n| FlashAttention | ✅ |\n| GGUF | ✅ verified |",
        "| Hardware | Cards | Status |\n| --- | --- | --- |\n| Atlas 800I A2 | 8 | ✅ 已验证 |",
        "| Framework | Version | 已验证 |\n| --- | --- | --- |\n| vLLM | 0.6 | ✅ |",
        "| Model | SWE-bench Verified |\n| --- | --- |\n| X-1 | 45.2 |\n| Y | 40.1 |",
        "| Task | Score |\n| --- | --- |\n| SWE-bench Verified | 45.2 |\n| COPA | 0.61 |",
        "| Task | Score | Not verified |\n| --- | --- | --- |\n| COPA | 0.61 | ✅ |",
        "| Task | Score | Notes |\n| --- | --- | --- |\n| COPA | 0.61 | verified answers only |",
        "| Task | Score | Open |\n| --- | --- | --- |\n| COPA | 0.61 | ✅ |",
        "| Task | Score | Notes |\n| --- | --- | --- |\n| COPA | 0.61 | unverified |",
        "| 任务 | 得分 | 说明 |\n| --- | --- | --- |\n| COPA | 0.61 | 未经核实 |",
        "| Task | Score ✅ |\n| --- | --- |\n| COPA | 0.61 |",
        "| Data | Share |\n| --- | --- |\n| Labels | 98.2% verified |\n| Links | 12.5% 已核实 |",
    ],
)
def test_ticks_that_mean_other_things(tmp_path, table):
    assert alone(tmp_path, table) == []


def test_tables_of_ticks_are_read_in_linear_time():
    import time

    def cost(rows):
        table = "| Task | Score | Verified |\n| --- | --- | --- |\n"
        text = table + "".join(f"| COPA{i} | 0.61 | ✅ |\n" for i in range(rows))
        start = time.process_time()
        assert len(reading(CARD.format(table=text)).marks) in (0, rows)
        return time.process_time() - start

    cost(50)
    assert cost(1600) < 6 * cost(400) + 0.2


@pytest.mark.parametrize("column", ["Metric", "Shots", "Split", "Notes"])
def test_a_mark_in_the_cell_of_another_fact_is_one(folder, today, column):  # noqa: F811
    path = written(folder, "en", today)
    table = f"| Task | {column} | Score |\n| --- | --- | --- |\n| PIQA | ✅ verified | 0.7 |\n"
    path.write_text(path.read_text().replace("## Verification", f"{table}\n## Verification"))
    (message,) = errors(path, today)
    assert "does not verify it" in message


@pytest.mark.parametrize(
    "item",
    [
        "- **Layers**: 3 ✅ verified",
        "- **Layers**: 2 layers ✅",
        "- **COPA**: 0.61 ✅ verified",
        "- COPA: 0.91 (verified)",
        "- Layers: ✅ verified, all 3 items",
    ],
)
def test_a_mark_in_a_list(folder, today, item):  # noqa: F811
    path = written(folder, "en", today)
    path.write_text(path.read_text() + f"\n## More\n\n{item}\n")
    assert errors(path, today)


def test_a_number_of_its_own_is_no_claim_of_the_card(folder, today):  # noqa: F811
    """The mark of the score of that name does not bear another number out."""
    path = written(folder, "en", today)
    table = "| Fact | Value |\n| --- | --- |\n| layers | 64 ✅ verified |\n"
    path.write_text(path.read_text() + f"\n## More\n\n{table}")
    assert errors(path, today)


@pytest.mark.parametrize(
    "cell", ["✅ checked", "✅ v\u0435rified", ":white_check_mark: proven", "√"]
)
def test_a_tick_with_other_words_is_a_tick(folder, today, cell):  # noqa: F811
    path = written(folder, "en", today)
    rows = path.read_text().replace("| Score | Verification |", "| Score | Status |").splitlines()
    at = next(i for i, row in enumerate(rows) if row.startswith("| COPA"))
    rows[at] = "|".join([*rows[at].split("|")[:-2], f" {cell} ", ""])
    path.write_text("\n".join(rows))
    assert any("only consistent" in message for message in errors(path, today))


@pytest.mark.parametrize(
    "text",
    [
        "- **Flash attention**: ✅\n- **License**: Apache-2.0 ✅\n- **GPUs**: 8 ✅",
        "- Verified: the training data\n- SWE-bench Verified: 45.2",
    ],
)
def test_lists_of_features_are_no_marks(tmp_path, text):
    assert alone(tmp_path, text) == []


def test_a_tick_in_the_head_of_the_scores(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    edit(path, "| Score |", "| Score ✅ |")
    assert any("only consistent" in message for message in errors(path, today))
