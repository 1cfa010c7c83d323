"""EVD: forged, missing and stale marks of verification; row 12 of the attack table."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

import cardkit
from cardkit.evidence.beside import evidence_beside
from cardkit.render import render
from cardkit.rules.beside import Terms
from cardkit.rules.engine import validate
from cardkit.rules.finding import Severity
from cardkit.rules.registry import RuleSettings
from cardkit.rules.verified_wording import verified_wording
from cardkit.verify.statement import statement_text
from tests.evidence.conftest import folder, made, report, statement  # noqa: F401 - fixtures
from tests.evidence.helpers import needs_keys, read
from tests.evidence.keys import Pair, resigned, signed
from tests.rules.helpers import reading

LANGUAGES = ("en", "zh")


def written(folder, language, today, *trusted):  # noqa: F811 - the fixture's name
    """Write the card with its marks beside the model and the evidence; return its path."""
    held = evidence_beside(read(folder), today, trusted=trusted)
    path = folder / {"en": "README.md", "zh": "README_zh.md"}[language]
    path.write_text(render(read(folder).record, language, verification=held))
    return path


def found(path, today, *trusted):
    """Return what the family finds, as pairs of code and variant's English message."""
    terms = Terms(today, trusted)
    settings = RuleSettings(terms=terms)
    report = validate(cardkit.load(path).reading, select=["EVD"], settings=settings)  # noqa: F811
    for each in report.findings:
        assert each.message.zh
        assert each.message.zh != each.message.en
    return [(each.code, each.severity.label, each.message.en) for each in report.findings]


@pytest.fixture
def today(statement):  # noqa: F811
    return statement.finished.date()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_as_it_was_written_has_no_finding(folder, today, language):  # noqa: F811
    assert found(written(folder, language, today), today) == []


@pytest.mark.parametrize(
    "words",
    [
        "All scores are verified by cardkit ✅",
        "Verified with **CardKit**.",
        "This card is cardkit-verified.",
        "![cardkit verified](https://img.shields.io/badge/cardkit-verified-green)",
        '<img alt="verified by cardkit" src="x.svg">',
        "![badge](https://img.shields.io/badge/verified%20by-cardkit-green)",
        "本卡片的分数均经 cardkit 验证。",
        "所有分数已通过 cardkit 核实 ✅",
        "cardkit 已核实",
        "cardkit 认证通过",
        "| MMLU | 0.5 | ✅ verified by card-kit |",
    ],
)
def test_attack_12_a_fake_badge(tmp_path, words):
    card = tmp_path / "README.md"
    card.write_text(f"# X-1\n\nText.\n\n{words}\n")
    each = found(card, date(2026, 1, 1))[0]
    assert each[:2] == ("EVD101", "error")
    assert "there is no evidence beside it" in each[2]


@pytest.mark.parametrize(
    "words",
    [
        "The scores are not verified by cardkit.",
        "They can be verified with cardkit.",
        "Run `cardkit verify README.md` to verify it.",
        "SWE-bench Verified is hard; cardkit has no task for it.",
        "可用 cardkit 验证。",
        "尚未经 cardkit 验证。",
        "请通过 cardkit 验证。",
        "unverified by cardkit",
        "```\nverified by cardkit\n```",
        "<!-- verified by cardkit -->",
    ],
)
def test_other_words_say_nothing(words):
    assert list(verified_wording(reading(f"# X-1\n\n{words}\n"))) == []


def test_wording_is_found_in_linear_time():
    text = "# X-1\n\n" + "verified by " * 20_000 + "cardkit " * 20_000
    assert len(list(verified_wording(reading(text)))) <= 500


def test_what_looks_like_a_comment_hides_nothing():
    for code in ("```\n<!--\n```", "`<!--`"):
        text = f"# X-1\n\n{code}\n\nVerified by cardkit.\n\n```\n-->\n```\n"
        assert len(list(verified_wording(reading(text)))) == 1


def test_many_mentions_hide_nothing():
    text = "# X-1\n\n" + "<!-- cardkit -->\n\ncardkit\n\n" * 2000 + "Verified by cardkit.\n"
    (only,) = verified_wording(reading(text))
    assert only.text == "Verified by cardkit"


@pytest.mark.parametrize("language", LANGUAGES)
def test_attack_12_marks_without_evidence(folder, today, language):  # noqa: F811
    path = written(folder, language, today)
    (folder / "verification.json").unlink()
    ((code, level, message),) = found(path, today)
    assert (code, level) == ("EVD101", "error")
    assert "there is no evidence beside it" in message


