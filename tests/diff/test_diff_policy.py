"""`cardkit diff`: the policy decides about what is found between languages and in a mirror."""

import json

import pytest

from tests.cli.helpers import run
from tests.diff.versions.helpers import LARCH, LARCH_ZH, edited
from tests.policy.helpers import committed

PAIR = ("README.md", "README_zh.md")
OTHER = LARCH_ZH.replace("0.4810", "0.4910")
"""One cell that says otherwise: BIL101, a contradiction of severity error."""
WAIVER = """
[[waiver]]
rule = "BIL101"
card = "README{zh}.md"
fingerprint = "{mark}"
reason = "GOV-12"
owner = "eval@example.org"
expires = {day}
"""


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "README.md").write_text(LARCH, encoding="utf-8")
    (tmp_path / "README_zh.md").write_text(OTHER, encoding="utf-8")
    return tmp_path


def policy(folder, text):
    (folder / "cardkit.toml").write_text(text, encoding="utf-8")


def found(folder, *words, names=PAIR):
    words = ("diff", *names, "--select", "BIL101", *words)
    done = run(*words, "--output-format", "json", cwd=folder)
    return done.code, json.loads(done.out)


def level(severity):
    return f'profiles = ["o"]\n[profile.o]\nBIL101 = "{severity}"\n'


def validated(folder):
    """Return what `validate` finds with the same rule."""
    words = ("validate", *PAIR, "--select", "BIL101", "--output-format", "json", "--no-config")
    (only,) = json.loads(run(*words, cwd=folder).out)["findings"]
    return only


def test_the_level_of_a_rule_is_the_policy_s(pair):
    code, data = found(pair)
    assert (code, [c["severity"] for c in data["changes"]]) == (1, ["error"])
    policy(pair, level("note"))
    code, data = found(pair)
    assert (code, [c["severity"] for c in data["changes"]]) == (0, ["note"])
    assert found(pair, "--no-config")[0] == 1
    policy(pair, level("off"))
    assert run("diff", *PAIR, cwd=pair).code == 0


def test_the_level_that_fails_is_the_policy_s_and_an_option_goes_before_it(pair):
    policy(pair, 'fail-on = "never"')
    assert found(pair)[0] == 0
    assert found(pair, "--fail-on", "error")[0] == 1
    policy(pair, 'fail-on = "warning"\n' + level("warning"))
    assert found(pair)[0] == 1
    assert found(pair, "--fail-on", "error")[0] == 0


def test_select_and_ignore_of_the_policy(pair):
    policy(pair, 'ignore = ["BIL101"]')
    done = run("diff", *PAIR, "--output-format", "json", cwd=pair)
    assert "BIL101" not in {c["code"] for c in json.loads(done.out)["changes"]}
    policy(pair, 'select = ["BIL3"]')
    done = run("diff", *PAIR, "--output-format", "json", cwd=pair)
    assert "BIL101" not in {c["code"] for c in json.loads(done.out)["changes"]}
    assert found(pair)[0] == 1


@pytest.mark.parametrize("words", [("--select", "MET"), ("--ignore", "BIL")])
def test_where_no_rule_is_left_nothing_is_called_equal(pair, words):
    done = run("diff", *PAIR, *words, cwd=pair)
    assert (done.code, done.out) == (2, "")
    assert "no rule between two languages is left" in done.err
    assert "双语一致性规则" in run("diff", *PAIR, *words, cwd=pair, language="zh").err
    policy(pair, 'select = ["MET"]')
    assert run("diff", *PAIR, cwd=pair).code == 2


@pytest.mark.parametrize(("day", "covered"), [("2030-01-31", True), ("2020-01-31", False)])
@pytest.mark.parametrize("names", [PAIR, PAIR[::-1]])
def test_a_waiver_covers_here_what_it_covers_in_validate(pair, names, day, covered):
    only = validated(pair)
    zh = "_zh" if "zh" in only["file"] else ""
    policy(pair, WAIVER.format(mark=only["fingerprint"], zh=zh, day=day))
    code, data = found(pair, names=names)
    assert code == (0 if covered else 1)
    assert (data["changes"] == [], data["silenced"]) == (covered, int(covered))
    done = run("diff", *names, "--select", "BIL101", cwd=pair, columns=120)
    assert ("agree but for what a comment, a waiver" in done.out) is covered
    zh = run("diff", *names, "--select", "BIL101", cwd=pair, language="zh").out
    assert ("除被注释、豁免或基线覆盖的 1 处外" in " ".join(zh.split())) is covered


