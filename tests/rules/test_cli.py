"""`cardkit validate` and `cardkit explain` from the outside: files, flags, streams, exit codes."""

import contextvars
import io
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from cardkit.cli.main import cli, main
from cardkit.rules.registry import all_rules
from tests.rules.helpers import front

ROOT = Path(__file__).parents[2]
BAD = front("license: Apache 2.0\n")
WARNS = front("languages: en\n")
CLEAN = front("license: mit\n")


def run(*words, cwd=ROOT, data=b"", env=None, encoding="utf-8"):
    """Run the command line in this process as `python -m cardkit` does: its streams, its exit."""
    streams = [io.TextIOWrapper(io.BytesIO(b), encoding) for b in (data, b"", b"")]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"CARDKIT_LANG": "en", "COLUMNS": "80", **(env or {})}.items():
            patch.setenv(name, value)
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["cardkit", *map(str, words)])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as left:
            contextvars.Context().run(main)
        out, err = (stream.buffer.getvalue() for stream in streams[1:])
    return SimpleNamespace(returncode=left.value.code, stdout=out, stderr=err)


@pytest.fixture
def card(tmp_path):
    def write(text, name="README.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def invoke(*words):
    environment = {"CARDKIT_LANG": "en", "COLUMNS": "80"}
    context = contextvars.copy_context()  # `--lang` must not outlive the run
    done = context.run(CliRunner().invoke, cli, [*map(str, words)], env=environment)
    return done.exit_code, done.output, done.exception


@pytest.mark.parametrize(
    ("text", "flags", "code"),
    [
        (CLEAN, [], 0),
        (CLEAN, ["--fail-on", "note"], 1),
        (WARNS, [], 0),
        (WARNS, ["--fail-on", "warning"], 1),
        (BAD, [], 1),
        (BAD, ["--fail-on", "never"], 0),
        (BAD, ["--ignore", "MET101,STR"], 0),
        (BAD, ["--select", "CIT", "--select", "CMP"], 0),
    ],
)
@pytest.mark.parametrize("output", ["full", "concise", "json"])
def test_exit_codes_are_the_same_in_every_format(card, text, flags, code, output):
    assert invoke("validate", card(text), "--output-format", output, *flags)[0] == code


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["missing.md"], 2, "`missing.md` does not exist"),
        (["empty"], 3, "no cards found"),
        ([], 3, "no cards found"),
        (["--select", "MET999", "."], 2, "no rule is called `MET999`"),
        (["--fail-on", "loud", "."], 2, "loud"),
    ],
)
def test_usage_errors(tmp_path, words, code, said):
    (tmp_path / "empty").mkdir()
    done = run("validate", *words, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe#\x00 \x00M\x00",
        b"PK\x03\x04\x00\x00\x08\x00" * 40,
        b"",
        b"\x00",
        b"---\n" + b"[" * 3000,
        "模型\n".encode("gbk"),
        b"\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\n# M\r\n",
    ],
)
@pytest.mark.parametrize("name", ["README.md", "x.card.yaml"])
def test_what_is_no_card_is_no_traceback(card, data, name):
    done = run("validate", card(data, name))
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    assert done.stdout or done.stderr


def test_an_unreadable_file_does_not_stop_the_others(card, tmp_path):
    card(b"\xff\xfe#\x00", "README_en.md")
    card(BAD, "README.md")
    done = run("validate", tmp_path)
    assert done.returncode == 2
    assert b"MET101" in done.stdout
    assert b"UTF-16" in done.stderr


def test_a_folder_gives_its_cards_and_no_others(card, tmp_path):
    comparison = b"schema_version: 1\nkind: comparison\n"
    for name in ("README.md", "sub/readme_zh.md", "a.card.yaml", ".git/README.md", "notes.md"):
        card(BAD if name.endswith("md") else "schema_version: 1\n", name)
    card(comparison, "tables/7b.yaml")
    card(b"name: ci\n", "ci.yaml")
    (tmp_path / "loop").symlink_to(tmp_path)
    done = run("validate", ".", "--output-format", "json", cwd=tmp_path)
    files = {f["path"] for f in json.loads(done.stdout)["files"]}
    assert files == {"README.md", "sub/readme_zh.md", "a.card.yaml", "tables/7b.yaml"}


def test_without_paths_the_cards_of_this_folder(card, tmp_path):
    card(BAD)
    card("schema_version: 1\n", "x.card.yaml")
    done = run("validate", "--output-format", "json", cwd=tmp_path)
    assert [f["path"] for f in json.loads(done.stdout)["files"]] == ["README.md", "x.card.yaml"]


def test_standard_input_goes_by_the_name_given(tmp_path):
    done = run("validate", "-", "--output-format", "concise", data=BAD.encode(), cwd=tmp_path)
    assert done.stdout.startswith(b"README.md:1:1")
    record = b"schema_version: 1\nnam: x\n"
    done = run("validate", "-", "--stdin-filename", "x.card.yaml", "--select", "REC", data=record)
    assert b"unknown key `nam`" in done.stdout


