"""What evidence counts under a policy: whose keys, on which day; and what is said of it."""

from __future__ import annotations

import json
import pickle
import sys
from datetime import timedelta

import pytest

from cardkit.errors import CardkitError, ConfigError, MissingExtra
from cardkit.text import Text
from tests.cli.helpers import run
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair
from tests.evidence.policies import (  # noqa: F401 - fixtures among them
    day_of,
    honest,
    marked,
    pem,
    place,
    policy,
    trusting,
)

LANGUAGES = ("en", "zh")


def without_cryptography(patch):
    for name in list(sys.modules):
        if name.split(".")[0] == "cryptography":
            patch.delitem(sys.modules, name)
    patch.setitem(sys.modules, "cryptography", None)
    patch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)


@needs_keys
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words", [("validate", "README.md"), ("audit", ".", "-j1"), ("evidence", "check", "README.md")]
)
def test_without_the_package_the_extra_is_named(trusting, monkeypatch, words, language):  # noqa: F811
    assert run("validate", "README.md", "--select", "EVD", cwd=trusting).code == 0
    without_cryptography(monkeypatch)
    done = run(*words, language=language, cwd=trusting)
    assert done.code == 2
    assert "pip install 'cardkit[sign]'" in done.err
    assert {"en": "this needs the package", "zh": "此操作需要软件包"}[language] in done.err
    for text in (done.out, done.err):
        assert "CK900" not in text
        assert "MissingExtra" not in text
        assert "--ignore" not in text


@needs_keys
def test_without_the_package_an_unmarked_card_is_checked_as_ever(trusting, monkeypatch):  # noqa: F811
    (trusting / "README.md").write_text("# Tiny\n\nA model.\n")
    without_cryptography(monkeypatch)
    assert run("validate", "README.md", "--select", "EVD", cwd=trusting).code == 0


@needs_keys
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_policys_key_that_is_none_is_said_plainly(trusting, language):  # noqa: F811
    (trusting / "eval-2026.pub").write_text("no key\n")
    done = run("validate", "README.md", language=language, cwd=trusting)
    assert done.code == 2
    assert {"en": "holds no Ed25519 public key", "zh": "没有 Ed25519 公钥"}[language] in done.err
    assert "CK900" not in done.out


