"""Keys: who may read a private one, what a file of public ones says, what signing keeps."""

import base64
import json
import os
import shutil
import subprocess
from datetime import date

import pytest

from cardkit.errors import CardkitError, ConfigError, UsageError
from cardkit.evidence.dsse import PAYLOAD_TYPE, pae, read_envelope
from cardkit.evidence.keys import KEY_VARIABLE, new_pair, private_key, trusted_keys
from cardkit.evidence.reading import read_evidence
from cardkit.evidence.signing import signed_anew
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair

pytestmark = needs_keys


@pytest.fixture
def pair(tmp_path):
    """Return the files of a private and a public key."""
    private, public = tmp_path / "eval.key", tmp_path / "eval.pub"
    secret, open_ = new_pair()
    private.write_text(secret)
    private.chmod(0o600)
    public.write_text(open_)
    return private, public


def test_pae_is_that_of_the_protocol():
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_signed_and_read_back(folder, pair):
    path = folder / "verification.json"
    text, keyid = signed_anew(path, private_key(pair[0], {}))
    envelope = folder / "verification.dsse.json"
    envelope.write_text(text)
    assert read_envelope(text.encode()).payload == path.read_bytes()
    [key] = trusted_keys([pair[1]])
    evidence = read_evidence(envelope, [key])
    assert (evidence.standing, evidence.keys, key.id) == ("signed", ("eval",), keyid)
    assert not evidence.is_self_attested
    assert read_evidence(envelope).standing == "unchecked"
    assert read_evidence(path).standing == "unsigned"
    assert read_evidence(path).sha256 == evidence.sha256


def test_several_keys_sign_one_statement_and_signing_twice_is_once(folder, pair):
    envelope = folder / "verification.dsse.json"
    other = Pair("other")
    envelope.write_text(signed_anew(folder / "verification.json", other.private)[0])
    for _ in range(2):
        envelope.write_text(signed_anew(envelope, private_key(pair[0], {}))[0])
    assert len(json.loads(envelope.read_text())["signatures"]) == 2
    keys = trusted_keys([pair[1]])
    assert read_evidence(envelope, [other.trusted, *keys]).keys == ("other", "eval")


def test_what_would_be_refused_is_not_signed(folder, pair):
    path = folder / "verification.json"
    path.write_text(path.read_text().replace('"layers"', '"heads"', 1))
    with pytest.raises(CardkitError, match="is not signed: the digest of the claim"):
        signed_anew(path, private_key(pair[0], {}))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(pair, mode):
    pair[0].chmod(mode)
    with pytest.raises(UsageError, match=rf"mode {mode:04o}") as refused:
        private_key(pair[0], {})
    assert "chmod 600" in refused.value.hint.en


def test_the_key_of_the_environment(pair, folder):
    secret = pair[0].read_text()
    key = private_key(None, {KEY_VARIABLE: secret})
    assert signed_anew(folder / "verification.json", key)
    with pytest.raises(UsageError, match="no key to sign with"):
        private_key(None, {})


@pytest.mark.parametrize("damage", ["cut", "rsa", "encrypted", "public", "empty", "garbage"])
def test_what_is_no_private_key_is_refused_and_not_quoted(pair, damage):
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import rsa

    secret = pair[0].read_text()
    body = secret.splitlines()[1]
    pkcs8 = form.Encoding.PEM, form.PrivateFormat.PKCS8
    texts = {
        "cut": secret.replace(body, body[:-6]),
        "rsa": rsa.generate_private_key(65537, 2048)
        .private_bytes(*pkcs8, form.NoEncryption())
        .decode(),
        "encrypted": form.load_pem_private_key(secret.encode(), None)
        .private_bytes(*pkcs8, form.BestAvailableEncryption(b"x"))
        .decode(),
        "public": pair[1].read_text(),
        "empty": "",
        "garbage": "secret" * 10,
    }
    pair[0].write_text(texts[damage])
    with pytest.raises(UsageError, match="no unencrypted Ed25519 private key") as refused:
        private_key(pair[0], {})
    shown = str(refused.value) + repr(refused.value.__cause__) + refused.value.describe("zh")
    assert body[:20] not in shown
    assert "secret" not in shown


def test_names_and_days_of_trusted_keys(pair, tmp_path):
    pem = pair[1].read_text()
    other = new_pair()[1]
    path = tmp_path / "keys.pub"
    path.write_text(
        f"# name: eval-2025\n# valid-until: 2025-12-31\n{pem}\n"
        f"name: eval-2026\nvalid-from: 2026-01-01\n{other}{pem}"
    )
    first, second, third = trusted_keys([path])
    assert (first.name, first.since, first.until) == ("eval-2025", None, date(2025, 12, 31))
    assert (second.name, second.since, second.until) == ("eval-2026", date(2026, 1, 1), None)
    assert (third.name, third.since, third.until) == ("keys", None, None)
    assert first.is_valid_on(date(2025, 12, 31))
    assert not first.is_valid_on(date(2026, 1, 1))
    assert not second.is_valid_on(date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no Ed25519 public key"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "holds no Ed25519"),
        ("# valid-until: soon\n{pem}", "`soon` is no day"),
        ("# valid-till: 2026-01-01\n{pem}", "is no day"),
        ("{secret}{pem}", "holds a private key"),
        ("-----BEGIN PUBLIC KEY-----" * 2000, "holds no Ed25519 public key"),
    ],
)
def test_files_of_trusted_keys_that_are_refused(pair, tmp_path, text, said):
    path = tmp_path / "k.pub"
    path.write_text(text.format(pem=pair[1].read_text(), secret=pair[0].read_text()))
    with pytest.raises(ConfigError, match=said):
        trusted_keys([path])
    with pytest.raises(CardkitError, match=r"absent\.pub"):
        trusted_keys([tmp_path / "absent.pub"])


def test_keys_of_openssl_are_read(tmp_path, folder):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    private, public = tmp_path / "o.key", tmp_path / "o.pub"
    for words in (
        ("genpkey", "-algorithm", "ed25519", "-out", private),
        ("pkey", "-in", private, "-pubout", "-out", public),
    ):
        done = subprocess.run(["openssl", *words], capture_output=True, check=False)
        if done.returncode != 0:
            pytest.skip("this openssl has no Ed25519")
    private.chmod(0o600)
    envelope = folder / "verification.dsse.json"
    envelope.write_text(signed_anew(folder / "verification.json", private_key(private, {}))[0])
    assert read_evidence(envelope, trusted_keys([public])).keys == ("o",)
    row = json.loads(envelope.read_text())["signatures"][0]
    message, signature = tmp_path / "m", tmp_path / "s"
    message.write_bytes(pae(PAYLOAD_TYPE, (folder / "verification.json").read_bytes()))
    signature.write_bytes(base64.b64decode(row["sig"]))
    words = ("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin")
    done = subprocess.run(
        ["openssl", *words, "-in", message, "-sigfile", signature], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_without_the_extra(monkeypatch, pair, folder):
    import sys

    from cardkit.errors import MissingExtra

    for name in [n for n in sys.modules if n.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(MissingExtra, match=r"cardkit\[sign\]"):
        trusted_keys([pair[1]])
    with pytest.raises(MissingExtra, match=r"cardkit\[sign\]"):
        private_key(pair[0], {})
    assert read_evidence(folder / "verification.json").statement is not None