def test_fix_mends_and_keeps_the_mode(card):
    path = card(front("license: Apache 2.0\nlanguages: cn\n", "# M\r\n\r\nText."))
    path.chmod(0o640)
    done = run("validate", path, "--fix", "--select", "MET")
    assert (
        path.read_bytes()
        == front("license: apache-2.0\nlanguages: cn\n", "# M\r\n\r\nText.").encode()
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert b"1 fixed" in done.stdout
    run("validate", path, "--fix", "--unsafe-fixes", "--select", "MET")
    assert path.read_text(encoding="utf-8").startswith("---\nlicense: apache-2.0\nlanguage: zh\n")
    assert sorted(p.name for p in path.parent.iterdir()) == ["README.md"]


def test_diff_writes_nothing(card):
    path = card(BAD)
    done = run("validate", path, "--diff")
    assert b"-license: Apache 2.0\n+license: apache-2.0\n" in done.stdout
    assert path.read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize(
    "text",
    [
        BAD,
        BAD.rstrip("\n"),
        BAD.replace("\n", "\r\n"),
        BAD + "\nA\x0cB\x85C\u2028D\u2029E\x1eF\n" + "Text.\n" * 9 + "[x](https//a.org)\n",
    ],
)
@pytest.mark.parametrize("name", ["README.md", "my cards/README.md"])
@pytest.mark.parametrize("program", [["git", "apply", "-"], ["patch", "-p1", "--binary"]])
def test_a_diff_is_a_patch(card, tmp_path, text, name, program):
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    path = card(text, name)
    absolute = run("validate", path, "--diff", "--select", "MET", cwd=tmp_path).stdout
    diff = run("validate", name, "--diff", "--select", "MET", cwd=tmp_path).stdout
    assert diff == absolute
    run("validate", name, "--fix", "--select", "MET", cwd=tmp_path)
    fixed = path.read_bytes()
    path.write_bytes(text.encode())
    subprocess.run(program, input=diff, cwd=tmp_path, check=True, capture_output=True)
    assert path.read_bytes() == fixed != text.encode()


def test_a_diff_of_a_file_elsewhere_has_no_double_slash(card, tmp_path):
    path = card(BAD)
    done = run("validate", path, "--diff", cwd=ROOT)
    assert done.stdout.startswith(f"--- a{path.as_posix()}\n+++ b{path.as_posix()}\n".encode())


def test_a_diff_shows_what_a_terminal_would_obey(card):
    path = card(front("license: Apache 2.0\n", "\x1b[2Jx\rfake\n"))
    done = run("validate", path, "--diff", "--select", "MET")
    assert b"\\u{1b}[2Jx\\u{d}fake\n" in done.stdout


def test_a_link_is_not_mended(card, tmp_path):
    path = card(BAD)
    link = tmp_path / "README_link.md"
    link.symlink_to(path)
    done = run("validate", link, "--fix")
    assert done.returncode == 2
    assert b"symbolic link" in done.stderr
    assert path.read_text(encoding="utf-8") == BAD


def test_standard_input_cannot_be_mended_in_place():
    assert run("validate", "-", "--fix", data=BAD.encode()).returncode == 2


def test_too_large(card):
    done = run("validate", card("# M\n" * 100), "--max-bytes", "50")
    assert done.returncode == 2
    assert b"larger than 50 bytes" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp936", "utf-8"])
def test_any_stream_can_be_written_to(card, encoding):
    path = card("# 灯笼-7B 😀\n\n" + "灯笼" * 80 + "[x](https//example.org)\n")
    for lang in ("en", "zh"):
        done = run("validate", path, env={"CARDKIT_LANG": lang}, encoding=encoding)
        assert done.returncode == 1
        assert done.stderr == b""
        done.stdout.decode(encoding)


def test_statistics_and_languages(card):
    _, out, _ = invoke("--lang", "zh", "validate", card(BAD), "--statistics")
    assert "1  MET101  license-unknown" in out
    assert "已检查 1 张卡片" in out
    _, out, _ = invoke("validate", card(BAD), "--lang", "zh")
    assert "建议：请写成 `apache-2.0`" in out


# explain


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["text", "markdown", "json"])
def test_every_rule_is_explained(language, kind):
    for rule in all_rules():
        code, out, _ = invoke("explain", rule.code, "--lang", language, "--format", kind)
        assert code == 0
        assert rule.code in out
        assert rule.name in out
        if kind == "json":
            assert json.loads(out)["doc_zh"].startswith("## 作用")
        else:
            assert {"en": "References", "zh": "参考"}[language] in out


def test_explain_by_name_and_family_and_all():
    assert invoke("explain", "license-unknown")[1] == invoke("explain", "met101")[1]
    _, family, _ = invoke("explain", "MET")
    assert "MET108" in family
    assert "CIT101" not in family
    _, everything, _ = invoke("explain")
    assert len(everything.splitlines()) == len(all_rules())
    _, data, _ = invoke("explain", "--format", "json")
    assert [r["code"] for r in json.loads(data)] == [r.code for r in all_rules()]


def test_examples_keep_their_headings():
    _, out, _ = invoke("explain", "STR102", "--lang", "zh")
    assert "## 局限性" in out
    assert "\n作用\n" in out
    assert "## 作用" not in out


def test_unknown_rule_has_a_hint():
    done = run("explain", "licence-unknown")
    assert done.returncode == 2
    assert b"did you mean `license-unknown`?" in done.stderr


def test_explain_loads_no_pydantic():
    code = (
        "import sys; from cardkit.cli.main import cli\n"
        "try: cli.main(['explain', 'CMP101'], standalone_mode=False)\nexcept SystemExit: pass\n"
        "print([m for m in ('pydantic', 'markdown_it', 'jinja2', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
