"""Attestation tricks, row 18 of the attack table; the twelve cases are in test_twelve_cases.py."""

import base64
import json
import time
import tracemalloc
from datetime import date

import pytest

from cardkit.evidence.canonical import MAX_BYTES, canonical, digest
from cardkit.evidence.dsse import MAX_ENVELOPE
from cardkit.evidence.reading import judge_evidence, read_evidence
from cardkit.evidence.statement_reading import read_statement
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair, resigned, signed


def refusal(path, *trusted):
    evidence = read_evidence(path, trusted)
    assert evidence.statement is None
    assert evidence.refusal.message.en
    assert evidence.refusal.message.zh
    return evidence.refusal


def changed(folder, change):
    """Return the refusal of evidence whose statement `change` has altered, else None."""
    path = folder / "verification.json"
    value = json.loads(path.read_text())
    change(value)
    return judge_evidence("verification.json", canonical(value)).refusal


def test_attack_18_one_gigabyte(tmp_path):
    path = tmp_path / "verification.json"
    with path.open("wb") as stream:
        stream.write(b'{"_type":"')
        stream.truncate(2**30)
    tracemalloc.start()
    start = time.process_time()
    found = refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.kind == "too-large"
    assert time.process_time() - start < 0.5
    assert peak < 2**22


def test_attack_18_payload_beyond_the_cap():
    value = {"_type": "https://in-toto.io/Statement/v1", "x": "a" * MAX_BYTES}
    assert judge_evidence("v", canonical_of(value)).refusal.kind == "too-large"
    payload = base64.b64encode(canonical_of(value)).decode()
    envelope = {
        "payload": payload,
        "payloadType": "application/vnd.in-toto+json",
        "signatures": [{"sig": ""}],
    }
    data = json.dumps(envelope).encode()
    assert len(data) < MAX_ENVELOPE
    assert judge_evidence("v", data).refusal.kind == "too-large"


def canonical_of(value):
    return json.dumps(value).encode()


def test_attack_18_a_file_that_is_none(tmp_path):
    (tmp_path / "verification.json").mkdir()
    assert refusal(tmp_path / "verification.json").kind == "unreadable"
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    inside = tmp_path / "model"
    inside.mkdir()
    (inside / "verification.json").symlink_to(outside)
    found = refusal(inside / "verification.json")
    assert (found.kind, found.message.en) == ("unreadable", "it is a link that leaves its folder")
    ring = inside / "verification.dsse.json"
    ring.symlink_to(ring)
    assert refusal(ring).kind == "unreadable"


@pytest.mark.parametrize("garbage", ["@@@", "YWJj\n", "YWJ", "é", 7, None])
def test_attack_18_base64_garbage(folder, garbage):
    kind = "application/vnd.in-toto+json"
    for envelope in (
        {"payload": garbage, "payloadType": kind, "signatures": [{"sig": "YWJj"}]},
        {"payload": "YWJj", "payloadType": kind, "signatures": [{"sig": garbage}]},
    ):
        path = folder / "verification.dsse.json"
        path.write_text(json.dumps(envelope))
        assert refusal(path).kind == "bad-envelope"


@needs_keys
def test_attack_18_another_payload_type(folder):
    pair = Pair("k")
    path = signed(folder, pair)
    envelope = json.loads(path.read_text())
    path.write_text(json.dumps({**envelope, "payloadType": "application/json"}))
    assert refusal(path, pair.trusted).kind == "bad-envelope"


@pytest.mark.parametrize("count", [0, 17])
def test_attack_18_too_many_signatures(folder, count):
    path = folder / "verification.dsse.json"
    kind = "application/vnd.in-toto+json"
    envelope = {"payload": "YWJj", "payloadType": kind, "signatures": [{"sig": "YWJj"}] * count}
    path.write_text(json.dumps(envelope))
    assert refusal(path).kind == "bad-envelope"


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a\0b", "x:y"]
)
def test_attack_18_path_traversal(folder, name):
    def change(value):
        value["subject"][0]["name"] = name

    found = changed(folder, change)
    assert found.kind == "name-outside"
    assert "leads out of the model's folder" in found.message.en


