"""What a baseline and waivers hold on to: no changed score hides, whatever order, wherever from."""

import json

import pytest

from tests.cli.helpers import run
from tests.diff.versions.helpers import LARCH, LARCH_ZH
from tests.policy.helpers import repository

PROFILE = 'profiles = ["o"]\n[profile.o]\nSCR114 = "error"\n'
STRICT = PROFILE + '[baseline]\nfile = "b.json"\n'
HEAD = (
    "---\nlicense: mit\nlanguage: [en]\n---\n\n# Larch-3B\n\nAn invented model.\n\n## Evaluation\n"
)
ROWS = {"MMLU": "0.2512", "PIQA": "0.7923", "BoolQ": "0.6612"}


def card(rows):
    table = "".join(f"| {task} | {score} |\n" for task, score in rows.items())
    return f"{HEAD}\n| Task | Score |\n| --- | --- |\n{table}"


def found(folder, *words):
    done = run("validate", "README.md", *words, "--output-format", "json", cwd=folder)
    findings = [f for f in json.loads(done.out)["findings"] if f["code"] == "SCR114"]
    return done.code, [f for f in findings if f["suppression"] is None]


def entries(folder):
    data = json.loads((folder / "b.json").read_text())
    return [each for each in data["entries"] if each["rule"] == "SCR114"]


@pytest.fixture
def adopted(tmp_path):
    repository(tmp_path, STRICT, card=card(ROWS))
    assert run("validate", "README.md", "--write-baseline", cwd=tmp_path).code == 0
    assert found(tmp_path) == (0, [])
    return tmp_path


@pytest.mark.parametrize(
    "rows",
    [
        ROWS | {"PIQA": "0.9923"},
        ROWS | {"HellaSwag": "0.7112"},
        {k: v for k, v in ROWS.items() if k != "BoolQ"} | {"HellaSwag": "0.6612"},
    ],
    ids=["changed", "added", "replaced"],
)
def test_a_score_that_changed_or_came_does_not_hide(adopted, rows):
    (adopted / "README.md").write_text(card(rows))
    code, findings = found(adopted)
    assert (code, len(findings)) == (1, 3)
    done = run("validate", "README.md", "--write-baseline", cwd=adopted)
    assert done.code == 1
    assert found(adopted)[0] == 1


def test_what_was_mended_leaves_the_rest_covered(adopted):
    (adopted / "README.md").write_text(card({k: ROWS[k] for k in ("MMLU", "BoolQ")}))
    assert found(adopted) == (0, [])
    before = entries(adopted)
    run("validate", "README.md", "--write-baseline", cwd=adopted)
    assert len(entries(adopted)) == len(before) - 3
    assert found(adopted) == (0, [])


def test_rows_may_move(adopted):
    (adopted / "README.md").write_text(card(dict(reversed(ROWS.items()))))
    assert found(adopted) == (0, [])


def waiver(mark=None, pointer=None, name="README.md"):
    where = f'fingerprint = "{mark}"' if mark else f'pointer = "{pointer}"'
    return (
        PROFILE + f'[[waiver]]\nrule = "SCR114"\ncard = "{name}"\n{where}\n'
        'reason = "GOV-12"\nowner = "eval@example.org"\nexpires = 2030-01-31\n'
    )


def test_a_waiver_by_fingerprint_is_for_these_scores_alone(tmp_path):
    repository(tmp_path, PROFILE, card=card(ROWS))
    first, *others = found(tmp_path)[1]
    (tmp_path / "cardkit.toml").write_text(waiver(mark=first["fingerprint"]))
    assert [f["path"] for f in found(tmp_path)[1]] == [f["path"] for f in others]
    (tmp_path / "README.md").write_text(card(ROWS | {"PIQA": "0.9923"}))
    assert len(found(tmp_path)[1]) == 1 + len(others)


@pytest.mark.parametrize(("pointer", "left"), [("/evaluations/0/n", 3), ("/evaluations/*/n", 2)])
def test_a_waiver_by_pointer_has_to_name_every_place(tmp_path, pointer, left):
    repository(tmp_path, waiver(pointer=pointer), card=card(ROWS))
    assert len(found(tmp_path)[1]) == left


@pytest.mark.parametrize("given", ["README.md", "../work/README.md", "{}"])
def test_the_fingerprint_of_a_report_is_that_of_a_waiver_wherever_it_was_run(tmp_path, given):
    """From above, from below, with a path of any form."""
    work = tmp_path / "work"
    work.mkdir()
    repository(work, PROFILE, card=card(ROWS))
    path = given.format(work / "README.md")
    done = run("validate", path, "--output-format", "json", cwd=work)
    marks = [f["fingerprint"] for f in json.loads(done.out)["findings"] if f["code"] == "SCR114"]
    (work / "cardkit.toml").write_text(waiver(mark=marks[0]))
    assert len(found(work)[1]) == len(marks) - 1


@pytest.mark.parametrize("names", [("README_zh.md",), ("README_zh.md", "README.md"), (".",)])
def test_what_two_languages_disagree_on_is_known_whichever_was_named(tmp_path, names):
    """As pre-commit does it, that names the card which changed."""
    (tmp_path / "README.md").write_text(LARCH, encoding="utf-8")
    other = LARCH_ZH.replace("0.4810", "0.4910")
    (tmp_path / "README_zh.md").write_text(other, encoding="utf-8")
    (tmp_path / "cardkit.toml").write_text('[baseline]\nfile = "b.json"\n')
    words = ("--select", "BIL1", "--fail-on", "note")
    assert run("validate", ".", *words, cwd=tmp_path).code == 1
    assert run("validate", ".", *words, "--write-baseline", cwd=tmp_path).code == 0
    assert run("validate", *names, *words, cwd=tmp_path).code == 0
    worse = other.replace("| 70.2 |", "| 71.2 |")
    (tmp_path / "README_zh.md").write_text(worse, encoding="utf-8")
    assert run("validate", *names, *words, cwd=tmp_path).code == 1


@pytest.mark.parametrize("verb", ["validate", "audit"])
def test_one_card_named_twice_is_one_card(adopted, verb):
    """Else its findings would stand against a baseline that holds them once."""
    for other in ("README.md", "./README.md", "../" + adopted.name + "/README.md", "."):
        names = ("README.md", other, str(adopted / "README.md"))
        assert run(verb, *names, "--fail-on", "note", cwd=adopted).code == 0


def test_a_card_that_cannot_be_read_is_known_by_whatever_path(tmp_path):
    repository(tmp_path, '[baseline]\nfile = "b.json"\n')
    (tmp_path / "cards.txt").write_text("gone.md\n")
    words = ("audit", "cards.txt", "-j1")
    assert run(*words, cwd=tmp_path).code == 1
    assert run(*words, "--write-baseline", cwd=tmp_path).code == 0
    (tmp_path / "cards.txt").write_text(f"{tmp_path / 'gone.md'}\n")
    assert run(*words, cwd=tmp_path).code == 0
    (tmp_path / "cards.txt").write_text("other.md\n")
    assert run(*words, cwd=tmp_path).code == 1
