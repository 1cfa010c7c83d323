"""The one function that decides: levels, waivers, baseline, findings about the policy itself."""

from dataclasses import replace
from datetime import date

import pytest

from cardkit.policy.baseline import Baseline, Key
from cardkit.policy.decide import Decider, decide, worst_code
from cardkit.policy.waivers import points_at
from cardkit.rules.finding import Severity
from cardkit.rules.registry import rules_by_code
from tests.cli.helpers import run
from tests.policy.helpers import BAD, TODAY, WAIVER, codes, policy_of, report_of, repository
from tests.rules.test_pairing import EN, ZH


def decided(folder, config="", *, card=BAD, today=TODAY, **settings):
    repository(folder, config, card=card)
    policy = policy_of(folder)
    return decide([report_of(folder / "README.md", policy)], policy, today, **settings)


def test_without_a_policy_nothing_changes(tmp_path):
    repository(tmp_path)
    report = report_of(tmp_path / "README.md")
    decision = decide([report], policy_of(tmp_path), TODAY)
    assert decision.reports == (report,)
    assert (decision.exit_code, decision.least) == (1, Severity.ERROR)


@pytest.mark.parametrize(
    ("fail_on", "level", "code"),
    [
        ("error", "error", 1),
        ("error", "warning", 0),
        ("warning", "warning", 1),
        ("warning", "error", 1),
        ("warning", "note", 0),
        ("note", "note", 1),
        ("note", "off", 0),
        ("never", "error", 0),
    ],
)
def test_the_threshold_is_an_order(tmp_path, fail_on, level, code):
    config = f"""
profiles = ["o"]
fail-on = "{fail_on}"
[profile.o]
STR = "off"
MET101 = "{level}"
"""
    decision = decided(tmp_path, config)
    assert decision.exit_code == code
    assert len(decision.reports[0].findings) == (level != "off")


def test_the_command_line_may_set_the_threshold(tmp_path):
    assert decided(tmp_path, 'fail-on = "never"', fail_on="error").exit_code == 1


def test_a_waiver_covers_one_finding_and_says_why(tmp_path):
    decision = decided(tmp_path, WAIVER)
    (report,) = decision.reports
    assert codes(report) == ["STR101"]
    (waived,) = report.suppressed
    assert waived.suppression.kind == "waiver"
    assert waived.suppression.reason == "GOV-12 (eval@example.org, 2027-01-31)"
    assert waived.suppression.source.name.endswith("cardkit.toml")
    assert decision.exit_code == 0


@pytest.mark.parametrize(("today", "holds"), [(date(2027, 1, 31), True), (date(2027, 2, 1), False)])
def test_a_waiver_holds_to_the_end_of_its_day(tmp_path, today, holds):
    decision = decided(tmp_path, WAIVER, today=today)
    assert decision.exit_code == (0 if holds else 1)
    assert [codes(r) for r in decision.reports[1:]] == ([] if holds else [["POL101"]])


def test_an_expired_waiver_is_found_where_it_stands(tmp_path):
    decision = decided(tmp_path, "\n" + WAIVER, today=date(2028, 1, 1))
    about = decision.reports[1]
    assert about.kind == "policy"
    (finding,) = about.findings
    assert finding.start.line == 3
    assert finding.message.en == (
        "the waiver of MET101 for README.md expired on 2027-01-31; eval@example.org answers for it"
    )
    assert "2027-01-31" in finding.message.zh


def test_an_unused_waiver_is_found_and_only_where_its_card_was_checked(tmp_path):
    idle = WAIVER.replace("MET101", "MET102")
    assert [codes(r) for r in decided(tmp_path, idle).reports[1:]] == [["POL102"]]
    (tmp_path / "other.md").write_text(BAD)
    elsewhere = idle.replace('"README.md"', '"other.md"')
    assert len(decided(tmp_path, elsewhere).reports) == 1
    gone = idle.replace('"README.md"', '"gone.md"')
    (finding,) = decided(tmp_path, gone).reports[1].findings
    assert "which does not exist" in finding.message.en


def test_rules_that_did_not_run_leave_no_waiver_unused(tmp_path):
    idle = WAIVER.replace("MET101", "MET102")
    ran = frozenset({"MET101", "POL102"})
    assert len(decided(tmp_path, idle, ran=ran).reports) == 1


def test_a_waiver_may_name_a_fingerprint_alone(tmp_path):
    repository(tmp_path, '[baseline]\nfile = "b.json"')
    policy = policy_of(tmp_path)
    report = report_of(tmp_path / "README.md")
    (key,) = (
        k
        for k in decide([report], policy, TODAY, writes_baseline=True).baseline.counts
        if k.rule == "MET101"
    )
    pointer = 'pointer = "/metadata/license"'
    by_mark = WAIVER.replace(pointer, f'fingerprint = "{key.fingerprint}"')
    assert decided(tmp_path, by_mark).exit_code == 0
    other = BAD.replace("apache", "apache2")
    assert decided(tmp_path, by_mark, card=other).exit_code == 1  # another claim


def test_a_comment_goes_before_a_waiver_which_still_counts_as_used(tmp_path):
    card = BAD.replace("license: apache", "license: apache  # cardkit: ignore[MET101] legacy")
    decision = decided(tmp_path, WAIVER, card=card)
    assert len(decision.reports) == 1
    assert decision.reports[0].suppressed[0].suppression.kind == "comment"


def test_a_policy_may_let_no_comment_silence(tmp_path):
    card = BAD.replace("license: apache", "license: apache  # cardkit: ignore[MET101] legacy")
    assert decided(tmp_path, "comments = true", card=card).exit_code == 0
    assert decided(tmp_path, "comments = false", card=card).exit_code == 1
    assert decided(tmp_path, "comments = false\n" + WAIVER, card=card).exit_code == 0


