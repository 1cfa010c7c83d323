"""Marks of a verification: shown in both languages, and no part of what a card states (law 2)."""

from __future__ import annotations

from datetime import date

import pytest
import render_strategies as strategies
from hypothesis import strategies as st
from render_strategies import given

from cardkit.bind import bind
from cardkit.bind.reading import Reading
from cardkit.catalog.marks import MARKS, read_mark, says_signed
from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.claims import card_claims
from cardkit.evidence.reading import Evidence
from cardkit.evidence.statement import (
    PREDICATE,
    STATEMENT,
    CardId,
    ClaimEvidence,
    Digests,
    Observed,
    Predicate,
    Statement,
    Subject,
    SubjectNotes,
    Verifier,
)
from cardkit.evidence.status import ClaimStatus
from cardkit.record.base import Fact
from cardkit.record.card import CardRecord
from cardkit.record.details import ModelDetails
from cardkit.record.evaluation import Evaluation
from cardkit.record.scalars import Score
from cardkit.render import render
from cardkit.render.view import view
from cardkit.source.document import loads
from cardkit.text import LANGUAGES

SHA = Digests(sha256="a" * 64)
TEXT = st.lists(st.sampled_from(strategies.PIECES), max_size=4).map(lambda p: "".join(p)[:300])


def statement(verifier: str = "cardkit") -> Statement:
    """Return a statement that says nothing of any claim."""
    return Statement(
        type=STATEMENT,
        subject=(Subject(name="m", digest=SHA, annotations=SubjectNotes(group="weights", size=1)),),
        predicate_type=PREDICATE,
        predicate=Predicate(
            verifier=Verifier(id=verifier, version="1"),
            time_started="2026-11-01T00:00:00Z",
            time_finished="2026-11-02T00:00:00Z",
            model="m",
            model_digest=SHA,
            card=CardId(name="c", digest=SHA, schema_version=1),
            environment={},
            claims=(),
        ),
    )


def seen(value: str, method: str = "sample", **observed: object) -> ClaimEvidence:
    return ClaimEvidence(
        pointer="/x",
        claim_digest=SHA,
        claimed={},
        printed="0.5",
        method=method,
        comparator="sequential",
        observed=Observed(value=value, **observed),
        verdict="consistent",
        binds=(),
    )


def report_of(record: CardRecord, draw, *, keys: tuple[str, ...] = (), verifier: str = "cardkit"):
    """Return a report in which `draw` says how each claim of a record stands."""
    reading = Reading(loads(""), "record", None, record, None, {})
    found = {claim.pointer: draw(claim) for claim in card_claims(reading)}
    standing = "signed" if keys else "unsigned"
    evidence = Evidence("v.json", statement(verifier), "b" * 64, standing, keys)
    return EvidenceReport(reading, evidence, found, (), date(2026, 11, 3), 180)


@st.composite
def reports(draw, record: CardRecord) -> EvidenceReport:
    def status(claim):
        value = draw(TEXT)
        counts = draw(
            st.sampled_from([{}, {"n": 400, "k": 3, "items": 1319, "detectable": "0.060000"}])
        )
        method = draw(st.sampled_from(["sample", "full", "spec"]))
        return ClaimStatus(
            claim,
            draw(st.sampled_from([*MARKS, "unverified"])),
            draw(st.sampled_from(["verified", "consistent", "contradicted", None])),
            None,
            draw(st.sampled_from([None, seen(value, method, **counts)])),
        )

    keys = tuple(draw(st.lists(TEXT, max_size=2)))
    return report_of(record, status, keys=keys, verifier=draw(TEXT) or "x")


@pytest.mark.parametrize("language", LANGUAGES)
@given(examples=60, record=strategies.cards, data=st.data())
def test_a_card_with_marks_states_what_it_states_without(record: CardRecord, language, data):
    report = data.draw(reports(record))
    text = render(record, language, verification=report)
    read = bind(loads(text), language)
    assert read.record.model_copy(update={"unrecognised": ()}) == view(record, language), text
    assert not any("b" * 64 in entry.text for entry in read.unrecognised), text
    assert read.attestation is not None
    assert read.attestation.sha256 == "b" * 64
    wanted = {each.path: each.status for each in report.statuses.values()}
    for mark in read.marks:
        if mark.path is not None and len(read.record.evaluations) == len(record.evaluations):
            assert mark.status == wanted[mark.path], text


