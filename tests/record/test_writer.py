"""Records as YAML: reading what was written gives the record again, whatever it holds."""

import re
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from cardkit.errors import UsageError
from cardkit.record.base import Prose, RecordModel
from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison
from cardkit.record.fit import fit
from cardkit.record.scalars import Score
from cardkit.record.writer import dump_record
from cardkit.source.source import Source
from cardkit.source.yaml_document import read_yaml_document
from tests.record.strategies import COMPARISONS, RECORDS, TEXTS

LAW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def read_back(text: str, model: type[RecordModel]) -> RecordModel:
    document = read_yaml_document(Source(text))
    assert document.root is not None, (document.issues, text)
    fitted = fit(document.root, model)
    assert fitted.misfits == (), (fitted.misfits, text)
    assert fitted.record is not None
    return fitted.record


@LAW
@given(RECORDS)
def test_reading_a_written_record_gives_it_back(record: CardRecord) -> None:
    assert read_back(dump_record(record), CardRecord) == record


@LAW
@given(COMPARISONS)
def test_reading_a_written_comparison_gives_it_back(comparison: Comparison) -> None:
    assert read_back(dump_record(comparison), Comparison) == comparison


@LAW
@given(TEXTS)
def test_text_is_text_to_a_yaml_1_1_reader_too(text: str) -> None:
    written = dump_record(CardRecord(name=text, summary=Prose(en=text)))
    read = yaml.safe_load(written)
    assert read["name"] == text
    assert read["summary"]["en"] == text


@LAW
@given(TEXTS)
def test_what_cannot_be_seen_is_written_as_escapes(text: str) -> None:
    written = dump_record(CardRecord(name=text))
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", written
    )


def dumped(**fields: object) -> list[str]:
    """Return the lines of a record below the three that every record has."""
    return dump_record(CardRecord.model_validate(fields)).splitlines()[3:]


def test_the_first_line_tells_the_editor_its_schema() -> None:
    assert dump_record(CardRecord()).splitlines() == [
        "# yaml-language-server: $schema=card.schema.json",
        "schema_version: 1",
        "kind: card",
    ]
    table = Comparison(columns=(), groups=())
    assert "$schema=comparison.schema.json" in dump_record(table)
    assert "$schema=../s.json\n" in dump_record(table, schema="../s.json")


def test_printed_digits_are_plain_numbers() -> None:
    scores = [{"task": "a", "score": digits} for digits in ("0.5270", "63.7", "007", "+5", "1e5")]
    assert dumped(evaluations=scores) == [
        "evaluations:",
        "  - {task: a, score: 0.5270}",
        "  - {task: a, score: 63.7}",
        '  - {task: a, score: "007"}',
        '  - {task: a, score: "+5"}',
        "  - {task: a, score: 1e5}",
    ]


@pytest.mark.parametrize(
    "text", ["no", "1.10", "2024-06-01", "12:30", "y", "null", "0x1F", "1e5", "~"]
)
def test_text_that_some_reader_takes_for_a_value_is_quoted(text: str) -> None:
    assert dumped(name=text) == [f'name: "{text}"']


@pytest.mark.parametrize("text", ["7B", "模型卡片", "70 亿", "https://a.b/c", "None", "Model 3"])
def test_text_that_is_plainly_text_is_not_quoted(text: str) -> None:
    assert dumped(name=text) == [f"name: {text}"]


def test_prose_of_several_lines_is_a_block_and_long_lines_are_not_wrapped() -> None:
    long = "word " * 60 + "end"
    assert dumped(summary={"en": "One\nTwo", "zh": long}) == [
        "summary:",
        "  en: |-",
        "    One",
        "    Two",
        f"  zh: {long}",
    ]


def test_keys_stand_in_the_order_of_the_model_and_defaults_are_left_out() -> None:
    lines = dumped(citation={"bibtex": "@a{b}\n"}, name="x", details={"layers": 3, "size": "7B"})
    assert lines == [
        "name: x",
        "details:",
        "  size: 7B",
        "  layers: 3",
        "citation:",
        "  bibtex: |",
        "    @a{b}",
    ]


def test_a_fact_with_a_status_is_written_in_full() -> None:
    fact = {"value": 32, "status": "derived", "source": "config.json"}
    assert dumped(details={"layers": fact}) == [
        "details:",
        "  layers: {value: 32, status: derived, source: config.json}",
    ]


@pytest.mark.parametrize(
    "amount", ["1e999999", "1e30", "0e-99999", "1e99999999999999999999", "nan"]
)
def test_what_nobody_can_count_is_no_amount(amount: str) -> None:
    quantity = {"amount": amount, "printed": "many"}
    with pytest.raises(ValidationError, match=r"not a number|finite"):
        CardRecord.model_validate({"details": {"size": {"value": quantity}}})


@pytest.mark.parametrize(
    "printed", ["1e301", "1e99999999999999999999", "-1e-301", "0e400", "1" * 401, "nan", "1_0"]
)
def test_what_no_card_prints_is_no_score(printed: str) -> None:
    with pytest.raises(ValidationError, match="not a number"):
        Score(printed=printed)


@pytest.mark.parametrize("printed", ["1e300", "-0.0", "9" * 60 + "." + "1" * 60])
def test_long_numbers_keep_their_digits(printed: str) -> None:
    assert Score(printed=printed).value == Decimal(printed)


def test_half_a_surrogate_pair_is_refused() -> None:
    metadata = {"other": {"a": "\ud800"}}
    with pytest.raises(UsageError, match="surrogate"):
        dump_record(CardRecord.model_validate({"metadata": metadata}))


@LAW
@given(RECORDS)
def test_the_json_form_gives_the_record_back(record: CardRecord) -> None:
    assert CardRecord.model_validate_json(record.model_dump_json()) == record
    assert CardRecord.model_validate(record.model_dump()) == record
