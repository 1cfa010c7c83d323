"""The verb: which comparison is chosen, exit codes, inputs of every kind, bad input."""

import json
import shutil
import subprocess

import pytest

from tests.cli.helpers import run
from tests.diff.versions.helpers import LARCH, LARCH_ZH, edited
from tests.diff.versions.test_records import RECORD, TABLE

CODE = """```python
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("northwood/larch-3b", trust_remote_code=True)
answer = model.chat("How tall is a larch?", streaming=False)
print(answer)
```
"""
CHANGED = edited(("0.4810", "0.4910"))


@pytest.fixture
def folder(tmp_path):
    for name, text in (
        ("old.md", LARCH),
        ("new.md", CHANGED),
        ("zh.md", LARCH_ZH),
        ("larch.card.yaml", RECORD),
        ("trees.yaml", TABLE),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_help_teaches():
    done = run("diff", "--help", columns=100)
    for said in ("HEAD~1:README.md", "--mirror", "--exit-code", "Exit codes:", "docs/diff.md"):
        assert said in done.out
    assert "diff " in run("--help").out


def test_differences_are_information(folder):
    assert run("diff", "old.md", "new.md", cwd=folder).code == 0
    assert run("diff", "old.md", "new.md", "--exit-code", cwd=folder).code == 1
    assert run("diff", "old.md", "old.md", "--exit-code", cwd=folder).code == 0
    assert run("diff", "old.md", "new.md", "--fail-on", "note", cwd=folder).code == 0


@pytest.mark.parametrize("output", ["full", "concise", "markdown", "json"])
def test_the_exit_code_is_that_of_every_format(folder, output):
    words = ("diff", "old.md", "new.md", "--exit-code", "--output-format", output)
    assert run(*words, cwd=folder).code == 1


@pytest.mark.parametrize("names", [("old.md", "README_zh.md"), ("README_zh.md", "old.md")])
def test_here_is_the_file_that_is_named(folder, names):
    (folder / "README_zh.md").write_text(LARCH_ZH.replace("0.4810", "0.4910"), encoding="utf-8")
    found = run("diff", *names, "--select", "BIL101", "--output-format", "concise", cwd=folder)
    (line,) = (line for line in found.out.splitlines() if "BIL101" in line)
    here = line.partition(":")[0]
    value = {"old.md": "0.4810", "README_zh.md": "0.4910"}[here]
    assert f"{value} here" in line
    full = run("diff", *names, "--select", "BIL101", cwd=folder).out
    assert full.index(f" {here}:") < full.index(f" {({*names} - {here}).pop()}:")
    words = ("--select", "BIL101", "--output-format")
    (change,) = json.loads(run("diff", *names, *words, "json", cwd=folder).out)["changes"]
    assert names["ab".index(change["side"])] == here
    assert change["part"] == "tables"
    comment = run("diff", *names, *words, "markdown", cwd=folder).out
    assert "| | What | Here | In the other card |" in comment
    assert comment.index(f"`{here}:") < comment.index(f"`{({*names} - {here}).pop()}:")


def test_two_languages_are_held_against_each_other(folder):
    english = f"# Larch-3B\n\n## Usage\n\nRun the model like this:\n\n{CODE}"
    chinese = f"# Larch-3B\n\n## 使用方法\n\n按如下方式运行模型：\n\n{CODE}".replace(
        "False", "Flase"
    )
    (folder / "old.md").write_text(english, encoding="utf-8")
    (folder / "README_zh.md").write_text(chinese, encoding="utf-8")
    words = ("diff", "old.md", "README_zh.md", "--select", "BIL301")
    done = run(*words, cwd=folder, columns=120)
    assert done.code == 0
    assert "compared as two languages of one card (English, Chinese)" in done.err
    assert "warning[BIL301] " in done.out
    assert "Flase" in done.out
    assert run(*words, "--fail-on", "warning", cwd=folder).code == 1
    assert run(*words, "--fail-on", "never", cwd=folder).code == 0
    assert run(*words, "--exit-code", cwd=folder).code == 1
    found = json.loads(run(*words, "--output-format", "json", cwd=folder).out)
    assert found["mode"] == "agreement"
    assert {(c["code"], c["part"]) for c in found["changes"]} == {("BIL301", "code")}
    back = run("diff", "README_zh.md", "old.md", "--select", "BIL301", cwd=folder)
    assert "Flase" in back.out
    assert run("diff", "old.md", "zh.md", "--select", "BIL999", cwd=folder).code == 2


def test_a_copy_is_held_against_its_upstream(folder):
    copy = edited(
        ("license: apache-2.0", "license: mit"),
        ("from transformers import", "from openmind import"),
        ("Seedlings are grown under glass.\n", ""),
    )
    (folder / "copy.md").write_text(copy, encoding="utf-8")
    words = ("diff", "--mirror", "old.md", "copy.md")
    done = run(*words, cwd=folder, columns=100)
    assert done.err == "compared as an upstream card and its copy (English): old.md → copy.md\n"
    assert "error contradiction: `license` in the front matter: apache-2.0 → mit" in done.out
    assert "warning missing: paragraph in section `Nursery`" in done.out
    assert "allowed: imported library: transformers → openmind" in done.out
    assert done.out.endswith("3 differences: 1 contradiction, 1 missing, 1 allowed\n")
    assert done.code == 1
    assert run(*words, "--fail-on", "never", cwd=folder).code == 0
    assert run("diff", "--mirror", "old.md", "old.md", cwd=folder).code == 0
    zh = run("diff", "--mirror", "old.md", "copy.md", cwd=folder, language="zh")
    assert "error 矛盾：" in zh.out
    assert "允许的替换：" in zh.out
    found = json.loads(run(*words, "--output-format", "json", cwd=folder).out)
    assert {c["class"] for c in found["changes"]} == {"contradiction", "missing", "allowed"}


def test_quiet_says_nothing_beside(folder):
    assert run("--quiet", "diff", "old.md", "new.md", cwd=folder).err == ""


def test_an_output_file(folder):
    words = ("diff", "old.md", "new.md", "--output-format", "json", "-o", "out.json")
    done = run(*words, cwd=folder)
    assert (done.out, "wrote out.json" in done.err) == ("", True)
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["mode"] == "versions"
    screen = run("--color", "always", "diff", "old.md", "new.md", "-o", "out.txt", cwd=folder)
    assert screen.code == 0
    assert "\x1b" not in (folder / "out.txt").read_text(encoding="utf-8")
    assert run("diff", "old.md", "new.md", "-o", "none/out.txt", cwd=folder).code == 2


def test_standard_input(folder):
    done = run("diff", "-", "new.md", data=LARCH.encode(), cwd=folder)
    assert "MMLU (5-shot): 0.4810 → 0.4910" in done.out
    both = run("diff", "-", "-", cwd=folder)
    assert (both.code, "only one of the two" in both.err) == (2, True)


@pytest.mark.parametrize("name", ["dclm-7b", "7b"])
def test_shipped_ids(name, tmp_path):
    done = run("diff", name, name, cwd=tmp_path)
    assert (done.code, done.out) == (0, "No differences in what the cards state\n")


def test_a_file_goes_before_an_id(folder):
    (folder / "7b").write_text(LARCH, encoding="utf-8")
    assert "0.4910" in run("diff", "7b", "new.md", cwd=folder).out


def test_records_and_tables(folder):
    (folder / "b.card.yaml").write_text(RECORD.replace("layers: 26", "layers: 28"), "utf-8")
    done = run("diff", "larch.card.yaml", "b.card.yaml", cwd=folder)
    assert "Layers: 26 → 28" in done.out
    assert "(YAML)" in done.err
    assert run("diff", "trees.yaml", "trees.yaml", "--exit-code", cwd=folder).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("diff old.md", "`B` is missing"),
        ("diff old.md nothing.md", "`nothing.md` does not exist"),
        ("diff old.md nothing", "no id of a shipped card"),
        ("diff old.md binary.md", "is no text"),
        ("diff old.md empty.md", "is no model card"),
        ("diff old.md broken.card.yaml", "no YAML that can be read"),
        ("diff old.md .", "is not a file"),
        ("diff old.md new.md --max-bytes 10", "is larger than 10 bytes"),
        ("diff old.md new.md --output-format xml", "`xml`"),
    ],
)
def test_bad_input_is_one_error(folder, words, said):
    (folder / "binary.md").write_bytes(b"\x89PNG\0\0\0\0" * 64)
    (folder / "empty.md").write_text("just a line\n", encoding="utf-8")
    (folder / "broken.card.yaml").write_text("name: [a\nb: {", encoding="utf-8")
    for language in ("en", "zh"):
        done = run(*words.split(), cwd=folder, language=language)
        assert (done.code, done.out) == (2, "")
        assert "Traceback" not in done.err
        assert language == "zh" or said in done.err


