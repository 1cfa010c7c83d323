"""The evidence beside a card, as validate, render and build meet it; models in one GGUF file."""

import json
from datetime import date

import cardkit
from cardkit.evidence.beside import evidence_beside
from tests.cli.helpers import run
from tests.evidence.helpers import CARD, FRESH, needs_keys, plainly, read
from tests.evidence.keys import Pair, signed
from tests.verify.spec.gguf_files import KEYS, TENSORS, gguf


def test_what_lies_beside_a_card(folder, statement):
    day = statement.finished.date()
    report = evidence_beside(read(folder), day)
    assert plainly(report.statuses) == FRESH
    assert report.exit_code == 1
    assert set(plainly(evidence_beside(read(folder), day, most=10).statuses).values()) == {
        "unverified"
    }
    (folder / "verification.json").unlink()
    assert evidence_beside(read(folder), day).evidence is None


def test_a_card_that_is_no_file_has_nothing_beside_it():
    report = evidence_beside(cardkit.loads(CARD, name="t.card.yaml").reading, date(2026, 1, 1))
    assert (report.evidence, report.exit_code) == (None, 4)


@needs_keys
def test_the_signed_one_is_taken_first_and_must_be_trusted(folder, statement):
    pair, stranger = Pair("eval"), Pair("stranger")
    signed(folder, pair)
    day = statement.finished.date()
    assert evidence_beside(read(folder), day, trusted=[pair.trusted]).evidence.keys == ("eval",)
    report = evidence_beside(read(folder), day, trusted=[stranger.trusted])
    assert report.evidence.refusal.kind == "foreign-signature"
    assert set(plainly(report.statuses).values()) == {"unverified"}


def test_one_gguf_file(tmp_path):
    model, card = tmp_path / "m.gguf", tmp_path / "m.card.yaml"
    model.write_bytes(gguf(KEYS, TENSORS))
    card.write_text("name: M\ndetails: {layers: 1, vocabulary_size: 96}\n")
    evidence = tmp_path / "verification.json"
    about = (card, "--model", model)
    assert run("verify", *about, "--spec-only", "--evidence", evidence).code == 0
    words = ("evidence", "check", *about, "--output-format", "json")
    assert run(*words).code == 0
    model.write_bytes(gguf({**KEYS, "general.name": "other"}, TENSORS))
    found = json.loads(run(*words).out)
    assert {c["status"] for c in found["claims"]} == {"stale"}
