"""What is wrong with a JSON text is said in our own words, in both languages, by every reader."""

from __future__ import annotations

import json
import re

import pytest

from cardkit.errors import CardkitError
from cardkit.evidence.reading import judge_evidence
from cardkit.json_faults import json_fault
from cardkit.policy.baseline import read as read_baseline
from cardkit.results.json_tree import read_json
from cardkit.verify.protocol.lines import _row
from cardkit.verify.spec.json_text import read_object
from cardkit.verify.spec.problem import Problem
from tests.cli.helpers import run

BROKEN = {
    "": "Expecting a value",
    "{": "Expecting a key in double quotes",
    '{"a" 1}': "Expecting a colon",
    '{"a": }': "Expecting a value",
    '{"a": 1 "b": 2}': "Expecting a comma",
    '{"a": "b': "a text that does not end",
    '{"a": "\t"}': "a control character",
    r'{"a": "\x"}': "a backslash that escapes nothing",
    r'{"a": "\u12"}': "no four hexadecimal digits",
    "{} {}": "more text behind the end",
}
LONG = '{"a": ' + "9" * 5000 + "}"
ASCII_WORDS = re.compile(r"[A-Za-z]{4,}")
NAMES = {"JSON", "json", "toy", "UTF", "verification", "baseline", "row", "surrogate"}


def spoken(text):
    """Return the English words of a sentence."""
    return {word for word in ASCII_WORDS.findall(text) if word not in NAMES}


def of_evidence(text):
    return judge_evidence("verification.json", text.encode()).refusal.message


def of_spec(text):
    with pytest.raises(Problem) as caught:
        read_object(text, "row.json")
    return caught.value.remark.message


def of_items(text):
    with pytest.raises(Problem) as caught:
        _row(text, "row.json")
    return caught.value.remark.message


def of_baseline(text):
    with pytest.raises(CardkitError) as caught:
        read_baseline(text.encode(), "baseline.json")
    return caught.value.message


def of_results(text):
    with pytest.raises(CardkitError) as caught:
        read_json(text, "row.json")
    return caught.value.message


READERS = [of_evidence, of_spec, of_items, of_baseline, of_results]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("text", "said"), BROKEN.items())
def test_every_reader_says_what_is_wrong(reader, text, said):
    message = reader(text)
    assert said in message.en
    assert "column" in message.en
    assert spoken(message.zh) == set()
    assert "列" in message.zh


@pytest.mark.parametrize("reader", READERS[:-1])
def test_a_number_of_thousands_of_digits(reader):
    """Python refuses the integer itself, and would say how to allow it."""
    message = reader(LONG)
    assert "set_int_max_str_digits" not in message.en + message.zh
    assert "4300" not in message.en + message.zh
    assert spoken(message.zh) == set()


@pytest.mark.parametrize("text", ['{"a": NaN}', "[" * 100_000, '{"a": "\\ud800"}'])
@pytest.mark.parametrize("reader", READERS[:-1])
def test_other_faults_are_said_in_chinese_too(reader, text):
    if reader is not of_evidence and "ud800" in text:
        return  # read, and shown escaped
    assert spoken(reader(text).zh) <= {"NaN"}


@pytest.mark.parametrize("text", [*BROKEN, LONG, '{"a": 1,}'])
def test_the_sentence_is_no_python_s(text):
    with pytest.raises(ValueError, match=r".") as caught:
        json.loads(text)
    fault = json_fault(caught.value)
    assert str(caught.value) not in (fault.en, fault.zh)
    assert "cannot be read as JSON" not in fault.en


def test_on_the_screen(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("# X-1\n\n## Model Details\n\n- **Layers**: 2\n")
    for text in ("{", LONG):
        (tmp_path / "verification.json").write_text(text)
        done = run("evidence", "check", card, language="zh")
        assert done.code == 1
        assert "Expecting" not in done.out
        assert "digits" not in done.out
