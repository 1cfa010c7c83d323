"""`cardkit build` and `render --evidence`: what the cards leave out is said, claims among it."""

from __future__ import annotations

import json

import pytest

from cardkit.evidence.statement import NAME
from tests.cli.helpers import run

SMALL = """name: Tiny
details: {layers: 2, hidden_size: 16, size: "%s", tied_embeddings: false}
evaluation_setup: {harness: {name: llm-foundry}, unit: fraction}
evaluations:
  - {task: copa, score: "0.61", shots: 0}
  - {task: openbook_qa, score: "0.31", shots: 0}
"""


@pytest.fixture(params=["6.7K", "7K"])
def small(place, request):
    """Return a folder with a card that states figures which no Markdown card has a place for."""
    (place / "tiny.card.yaml").write_text(SMALL % request.param)
    return place, request.param


def build(place, *words, **settings):
    return run("build", place / "tiny.card.yaml", "-o", place / "out", *words, **settings)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_cards_leave_out_is_counted(place, language):
    done = build(place, "--model", place, language=language)
    assert done.code == 0, done.err
    shown = run("render", place / "tiny.card.yaml", "-o", place / "r", language=language)
    said = [line for line in shown.err.splitlines() if "--show-losses" in line]
    assert len(said) == 2
    assert [line for line in done.err.splitlines() if "--show-losses" in line] == said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_cards_leave_out_is_listed(place, language):
    done = build(place, "--model", place, "--show-losses", language=language)
    assert {"en": "README.md does not say:", "zh": "README.md 未包含："}[language] in done.err
    assert "evaluation_setup.harness" in done.err
    assert "--show-losses" not in done.err


def test_a_check_says_nothing_of_it(place):
    build(place, "--model", place)
    assert "--show-losses" not in build(place, "--check", "--model", place).err


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("verb", ["build", "render"])
def test_a_claim_without_a_mark_is_named_with_the_reason(small, verb, language):
    place, size = small
    done = build(place, "--model", place, language=language)
    assert done.code == 0, done.err
    if verb == "render":
        evidence = ("--evidence", place / "out" / NAME, "--model", place, "-o", place / "r")
        done = run("render", place / "tiny.card.yaml", *evidence, language=language)
        assert done.code == 0, done.err
    lines = done.err.splitlines()
    for file in ("README.md", "README_zh.md"):
        wanted = {
            "en": f"{file} bears no mark of size {size}, ≈ consistent, 6,736 found: "
            "its printed form cannot be read back as this fact",
            "zh": f"{file} 未标注“规模 {size}”（≈ 相符，实为 6,736）：",
        }[language]
        assert any(line.startswith(wanted) for line in lines), done.err
        assert size not in (place / "out" / file).read_text()


def test_every_claim_is_marked_or_named(small):
    """Of each claim that step 2 counts the cards show how it stands, or the screen says why not."""
    place, _ = small
    done = build(place, "--model", place, "--output-format", "json")
    told = json.loads(done.out)
    claims = {c["pointer"]: c["status"] for c in told["verification"]["claims"]}
    known = {pointer for pointer, status in claims.items() if status != "unverified"}
    for file in ("README.md", "README_zh.md"):
        text = (place / "out" / file).read_text()
        unmarked = {u["pointer"] for u in told["unmarked"] if u["file"] == file}
        assert unmarked == {"/details/size/parameters", "/details/tied_embeddings"} & known
        assert text.count("| ✅ ") + text.count("| ≈ ") == len(known - unmarked)
        assert all(u["reason"] and u["reason_zh"] for u in told["unmarked"])
    assert {"file": "README.md", "path": "evaluation_setup.harness"}.items() <= next(
        loss for loss in told["losses"] if loss["path"].endswith("harness")
    ).items()


def test_where_every_claim_is_marked_nothing_is_said(place):
    done = build(place, "--evidence", place / NAME)
    assert done.code == 0, done.err
    assert "bears no mark" not in done.err
    assert (
        json.loads(build(place, "--evidence", place / NAME, "--output-format", "json").out)[
            "unmarked"
        ]
        == []
    )
