"""The single facts of a record: paths as people write them, nothing said twice or forgotten."""

from hypothesis import HealthCheck, given, settings

from cardkit.record.card import CardRecord
from cardkit.record.files import load_record
from cardkit.record.leaves import leaves
from tests.record.strategies import RECORDS


def facts(record, whole=()):
    return {x.path: x.text for x in leaves(CardRecord.model_validate(record), whole)}


def test_the_step_to_the_value_of_a_fact_is_left_out():
    found = facts({"details": {"layers": {"value": 3, "status": "measured", "source": "a"}}})
    assert found == {
        ("schema_version",): "1",
        ("kind",): "card",
        ("details", "layers"): "3",
        ("details", "layers", "status"): "measured",
        ("details", "layers", "source"): "a",
    }


def test_prose_is_one_fact_where_both_languages_say_the_same():
    assert facts({"title": "X"})["title",] == "X"
    both = facts({"title": {"en": "X", "zh": "某"}})
    assert (both["title", "en"], both["title", "zh"]) == ("X", "某")


def test_digits_stay_as_printed_and_large_numbers_exact():
    found = facts(
        {
            "details": {"size": "70 亿", "parameters": 10**5000},
            "training": {"learning_rate": "2e-3"},
            "evaluations": [{"task": "a", "score": "0.5270", "generation": {"k": [1, True]}}],
        }
    )
    assert found["details", "size"] == "70 亿"
    assert found["details", "parameters"] == "1" + "0" * 5000
    assert found["training", "learning_rate"] == "2e-3"
    assert found["evaluations", 0, "score"] == "0.5270"
    assert found["evaluations", 0, "generation", "k"] == "[1, true]"


def test_all_of_an_assumed_fact_and_of_an_assumed_score_is_assumed():
    record = CardRecord.model_validate(
        {
            "details": {"layers": {"value": 3, "status": "assumed", "note": "n"}, "kv_heads": 2},
            "evaluations": [{"task": "a", "score": "1", "n": 5, "status": "assumed"}],
        }
    )
    assumed = {x.path for x in leaves(record) if x.assumed}
    assert {path[0] for path in assumed} == {"details", "evaluations"}
    assert ("evaluations", 0, "n") in assumed
    assert ("details", "kv_heads") not in assumed


def test_a_part_can_be_taken_whole():
    record = load_record("dclm-7b")
    paths = [x.path for x in leaves(record, (("usage", "*"), ("comparison",)))]
    assert [p for p in paths if p[0] in ("usage", "comparison")] == [
        ("usage", 0),
        ("usage", 1),
        ("comparison",),
    ]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(RECORDS)
def test_no_path_twice_and_no_fact_without_a_text(record):
    found = list(leaves(record))
    assert len({x.path for x in found}) == len(found)
    assert all(x.text for x in found)