def test_attack_18_duplicate_keys(folder):
    path = folder / "verification.json"
    text = path.read_text()
    path.write_text(
        text.replace('"verdict":"verified"', '"verdict":"inconclusive","verdict":"verified"', 1)
    )
    found = refusal(path)
    assert found.kind == "repeated-key"
    assert "`verdict` stands twice" in found.message.en


def claim(value, verdict):
    return next(c for c in value["predicate"]["claims"] if c["verdict"] == verdict)


def _other_claimed(value):
    claim(value, "verified")["claimed"]["value"] = "3"


def _other_files(value):
    value["subject"][0]["digest"]["sha256"] = "0" * 64


def _sampled_and_verified(value):
    one = next(c for c in value["predicate"]["claims"] if c["method"] == "sample")
    one["verdict"] = "verified"


def _without_counts(value):
    one = next(c for c in value["predicate"]["claims"] if c["method"] == "sample")
    one["verdict"] = "consistent"
    one["observed"].pop("n", None)


def _score(value):
    return next(c for c in value["predicate"]["claims"] if "observed" in c and "n" in c["observed"])


def _verified_by_some(value):
    _score(value).update(method="full", verdict="verified", comparator="items")


def _verified_and_seen_otherwise(value):
    one = _score(value)
    one.update(method="full", verdict="verified", comparator="equal")
    one["observed"].update(k=1, n=one["observed"]["items"], value="0.01")


def _figure_seen_otherwise(value):
    claim(value, "verified")["observed"]["value"] = "999"


def _score_without_counts(value):
    one = _score(value)
    one.update(method="spec", verdict="verified")
    del one["observed"]


def _recomputed_from_nothing(value):
    one = _score(value)
    one.update(method="recompute", verdict="consistent")
    del one["observed"]


def _no_item_asked(value):
    one = _score(value)
    one["verdict"] = "consistent"
    one["observed"].update(k=0, n=0)


def _more_right_than_asked(value):
    claims = value["predicate"]["claims"]
    one = next(c for c in claims if c.get("observed", {}).get("n"))
    one["observed"]["k"] = one["observed"]["n"] + 1


def _file_twice(value):
    value["subject"].append(value["subject"][0])


def _claim_twice(value):
    value["predicate"]["claims"].append(value["predicate"]["claims"][0])


def _backwards(value):
    value["predicate"]["timeStarted"] = "2099-01-01T00:00:00Z"


def _no_such_day(value):
    value["predicate"]["timeStarted"] = "2026-02-30T00:00:00Z"


@pytest.mark.parametrize(
    "change",
    [
        _other_claimed,
        _other_files,
        _sampled_and_verified,
        _without_counts,
        _verified_by_some,
        _verified_and_seen_otherwise,
        _figure_seen_otherwise,
        _score_without_counts,
        _recomputed_from_nothing,
        _no_item_asked,
        _more_right_than_asked,
        _file_twice,
        _claim_twice,
        _backwards,
        _no_such_day,
    ],
    ids=lambda change: change.__name__.strip("_"),
)
def test_attack_18_a_statement_that_contradicts_itself(folder, change):
    assert changed(folder, change).kind == "contradicts-itself"


def _status_stored(value):
    claim(value, "verified")["verdict"] = "stale"


def _other_predicate(value):
    value["predicateType"] = "https://slsa.dev/provenance/v1"


def _other_type(value):
    value["_type"] = "https://in-toto.io/Statement/v0.1"


def _float_as_text(value):
    value["predicate"]["card"]["schemaVersion"] = "1"


def _digest_no_digest(value):
    value["predicate"]["modelDigest"]["sha256"] = "AB" * 32


def _unknown_group(value):
    value["subject"][0]["annotations"]["group"] = "readme"


def _no_claims(value):
    del value["predicate"]["claims"]