def test_the_baseline_of_validate_covers_and_a_new_disagreement_does_not_hide(pair):
    policy(pair, '[baseline]\nfile = "b.json"\n')
    assert run("validate", *PAIR, "--write-baseline", cwd=pair).code == 0
    code, data = found(pair)
    assert (code, data["changes"], data["silenced"]) == (0, [], 1)
    (pair / "README_zh.md").write_text(OTHER.replace("| 70.2 |", "| 71.2 |"), encoding="utf-8")
    code, data = found(pair)
    assert (code, len(data["changes"]), data["silenced"]) == (1, 1, 1)


def test_a_pull_request_cannot_loosen_its_own_rules(pair):
    policy(pair, 'fail-on = "error"\n')
    committed(pair)
    policy(pair, 'fail-on = "never"\n')
    assert found(pair)[0] == 0
    code, data = found(pair, "--policy-from", "HEAD")
    assert code == 1
    (note,) = data["notes"]
    assert "warning POL103" in note["en"]
    assert "`fail-on`" in note["zh"]


@pytest.mark.parametrize("words", [("--select", "BIL101"), ("--mirror",)])
def test_one_policy_decides_whichever_card_is_named_first(tmp_path, words):
    for name, text in (("en", LARCH), ("zh", OTHER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_text(text, encoding="utf-8")
    names = ("en/README.md", "zh/README.md")
    for order in (names, names[::-1]):
        assert run("diff", *words, *order, cwd=tmp_path).code == 1
    policy(tmp_path / "zh", 'fail-on = "never"')
    for order in (names, names[::-1]):
        assert run("diff", *words, *order, cwd=tmp_path).code == 0
    policy(tmp_path / "en", 'fail-on = "note"')
    for order in (names, names[::-1]):
        done = run("diff", *words, *order, cwd=tmp_path)
        assert (done.code, done.out) == (2, "")
        assert "lie below two policies" in done.err
        zh = run("diff", *words, *order, cwd=tmp_path, language="zh").err
        assert "适用不同的策略" in zh
        assert run("diff", *words, *order, "--config=en/cardkit.toml", cwd=tmp_path).code == 1


def test_a_policy_that_cannot_be_read_stops_it(pair):
    policy(pair, "profile = [")
    done = run("diff", *PAIR, cwd=pair)
    assert (done.code, done.out) == (2, "")
    assert "cardkit.toml" in done.err


def test_versions_are_no_findings_and_know_no_policy(tmp_path):
    (tmp_path / "old.md").write_text(LARCH, encoding="utf-8")
    (tmp_path / "new.md").write_text(edited(("0.4810", "0.4910")), encoding="utf-8")
    policy(tmp_path, "profile = [")
    assert run("diff", "old.md", "new.md", cwd=tmp_path).code == 0
    assert run("diff", "old.md", "new.md", "--exit-code", cwd=tmp_path).code == 1
    done = run("diff", "old.md", "new.md", "--config", "cardkit.toml", cwd=tmp_path)
    assert (done.code, "no policy decides about two versions" in done.err) == (0, True)


def test_a_mirror_fails_from_the_level_of_the_policy_on(tmp_path):
    (tmp_path / "old.md").write_text(LARCH, encoding="utf-8")
    copy = edited(("Seedlings are grown under glass.\n", ""))
    (tmp_path / "copy.md").write_text(copy, encoding="utf-8")
    words = ("diff", "--mirror", "old.md", "copy.md")
    assert run(*words, cwd=tmp_path).code == 0
    policy(tmp_path, 'fail-on = "warning"')
    assert run(*words, cwd=tmp_path).code == 1
    assert run(*words, "--no-config", cwd=tmp_path).code == 0
    assert run(*words, "--fail-on", "error", cwd=tmp_path).code == 0
