"""Verdicts that rest on too little are refused, each with a sentence that says which figure."""

import json
from dataclasses import replace

import pytest

from cardkit.errors import UsageError
from cardkit.evidence.canonical import canonical, digest
from cardkit.evidence.reading import judge_evidence
from cardkit.stats.sequential.design import Limits
from cardkit.verify.card import in_silence, verify_card
from cardkit.verify.measure.settings import score_settings
from cardkit.verify.statement import statement_text
from tests.evidence.helpers import COPA, LAYERS, SIZE, WINOGRAD, read

FAR = {"k": 18, "value": "0.2", "interval": ["0.1", "0.3"]}


def refused(folder, pointer, *, observed=None, **changes):
    """Return the sentence for evidence in which one claim says something else, None if it counts.

    A value of None leaves the field out.
    """
    value = json.loads((folder / "verification.json").read_text())
    (claim,) = [c for c in value["predicate"]["claims"] if c["pointer"] == pointer]
    claim |= changes
    claim["observed"] |= observed or {}
    claim["observed"] = {k: v for k, v in claim["observed"].items() if v is not None}
    claim["claimDigest"] = {"sha256": digest(claim["claimed"])}
    refusal = judge_evidence("verification.json", canonical(value)).refusal
    if refusal is None:
        return None
    assert refusal.kind == "contradicts-itself"
    assert refusal.message.zh
    assert "{" not in refusal.message.en + refusal.message.zh
    assert pointer in refusal.message.en
    assert pointer in refusal.message.zh
    return refusal.message.en


@pytest.mark.parametrize("alpha", ["0.99", "0.2", "0.100001", "0", "-0.05", "1", "5"])
def test_a_sample_at_a_large_alpha_is_none(folder, alpha):
    assert "its alpha for" in refused(folder, COPA, observed={"alpha": alpha})


@pytest.mark.parametrize("alpha", ["0.1", "0.05", "0.000943"])
def test_a_small_alpha_counts(folder, alpha):
    assert refused(folder, COPA, observed={"alpha": alpha}) is None


@pytest.mark.parametrize(
    ("detectable", "said"),
    [
        ("0.0", "a difference is above 0"),
        ("0.000000", "a difference is above 0"),
        ("-0.1", "a difference is above 0"),
        ("1.5", "a difference is above 0 and up to 1"),
        ("0.009", "no sample of 90 items finds so little"),
        (None, "not which difference that would have found"),
    ],
)
def test_what_a_sample_would_have_found_must_be_said_and_possible(folder, detectable, said):
    assert said in refused(folder, COPA, observed={"detectable": detectable})


def test_a_contradiction_needs_no_such_figure(folder):
    assert refused(folder, WINOGRAD, observed={"detectable": None}) is None


@pytest.mark.parametrize(
    ("pointer", "changes", "said"),
    [
        (COPA, {"method": "full"}, "fewer were"),
        (COPA, {"method": "spec"}, "by a method that cannot uphold"),
        (COPA, {"method": "forensic"}, "by a method that cannot uphold"),
        (LAYERS, {"method": "forensic"}, "by a method that cannot uphold"),
        (COPA, {"method": "recompute", "observed": {"alpha": None}}, "not at which alpha"),
        (COPA, {"method": "recompute", "observed": {"detectable": None}}, "which difference"),
        (COPA, {"observed": {"interval": ["0.9", "0.1"]}}, "no range of shares"),
        (COPA, {"observed": {"interval": ["0.1", "1.1"]}}, "no range of shares"),
        (COPA, {"observed": FAR}, "lies far from what was claimed"),
        (COPA, {"observed": {**FAR, "interval": None}}, "lies far from what was claimed"),
    ],
)
def test_a_verdict_that_its_figures_do_not_bear(folder, pointer, changes, said):
    assert said in refused(folder, pointer, **changes)


