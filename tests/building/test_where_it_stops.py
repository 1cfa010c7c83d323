"""`cardkit build`: the exit codes that docs/build.md promises, each with a word of what to do."""

from __future__ import annotations

import pytest

from cardkit.evidence.statement import NAME
from tests.building.conftest import HONEST
from tests.cli.helpers import run


def build(place, *words, **settings):
    return run("build", place / "tiny.card.yaml", *words, **settings)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_of_a_folder_that_is_not_there(place, language):
    done = build(place, "--check", "-o", place / "nodir", "--model", place, language=language)
    assert done.code == 1  # as `render --check`: what should lie there is missing
    wanted = {"en": f"`{place}/nodir` does not exist", "zh": f"`{place}/nodir` 不存在"}
    assert wanted[language] in " ".join(done.err.split())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_names_the_evidence_that_is_missing(place, language):
    (place / "out").mkdir()
    done = build(place, "--check", "-o", place / "out", "--model", place, language=language)
    assert done.code == 1
    assert str(place / "out" / NAME) in done.err
    assert "cardkit build" in done.err  # how it is made


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("how", ["measure", "evidence", "check"])
def test_a_folder_without_a_model_is_no_model_at_hand(place, tmp_path, language, how):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.txt").write_text("no model\n")
    if how == "check":
        assert build(place, "--model", place, "-o", place / "out").code == 0
    words = {
        "measure": (),
        "evidence": ("--evidence", place / NAME),
        "check": ("--check",),
    }[how]
    done = build(place, "--model", empty, *words, "-o", place / "out", language=language)
    assert done.code == 4, done.err
    assert {"en": "no file of a model", "zh": "没有模型文件"}[language] in done.err
    assert str(empty) in done.err
    assert {"en": "hint", "zh": "提示"}[language] in done.err


def test_a_model_that_does_not_exist_is_a_slip_of_the_order(place):
    done = build(place, "--model", place / "nowhere", "-o", place / "out")
    assert done.code == 2
    assert "does not exist" in done.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_invalid_record_is_a_finding(place, language):
    card = place / "tiny.card.yaml"
    card.write_text(HONEST.replace("details: {", "details: {license: mit, "))
    words = ("--model", place, "-o", place / "out")
    done = build(place, *words, language=language)
    assert done.code == run("validate", card).code == 1
    assert "REC101" in done.out
    assert "tiny.card.yaml:2:11" in done.out
    assert "1/3" in done.err
    assert "2/3" not in done.err
    assert not (place / "out").exists()
    told = build(place, *words, "--output-format", "json")
    assert told.code == 1
    assert '"kind": "findings"' in told.out


def test_an_invalid_record_that_no_finding_stops_cannot_be_rendered(place):
    card = place / "tiny.card.yaml"
    card.write_text(HONEST.replace("details: {", "details: {license: mit, "))
    done = build(place, "--model", place, "-o", place / "out", "--fail-on", "never")
    assert done.code == 2
    assert "unknown key `license`" in done.err


def test_yaml_that_is_none_is_a_finding(place):
    card = place / "tiny.card.yaml"
    card.write_text("name: [\n")
    done = build(place, "--model", place, "-o", place / "out")
    assert done.code == run("validate", card).code


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("how", ["evidence", "check"])
def test_the_remedy_for_stale_evidence_fits_the_order(place, language, how):
    out = place / "out"
    words = ("--evidence", place / NAME) if how == "evidence" else ("--check",)
    assert build(place, "--model", place, "-o", out).code == 0
    (place / "config.json").write_text((place / "config.json").read_text() + " ")
    done = build(place, "--model", place, "-o", out, *words, language=language)
    assert done.code == 1
    hint = done.err.rpartition("\n\n")[2]
    assert "`cardkit build CARD --model" in hint
    if how == "check":
        assert {"en": "without --evidence", "zh": "不给 --evidence"}[language] not in hint


def test_help_names_every_dialect_that_can_be_written():
    from cardkit.dialects.profile import writable

    for language in ("en", "zh"):
        text = " ".join(run("build", "--help", language=language).out.split())
        assert all(name in text for name in writable())