@pytest.mark.parametrize(
    "error",
    [
        MissingExtra("cryptography", "sign"),
        ConfigError(Text(en="a", zh="甲"), hint=Text(en="b", zh="乙")),
    ],
)
def test_an_error_crosses_processes_with_all_it_says(error):
    """`audit` works in several, and says the same with one and with many."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert isinstance(again, CardkitError)
    assert (str(again), again.describe("zh")) == (str(error), error.describe("zh"))
    assert again.__dict__ == error.__dict__


def test_the_age_of_evidence_follows_the_day_that_is_set(place, monkeypatch):  # noqa: F811
    marked(place)
    policy(place, "[evidence]\nmax-age-days = 1\n")
    day = day_of(place)
    verbs = {
        "validate": ("validate", "README.md", "--select", "EVD"),
        "check": ("evidence", "check", "README.md"),
        "build": ("build", "tiny.card.yaml", "-o", ".", "--check"),
        "audit": ("audit", ".", "-j1", "--select", "EVD"),
    }
    for days, codes in ((1, 0), (2, 1), (400, 1), (-1, 1)):
        monkeypatch.setenv("CARDKIT_TODAY", str(day + timedelta(days=days)))
        found = {name: run(*words, cwd=place).code for name, words in verbs.items()}
        assert found == dict.fromkeys(verbs, codes), days
    monkeypatch.setenv("CARDKIT_TODAY", str(day + timedelta(days=400)))
    here = ("--today", day)
    assert run(*verbs["check"], *here, cwd=place).code == 0  # what is said in words comes first
    assert run(*verbs["build"], *here, cwd=place).code == 0
    monkeypatch.setenv("CARDKIT_TODAY", "soon")
    for words in verbs.values():
        done = run(*words, cwd=place)
        assert (done.code, "CARDKIT_TODAY is no date" in done.err) == (2, True)


def short(folder, language):
    """Return what the family finds of a marked card, with what it advises."""
    words = ("validate", "README.md", "--select", "EVD", "--output-format", "json")
    findings = json.loads(run(*words, cwd=folder).out)["findings"]
    ending = {"en": "", "zh": "_zh"}[language]
    return {f["code"]: (f["severity"], f["message" + ending], f["help" + ending]) for f in findings}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["error", None])
def test_where_keys_are_trusted_a_stripped_signature_is_refused(trusting, level, language):  # noqa: F811
    """One finding of each rule, whatever `unsigned` says; the remedy is to sign."""
    (trusting / "verification.dsse.json").unlink()
    asked = '[evidence]\nrequire = "consistent"\ntrusted-keys = ["eval-2026.pub"]\n'
    policy(trusting, asked + (f'unsigned = "{level}"\n' if level else ""))
    found = short(trusting, language)
    assert {code: said[0] for code, said in found.items()} == {"EVD101": "error", "EVD103": "error"}
    _, message, advice = found["EVD103"]
    assert {"en": "is refused: it is not signed", "zh": "被拒绝：证据未签名"}[language] in message
    assert all("cardkit evidence sign" in advice for _, _, advice in found.values())
    assert "cardkit verify" not in advice
    assert run("validate", "README.md", cwd=trusting).code == 1


@needs_keys
@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_of_a_stranger_is_to_be_trusted_or_signed_by_another(trusting, language):  # noqa: F811
    (trusting / "other.pub").write_text(pem(Pair("other"), "other"))
    policy(trusting, '[evidence]\nrequire = "consistent"\ntrusted-keys = ["other.pub"]\n')
    _, message, advice = short(trusting, language)["EVD103"]
    assert {"en": "no trusted key signed it", "zh": "不在可信公钥之列"}[language] in message
    assert "trusted-keys" in advice
    assert "cardkit verify" not in advice


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["off", "note", "warning", "error"])
def test_where_no_key_is_trusted_the_policy_says_how_much_that_weighs(place, level, language):  # noqa: F811
    card = "name: Tiny\ndetails: {layers: 2, hidden_size: 16}\n"
    (place / "tiny.card.yaml").write_text(card)
    policy(place, f'[evidence]\nrequire = "verified"\nunsigned = "{level}"\n')
    words = ("validate", "tiny.card.yaml", "--select", "EVD103", "--output-format", "json")
    done = run(*words, cwd=place)
    found = json.loads(done.out)["findings"]
    assert [f["severity"] for f in found] == ([] if level == "off" else [level])
    assert done.code == (1 if level == "error" else 0)
    ending = {"en": "", "zh": "_zh"}[language]
    for each in found:
        assert {"en": "not signed", "zh": "未签名"}[language] in each["message" + ending]
        assert "cardkit evidence sign" in each["help" + ending]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_signed_evidence_the_remedy_is_to_name_the_key(trusting, language):  # noqa: F811
    (trusting / "tiny.card.yaml").write_text("name: Tiny\ndetails: {layers: 2, hidden_size: 16}\n")
    policy(trusting, '[evidence]\nrequire = "verified"\n')
    words = ("validate", "tiny.card.yaml", "--select", "EVD103", "--output-format", "json")
    (each,) = json.loads(run(*words, cwd=trusting).out)["findings"]
    ending = {"en": "", "zh": "_zh"}[language]
    assert each["severity"] == "warning"
    assert {"en": "is signed, and", "zh": "证据已签名"}[language] in each["message" + ending]
    assert "trusted-keys" in each["help" + ending]
    assert "evidence sign" not in each["help" + ending]


def test_claims_are_listed_as_each_language_lists(place):  # noqa: F811
    (place / "verification.json").unlink()
    policy(place, '[evidence]\nrequire = "consistent"\n')
    words = ("validate", "tiny.card.yaml", "--select", "EVD103", "--output-format", "json")
    (each,) = json.loads(run(*words, cwd=place).out)["findings"]
    names = ("details/layers", "details/hidden_size", "evaluations/copa/score")
    assert f"({', '.join(names)})" in each["message"]
    assert f"（{'、'.join(names)}）" in each["message_zh"]