@pytest.mark.parametrize(
    ("value", "fits"),
    [("0.614999", True), ("0.605000", True), ("0.619999", True), ("0.604000", False)],
)
def test_a_full_run_gives_the_printed_digits(folder, value, fits):
    """0.61 is what 0.605 rounds to and 0.619 is cut to; a last digit below is another score."""
    seen = {"n": 100, "items": 100, "k": 61, "value": value}
    changes = {"verdict": "verified", "method": "full", "comparator": "equal", "observed": seen}
    said = refused(folder, COPA, **changes)
    assert said is None if fits else "another value" in said


def test_nothing_is_measured_at_an_alpha_that_would_not_count(made, tmp_path):
    folder, _ = made
    settings = score_settings(data=tmp_path, alpha=0.2)
    with pytest.raises(UsageError, match=r"at an alpha of 0\.2 a sample is no evidence"):
        verify_card(read(folder), folder, scores=settings, evidence=in_silence)


def test_what_would_be_refused_is_not_written(report):
    """Where nothing would have been found a sample says nothing, whatever its verdict."""
    scores = list(report.measured.scores)
    at = next(i for i, each in enumerate(scores) if each.verdict == "consistent")
    result = scores[at].result
    blind = replace(result, detectable=type(result.detectable)(None, None))
    scores[at] = replace(scores[at], result=blind)
    with pytest.raises(UsageError, match="which difference that would have found"):
        statement_text(replace(report, measured=replace(report.measured, scores=tuple(scores))))


def test_of_a_claim_near_nothing_it_is_what_it_would_be_too_low_by(report):
    scores = list(report.measured.scores)
    at = next(i for i, each in enumerate(scores) if each.verdict == "consistent")
    result = scores[at].result
    low = replace(result, detectable=type(result.detectable)(None, 0.125))
    scores[at] = replace(scores[at], result=low)
    text = statement_text(replace(report, measured=replace(report.measured, scores=tuple(scores))))
    assert '"detectable":"0.125000"' in text
    assert Limits().alpha < 0.1


@pytest.mark.parametrize("comparator", ["band", "equal"])
def test_a_rounded_figure_is_consistent_at_most(folder, comparator):
    """6.7K is written of 6,736 as of 6,651: nothing verifies it, whatever the statement says."""
    assert refused(folder, SIZE, comparator=comparator) is None
    said = refused(folder, SIZE, verdict="verified", comparator=comparator)
    assert said == f"it calls `{SIZE}` verified, and a rounded figure can only be consistent"
    fitting = {"observed": {"value": "7000"}, "verdict": "verified", "comparator": comparator}
    assert "a rounded figure" in refused(folder, SIZE, **fitting)


def test_a_context_that_scaling_reaches_is_evidence_of_a_true_card(folder):
    """What a verified figure saw is what was claimed, and the reason says what it follows from."""
    config = json.loads((folder / "config.json").read_text())
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    config |= {"max_position_embeddings": 32768, "rope_scaling": scaling}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tiny.card.yaml").write_text("name: Tiny\ndetails: {context_length: 131072}\n")
    text = statement_text(verify_card(read(folder), folder, evidence=in_silence))
    (claim,) = json.loads(text)["predicate"]["claims"]
    assert (claim["verdict"], claim["observed"]["value"]) == ("verified", "131072")
    assert "reached by rope scaling from 32,768" in claim["reason"]["en"]
    assert judge_evidence("verification.json", text.encode()).refusal is None


def test_the_witness_that_said_the_same_is_the_one_that_was_seen(folder):
    """A vocabulary is the tokenizer's own where the embedding was padded beyond it, to 64."""
    vocabulary = {f"t{i}": i for i in range(60)}
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    (folder / "tiny.card.yaml").write_text("name: Tiny\ndetails: {vocabulary_size: 60}\n")
    report = verify_card(read(folder), folder, evidence=in_silence)
    (claim,) = json.loads(statement_text(report))["predicate"]["claims"]
    assert (claim["verdict"], claim["observed"]["value"]) == ("verified", "60")
