"""Canonical JSON: one text for one value, and what is refused where strangers wrote it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.evidence.canonical import LARGEST, MAX_BYTES, canonical, digest, parse
from cardkit.evidence.refusal import Refused

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=30,
)
objects = st.dictionaries(texts, values, max_size=5)


@given(objects)
def test_what_is_read_back_is_written_alike(value):
    text = canonical(value)
    assert parse(text) == value
    assert canonical(parse(text)) == text


@given(objects, st.randoms(use_true_random=False))
def test_order_and_layout_do_not_matter(value, random):
    keys = list(value)
    random.shuffle(keys)
    shuffled = json.dumps({k: value[k] for k in keys}, indent=3, ensure_ascii=True).encode()
    assert canonical(parse(shuffled)) == canonical(value)
    assert digest(parse(shuffled)) == digest(value)


def test_the_example_of_rfc_8785():
    value = {
        "\u20ac": "1",
        "\r": "2",
        "\ufb33": "3",
        "1": "4",
        "\U0001f600": "5",
        "\x80": "6",
        "ö": "7",
    }
    order = ["\r", "1", "\x80", "ö", "\u20ac", "\U0001f600", "\ufb33"]  # by UTF-16 code units
    assert list(json.loads(canonical(value))) == order
    text = '\u20ac$\x0f\nA\'B"\\\\"/'
    assert canonical({"s": text}) == b'{"s":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1, "a": 2}', "repeated-key"),
        ('{"a": {"b": 1, "\\u0062": 2}}', "repeated-key"),
        ('{"a": 1.5}', "number"),
        ('{"a": 1e3}', "number"),
        ('{"a": NaN}', "number"),
        ('{"a": -Infinity}', "number"),
        ('{"a": 1e999}', "number"),
        (f'{{"a": {2**53}}}', "number"),
        ('{"a": ' + "9" * 5000 + "}", "number"),
        ("[1]", "not-json"),
        ("", "not-json"),
        ("{'a': 1}", "not-json"),
        ('{"a": "\\ud800"}', "not-json"),
        ('{"a": ' + "[" * 33 + "]" * 33 + "}", "too-deep"),
        ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "too-deep"),
        ('{"a":' * 100_000, "too-deep"),
        ("\ufeff{}", "not-json"),
    ],
    ids=lambda value: value[:24],
)  # fmt: skip
def test_refused_with_a_sentence(text, kind):
    with pytest.raises(Refused) as refused:
        parse(text.encode("utf-8", "surrogatepass"))
    assert refused.value.refusal.kind == kind
    assert refused.value.refusal.message.zh


def test_bytes_that_are_no_text_and_too_many():
    for data, kind in ((b'{"a": "\xff"}', "not-utf8"), (b" " * (MAX_BYTES + 1), "too-large")):
        with pytest.raises(Refused) as refused:
            parse(data)
        assert refused.value.refusal.kind == kind


def test_the_largest_text_is_read_in_no_time():
    text = b'{"a":"' + b"\\u0041" * ((MAX_BYTES - 8) // 6) + b'"}'
    start = time.process_time()
    parse(text)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("value", [1.0, 2**53, float("nan"), "\ud800", {1: 2}, {"a": b""}])
def test_what_has_no_canonical_text(value):
    with pytest.raises(ValueError, match=r"beyond|no canonical|surrogates|no text"):
        canonical({"a": value} if not isinstance(value, dict) else value)