@pytest.mark.parametrize("code", ["CK900", "POL103", "POL104"])
def test_what_guards_the_checks_is_neither_waived_nor_put_into_a_baseline(tmp_path, code):
    repository(tmp_path, '[baseline]\nfile = "b.json"')
    policy = policy_of(tmp_path)
    report = report_of(tmp_path / "README.md")
    rule = rules_by_code()[code]
    crash = replace(report.findings[0], code=rule.code, severity=rule.severity)
    report = replace(report, findings=(crash,))
    key = Key("README.md", code, "0" * 16)
    policy = replace(policy, baseline=Baseline({key: 9}))
    decision = decide([report], policy, TODAY, writes_baseline=True)
    assert code in codes(decision.reports[0])
    assert decision.exit_code == (2 if code == "CK900" else 1 if code == "POL104" else 0)
    assert key not in decision.baseline.counts or decision.baseline.counts[key] == 9


def test_a_required_language(tmp_path):
    config = 'languages = ["en", "zh"]\n'
    (report,) = decided(tmp_path, config).reports
    (finding,) = [f for f in report.findings if f.code == "POL105"]
    assert finding.message.en == "there is no Chinese version of this card"
    assert finding.message.zh == "该卡片没有中文版本"
    both = replace(report_of(tmp_path / "README.md"), languages=("en", "zh"))
    (report,) = decide([both], policy_of(tmp_path), TODAY).reports
    assert "POL105" not in codes(report)


def test_parts_decide_as_the_whole(tmp_path):
    config = WAIVER + '[baseline]\nfile = "b.json"\n'
    repository(tmp_path, config)
    (tmp_path / "other.md").write_text(BAD)
    policy = policy_of(tmp_path)
    reports = [report_of(tmp_path / name) for name in ("README.md", "other.md")]
    decider = Decider(policy, TODAY)
    parts = [one for report in reports for one in decider.take([report])]
    assert decider.close(parts) == decide(reports, policy, TODAY)


@pytest.mark.parametrize(
    ("codes", "worst"), [([], 0), ([0, 4], 4), ([4, 1], 1), ([1, 2, 4, 0], 2), ([0, 0], 0)]
)
def test_two_beats_one_beats_four_beats_nothing(codes, worst):
    assert worst_code(codes) == worst


@pytest.mark.parametrize(
    ("pointer", "path", "points"),
    [
        ("/metadata/license", ("metadata", "license"), True),
        ("/evaluations/3/score", ("evaluations", 3, "score"), True),
        ("/evaluations/*/score", ("evaluations", 12, "score"), True),
        ("/evaluations/*", ("evaluations", 12, "score"), False),
        ("/a/*/b/*/c", ("a", 1, "b", 2, "c"), True),
        ("/a/*/c", ("a", 1, "b", 2, "c"), False),
        ("/*/license", ("metadata", "license"), False),
        ("/metadata", ("metadata", "license"), False),
        ("/a~1b/c~0d", ("a/b", "c~d"), True),
    ],
)
def test_pointers(pointer, path, points):
    assert points_at(pointer, path) is points


def test_a_partner_beside_the_card_counts_and_without_pairing_nothing_is_claimed(tmp_path):
    card, partner = (f"---\nlicense: mit\n---\n\n{text}" for text in (EN, ZH))
    repository(tmp_path, 'languages = ["en", "zh"]', card=card)
    words = ("validate", "README.md", "--output-format", "concise")
    assert "POL105" in run(*words, cwd=tmp_path).out
    assert "POL105" not in run(*words, "--no-pair", cwd=tmp_path).out
    (tmp_path / "README_zh.md").write_text(partner)
    assert "POL105" not in run(*words, cwd=tmp_path).out
    assert "POL105" not in run("validate", "--output-format=concise", cwd=tmp_path).out


def test_a_record_exists_in_the_languages_of_its_summary(tmp_path):
    config = 'languages = ["en", "zh"]'
    words = ("validate", "m.card.yaml", "--output-format", "concise")
    for summary, missing in (("{en: A model.}", True), ("{en: A model., zh: 模型。}", False)):
        (tmp_path / "m.card.yaml").write_text(f"schema_version: 1\nname: M\nsummary: {summary}\n")
        (tmp_path / "cardkit.toml").write_text(config)
        assert ("POL105" in run(*words, cwd=tmp_path).out) is missing


def test_fixes_leave_alone_what_is_waived(tmp_path):
    repository(tmp_path, WAIVER)
    run("validate", "--fix", cwd=tmp_path)
    assert (tmp_path / "README.md").read_text() == BAD
    run("validate", "--fix", "--no-config", cwd=tmp_path)
    assert "apache-2.0" in (tmp_path / "README.md").read_text()


def test_select_names_a_rule_that_the_policy_turns_off(tmp_path):
    repository(tmp_path, 'profiles = ["o"]\n[profile.o]\nMET101 = "off"')
    done = run("validate", "--select", "MET101", cwd=tmp_path)
    assert done.code == 0
    assert "MET101 is off in `cardkit.toml`" in done.err


def test_select_and_ignore_of_the_policy(tmp_path):
    repository(tmp_path, 'select = ["STR"]')
    assert run("validate", cwd=tmp_path).code == 0
    assert run("validate", "--select", "MET", cwd=tmp_path).code == 1
    repository(tmp_path, 'ignore = ["license-unknown"]')
    assert run("validate", cwd=tmp_path).code == 0
    assert run("validate", "--ignore", "STR", cwd=tmp_path).code == 0
