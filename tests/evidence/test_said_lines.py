"""The lines that name a statement: when it was made, and who is said to have signed it."""

from __future__ import annotations

import json

import pytest

from tests.cli.helpers import run
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair, signed
from tests.evidence.policies import (  # noqa: F401 - fixtures among them
    day_of,
    honest,
    marked,
    pem,
    place,
    policy,
    trusting,
)

CARDS = {"en": "README.md", "zh": "README_zh.md"}
SIGNED = {"en": "signed by eval-2026", "zh": "由 eval-2026 签名"}
OTHER = {"en": "signed by Big Auditor Ltd", "zh": "由 Big Auditor Ltd 签名"}
BOTH = {
    "en": "signed by eval-2026, Big Auditor Ltd",
    "zh": "由 eval-2026、Big Auditor Ltd 签名",
}
LABEL = {"en": "**Verified on**", "zh": "**核实时间**"}


def edit(folder, language, old, new):
    path = folder / CARDS[language]
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def found(folder, language, *words):
    """Return the findings of the family about one card, and the exit code."""
    card = CARDS[language]
    done = run("validate", card, "--select", "EVD", "--output-format", "json", *words, cwd=folder)
    findings = [
        (f["code"], f["severity"], f[{"en": "message", "zh": "message_zh"}[language]])
        for f in json.loads(done.out)["findings"]
    ]
    return findings, done.code


@pytest.mark.parametrize("language", CARDS)
@pytest.mark.parametrize("day", ["2028-01-01", "yesterday", "2026-11-29 and 2028-01-01", ""])
def test_another_day_than_that_of_the_evidence_is_an_error(place, language, day):  # noqa: F811
    marked(place)
    assert found(place, language) == ([], 0)
    edit(place, language, str(day_of(place)), day)
    ((code, level, message),), exit_code = found(place, language)
    assert (code, level, exit_code) == ("EVD102", "error", 1)
    assert f"{day_of(place)} (cardkit" in message


@pytest.mark.parametrize("language", CARDS)
def test_a_second_line_does_not_hide_behind_the_first(place, language):  # noqa: F811
    marked(place)
    label = LABEL[language]
    for added in (f"- {label}: 2028-01-01\n", f"\n{label}: 2028-01-01\n"):
        path = place / CARDS[language]
        text = path.read_text()
        path.write_text(text.rstrip("\n") + "\n" + added)
        ((code, level, _),), exit_code = found(place, language)
        assert (code, level, exit_code) == ("EVD102", "error", 1), added
        path.write_text(text)
    with (place / CARDS[language]).open("a") as card:
        card.write(f"- `sha256:{'ab' * 32}`\n")
    ((code, level, message),), _ = found(place, language)
    assert (code, level) == ("EVD101", "error")
    assert "ab" * 8 in message


@pytest.mark.parametrize("language", CARDS)
def test_another_program_than_that_of_the_evidence_is_an_error(place, language):  # noqa: F811
    marked(place)
    edit(place, language, "cardkit 0.1.0", "cardkit 9.0")
    assert [each[:2] for each in found(place, language)[0]] == [("EVD102", "error")]
    edit(place, language, {"en": " (cardkit 9.0)", "zh": "（cardkit 9.0）"}[language], "")
    assert found(place, language) == ([], 0)  # to say less is nothing false


@pytest.mark.parametrize("language", CARDS)
def test_a_signer_whom_the_signature_disproves_is_an_error(trusting, language):  # noqa: F811
    assert found(trusting, language) == ([], 0)
    edit(trusting, language, SIGNED[language], OTHER[language])
    ((code, level, message),), exit_code = found(trusting, language)
    assert (code, level, exit_code) == ("EVD101", "error", 1)
    assert "Big Auditor Ltd" in message
    assert "eval-2026" in message


@pytest.mark.parametrize("language", CARDS)
def test_one_signature_is_not_that_of_two(trusting, language):  # noqa: F811
    edit(trusting, language, SIGNED[language], BOTH[language])
    ((code, level, _),), exit_code = found(trusting, language)
    assert (code, level, exit_code) == ("EVD101", "error", 1)