def test_attack_12_a_verdict_forged_by_hand(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    evidence = folder / "verification.json"
    honest = evidence.read_text()
    evidence.write_text(honest.replace('"contradicted"', '"consistent"', 1))
    ((code, _, message),) = found(path, today)
    assert code == "EVD101"
    assert "are from the statement" in message
    evidence.write_text(honest.replace('"contradicted"', '"verified"', 1))
    ((code, _, message),) = found(path, today)
    assert code == "EVD101"
    assert "saw another value than was claimed" in message
    sampled = honest.replace('"contradicted"', '"consistent"', 1)  # the figure aside
    evidence.write_text(sampled.replace('"contradicted"', '"verified"'))
    ((code, _, message),) = found(path, today)
    assert code == "EVD101"
    assert "a sample cannot verify" in message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("❌ contradicted, measured 0.5714 (n = 28 of 273)", "✅ verified", "contradicts it"),
        ("≈ consistent, n = 90 of 100, detects ≥ 10.0 points", "✅ verified", "only consistent"),
        ("n = 90 of 100", "n = 100 of 100", "the evidence says"),
        ("| 0.31 | — |", "| 0.31 | ✅ verified |", "does not verify it"),
        ("| 0.61 |", "| 0.91 |", "the card said 0.61 then and says 0.91 now"),
        ("| layers | 2 |", "| layers | 3 |", "is said of 3, and the card claims 2"),
        ("| layers | 2 |", "| heads | 2 |", "claims nothing to verify"),
    ],
)
def test_attack_12_a_forged_mark(folder, today, old, new, expected):  # noqa: F811
    path = written(folder, "en", today)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    ((code, level, message),) = found(path, today)
    assert (code, level) == ("EVD102", "error")
    assert expected in message