RECORD = CardRecord(
    name="Fir",
    details=ModelDetails(layers=Fact(value=12), hidden_size=Fact(value=768)),
    evaluations=tuple(
        Evaluation(task=task, score=Score(printed=printed))
        for task, printed in (
            ("hellaswag", "0.412"),
            ("mmlu", "0.251"),
            ("gsm8k", "0.012"),
            ("piqa", "0.701"),
            ("copa", "0.61"),
        )
    ),
)
SAMPLE = seen("0.41", n=400, k=160, items=1319, detectable="0.060000")
FULL = seen("0.251000", "full", n=14042, k=3525, items=14042)
STANDS = {
    "/evaluations/hellaswag/score": ("consistent", "consistent", SAMPLE),
    "/evaluations/mmlu/score": ("verified", "verified", FULL),
    "/evaluations/gsm8k/score": ("contradicted", "contradicted", SAMPLE),
    "/evaluations/piqa/score": ("stale", "verified", FULL),
    "/details/layers": ("verified", "verified", seen("12", "spec")),
    "/details/hidden_size": ("contradicted", "contradicted", seen("1024", "spec")),
}
SHOWN = {
    "en": {
        "HellaSwag": "≈ consistent, n = 400 of 1,319, detects ≥ 6.0 points",
        "MMLU": "✅ verified, all 14,042 items",
        "GSM8K": "❌ contradicted, measured 0.41 (n = 400 of 1,319)",
        "PIQA": "⌛ stale, was verified",
        "COPA": "—",
        "layers": "✅ verified",
        "hidden size": "❌ contradicted, 1,024 found",
    },
    "zh": {
        "HellaSwag": "≈ 相符，n = 400/1,319，可检出 ≥ 6.0 个百分点的偏差",
        "MMLU": "✅ 已核实，全部 14,042 题",
        "GSM8K": "❌ 矛盾，实测 0.41（n = 400/1,319）",
        "PIQA": "⌛ 已失效，曾为“已核实”",
        "COPA": "—",
        "层数": "✅ 已核实",
        "隐藏层大小": "❌ 矛盾，实为 1,024",
    },
}


def stands(claim):
    status, was, evidence = STANDS.get(claim.pointer, ("unverified", None, None))
    return ClaimStatus(claim, status, was, None, evidence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_status_is_shown_beside_its_claim(language):
    text = render(RECORD, language, verification=report_of(RECORD, stands))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    last = {row[0]: row[-1] for row in rows}
    assert {name: last[name] for name in SHOWN[language]} == SHOWN[language]
    assert ("self-attested" if language == "en" else "自行声明") in text
    assert f"`sha256:{'b' * 64}`" in text
    ticks = [line for line in text.splitlines() if "✅" in line and line.startswith("|")]
    assert len(ticks) == 2  # only what is verified now


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_signed_is_named(language):
    text = render(RECORD, language, verification=report_of(RECORD, stands, keys=("eval-2026",)))
    said = {"en": "signed by eval-2026", "zh": "由 eval-2026 签名"}[language]
    assert said in text
    assert says_signed(bind(loads(text), language).attestation.text)
    assert not any(word in text for word in ("self-attested", "自行声明"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_evidence_a_card_is_byte_identical(language):
    plain = render(RECORD, language)
    assert "Verification" not in plain
    assert "核实" not in plain
    nothing = EvidenceReport(
        report_of(RECORD, stands).reading, None, {}, (), date(2026, 11, 3), 180
    )
    assert render(RECORD, language, verification=nothing) == plain


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("✅ verified", "verified"),
        ("✅ 已核实，全部 3 题", "verified"),
        ("✅ stale, was verified", "verified"),  # a reader sees the tick
        ("☑ consistent", "verified"),
        ("≈ consistent, n = 4", "consistent"),
        ("❌ 矛盾", "contradicted"),
        ("⌛ 已失效，曾为“已核实”", "stale"),
        ("verified by hand", None),
        ("✅", None),
        ("✅ unverified", None),
        ("—", None),
        ("", None),
    ],
)
def test_what_a_mark_says(text, status):
    assert read_mark(text) == status


def test_a_section_of_the_author_s_own_stays():
    table = "| A | B |\n| --- | --- |\n| 1 | 2 |\n"
    text = f"# X-1\n\n## Verification\n\nWe counted twice.\n\n{table}"
    reading = bind(loads(text), "en")
    assert "We counted twice." in reading.record.other_sections[0].text.en
    assert (reading.marks, reading.attestation) == ((), None)


def test_what_the_author_adds_to_the_section_stays():
    text = render(RECORD, "en", verification=report_of(RECORD, stands))
    reading = bind(loads(text + "\nWe also asked a friend.\n"), "en")
    assert reading.record.other_sections[0].text.en == "We also asked a friend."
    assert len(reading.marks) == 6
