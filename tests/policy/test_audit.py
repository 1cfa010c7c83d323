"""`cardkit audit`: one table over many cards, the same in every format and with every process."""

import csv
import io
import json
from pathlib import Path

import pytest

from cardkit.cli import audit_work
from cardkit.cli.audit_work import Work, check_all
from cardkit.errors import CardkitError
from cardkit.rules.registry import PLAIN, rules_by_code
from tests.cli.helpers import run
from tests.policy.helpers import BAD, WAIVER, committed, repository
from tests.rules.test_pairing import EN, ZH

GOOD = BAD.replace("apache", "apache-2.0")
CONFIG = '[baseline]\nfile = "baseline.json"\n'


@pytest.fixture
def many(tmp_path):
    """Six cards: two with an error, four with notes alone."""
    for i in range(6):
        folder = tmp_path / "models" / f"m{i}"
        folder.mkdir(parents=True)
        repository(folder, card=BAD if i % 3 == 0 else GOOD)
    return tmp_path


SCREEN_EN = """\
Checked cards: 6; errors: 2, warnings: 0, notes: 6

Cards by status
  4  findings below the level that fails
  2  findings that fail

Claims by status, as the evidence beside the cards has it
  claims  cards  status
       6      6  unverified
cards with evidence: 0 of 6; signed by a trusted key: 0; refused: 0

Findings by rule
  findings  cards  suppressed  severity  code    name
         2      2           0  error     MET101  license-unknown
         6      6           0  note      STR101  section-missing

Cards with the gravest findings
  errors  warnings  notes  suppressed  card
       1         0      1           0  models/m0/README.md
       1         0      1           0  models/m3/README.md
       0         0      1           0  models/m1/README.md
cards with findings not shown: 3

`cardkit validate CARD` shows the findings of a card in their lines, `cardkit explain CODE` a \
rule, `cardkit evidence check CARD` its claims
"""
SCREEN_ZH = """\
已检查卡片：6；错误：2，警告：0，提示：6

按状态统计
  4  有问题，未达到不通过级别
  2  有问题，不通过

声明的状态（依据卡片旁的证据）
  声明  卡片  状态
     6     6  未核实
有证据的卡片：0/6；由可信公钥签名：0；被拒绝：0

按规则统计
  问题  卡片  已忽略  级别  代码    名称
     2     2       0  错误  MET101  license-unknown
     6     6       0  提示  STR101  section-missing

问题最严重的卡片
  错误  警告  提示  已忽略  卡片
     1     0     1       0  models/m0/README.md
     1     0     1       0  models/m3/README.md
     0     0     1       0  models/m1/README.md
另有 3 张有问题的卡片未列出

查看单张卡片的问题及位置：`cardkit validate 卡片`；查看规则说明：`cardkit explain 代码`；\
查看声明的状态：`cardkit evidence check 卡片`
"""


@pytest.mark.parametrize(("language", "screen"), [("en", SCREEN_EN), ("zh", SCREEN_ZH)])
def test_the_screen(many, language, screen):
    done = run("audit", "models", "--top", "3", "--jobs", "1", cwd=many, language=language)
    assert (done.code, done.out, done.err) == (1, screen, "")


def test_json_and_csv_say_the_same(many):
    data = json.loads(run("audit", "models", "--output-format", "json", "-j1", cwd=many).out)
    assert (data["version"], data["exit_code"], data["cards"]) == (1, 1, 6)
    assert data["statuses"] == {"clean": 0, "passing": 4, "failing": 2, "unreadable": 0}
    by_rule = {r["code"]: (r["findings"], r["cards"], r["suppressed"]) for r in data["rules"]}
    assert data["claims"]["unverified"] == {"claims": 6, "cards": 6}
    assert data["evidence"]["none"] == 6
    assert by_rule == {"STR101": (6, 6, 0), "MET101": (2, 2, 0)}
    done = run("audit", "models", "--output-format", "csv", "-j1", cwd=many)
    assert done.code == 1
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {r["card"] for r in rows} == {c["card"] for c in data["by_card"]}
    assert sum(int(r["claims"]) for r in rows if r["claim_status"] == "unverified") == 6
    found = sum(int(r["findings"]) for r in rows)
    assert found == sum(r["findings"] for r in data["rules"]) == 8


