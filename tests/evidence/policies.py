"""A folder of cards with marks under a policy of one's own, for tests of what evidence counts."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from cardkit.evidence.statement_reading import read_statement
from tests.building.conftest import honest, place  # noqa: F401 - fixtures
from tests.cli.helpers import run
from tests.evidence.keys import Pair, signed


def pem(pair: Pair, name: str) -> str:
    from cryptography.hazmat.primitives import serialization as form

    public = pair.private.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    return f"# name: {name}\n{public.decode()}"


def marked(folder, *words):
    """Write the cards of a folder with their marks, by the evidence there."""
    done = run("build", "tiny.card.yaml", "--evidence", "verification.json", "-o", ".",
               "--no-config", *words, cwd=folder)  # fmt: skip
    assert done.code == 0, done.err


def day_of(folder):
    return read_statement((folder / "verification.json").read_bytes()).finished.date()


def policy(folder, text):
    (folder / "cardkit.toml").write_text(text)


@pytest.fixture
def trusting(place):  # noqa: F811
    """Return a folder of signed, marked cards under a policy that trusts the key."""
    if find_spec("cryptography") is None:
        pytest.skip("cryptography is not installed")
    pair = Pair("eval-2026")
    signed(place, pair)
    (place / "eval-2026.pub").write_text(pem(pair, "eval-2026"))
    done = run("build", "tiny.card.yaml", "--evidence", "verification.dsse.json", "-o", ".",
               "--trusted-key", "eval-2026.pub", cwd=place)  # fmt: skip
    assert done.code == 0, done.err
    policy(place, '[evidence]\ntrusted-keys = ["eval-2026.pub"]\n')
    return place