@pytest.mark.parametrize("language", CARDS)
def test_a_second_signer_whom_nobody_trusts_is_a_warning(place, language):  # noqa: F811
    """As where keys change: both signed, and who checks trusts the new one alone."""
    pytest.importorskip("cryptography")
    old, new = Pair("eval-2025"), Pair("eval-2026")
    signed(place, old, new)
    for pair in (old, new):
        (place / f"{pair.trusted.name}.pub").write_text(pem(pair, pair.trusted.name))
    words = ("--evidence", "verification.dsse.json", "-o", ".")
    keys = ("--trusted-key", "eval-2025.pub", "--trusted-key", "eval-2026.pub")
    assert run("build", "tiny.card.yaml", *words, *keys, cwd=place).code == 0
    both = {"en": "signed by eval-2025, eval-2026", "zh": "由 eval-2025、eval-2026 签名"}
    assert both[language] in (place / CARDS[language]).read_text()
    policy(place, '[evidence]\ntrusted-keys = ["eval-2026.pub"]\n')
    ((code, level, message),), exit_code = found(place, language)
    assert (code, level, exit_code) == ("EVD101", "warning", 0)
    assert "eval-2025" in message
    edit(place, language, both[language], SIGNED[language])
    assert found(place, language) == ([], 0)
    policy(place, '[evidence]\ntrusted-keys = ["eval-2026.pub", "eval-2025.pub"]\n')
    ((code, level, message),), _ = found(place, language)
    assert (code, level) == ("EVD101", "warning")  # it leaves one out


@pytest.mark.parametrize("language", CARDS)
@pytest.mark.parametrize("said", [SIGNED, OTHER])
def test_without_a_trusted_key_it_is_said_that_nobody_can_tell(trusting, language, said):  # noqa: F811
    edit(trusting, language, SIGNED[language], said[language])
    ((code, level, message),), exit_code = found(trusting, language, "--no-config")
    assert (code, level, exit_code) == ("EVD101", "note", 0)
    assert said[language] in message
    assert {"en": "no key is trusted", "zh": "未指定可信公钥"}[language] in message
    shown = run("validate", CARDS[language], "--select", "EVD", "--no-config",
                language=language, cwd=trusting)  # fmt: skip
    assert "trusted-keys" in shown.out


@needs_keys
@pytest.mark.parametrize("language", CARDS)
def test_another_line_that_names_a_signer_is_held_as_well(trusting, language):  # noqa: F811
    added = {"en": "- **Signed by**: Big Auditor Ltd\n", "zh": "- **签名者**：Big Auditor Ltd\n"}
    with (trusting / CARDS[language]).open("a") as card:
        card.write(added[language])
    ((code, level, message),), _ = found(trusting, language)
    assert (code, level) == ("EVD101", "error")
    assert "Big Auditor Ltd" in message


@pytest.mark.parametrize("language", CARDS)
def test_a_name_with_commas_and_marks_is_one_name(place, language):  # noqa: F811
    pytest.importorskip("cryptography")
    pair = Pair("Eval_2026 [new], Ltd.")
    signed(place, pair)
    (place / "own.pub").write_text(pem(pair, pair.trusted.name))
    words = ("--evidence", "verification.dsse.json", "-o", ".", "--trusted-key", "own.pub")
    assert run("build", "tiny.card.yaml", *words, cwd=place).code == 0
    policy(place, '[evidence]\ntrusted-keys = ["own.pub"]\n')
    assert found(place, language) == ([], 0)
    edit(place, language, "Ltd", "Corp")
    ((code, level, _),), _ = found(place, language)
    assert (code, level) == ("EVD101", "error")


@pytest.mark.parametrize("language", CARDS)
def test_where_the_files_are_not_at_hand_the_advice_is_to_lay_them_there(place, language):  # noqa: F811
    marked(place)
    for weights in place.glob("*.safetensors*"):
        weights.unlink()
    shown = run("validate", CARDS[language], "--select", "EVD", language=language, cwd=place,
                columns=300)  # fmt: skip
    assert "Git LFS" in shown.out
    assert "cardkit evidence check CARD --model" in shown.out
    assert "cardkit build CARD" not in shown.out
