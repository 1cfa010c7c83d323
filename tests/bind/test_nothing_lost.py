"""What a card says is in the record or listed: tables, links, line breaks, score blocks."""

from __future__ import annotations

import time

import pytest

from cardkit.bind.lookup import number_of
from cardkit.record.writer import dump_record
from cardkit.render.view import view
from cardkit.source.blocks import Table, walk
from tests.bind.helpers import FIXTURES, SHARED, left, read

CATEGORIES = (
    "| Capability | Dataset | | Oak-7B | Elm-7B | Ash |\n|---|---|---|---|---|---|\n"
    "| QA | C-Eval | 5-shot | 63.5 | 54.7 | 58.1 |\n"
    "| | CMMLU | 5-shot | 66.2 | 59.1 | 62.0 |\n"
    "| English | Unheard-Of | 0-shot | 61.2 | 55.1 | 59.2 |\n"
    "| | MMLU | 5-shot | 60 | - | 50 |"
)
SHOTS = (
    "| Model | MMLU | GSM8K | HumanEval |\n|---|---|---|---|\n| | 5-shot | 8 shot | 零样本 |\n"
    "| Elm | 50 | 3 | 1 |\n| **Oak-7B** | 60 | 4 | 2 |"
)
FACT_ROWS = (
    "| Datasets | Elm | Oak-7B |\n|---|---|---|\n| Architecture | MoE | Dense |\n"
    "|#Activated Params | 12B | 14B |\n| _**English**_ | | |\n| MMLU | 71.4 | 76.8 |"
)
HARNESS = (
    "|Task|Version|Metric|Value| |Stderr|\n|---|---|---|---|---|---|\n"
    "|arc_challenge|17|acc|0.4300|±|0.0145|\n| | 18 |acc_norm|0.4700|±|0.0146|"
)
ONE_ROW = "| MMLU | GSM8K |\n|---|---|\n| 63.7 | 2.5 |"
CALIBRATION = "| Model | MMLU | Batch Size |\n|---|---|---|\n| Elm | 1 | 44 |\n| Ash | 2 | 45 |"
TABLES = (CATEGORIES, SHOTS, FACT_ROWS, HARNESS, ONE_ROW, CALIBRATION)


def card(table: str, heading: str = "## Evaluation\n\n") -> str:
    return f"# Oak-7B\n\n{heading}{table}\n"


def lost_numbers(reading) -> list[str]:
    """Numeric cells of tables that neither a fact nor a listed text holds."""
    text = reading.document.text
    held = set(reading.spans.values())
    kept = [entry.text for entry in reading.unrecognised]
    record = reading.record
    prose = [other.text for other in record.other_sections]
    prose += [record.training.intro, record.training.notes] if record.training else []
    errors = [e.uncertainty.value for e in record.evaluations if e.uncertainty]
    kept += [error.printed for error in errors if error is not None]
    kept += [str(count) for e in record.evaluations for count in (e.n, e.shots)]
    prose += [step.text for snippet in record.usage for step in snippet.steps]
    kept += [said for one in prose if one for said in (one.en, one.zh) if said]
    lost = []
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            if not isinstance(block, Table) or _is_kept(text, block.span, kept):
                continue
            for row in block.rows:
                for cell in row.cells:
                    said = number_of(cell.text) is not None and cell.content.span not in held
                    if said and not any(cell.text in one for one in kept):
                        lost.append(cell.text)
    return lost