def test_ragged_tables_do_not_stop_the_rest(folder):
    text = CHANGED.replace("| BoolQ | 0.7500 |", "| BoolQ |")
    (folder / "ragged.md").write_text(text, encoding="utf-8")
    done = run("diff", "old.md", "ragged.md", cwd=folder, columns=200)
    assert "MMLU (5-shot): 0.4810 → 0.4910" in done.out
    assert "ragged.md:84: the rows of this table have different numbers of cells" in done.out


@pytest.fixture
def repository(tmp_path):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    settings = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]

    def git(*words):
        subprocess.run(["git", *settings, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "--quiet")
    (tmp_path / "cards").mkdir()
    for text, message in ((LARCH, "one"), (CHANGED, "two")):
        (tmp_path / "cards" / "README.md").write_text(text, encoding="utf-8")
        git("add", ".")
        git("commit", "--quiet", "-m", message)
    return tmp_path


def test_revisions_of_git(repository):
    done = run("diff", "HEAD~1:cards/README.md", "cards/README.md", cwd=repository)
    assert "MMLU (5-shot): 0.4810 → 0.4910" in done.out
    assert "HEAD~1:cards/README.md → cards/README.md" in done.err
    here = run("diff", "HEAD~1:./README.md", "HEAD:./README.md", cwd=repository / "cards")
    assert "0.4810 → 0.4910" in here.out


@pytest.mark.parametrize(
    "name", ["HEAD:nothing.md", "nobody:README.md", "HEAD:cards", "--help:README.md", "-x:y"]
)
def test_revisions_that_are_not_there(repository, name):
    done = run("diff", "--", name, "cards/README.md", cwd=repository)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def test_a_revision_outside_a_repository(folder):
    done = run("diff", "HEAD:old.md", "new.md", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert "git has no `HEAD:old.md`" in done.err


def test_without_git(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))
    done = run("diff", "HEAD:old.md", "new.md", cwd=folder)
    assert (done.code, "git is not installed" in done.err) == (2, True)


def test_a_revision_too_large(repository):
    words = ("diff", "HEAD:cards/README.md", "cards/README.md", "--max-bytes", "100")
    done = run(*words, cwd=repository)
    assert (done.code, "is larger than 100 bytes" in done.err) == (2, True)


def test_a_file_goes_before_a_revision(repository):
    (repository / "HEAD:x.md").write_text(LARCH, encoding="utf-8")
    assert "0.4910" in run("diff", "HEAD:x.md", "cards/README.md", cwd=repository).out
