"""`cardkit disclosure` says which values of items evidence bears out, and whose it is."""

import json

from tests.cli.helpers import run
from tests.disclosure.helpers import markdown
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair, signed


def report(folder, *words, language="en"):
    about = ("disclosure", folder / "tiny.card.yaml", "--profile", "gpai", *words)
    done = run(*about, language=language, columns=200)
    assert done.code == 0
    return done.out


def test_items_say_how_their_values_stand(folder):
    data = json.loads(report(folder, "--output-format", "json"))
    places = {p["breadcrumb"]: p["evidence"] for i in data["items"] for p in i["places"]}
    assert places["details.size"] == "consistent"
    assert places["details.layers"] == "verified"
    assert places["details.hidden_size"] == "contradicted"
    assert places["name"] is None
    assert data["evidence"] == "unsigned"
    assert data["counts"]["evidenced"] == 2  # size; layers, though the other figure is contradicted


def test_the_screen_in_both_languages(folder):
    en, zh = report(folder), report(folder, language="zh")
    assert (
        "evidence bears out a value of 2 of the documented items (self-attested: not signed)" in en
    )
    assert "details.layers, tiny.card.yaml:2 (evidence: verified)" in en
    assert "details.hidden_size, tiny.card.yaml:2 (evidence: contradicted)" in en
    assert "其中 2 项的数值有成立的证据（自行声明：未签名）" in zh
    assert "（证据：矛盾）" in zh
    table = report(folder, "--output-format", "markdown")
    assert "&#40;evidence&#58; verified&#41;" in table


def test_an_edited_value_is_stale(folder):
    card = folder / "tiny.card.yaml"
    card.write_text(card.read_text().replace("layers: 2", "layers: 3"))
    assert "(evidence: stale)" in report(folder)


@needs_keys
def test_a_signature_is_not_called_more_than_it_is(folder):
    signed(folder, Pair("mine"))
    assert "self-attested: signed, but no key to trust was given" in report(folder)


def test_refused_evidence_and_none(folder):
    (folder / "verification.json").write_text("{}")
    out = report(folder)
    assert "the evidence beside the card is refused, and nothing of it counts" in out
    assert "(evidence:" not in out
    (folder / "verification.json").unlink()
    out = report(folder)
    assert "(evidence" not in out
    assert "evidence bears" not in out
    assert "is refused" not in out
    assert json.loads(report(folder, "--output-format", "json"))["evidence"] == "none"


def test_downstream_is_shown_no_evidence_of_what_it_is_not_shown(folder):
    out = report(folder, "--audience", "downstream")
    assert "details.layers" not in out
    assert "a value of 1 of the documented items" in out


def test_a_text_without_a_file_has_none():
    from cardkit.disclosure.gpai import gpai_report

    assert gpai_report(markdown("# Model Card for X\n\nAn X.\n")).evidenced == 0