def _is_kept(text: str, span, kept: list[str]) -> bool:
    return any(text[span.start : span.end].strip() in one for one in kept)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "heading", ["## Evaluation\n\n", "## Comparison\n\n", "", "## Oddities\n\n"]
)
def test_no_number_of_a_table_is_lost(table, heading):
    assert lost_numbers(read(card(table, heading))) == []


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.md")), ids=lambda path: path.name)
def test_no_number_of_a_fixture_is_lost(path):
    assert lost_numbers(read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.reference
def test_no_number_of_a_real_card_is_lost():
    if not SHARED.is_dir():
        pytest.skip("the shared reference folder is absent")
    folders = [SHARED / "data" / "bilingual", SHARED / "data" / "cards" / "hf-readme"]
    paths = [path for folder in folders for path in folder.rglob("*.md")]
    readings = [read(path.read_bytes().decode("utf-8", "replace")) for path in paths]
    assert [lost_numbers(reading) for reading in readings if lost_numbers(reading)] == []


def test_a_column_of_categories_is_no_column_of_tasks():
    reading = read(card(CATEGORIES))
    stated = [(e.task, e.shots, e.score.printed) for e in reading.record.evaluations]
    assert stated == [
        ("ceval", 5, "63.5"),
        ("cmmlu", 5, "66.2"),
        (None, None, "61.2"),
        ("mmlu", 5, "60"),
    ]
    assert len(reading.comparison.columns) == 4
    assert left(reading) == [("field", "Capability: QA |  | English | ")]


def test_rows_without_scores_are_listed():
    texts = [text for _, text in left(read(card(FACT_ROWS)))]
    assert texts == [
        "| Architecture | MoE | Dense |",
        "|#Activated Params | 12B | 14B |",
        "| _**English**_ | | |",
    ]


def test_a_row_of_shots_under_the_header():
    reading = read(card(SHOTS))
    assert [e.shots for e in reading.record.evaluations] == [5, 8, 0]
    assert [column.shots for column in reading.comparison.columns] == [5, 8, 0]
    assert left(reading) == []


@pytest.mark.parametrize("setting", ["few-shot", "5-shot CoT", "acc"])
def test_a_setting_that_is_more_than_shots_is_listed(setting):
    table = SHOTS.replace("5-shot", setting)
    assert left(read(card(table))) == [("field", f"| | {setting} | 8 shot | 零样本 |")]


def test_a_heading_and_a_row_that_disagree():
    reading = read(card(SHOTS.replace("| MMLU |", "| MMLU (0-shot) |")))
    assert reading.comparison.columns[0].shots == 0
    assert [kind for kind, _ in left(reading)] == ["field"]


def test_tables_before_any_heading_of_scores():
    table = "| Task | Score |\n|---|---|\n| MMLU | 63.7 |\n| PIQA | 80 |"
    assert [e.task for e in read(card(table, "")).record.evaluations] == ["mmlu", "piqa"]
    models = "| Model | MMLU |\n|---|---|\n| Elm | 63.7 |\n| Oak-7B | 80 |"
    reading = read(card(models, ""))
    assert [e.score.printed for e in reading.record.evaluations] == ["80"]
    assert len(reading.comparison.groups[0].rows) == 2


@pytest.mark.parametrize(
    "table",
    [
        "| Task | Score |\n|---|---|\n| Clean the house | 63.7 |",
        "| Model | Votes |\n|---|---|\n| Elm | 63.7 |\n| Oak-7B | 80 |",
        "| Name | MMLU |\n|---|---|\n| Elm | 63.7 |\n| Oak-7B | 80 |",
    ],
)
def test_other_tables_without_a_heading_are_left(table):
    reading = read(card(table, ""))
    assert reading.record.evaluations == ()
    assert reading.comparison is None
    assert left(reading) == [("table", table)]


def test_a_score_block_is_kept_whole():
    block = "model-index:\n- name: Oak\n  results:\n  - task:\n      type: qa\n    metrics: [1, 2]"
    reading = read(f"---\nlicense: mit\n{block}\ntags: [a]\n---\n# Oak\n")
    assert left(reading) == []
    (model,) = reading.record.metadata.model_index
    assert (model.name, model.results[0].task.type) == ("Oak", "qa")
    assert model.results[0].other == {"metrics": [1, 2]}  # no shape of the format


def test_a_key_that_stands_twice_in_a_score_block_is_listed():
    block = "model-index:\n- name: Oak\n  results:\n  - task: {type: qa, type: cls}"
    reading = read(f"---\n{block}\n---\n# Oak\n")
    assert reading.record.metadata.model_index[0].results[0].task.type == "qa"
    assert left(reading) == [("metadata", "type: cls")]


def test_a_huge_score_block_is_kept_in_linear_time():
    def seconds(count):
        results = "".join(f"  - type: t{i}\n    value: {i}.50\n" for i in range(count))
        start = time.process_time()
        reading = read(f"---\nmodel-index:\n- name: Oak\n  results:\n{results}---\n# Oak\n")
        record = reading.record.model_copy(update={"unrecognised": reading.unrecognised})
        assert f"{count - 1}.50" in dump_record(record)
        return time.process_time() - start

    assert seconds(20_000) < 8 * seconds(5_000) + 1


DESCRIPTION = "# Oak-7B\n\n## Model Description\n\n"


@pytest.mark.parametrize(
    "value",
    [
        "[Bo](mailto:bo@example.org)",
        "[EleutherAI](https://eleuther.ai), *and* others",
        "see https://example.org/a_b_ and more",
    ],
)
@pytest.mark.parametrize(
    ("label", "field"), [("Contact", "contact"), ("Developed by", "developers")]
)
def test_links_of_a_value_stay_and_come_back(label, field, value):
    record = read(f"{DESCRIPTION}- **{label}:** {value}\n").record
    bound = getattr(record.description, field).value
    assert (bound if isinstance(bound, str) else bound.en) == value
    assert view(record, "en").description == record.description


def test_links_that_no_value_holds_are_listed():
    line = "**License:** [A](https://a.example), [B](https://b.example)"
    assert left(read(f"{DESCRIPTION}- {line}\n- **Funded by:** X\n")) == [("field", line)]


def test_a_link_to_a_script_stays_text():
    record = read(f"{DESCRIPTION}- **Developed by:** [a](javascript:alert(1))\n").record
    assert view(record, "en").description.developers.value.en == "[a](javascript:alert(1))"


@pytest.mark.parametrize("end", ["<br>\n", "<br/>", "\n", "  \n", "\\\n", "<BR />\n", "\r\n"])
def test_a_line_break_ends_a_pair(end):
    text = f"**Developed by:** Oak Lab{end}**Funded by:** Elm Fund{end}**License:** mit"
    for body in (text, f"- {text}"):
        description = read(f"{DESCRIPTION}{body}\n").record.description
        assert description.developers.value.en == "Oak Lab"
        assert description.funded_by.value.en == "Elm Fund"
        assert description.license.value.id == "mit"


def test_a_wrapped_value_goes_on():
    text = f"{DESCRIPTION}- **Developed by:** the lab\n  of Oak\n  **Funded by:** Elm\n"
    description = read(text).record.description
    assert description.developers.value.en == "the lab of Oak"
    assert description.funded_by.value.en == "Elm"


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("0.97 x 10<sup>-5</sup>", "0.97e-5"),
        ("2.0 × 10^-4", "2.0e-4"),
        ("10^-5", "1e-5"),
        ("2e-3", "2e-3"),
        ("1,234", "1234"),
    ],
)
def test_a_power_of_ten_keeps_its_digits(printed, kept):
    text = f"# Oak-7B\n\n## Training Details\n\n- **Learning rate:** {printed}\n"
    assert read(text).record.training.learning_rate.value.printed == kept


def test_a_quote_is_no_summary():
    reading = read("# Oak-7B\n\n> A remark\n\nOak is a model.\n")
    assert reading.record.summary.en == "Oak is a model."
    assert left(reading) == [("paragraph", "> A remark")]


@pytest.mark.parametrize(
    ("title", "label", "own"),
    [
        ("Pine-3.1-8B", "Pine-31-8B", False),
        ("Pine-3 8B", "pine3-8b", True),
        ("fir-pine-7b", "FirPine-7B", True),
    ],
)
def test_a_point_in_a_name_is_not_a_mark_to_drop(title, label, own):
    text = f"# {title}\n\n## Evaluation\n\n| Model | COPA | PIQA |\n|---|---|---|\n"
    record = read(f"{text}| {label} | 0.5 | 0.6 |\n| Oak-7B | 0.4 | 0.5 |\n").record
    assert bool(record.evaluations) == own
