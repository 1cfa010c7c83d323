"""What a pull request changes of its policy is found where it stands, word and number agreeing."""

import json

import pytest

from tests.cli.helpers import run
from tests.policy.helpers import BAD, WAIVER, committed, repository

BASE = """# the rules of the house
profiles = ["hf", "o"]
fail-on = "error"

[profile.o]
MET101 = "error"

[evidence]
trusted-keys = ["a.pub"]

[baseline]
file = "b.json"
"""


@pytest.fixture
def base(tmp_path):
    (tmp_path / "a.pub").write_text("one\n")
    return committed(repository(tmp_path, BASE))


def found(folder, code, *words):
    words = ("validate", "README.md", "--policy-from", "HEAD", "--output-format", "json", *words)
    done = run(*words, cwd=folder)
    findings = json.loads(done.out)["findings"]
    return [f for f in findings if f["code"] == code]


def lines(finding):
    spans = [finding["span"], *(r["span"] for r in finding["related"])]
    return [span["start"]["line"] for span in spans]


@pytest.mark.parametrize(
    ("old", "new", "names", "at"),
    [
        ('fail-on = "error"', 'fail-on = "never"', "`fail-on`", [3]),
        ('MET101 = "error"', 'MET101 = "note"', "`profile.o.MET101`", [6]),
        ("[baseline]", "[baseline]\nshrink-only = false", "`baseline.shrink-only`", [12]),
        ('MET101 = "error"\n', "", "`profile.o.MET101`", [5]),
        (
            '["a.pub"]',
            '["b.pub"]\nrequire = "none"',
            "`evidence.require`, `evidence.trusted-keys`",
            [9, 10],
        ),
        ("# the rules", "# other rules", None, None),
    ],
)
def test_a_key_is_found_on_its_line(base, old, new, names, at):
    (base / "cardkit.toml").write_text(BASE.replace(old, new))
    changed = found(base, "POL103")
    if names is None:
        assert changed == []
        return
    (only,) = changed
    assert only["message"].endswith(f"does not count here: {names}")
    assert only["message_zh"].endswith(names.replace(", ", "、"))
    assert lines(only) == at
    assert only["file"] == "cardkit.toml"


def test_a_waiver_is_found_where_it_was_added(base):
    (base / "cardkit.toml").write_text(WAIVER + BASE.replace("[baseline]", "[baseline]"))
    text = BASE + WAIVER + WAIVER.replace("MET101", "MET102")
    (base / "cardkit.toml").write_text(text)
    (only,) = found(base, "POL103")
    assert "`waiver`" in only["message"]
    places = [i for i, line in enumerate(text.split("\n"), 1) if line == "[[waiver]]"]
    assert lines(only) == places


def test_in_pyproject_too(tmp_path):
    text = "[project]\nname = 'x'\n\n[tool.cardkit]\nfail-on = 'error'\n"
    repository(tmp_path)
    (tmp_path / "pyproject.toml").write_text(text)
    committed(tmp_path)
    (tmp_path / "pyproject.toml").write_text(text.replace("error", "never"))
    (only,) = found(tmp_path, "POL103")
    assert (only["file"], lines(only)) == ("pyproject.toml", [5])
    assert only["message"].endswith("`fail-on`")


def test_a_key_file_with_another_key_is_a_change(base):
    (base / "a.pub").write_text("two\n")
    (only,) = found(base, "POL103")
    assert "`a.pub`" in only["message"]
    assert lines(only) == [9]


def test_a_policy_that_is_gone(base):
    (base / "cardkit.toml").unlink()
    (only,) = found(base, "POL103")
    assert "`baseline`, `evidence`, `fail-on`, `profile`, `profiles`" in only["message"]


@pytest.mark.parametrize(("many", "said"), [(1, "1 entry is new or counts more"), (2, "2 entries")])
def test_a_baseline_that_grew_is_found_in_it(tmp_path, many, said):
    committed(repository(tmp_path, '[baseline]\nfile = "b.json"\n'))
    words = ("--ignore", "STR") if many == 1 else ()
    card = BAD if many == 1 else BAD.replace("[en]", "[xq]")
    (tmp_path / "README.md").write_text(card)
    run("validate", "README.md", "--ignore", "STR", *words, "--write-baseline", cwd=tmp_path)
    (only,) = found(tmp_path, "POL104")
    assert said in only["message"]
    assert f"{many} 项" in only["message_zh"]
    assert only["file"] == "b.json"
    entry = (tmp_path / "b.json").read_text().split("\n")[lines(only)[0] - 1]
    assert '"rule": "MET101"' in entry


def test_what_the_baseline_no_longer_needs_is_found_in_it(tmp_path):
    repository(tmp_path, '[baseline]\nfile = "b.json"\n')
    run("validate", "README.md", "--write-baseline", cwd=tmp_path)
    (tmp_path / "README.md").write_text(BAD.replace("apache", "apache-2.0"))
    done = run("validate", "README.md", "--output-format", "concise", cwd=tmp_path)
    line = next(line for line in done.out.splitlines() if "POL106" in line)
    number = int(line.split(":")[1])
    assert line.startswith("b.json:")
    assert '"rule": "MET101"' in (tmp_path / "b.json").read_text().split("\n")[number - 1]


def test_a_waiver_of_the_base_is_found_where_the_working_tree_has_it(tmp_path, monkeypatch):
    monkeypatch.setenv("CARDKIT_TODAY", "2028-01-01")
    committed(repository(tmp_path, WAIVER))
    (tmp_path / "cardkit.toml").write_text(f"# one\n# two\n{WAIVER}")
    (only,) = found(tmp_path, "POL101")
    assert lines(only) == [4]
    (tmp_path / "cardkit.toml").write_text("# none\n")
    (only,) = found(tmp_path, "POL101")
    assert lines(only) == [2]
