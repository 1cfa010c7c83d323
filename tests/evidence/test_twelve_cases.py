"""The twelve cases of what must happen to evidence when something changes (or is tampered with)."""

import json
import re

import pytest

import cardkit
from cardkit.evidence.reading import read_evidence
from tests.evidence.helpers import (
    COPA,
    FRESH,
    LAYERS,
    SCORES,
    SPECS,
    found,
    needs_keys,
    plainly,
    read,
)
from tests.evidence.keys import Pair, resigned, signed


def expect(statement, folder, stale=(), **settings):
    """Assert that `stale` claims are, and that all others stand as they did."""
    statuses = found(statement, folder, **settings)
    wanted = {pointer: "stale" if pointer in stale else was for pointer, was in FRESH.items()}
    assert plainly(statuses) == wanted
    return [statuses[pointer].reason for pointer in stale]


def test_fresh(statement, folder):
    expect(statement, folder)


def test_readme_typo(statement, folder):
    text = (folder / "tiny.card.yaml").read_text()
    reading = cardkit.loads(f"# a typo mended\n{text}", name="tiny.card.yaml").reading
    assert plainly(found(statement, folder, reading=reading)) == FRESH


def test_shard_swapped(statement, folder):
    with (folder / "model-00002-of-00002.safetensors").open("r+b") as stream:
        stream.seek(-1, 2)
        stream.write(b"\x01")  # of the same size, one weight another
    reasons = expect(statement, folder, stale=(*SPECS, *SCORES))
    for reason in reasons:
        assert re.fullmatch(
            r"was \w+; the weights changed \(`model-00002-of-00002.safetensors`\)", reason.en
        )
        assert "权重已变更（`model-00002-of-00002.safetensors`）" in reason.zh


def test_tokenizer_changed(statement, folder):
    (folder / "tokenizer.json").write_text('{"model": {"vocab": {"b": 0}}}')
    reasons = expect(statement, folder, stale=SCORES)
    assert reasons[0].en == "was consistent; the tokenizer changed (`tokenizer.json`)"
    assert reasons[0].zh == "曾为“相符”；分词器已变更（`tokenizer.json`）"


def test_custom_code_added(statement, folder):
    (folder / "modeling_tiny.py").write_text("import os\n")
    reasons = expect(statement, folder, stale=SCORES)
    assert reasons[0].en == "was consistent; the code changed (`modeling_tiny.py`)"


def test_shards_renamed(statement, folder):
    one, two = sorted(folder.glob("*.safetensors"))
    one.rename(folder / "aside")
    two.rename(one)
    (folder / "aside").rename(two)  # the same contents: a root over digests alone stays the same
    expect(statement, folder, stale=(*SPECS, *SCORES))


def test_score_edited(statement, folder):
    path = folder / "tiny.card.yaml"
    path.write_text(path.read_text().replace('"0.61"', '"0.71"'))
    [reason] = expect(statement, folder, stale=(COPA,))
    assert reason.en == "was consistent; the card said 0.61 then and says 0.71 now"
    assert reason.zh == "曾为“相符”；卡片当时为 0.61，现为 0.71"


def test_200_days_old(statement, folder):
    reasons = expect(statement, folder, stale=SCORES, days=200)
    assert reasons[0].en == "was consistent; that was 200 days ago, more than 180"
    expect(statement, folder, days=180)
    expect(statement, folder, days=5000, max_age=None)


def test_future_date(statement, folder):
    reasons = expect(statement, folder, stale=(*SPECS, *SCORES), days=-1)
    day = statement.finished.date()
    assert reasons[0].en == f"was consistent; the evidence is dated {day}, after today"


@needs_keys
def test_verdict_forged(folder):
    pair = Pair("eval-2026")
    path = signed(folder, pair)
    envelope = json.loads(path.read_text())
    pair.alter(envelope, b'"verdict":"contradicted"', b'"verdict":"consistent"')
    path.write_text(json.dumps(envelope))
    refusal = read_evidence(path, [pair.trusted]).refusal
    assert refusal.kind == "forged"
    assert refusal.message.en == (
        "it was altered: the signature of `eval-2026` does not fit the content"
    )


@needs_keys
def test_re_signed_with_own_key(folder):
    pair, stranger = Pair("eval-2026"), Pair("stranger")
    path = signed(folder, pair)
    resigned(path, stranger, b'"verdict":"contradicted"', b'"verdict":"consistent"')
    evidence = read_evidence(path, [pair.trusted])
    assert (evidence.statement, evidence.refusal.kind) == (None, "foreign-signature")
    # Not even where it bears the name of the trusted key.
    envelope = json.loads(path.read_text())
    envelope["signatures"][0]["keyid"] = pair.trusted.id
    path.write_text(json.dumps(envelope))
    assert read_evidence(path, [pair.trusted]).refusal.kind == "forged"


@needs_keys
@pytest.mark.parametrize("how", ["bare", "empty", "absent"])
def test_signature_stripped(folder, how):
    pair = Pair("eval-2026")
    path = signed(folder, pair)
    envelope = json.loads(path.read_text())
    if how == "bare":
        path = folder / "verification.json"
    elif how == "empty":
        path.write_text(json.dumps({**envelope, "signatures": []}))
    else:
        path.write_text(json.dumps({k: v for k, v in envelope.items() if k != "signatures"}))
    evidence = read_evidence(path, [pair.trusted])
    assert evidence.statement is None
    assert evidence.refusal.kind == ("unsigned" if how == "bare" else "bad-envelope")


def test_no_evidence_and_no_files(statement, folder):
    from cardkit.evidence.status import statuses

    for_none = statuses(None, read(folder), None, statement.finished.date())
    assert set(plainly(for_none).values()) == {"unverified"}
    without = statuses(statement, read(folder), None, statement.finished.date())
    assert set(plainly(without).values()) == {"unverified"}
    assert without[LAYERS].reason.en.startswith("was verified; the model's files are not at hand")
