"""What is wrong with an order of `cardkit build` is said before anything is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cardkit.evidence.statement import NAME, SIGNED_NAME
from tests.cli.helpers import run
from tests.evidence.helpers import needs_keys

CARDS = ["README.md", "README_zh.md"]


def build(place, *words, out=None, **settings):
    out = out or place / "out"
    return run("build", place / "tiny.card.yaml", "--model", place, "-o", out, *words, **settings)


def began(done):
    """Say whether the work began: the card was validated, the model read."""
    return "1/3" in done.err or "2/3" in done.err


def names(folder):
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def keys(tmp_path):
    for name in ("eval-2026", "other"):
        assert run("evidence", "keygen", name, cwd=tmp_path).code == 0
    return tmp_path


def trust(place, keys, name="eval-2026"):
    (place / f"{name}.pub").write_bytes((keys / f"{name}.pub").read_bytes())
    (place / "cardkit.toml").write_text(f'[evidence]\ntrusted-keys = ["{name}.pub"]\n')


@pytest.mark.parametrize("language", ["en", "zh"])
def test_signed_evidence_of_an_earlier_build(place, language):
    out = place / "out"
    out.mkdir()
    (out / SIGNED_NAME).write_text("{}")
    done = build(place, language=language)
    assert done.code == 2
    assert {"en": "of an earlier build", "zh": "先前生成的已签名证据"}[language] in done.err
    assert "--key" in done.err
    assert not began(done)
    assert names(out) == [SIGNED_NAME]


@needs_keys
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("by", ["policy", "option"])
def test_keys_to_trust_and_none_to_sign_with(place, keys, by, language):
    words = ("--trusted-key", keys / "eval-2026.pub")
    if by == "policy":
        trust(place, keys)
        words = ()
    done = build(place, *words, cwd=place, language=language)
    assert done.code == 2
    wanted = {"en": "nothing would sign it", "zh": "没有签名私钥"}
    assert wanted[language] in done.err
    assert "`eval-2026`" in done.err
    assert "--key" in done.err
    assert "CARDKIT_SIGNING_KEY" in done.err
    assert NAME not in done.err  # that file is nowhere
    assert not began(done)
    assert names(place / "out") == []


@needs_keys
def test_a_key_to_sign_with_that_nobody_here_trusts(place, keys):
    trust(place, keys)
    done = build(place, "--key", keys / "other.key", cwd=place)
    assert done.code == 2
    assert "`eval-2026`" in done.err
    assert "not among" in done.err
    assert not began(done)


@needs_keys
def test_a_key_that_is_no_longer_valid(place, keys):
    trust(place, keys)
    path = place / "eval-2026.pub"
    path.write_text("# valid-until: 2020-01-01\n" + path.read_text())
    done = build(place, "--key", keys / "eval-2026.key", cwd=place)
    assert done.code == 2
    assert "not valid on" in done.err
    assert not began(done)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_dialect_that_is_none(place, language):
    done = build(place, "--dialect", "foo", language=language)
    assert done.code == 2
    assert {"en": "unknown dialect `foo`", "zh": "未知的平台格式 `foo`"}[language] in done.err
    assert not began(done)


def test_a_template_that_is_broken(place, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "card.md.j2").write_text("{{ page.nothing.at.all }}")
    done = build(place, "--template-dir", tmp_path / "mine")
    assert done.code == 2
    assert not began(done)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc here")
@pytest.mark.parametrize("below", ["x", "x/y"])
def test_a_folder_that_cannot_be_made(place, below):
    out = f"/proc/{below}"
    done = build(place, out=out)
    assert done.code == 2
    assert out in done.err
    assert not began(done)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc here")
def test_a_folder_that_takes_no_file(place):
    done = build(place, out="/proc/self")
    assert done.code == 2
    assert not began(done)


def test_the_trial_leaves_nothing_behind(place):
    """Whether files can be written is tried out; where the road ends early no folder is left."""
    card = place / "tiny.card.yaml"
    card.write_text(card.read_text().replace("layers: 2", "layers: 3"))
    done = build(place, "--fail-on", "never", out=place / "a" / "b")
    assert done.code == 1
    assert not (place / "a").exists()


@needs_keys
def test_the_key_may_stand_in_the_environment(place, keys, monkeypatch):
    monkeypatch.setenv("CARDKIT_SIGNING_KEY", (keys / "eval-2026.key").read_text())
    trust(place, keys)
    done = build(place, cwd=place)
    assert done.code == 0, done.err
    out = place / "out"
    assert names(out) == [*CARDS, SIGNED_NAME, NAME]
    assert "signed by eval-2026" in (out / "README.md").read_text()
    assert build(place, "--check", cwd=place).code == 0  # it signs nothing, and is no conflict
    told = build(place, out=place / "other", cwd=place)
    assert "CARDKIT_SIGNING_KEY" in told.err  # nobody signs without knowing


@needs_keys
def test_a_key_of_the_environment_goes_by_its_digest_where_nobody_named_it(
    place, keys, monkeypatch
):
    monkeypatch.setenv("CARDKIT_SIGNING_KEY", (keys / "eval-2026.key").read_text())
    assert build(place).code == 0
    keyid = json.loads((place / "out" / SIGNED_NAME).read_text())["signatures"][0]["keyid"]
    assert f"signed by {keyid[:16]}" in (place / "out" / "README.md").read_text()


@needs_keys
def test_the_option_goes_before_the_environment(place, keys, monkeypatch):
    monkeypatch.setenv("CARDKIT_SIGNING_KEY", (keys / "other.key").read_text())
    trust(place, keys)
    done = build(place, "--key", keys / "eval-2026.key", cwd=place)
    assert done.code == 0, done.err


@needs_keys
def test_what_stands_in_the_environment_and_is_no_key(place, monkeypatch):
    monkeypatch.setenv("CARDKIT_SIGNING_KEY", "secret words")
    done = build(place)
    assert done.code == 2
    assert "CARDKIT_SIGNING_KEY" in done.err
    assert "secret words" not in done.err
    assert not began(done)
