"""Measured scores for programs: the schema, and that a reader can do it all again from it."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.report import verify_json
from cardkit.stats.sequential.order import order, seed_of
from cardkit.stats.sequential.population import Population
from cardkit.verify.measure.outcome import bitset
from tests.verify.measure.helpers import played, write_copa, write_winograd

SCHEMA = json.loads((Path(__file__).parent / "scores.schema.json").read_text())


@pytest.fixture
def folder(tmp_path):
    write_copa(tmp_path)
    write_winograd(tmp_path)
    return tmp_path


def report(folder, **settings):
    read, made, found, measured = played(folder, **settings)
    text = verify_json.write((), (), (), read, "model", {}, measured, 1)
    assert text.isascii()
    return json.loads(text), made, found


@pytest.mark.parametrize("settings", [{}, {"every_reading": True, "context": 8192}])
def test_it_follows_the_schema(folder, settings):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data, _, _ = report(folder, **settings)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert len(data["scores"]) == 5
    assert [len(s["readings"]) for s in data["scores"]] == (
        [0, 1, 1, 1, 0] if settings else [0] * 5
    )


def test_ok_is_false_where_a_score_is_contradicted(folder):
    data, _, _ = report(folder)
    assert "contradicted" in {s["verdict"] for s in data["scores"]}
    assert data["ok"] is False


def test_the_items_can_be_drawn_again(folder):
    data, _, found = report(folder)
    copa = data["scores"][1]
    seed = seed_of(data["scoring"]["card_sha256"], "copa:llm-foundry:0", data["scoring"]["salt"])
    assert copa["items"]["order_seed"] == seed.hex()
    drawn = list(order(Population((100,)), seed))[: copa["result"]["seen"]]
    assert copa["items"]["asked"] == bitset(tuple(drawn), "1" * len(drawn), 100)
    assert found.standings["copa:llm-foundry:0"].items == drawn
    right = [i for i in drawn if i * 61 % 100 < 61]
    assert copa["items"]["right"] == bitset(tuple(right), "1" * len(right), 100)


@given(st.integers(1, 300), st.data())
def test_a_bit_for_each_item(n, data):
    items = data.draw(st.lists(st.integers(0, n - 1), unique=True))
    bits = data.draw(st.text("01", min_size=len(items), max_size=len(items)))
    found = bytes.fromhex(bitset(tuple(items), bits, n))
    row = "".join(f"{byte:08b}" for byte in found)
    assert len(row) - n in range(8)
    assert {i for i, bit in enumerate(row) if bit == "1"} == {
        i for i, bit in zip(items, bits, strict=True) if bit == "1"
    }
