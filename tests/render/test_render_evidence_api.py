"""`Card.render(evidence=...)`: the marks of `cardkit render --evidence`, from Python."""

from __future__ import annotations

from datetime import timedelta

import pytest

import cardkit
from cardkit.errors import EvidenceRefused, UsageError
from tests.cli.helpers import run
from tests.evidence.conftest import folder, made, report, statement  # noqa: F401 - fixtures
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair, signed


@pytest.fixture
def card(folder):  # noqa: F811
    return cardkit.load(folder / "tiny.card.yaml")


@pytest.fixture
def evidence(folder):  # noqa: F811
    return folder / "verification.json"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_writes_what_the_command_writes(card, folder, evidence, language):  # noqa: F811
    words = ("--lang", language, "--evidence", evidence)
    done = run("render", folder / "tiny.card.yaml", *words)
    assert done.code == 0, done.err
    assert card.render(language, evidence=evidence) == done.out
    assert "✅" in done.out
    assert card.render(language, evidence=str(evidence), model=folder) == done.out
    assert "✅" not in card.render(language)


@pytest.mark.parametrize(
    ("language", "stale"), [("en", "⌛ stale, was consistent"), ("zh", "⌛ 已失效，曾为“相符”")]
)
def test_a_stale_claim_is_written_and_called_so(card, evidence, statement, language, stale):  # noqa: F811
    day = statement.finished.date() + timedelta(days=181)
    assert stale in card.render(language, evidence=evidence, today=day)
    assert stale not in card.render(language, evidence=evidence, today=day, max_age=None)
    assert stale not in card.render(language, evidence=evidence, today=day, max_age=200)


def test_where_the_model_is_elsewhere(card, folder, evidence, tmp_path):  # noqa: F811
    alone = tmp_path / "alone" / "verification.json"
    alone.parent.mkdir()
    alone.write_bytes(evidence.read_bytes())
    assert "✅" not in card.render("en", evidence=alone)
    assert "✅" in card.render("en", evidence=alone, model=folder)


@needs_keys
def test_who_must_have_signed_it(card, folder, tmp_path):  # noqa: F811
    assert run("evidence", "keygen", "eval-2026", cwd=tmp_path).code == 0
    key = tmp_path / "eval-2026.key"
    assert run("evidence", "sign", folder / "verification.json", "--key", key).code == 0
    envelope, public = folder / "verification.dsse.json", tmp_path / "eval-2026.pub"
    assert "signed by eval-2026" in card.render("en", evidence=envelope, trusted_keys=[public])
    with pytest.raises(EvidenceRefused, match="not signed"):
        card.render("en", evidence=folder / "verification.json", trusted_keys=[public])
    signed(folder, Pair("stranger"))
    with pytest.raises(EvidenceRefused, match="no trusted key signed it"):
        card.render("en", evidence=envelope, trusted_keys=[public])


def test_what_cannot_be_asked(card, evidence, tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        card.render("en", evidence=tmp_path / "none.json")
    for settings in ({"model": tmp_path}, {"trusted_keys": ["k"]}, {"today": "2026-01-01"}):
        with pytest.raises(UsageError, match="give evidence too") as caught:
            card.render("en", **settings)
        assert "evidence" in caught.value.message.zh
    evidence.write_text("{}")
    with pytest.raises(EvidenceRefused, match="is refused"):
        card.render("en", evidence=evidence)
