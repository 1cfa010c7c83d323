"""MET104 against PyYAML itself: a hit is a value that two versions of YAML read differently."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cardkit.rules.metadata.yaml_other_meaning import meanings
from cardkit.source.yaml_reader import resolve
from cardkit.source.yaml_versions import value_1_1
from tests.rules.helpers import check, front


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("08", "write `8`"),
        ("0o17", "write `15`"),
        ("+0o7", ""),
        (".5e3", "`0.5e+3`"),
        ("-.5", "`-0.5`"),
        ("1e3", "`1.0e+3`"),
        ("0b1", "a binary number"),
        ("0_7", "an octal number"),
        ("1:30.5", "base 60"),
        ("=", "an error"),
        ("0x_", "an error"),
        ("2024-02-30", "a date"),
        ("2024-2-3 1:02:03", "a date"),
    ],
)
def test_values_with_two_meanings(value, advice):
    findings = check(front(f"x: {value}\n"), "MET104").findings
    assert [f.code for f in findings] == ["MET104"] * bool(advice)
    assert all(advice in f.message.en + f.help.en for f in findings)


@pytest.mark.parametrize(
    "value", ["00", "01", "0", "-0", "1.", "0x1F", ".nan", "~", "true", "y", "10:90", "1.5e-3", "o"]
)
def test_values_with_one_meaning(value):
    assert check(front(f"x: {value}\n"), "MET104").findings == ()


@given(st.text(alphabet="0123456789+-._eExXob:TtZ =yYnNosfalurFAINF~", min_size=1, max_size=12))
def test_two_meanings_are_what_pyyaml_and_yaml_1_2_make_of_a_value(text):
    new = resolve(text)
    try:
        old = value_1_1(text)
    except ValueError:
        old = object()
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (old, new))
    same = str(float(old)) == str(float(new)) if numbers else (type(old), old) == (type(new), new)
    assert (meanings(text) is None) is same


NUMBERS = r"[-+]?(0o?[0-9]{1,5}|[0-9]{0,3}\.?[0-9]{0,3}([eE][-+]?[0-9]{1,2})?)"


@given(st.from_regex(NUMBERS, fullmatch=True))
def test_the_advice_for_a_number_is_that_number_in_both_versions(text):
    assume(meanings(text) is not None and meanings(text)[0] in {"number", "integer"})
    (finding,) = check(front(f"x: {text}\n"), "MET104").findings
    written = finding.args["number"]
    assert meanings(written) is None
    assert float(resolve(written)) == float(value_1_1(written)) == float(resolve(text))
