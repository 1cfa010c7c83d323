"""`cardkit audit` counts claims by the status that the evidence beside each card gives them."""

import csv
import io
import json
import shutil
from collections import Counter

import pytest

from tests.cli.helpers import run
from tests.evidence.helpers import FRESH, needs_keys
from tests.evidence.keys import Pair, signed

WANTED = Counter(FRESH.values())


@pytest.fixture
def many(folder, tmp_path):
    """Four cards: with evidence, without, with refused evidence, and one that cannot be read."""
    models = tmp_path / "models"
    for name in ("held", "bare", "refused"):
        shutil.copytree(folder, models / name)
    (models / "bare" / "verification.json").unlink()
    (models / "refused" / "verification.json").write_text("{}")
    (models / "gone").mkdir()
    (models / "gone" / "README.md").write_bytes(bytes(range(256)) * 8)
    return tmp_path


def audited(many, *words):
    done = run("audit", "models", "-j1", "--output-format", "json", *words, cwd=many)
    data = json.loads(done.out)
    return data, {c["card"].split("/")[1]: c for c in data["by_card"]}


def test_json_counts_claims_by_status(many):
    data, cards = audited(many)
    total = len(FRESH)
    assert cards["held"]["claims"] == {
        s: WANTED[s] for s in ("contradicted", "stale", "unverified", "consistent", "verified")
    }
    assert {name: card["evidence"] for name, card in cards.items()} == {
        "held": "unsigned",
        "bare": "none",
        "refused": "refused",
        "gone": None,
    }
    assert cards["gone"]["claims"] is None
    assert (
        cards["bare"]["claims"]["unverified"] == cards["refused"]["claims"]["unverified"] == total
    )
    assert data["claims"]["unverified"] == {
        "claims": WANTED["unverified"] + 2 * total,
        "cards": 3,
    }
    assert data["claims"]["contradicted"] == {"claims": WANTED["contradicted"], "cards": 1}
    assert data["evidence"] == {
        "none": 1,
        "refused": 1,
        "unsigned": 1,
        "unchecked": 0,
        "signed": 0,
    }


def test_processes_change_nothing(many):
    words = ("audit", "models", "--output-format")
    for form in ("json", "csv", "table"):
        assert run(*words, form, "-j1", cwd=many) == run(*words, form, "-j3", cwd=many)


def test_csv_sums_to_the_same(many):
    data, _ = audited(many)
    rows = list(
        csv.DictReader(
            io.StringIO(run(*["audit", "models", "-j1", "--output-format", "csv"], cwd=many).out)
        )
    )
    for status, counts in data["claims"].items():
        mine = [r for r in rows if r["claim_status"] == status]
        assert sum(int(r["claims"]) for r in mine) == counts["claims"]
        assert len({r["card"] for r in mine}) == counts["cards"]
    assert all(r["claims"] == "0" for r in rows if not r["claim_status"])
    assert {r["evidence"] for r in rows} == {"unsigned", "none", "refused", ""}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "cards with evidence: 2 of 3; signed by a trusted key: 0; refused: 1",
                "  contradicted  stale  card",
                "             2      0  models/held/tiny.card.yaml",
            ],
        ),
        (
            "zh",
            [
                "有证据的卡片：2/3；由可信公钥签名：0；被拒绝：1",
                "  矛盾  已失效  卡片",
                "     2       0  models/held/tiny.card.yaml",
            ],
        ),
    ],
)
def test_the_screen_names_cards_whose_claims_do_not_hold(many, language, lines):
    out = run("audit", "models", "-j1", cwd=many, language=language).out
    assert [line for line in lines if line in out.splitlines()] == lines


def test_a_changed_card_makes_its_claims_stale(many):
    card = many / "models" / "held" / "tiny.card.yaml"
    card.write_text(card.read_text().replace("layers: 2", "layers: 3"))
    _, cards = audited(many)
    assert cards["held"]["claims"]["stale"] == 1


def test_the_day_is_that_of_the_run(many, monkeypatch):
    monkeypatch.setenv("CARDKIT_TODAY", "2099-01-01")
    data, _ = audited(many)
    assert data["claims"]["stale"] == {"claims": 2, "cards": 1}  # scores with a verdict


@needs_keys
def test_keys_come_from_the_policy_of_the_run(many):
    mine, stranger = Pair("mine"), Pair("stranger")
    signed(many / "models" / "held", mine)
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    (many / "keys").mkdir()
    for pair, held in ((mine, "signed"), (stranger, "refused")):
        pem = pair.private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        (many / "keys" / "k.pub").write_bytes(pem)
        (many / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["keys/k.pub"]\n')
        _, cards = audited(many)
        assert cards["held"]["evidence"] == held


def test_the_exit_code_is_the_policys(many):
    """A claim that does not hold fails where the policy asks for evidence (EVD103)."""
    (many / "models" / "gone" / "README.md").unlink()
    words = ("audit", "models", "-j1", "--select", "EVD")
    assert run(*words, cwd=many).code == 0
    (many / "cardkit.toml").write_text('[evidence]\nrequire = "consistent"\n')
    done = run(*words, cwd=many)
    assert done.code == 1
    assert "EVD103" in done.out


def test_a_card_whose_claims_cannot_be_counted_does_not_end_the_run(many, monkeypatch):
    def broken(*_words, **_settings):
        raise RuntimeError("boom")

    monkeypatch.setattr("cardkit.evidence.beside.evidence_beside", broken)
    done = run("audit", "models", "-j1", "--output-format", "json", cwd=many)
    assert done.code == 2
    data = json.loads(done.out)
    assert data["cards"] == 4
    assert {r["code"]: r["cards"] for r in data["rules"]}["CK900"] == 3
    done = run("audit", "models", "-j1", "--output-format", "json", "--ignore", "EVD", cwd=many)
    assert json.loads(done.out)["claims"]["unverified"]["claims"] == 0
    assert "CK900" not in done.out