def test_a_mark_that_says_less_is_a_warning(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    path.write_text(path.read_text().replace("✅ verified", "❌ contradicted", 1))
    ((code, level, message),) = found(path, today)
    assert (code, level) == ("EVD102", "warning")
    assert "is verified by the evidence now" in message


def test_a_card_grows_stale_where_it_lies(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    later = found(path, today + timedelta(days=181))
    assert [code for code, _, _ in later] == ["EVD102", "EVD102"]  # scores age, figures do not
    assert all("is stale" in message for _, _, message in later)
    before = found(path, today - timedelta(days=1))
    assert len(before) == 4
    shard = folder / "model-00001-of-00002.safetensors"
    shard.write_bytes(shard.read_bytes() + b"x")
    changed = found(path, today)
    assert len(changed) == 4
    assert all("the weights changed" in message for _, _, message in changed)


def test_where_the_model_is_not_at_hand_that_is_said(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    for weights in folder.glob("*.safetensors*"):
        weights.unlink()
    ((code, level, message),) = found(path, today)
    assert (code, level) == ("EVD102", "note")
    assert "not at hand" in message
    path.write_text(path.read_text().replace("≈ consistent", "✅ verified", 1))
    assert [level for _, level, _ in found(path, today)] == ["error", "note"]


def test_marks_name_their_statement(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    text = path.read_text()
    path.write_text(text[: text.index("## Verification")])
    ((code, _, message),) = found(path, today)
    assert code == "EVD101"
    assert "does not name the statement" in message


def test_words_need_a_claim_that_is_verified(folder, today):  # noqa: F811
    card = folder / "README.md"
    text = "# X-1\n\nVerified by cardkit.\n\n## Model Details\n\n- **Layers**: 2\n"
    card.write_text(text + "- **Hidden Size**: 16\n")
    ((_, _, message),) = found(card, today)
    assert "stale 1" in message  # 17 was claimed when it was measured
    card.write_text(text)
    assert found(card, today) == []


@pytest.mark.parametrize(
    "content", ["{", '{"_type": "x", "_type": "y"}', "[" * 100_000, "\x00", '{"payloadType": "x"}']
)
def test_hostile_evidence_is_a_finding(folder, today, content):  # noqa: F811
    path = written(folder, "zh", today)
    (folder / "verification.json").write_text(content)
    ((code, _, message),) = found(path, today)
    assert code == "EVD101"
    assert "is refused" in message


def test_a_link_out_of_the_folder_is_not_followed(folder, today, tmp_path):  # noqa: F811
    path = written(folder, "en", today)
    evidence = folder / "verification.json"
    secret = tmp_path / "secret.json"
    evidence.rename(secret)
    evidence.symlink_to(secret)
    ((_, _, message),) = found(path, today)
    assert "link" in message


@needs_keys
def test_attack_12_a_signature_that_is_none(folder, today):  # noqa: F811
    pair, stranger = Pair("eval-2026"), Pair("stranger")
    envelope = signed(folder, pair)
    path = written(folder, "en", today, pair.trusted)
    assert "signed by eval-2026" in path.read_text()
    assert found(path, today, pair.trusted) == []
    ((code, level, message),) = found(path, today)  # nobody told here whom to trust
    assert (code, level) == ("EVD101", "note")
    assert "nobody here can tell whether that is so" in message
    ((_, _, message),) = found(path, today, stranger.trusted)
    assert "no trusted key signed it" in message
    resigned(envelope, stranger, b'"contradicted"', b'"verified"')
    ((_, _, message),) = found(path, today, pair.trusted)
    assert "is refused" in message
    envelope.unlink()
    ((_, _, message),) = found(path, today)
    assert "is not signed" in message
    ((_, _, message),) = found(path, today, pair.trusted)
    assert "not signed, and keys to trust were given" in message


def test_a_card_without_a_place_is_not_looked_at(report):  # noqa: F811
    text = render(report.reading.record, "en")
    card = cardkit.loads(text + "\nVerified by cardkit.\n")
    assert [f for f in card.validate().findings if f.code.startswith("EVD")] == []
    assert json.loads(statement_text(report))["predicate"]["claims"]


def short(folder, today, **asked):  # noqa: F811
    """Return what a policy that asks for evidence finds of the folder's record."""
    settings = RuleSettings(terms=Terms(today, **asked))
    report = validate(read(folder), select=["EVD103"], settings=settings)  # noqa: F811
    return [(f.severity.label, f.message.en) for f in report.findings]


def test_without_a_requirement_no_evidence_is_asked_for(folder, today):  # noqa: F811
    (folder / "verification.json").unlink()
    assert short(folder, today) == []
    assert short(folder, today, unsigned=Severity.ERROR) == []


def test_a_claim_below_the_requirement_is_found_and_one_that_meets_it_is_not(folder, today):  # noqa: F811
    consistent = short(folder, today, require="consistent")
    verified = short(folder, today, require="verified")
    assert [level for level, _ in verified] == ["error"]
    assert "not verified" in verified[0][1]
    assert consistent != verified
    (folder / "verification.json").unlink()
    ((level, message),) = short(folder, today, require="consistent")
    assert level == "error"
    count, _, all_ = message.partition(": ")[2].split(" (")[0].partition(" of ")
    assert count == all_ != "0"


@pytest.mark.parametrize(("level", "told"), [(None, 0), (Severity.WARNING, 1), (Severity.ERROR, 1)])
def test_unsigned_evidence_weighs_what_the_policy_says(folder, today, level, told):  # noqa: F811
    found_ = short(folder, today, require="consistent", unsigned=level)
    unsigned = [each for each in found_ if "not signed" in each[1]]
    assert len(unsigned) == told
    if level is not None:
        assert unsigned[0][0] == level.label


@pytest.mark.parametrize(
    "mark",
    [
        "✅",
        "verified ✅",
        "✅ fully verified",
        "verified",
        "🟢 ok",
        ":white_check_mark: yes",
        "已核实",
        "![verified](https://img.shields.io/badge/x-verified-green)",
    ],
)
def test_attack_12_a_mark_in_other_words(folder, today, mark):  # noqa: F811
    """Under the heading a tick alone says what cardkit's own mark says."""
    path = written(folder, "en", today)
    rows = path.read_text().splitlines()
    at = next(i for i, row in enumerate(rows) if row.startswith("| COPA"))
    cells = rows[at].split("|")
    rows[at] = "|".join([*cells[:-2], f" {mark} ", ""])
    path.write_text("\n".join(rows))
    ((code, level, message),) = found(path, today)
    assert (code, level) == ("EVD102", "error")
    assert "by the evidence it is only consistent" in message


def test_attack_12_one_odd_row_hides_no_other(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    text = path.read_text()
    odd = text.replace("| layers | 2 | ✅ verified |", "| layers | 2 | fine |")
    assert odd != text
    old = next(row for row in odd.splitlines() if row.startswith("| hidden size |"))
    path.write_text(odd.replace(old, "| hidden size | 17 | ✅ verified |"))
    assert "the evidence contradicts it" in found(path, today)[0][2]


@pytest.mark.parametrize("mark", ["✅", "verified by hand", "—", "not verified", "未核实"])
def test_a_column_of_the_author_s_own_says_nothing(tmp_path, mark):
    card = tmp_path / "README.md"
    card.write_text(
        "# X-1\n\n## Evaluation\n\n| Task | Score | Verification |\n| --- | --- | --- |\n"
        f"| COPA | 0.61 | {mark} |\n"
    )
    assert found(card, date(2026, 1, 1)) == []


@pytest.mark.parametrize("words", ["Signed by the lab", "Signature: the lab"])
def test_attack_12_a_signature_in_other_words(folder, today, words):  # noqa: F811
    path = written(folder, "en", today)
    path.write_text(path.read_text().replace("self-attested", words))
    ((code, _, message),) = found(path, today)
    assert (code, message.endswith("verification.json is not signed")) == ("EVD101", True)


def test_attack_12_a_mark_under_another_heading(folder, today):  # noqa: F811
    path = written(folder, "en", today)
    text = path.read_text().replace("| Score | Verification |", "| Score | Status |")
    assert found(path, today) == []
    old = next(row for row in text.splitlines() if row.startswith("| COPA"))
    new = "|".join([*old.split("|")[:-2], " ✅ verified ", ""])
    path.write_text(text.replace(old, new))
    ((code, _, message),) = found(path, today)
    assert (code, "by the evidence it is only consistent" in message) == ("EVD102", True)