@pytest.mark.parametrize(
    "change",
    [
        _status_stored,
        _other_predicate,
        _other_type,
        _float_as_text,
        _digest_no_digest,
        _unknown_group,
        _no_claims,
    ],
    ids=lambda change: change.__name__.strip("_"),
)
def test_attack_18_what_is_no_statement(folder, change):
    assert changed(folder, change).kind == "not-a-statement"


def test_attack_18_a_verdict_bound_to_nothing(folder, statement):
    """A score depends on every group, whatever a statement says that it binds."""
    from tests.evidence.helpers import COPA, found

    value = json.loads((folder / "verification.json").read_text())
    for each in value["predicate"]["claims"]:
        each["binds"] = []
    loose = read_statement(canonical(value))
    (folder / "modeling.py").write_text("")
    assert found(loose, folder)[COPA].status == "stale"
    (folder / "config.json").write_text("{}")
    assert {s.status for s in found(loose, folder).values()} == {"stale", "unverified"}


@needs_keys
def test_attack_18_a_key_of_the_repository_is_not_trusted(folder):
    """A statement that brings its own key, beside it or inside, is signed by a stranger."""
    pair, stranger = Pair("eval"), Pair("stranger")
    path = signed(folder, pair)
    resigned(path, stranger, b'"verdict":"contradicted"', b'"verdict":"consistent"')
    envelope = json.loads(path.read_text())
    envelope["signatures"][0]["publicKey"] = base64.b64encode(stranger.trusted.public).decode()
    envelope["trustedKeys"] = [stranger.trusted.id]
    path.write_text(json.dumps(envelope))
    assert refusal(path, pair.trusted).kind == "foreign-signature"


@needs_keys
def test_attack_18_a_second_signature_by_a_stranger_does_no_harm(folder):
    pair = Pair("eval")
    path = signed(folder, Pair("stranger"), pair)
    assert read_evidence(path, [pair.trusted]).keys == ("eval",)


@needs_keys
def test_attack_18_a_signature_over_the_payload_alone(folder):
    """DSSE signs type and payload together: a bare signature of the same key does not count."""
    pair = Pair("eval")
    path = signed(folder, pair)
    envelope = json.loads(path.read_text())
    payload = base64.b64decode(envelope["payload"])
    envelope["signatures"][0]["sig"] = base64.b64encode(pair.private.sign(payload)).decode()
    path.write_text(json.dumps(envelope))
    assert refusal(path, pair.trusted).kind == "forged"


@needs_keys
def test_attack_18_a_key_out_of_its_days(folder):
    from dataclasses import replace

    pair = Pair("eval-2025")
    path = signed(folder, pair)
    old = replace(pair.trusted, until=date(2025, 12, 31))
    found = refusal(path, old)
    assert found.kind == "key-not-valid"
    assert "`eval-2025`" in found.message.en
    assert refusal(path, replace(pair.trusted, since=date(2999, 1, 1))).kind == "key-not-valid"
    assert read_evidence(path, [old, replace(pair.trusted, name="again")]).keys == ("again",)


def test_attack_18_hostile_characters_are_shown_escaped(folder):
    from tests.cli.helpers import run

    def change(value):
        first = value["predicate"]["claims"][0]
        first["claimed"]["at"] = first["pointer"] = "/\x1b[2J\u202e::error::"
        first["claimDigest"]["sha256"] = digest(first["claimed"])
        value["predicate"]["model"] = "\n::error::x\x1b]8;;http://evil\x07"
        first["reason"] = {"en": "\u202e\x1b[31m", "zh": "\x1b"}

    path = folder / "verification.json"
    value = json.loads(path.read_text())
    change(value)
    path.write_bytes(canonical(value))
    for words in (("show", path), ("check", folder / "tiny.card.yaml")):
        done = run("evidence", *words)
        assert done.code in (0, 1)
        assert not {"\x1b", "\u202e", "\x07"} & set(done.out + done.err)
        assert not any(line.lstrip().startswith("::error") for line in done.out.splitlines())