def test_csv_says_severity_and_state_apart(many):
    (many / "cardkit.toml").write_text(
        CONFIG + WAIVER.replace("README.md", "models/m0/README.md"), encoding="utf-8"
    )
    silenced = BAD.replace("apache", "apache  # cardkit: ignore[MET101] asked")
    (many / "models" / "m3" / "README.md").write_text(silenced, encoding="utf-8")
    run("audit", "models/m0", "models/m1", "-j1", "--write-baseline", cwd=many)
    out = run("audit", "models", "--output-format", "csv", "-j1", cwd=many).out
    rows = list(csv.DictReader(io.StringIO(out)))
    states = {
        (r["card"].split("/")[1], r["rule"], r["severity"], r["state"], r["suppressed"])
        for r in rows
        if r["rule"] in {"MET101", "STR101"}
    }
    assert {
        ("m0", "MET101", "error", "waiver", "1"),
        ("m0", "STR101", "note", "baseline", "1"),
        ("m2", "STR101", "note", "open", "0"),
        ("m3", "MET101", "error", "comment", "1"),
    } <= states
    assert {r["severity"] for r in rows} == {"error", "note", ""}
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
    for state in ("open", "comment", "waiver", "baseline"):
        assert page.count(f"`{state}`") >= 2, "in both languages"


@pytest.mark.parametrize(
    ("language", "audit", "validate"),
    [
        ("en", "else that of the working folder", "pyproject.toml above the card"),
        ("zh", "默认取当前目录的策略，不采用卡片旁边的策略", "默认取卡片上层的"),
    ],
)
def test_the_help_says_which_policy_holds(language, audit, validate):
    def shown(verb):
        text = run(verb, "--help", language=language).out
        return " ".join(text.split()) if language == "en" else "".join(text.split())

    assert audit in shown("audit")
    assert validate not in shown("audit")
    assert validate in shown("validate")


def test_processes_change_nothing(many):
    words = ("audit", "models", "--output-format", "json")
    assert run(*words, "-j1", cwd=many) == run(*words, "-j2", cwd=many)


def test_the_second_run_passes_and_a_planted_defect_is_all_that_fails(many):
    (many / "cardkit.toml").write_text(CONFIG)
    first = run("audit", "models", "--write-baseline", "-j1", cwd=many)
    assert first.code == 0
    assert "wrote `baseline.json`: 8 findings" in first.err
    assert run("audit", "models", "-j1", "--fail-on", "note", cwd=many).code == 0
    card = many / "models" / "m1" / "README.md"
    card.write_text(card.read_text().replace("[en]", "[xq]"))
    done = run("audit", "models", "--output-format", "json", "-j1", cwd=many)
    assert done.code == 1
    data = json.loads(done.out)
    found = [(c["card"], c["rules"]) for c in data["by_card"] if c["rules"]]
    assert found == [("models/m1/README.md", {"MET103": 1})]


def test_a_list_holds_paths_comments_and_folders(many):
    lines = ["# cards", "", "models/m0/README.md", "models/m1", "models/m0/README.md", "  "]
    (many / "cards.txt").write_text("\n".join(lines))
    data = json.loads(run("audit", "cards.txt", "--output-format=json", "-j1", cwd=many).out)
    assert [c["card"] for c in data["by_card"]] == ["models/m0/README.md", "models/m1/README.md"]
    done = run(
        "audit", "-", "--output-format=json", "-j1", cwd=many, data="\n".join(lines).encode()
    )
    assert json.loads(done.out) == data


def test_what_cannot_be_read_is_a_finding_and_the_others_go_on(many):
    (many / "bytes.md").write_bytes(bytes(range(256)) * 8)
    (many / "empty").mkdir()
    (many / "large.md").write_text("# M\n" * 200)
    names = [
        "gone.md",
        "bytes.md",
        "empty",
        "large.md",
        "a\0b.md",
        "n" * 400,
        "models/m1/README.md",
    ]
    (many / "cards.txt").write_text("\n".join(names))
    words = ("audit", "cards.txt", "-j1", "--max-bytes", "500")
    done = run(*words, "--output-format", "json", cwd=many)
    assert done.code == 1
    data = json.loads(done.out)
    assert data["statuses"] == {"clean": 0, "passing": 1, "failing": 0, "unreadable": 6}
    assert all(c["rules"] == {"SRC109": 1} for c in data["by_card"] if c["status"] == "unreadable")
    report = run(*words, "--report", "json=all.json", cwd=many, language="zh")
    assert "无法读取" in report.out
    found = json.loads((many / "all.json").read_text())["findings"]
    messages = [f["message_zh"] for f in found if f["code"] == "SRC109"]
    assert len(messages) == 6
    assert all(m.startswith("未检查该卡片：") for m in messages)
    assert run(*words, "--fail-on", "never", cwd=many).code == 0


def test_a_folder_of_other_markdown_files_is_taken_whole_where_asked(many):
    (many / "models" / "m0" / "notes.md").write_text("# Notes-7B\n")
    words = ("audit", "models", "--output-format=json", "-j1")
    usual, every = (
        [c["card"] for c in json.loads(run(*words, *more, cwd=many).out)["by_card"]]
        for more in ((), ("--all-markdown",))
    )
    assert set(every) - set(usual) == {"models/m0/notes.md"}
    (many / "other").mkdir()
    (many / "other" / "a.md").write_text("# A-7B\n")
    assert "--all-markdown" in run("audit", "other", cwd=many).err


def test_nothing_to_check(many):
    (many / "cards.txt").write_text("# none\n")
    assert run("audit", "cards.txt", cwd=many).code == 3
    (many / "empty").mkdir()
    assert run("audit", "empty", cwd=many).code == 3
    assert run("audit", "nowhere", cwd=many).code == 2
    assert run("audit", cwd=many).code == 2


def test_no_policy_beside_a_card_counts(many):
    """A card from elsewhere must not bring its own rules."""
    (many / "models" / "m0" / "cardkit.toml").write_text('fail-on = "never"\nignore = ["MET"]\n')
    (many / "models" / "cardkit.toml").write_text('fail-on = "never"\n')
    assert run("audit", "models", "-j1", cwd=many).code == 1
    (many / "cardkit.toml").write_text('fail-on = "never"\n')
    assert run("audit", "models", "-j1", cwd=many).code == 0


def test_policy_from_a_commit(many):
    committed(many)
    (many / "cardkit.toml").write_text('fail-on = "never"\n')
    done = run("audit", "models", "-j1", "--policy-from", "HEAD", cwd=many)
    assert done.code == 1
    assert "About the policy\ncardkit.toml:1:1: warning[POL103]" in done.out


def test_reports_hold_all_findings(many):
    words = ("audit", "models", "-j2", "--report", "sarif=a.sarif", "--report", "junit=a.xml")
    assert run(*words, cwd=many).code == 1
    results = json.loads((many / "a.sarif").read_text())["runs"][0]["results"]
    assert len(results) == 8
    assert all(r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results)
    assert (many / "a.xml").read_text().count("<failure") == 2


def test_partners_are_held_against_each_other_and_count_as_languages(tmp_path):
    (tmp_path / "cardkit.toml").write_text('languages = ["en", "zh"]\n')
    (tmp_path / "README.md").write_text(f"---\nlicense: mit\n---\n\n{EN}")
    (tmp_path / "README_zh.md").write_text(f"---\nlicense: apache-2.0\n---\n\n{ZH}")
    data = json.loads(run("audit", ".", "-j1", "--output-format=json", cwd=tmp_path).out)
    rules = {r["code"] for r in data["rules"]}
    assert "BIL304" in rules
    assert "POL105" not in rules


def test_hostile_names_are_shown_escaped(tmp_path):
    name = "=cmd|' \x1b[2J\u202e::error::.md"
    (tmp_path / name).write_text(BAD)
    (tmp_path / "cards.txt").write_text(name)
    for form in ("table", "json", "csv"):
        out = run("audit", "cards.txt", "-j1", "--output-format", form, cwd=tmp_path).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    row = list(csv.reader(io.StringIO(out)))[1]
    assert row[0].startswith("'=cmd")


def test_a_rule_that_crashes_is_exit_two(many, monkeypatch):
    def broken(_reading):
        raise RuntimeError("boom")
        yield

    rule = rules_by_code()["CIT101"]
    monkeypatch.setitem(rule.__dict__, "check", broken)
    done = run("audit", "models", "-j1", cwd=many)
    assert done.code == 2
    assert "CK900" in done.out


def test_tasks_reach_every_process(many, monkeypatch):
    seen = []
    monkeypatch.setattr("cardkit.record.task_files.use_task_file", seen.append)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    audit_work._begin(Work((), (), PLAIN, 1000, ("a.yaml", "b.yaml")))
    assert seen == ["a.yaml", "b.yaml"]


def test_a_process_that_dies_is_told(monkeypatch):
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    future: Future = Future()
    future.set_exception(BrokenProcessPool())
    with pytest.raises(CardkitError, match=r"a process ended while it checked `x\.md`"):
        audit_work._result(["x.md"], future)


def test_groups_come_in_their_order(many):
    groups = [[str(many / "models" / f"m{i}" / "README.md")] for i in range(6)]
    work = Work((), (), PLAIN, 10_000)
    names = [[r.file for r in reports] for reports in check_all(groups, work, 2)]
    assert names == groups


def test_texts_of_clean_cards_are_not_held(many):
    path = str(many / "models" / "m1" / "README.md")
    (report,) = audit_work.check_group([path], Work(("MET",), (), PLAIN, 10_000))
    assert report.document.text == ""
    (report,) = audit_work.check_group([path], Work((), (), PLAIN, 10_000))
    assert report.document.text == GOOD


def test_help_in_both_languages():
    for language in ("en", "zh"):
        done = run("audit", "--help", language=language)
        assert done.code == 0
        assert "--policy-from" in done.out
