"""`cardkit evidence` and `verify --evidence`: screens, exit codes, JSON, what is refused."""

import json
import re

import pytest
from inline_snapshot import snapshot

from cardkit.text import width
from tests.cli.helpers import run
from tests.evidence.helpers import FRESH, LAYERS, needs_keys


def check(folder, *words, **settings):
    return run("evidence", "check", folder / "tiny.card.yaml", *words, **settings)


def told(done):
    return json.loads(done.out)


def only_make(folder):
    """Leave of a card what its model's files alone decide, all of it right."""
    path = folder / "tiny.card.yaml"
    path.write_text("name: Tiny\ndetails: {size: 7K, layers: 2, hidden_size: 16}\n")
    (folder / "verification.json").unlink()
    done = run("verify", path, "--model", folder, "--spec-only", "--evidence",
               folder / "verification.json")  # fmt: skip
    assert done.code == 0, done.err
    assert "wrote `" in done.err


def test_exit_codes(folder):
    assert check(folder).code == 1  # contradicted
    only_make(folder)
    assert check(folder).code == 0
    path = folder / "tiny.card.yaml"
    text = path.read_text()
    path.write_text(f"{text}evaluations: [{{task: copa, score: '0.61'}}]\n")
    assert check(folder).code == 4  # unverified
    path.write_text(text.replace("layers: 2", "layers: 3"))
    assert check(folder).code == 1  # stale
    (folder / "verification.json").write_text("{}")
    path.write_text(text)
    assert check(folder).code == 1  # refused
    (folder / "verification.json").unlink()
    assert check(folder).code == 4  # none
    path.write_text("name: Tiny\n")
    assert check(folder).code == 4  # nothing claimed
    for words in (("--evidence", "absent.json"), ("--today", "soon"), ("--revision", "main")):
        assert check(folder, *words).code == 2


def test_the_exit_code_is_the_same_in_every_format(folder):
    for _ in range(2):
        for words in ((), ("--output-format", "json"), ("-o", folder / "out.txt", "--force")):
            assert check(folder, *words).code == 1
        (folder / "tokenizer.json").write_text("{}")


def test_the_screen(folder, statement):
    (folder / "tokenizer.json").write_text("{}")
    day = statement.finished.date()
    shown = run("evidence", "check", "tiny.card.yaml", "--today", day, cwd=folder)
    moment, digest = statement.predicate.time_finished, shown.out.split("statement ")[1].split()[0]
    text = shown.out.replace(moment, "TIME").replace(digest, "DIGEST")
    assert text == snapshot("""\
tiny.card.yaml against verification.json
self-attested: not signed
measured until TIME by cardkit 0.1.0; statement DIGEST

claim        claimed  status        rests on
size         7K       consistent    6,736, 2 safetensors
layers       2        verified      2, config.json: num_hidden_layers
hidden size  17       contradicted  16, config.json: hidden_size
copa         0.61     stale         0.6111, n = 90 of 100, detects 10.0 points
                                    or more
    was consistent; the tokenizer changed (`tokenizer.json`)
winograd     0.85     stale         0.5714, n = 28 of 273, detects 37.4 points
                                    or more
    was contradicted; the tokenizer changed (`tokenizer.json`)
openbook_qa  0.31     unverified    -
    `openbook_qa.jsonl` is not in `items` (looked for
    local_data/commonsense_reasoning/openbook_qa.jsonl,
    commonsense_reasoning/openbook_qa.jsonl, local_data/openbook_qa.jsonl,
    openbook_qa.jsonl); it comes with github.com/mosaicml/llm-foundry,
    scripts/eval/local_data

claims: 6: contradicted 1, stale 2, unverified 1, consistent 1, verified 1
""")
    shown = run("evidence", "check", "tiny.card.yaml", "--today", day, cwd=folder, language="zh")
    assert shown.out.replace(moment, "TIME").replace(digest, "DIGEST") == snapshot("""\
tiny.card.yaml 对照 verification.json
自行声明：未签名
由 cardkit 0.1.0 测量，完成于 TIME；声明摘要 DIGEST

声明         卡片所述  状态    依据
规模         7K        相符    6,736，2 个 safetensors 文件
层数         2         已核实  2，config.json: num_hidden_layers
隐藏层大小   17        矛盾    16，config.json: hidden_size
copa         0.61      已失效  0.6111，n = 90/100，可检出 10.0 个百分点及以上的
                               偏差
    曾为“相符”；分词器已变更（`tokenizer.json`）
winograd     0.85      已失效  0.5714，n = 28/273，可检出 37.4 个百分点及以上的
                               偏差
    曾为“矛盾”；分词器已变更（`tokenizer.json`）
openbook_qa  0.31      未核实  -
    `items` 中没有 `openbook_qa.jsonl`（已查找
    local_data/commonsense_reasoning/openbook_qa.jsonl、
    commonsense_reasoning/openbook_qa.jsonl、local_data/openbook_qa.jsonl、
    openbook_qa.jsonl）；该文件位于 github.com/mosaicml/llm-foundry 的
    scripts/eval/local_data

共 6 项声明：矛盾 1，已失效 2，未核实 1，相符 1，已核实 1
""")


def test_json_has_every_claim_in_both_languages(folder):
    found = told(check(folder, "--output-format", "json"))
    assert (found["version"], found["ok"], found["exit_code"]) == (1, False, 1)
    assert {c["pointer"]: c["status"] for c in found["claims"]} == FRESH
    assert found["evidence"]["standing"] == "unsigned"
    assert found["evidence"]["self_attested"] is True
    [layers] = [c for c in found["claims"] if c["pointer"] == LAYERS]
    assert (layers["line"], layers["breadcrumb"], layers["was"]) == (
        2,
        "details.layers",
        "verified",
    )
    for claim in found["claims"]:
        assert (claim["reason"] is None) == (claim["reason_zh"] is None)
    assert sum(found["counts"].values()) == len(found["claims"])


def test_refused_evidence_counts_for_nothing(folder):
    path = folder / "verification.json"
    path.write_text(path.read_text().replace('"verified"', '"verified" ', 1) + "x")
    found = told(check(folder, "--output-format", "json"))
    assert {c["status"] for c in found["claims"]} == {"unverified"}
    assert found["evidence"]["refused"]["kind"] == "not-json"
    assert "is refused: it is no valid JSON" in check(folder).out
    assert "被拒绝：不是有效的 JSON" in check(folder, language="zh").out


@needs_keys
def test_keygen_sign_check(folder, tmp_path):
    done = run("evidence", "keygen", tmp_path / "eval-2026")
    assert done.code == 0
    key, public = tmp_path / "eval-2026.key", tmp_path / "eval-2026.pub"
    assert key.stat().st_mode & 0o077 == 0
    secret = key.read_text().splitlines()[1]
    assert secret not in done.out + done.err + public.read_text()
    again = run("evidence", "keygen", tmp_path / "eval-2026")
    assert "a key is never replaced" in again.err
    gone = run("evidence", "check", folder / "tiny.card.yaml", "--trusted-key", tmp_path / "gone")
    assert (gone.code, "No such file" in gone.err) == (2, True)
    assert (again.code, key.read_text().splitlines()[1]) == (2, secret)
    done = run("evidence", "sign", folder / "verification.json", "--key", key)
    assert (done.code, secret in done.out + done.err) == (0, False)
    assert (folder / "verification.dsse.json").is_file()
    assert "signed by `eval-2026`" in check(folder, "--trusted-key", public).out
    assert "no key to trust was given" in check(folder).out
    run("evidence", "keygen", tmp_path / "other")
    done = check(folder, "--trusted-key", tmp_path / "other.pub")
    assert (done.code, "no trusted key signed it" in done.out) == (1, True)
    both = check(folder, "--trusted-key", tmp_path / "other.pub", "--trusted-key", public)
    assert "signed by `eval-2026`" in both.out
    assert run("evidence", "sign", folder / "verification.json", "--key", key).code == 2  # is there


@needs_keys
def test_sign_refuses(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("CARDKIT_SIGNING_KEY", raising=False)
    path = folder / "verification.json"
    assert run("evidence", "sign", path).code == 2
    run("evidence", "keygen", tmp_path / "k")
    (tmp_path / "k.key").chmod(0o644)
    done = run("evidence", "sign", path, "--key", tmp_path / "k.key")
    assert (done.code, "chmod 600" in done.err) == (2, True)
    monkeypatch.setenv("CARDKIT_SIGNING_KEY", (tmp_path / "k.key").read_text())
    path.write_text("{}")
    done = run("evidence", "sign", path)
    assert (done.code, "is not signed" in done.err) == (2, True)
    assert not (folder / "verification.dsse.json").exists()


def test_show(folder):
    done = run("evidence", "show", folder / "verification.json", columns=120)
    assert done.code == 0
    (row,) = [line for line in done.out.splitlines() if "/details/layers" in line]
    cells = ["verified", "/details/layers", "2", "2, config.json: num_hidden_layers"]
    assert re.split(r" {2,}", row) == cells
    assert "self-attested: not signed" in done.out
    json_ = run("evidence", "show", folder / "verification.json", "--output-format", "json")
    assert json.loads(json_.out) == json.loads((folder / "verification.json").read_text())
    (folder / "verification.json").write_text("[]")
    done = run("evidence", "show", folder / "verification.json")
    assert (done.code, "is refused: the JSON is no object" in done.err) == (2, True)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 140])
def test_show_stands_in_columns(folder, language, columns):
    path = folder / "verification.json"
    done = run("evidence", "show", path, language=language, columns=columns)
    rows = [
        line for line in done.out.splitlines() if " /details/" in line or " /evaluations/" in line
    ]
    assert len(rows) == 6
    assert len({width(row.partition("/")[0]) for row in rows}) == 1
    claimed = [
        width(row[: row.index(value)])
        for row, value in zip(
            rows, ("  7K", "  2", "  17", "  0.61", "  0.85", "  0.31"), strict=True
        )
    ]
    assert len(set(claimed)) == 1
    assert all(width(line) <= columns for line in done.out.splitlines())
    facts = {"en": ("with ", "cpu, dtype float32"), "zh": ("环境：", "cpu、dtype float32")}[
        language
    ]
    text = "".join(done.out.split())  # a narrow screen breaks it somewhere
    files = {"en": "6,736, 2 safetensors", "zh": "6,736，2 个 safetensors 文件"}[language]
    assert all("".join(said.split()) in text for said in (*facts, files))


def test_verify_writes_evidence_when_asked_alone_and_replaces_none(folder):
    path = folder / "new.json"
    words = ("verify", folder / "tiny.card.yaml", "--model", folder, "--spec-only")
    run(*words)
    assert not path.exists()
    path.write_text("mine")
    done = run(*words, "--evidence", path)
    assert (done.code, path.read_text()) == (2, "mine")
    done = run(*words, "--evidence", path, "--force")
    assert (done.code, path.read_text()[:9]) == (1, '{"_type":')
    absent = run(*words, "--evidence", folder / "no" / "such.json")
    assert (absent.code, "does not exist" in absent.err) == (2, True)


def test_a_model_elsewhere(folder, tmp_path):
    card = tmp_path / "apart" / "tiny.card.yaml"
    card.parent.mkdir()
    card.write_text((folder / "tiny.card.yaml").read_text())
    evidence = ("--evidence", folder / "verification.json")
    found = told(run("evidence", "check", card, *evidence, "--output-format", "json"))
    assert {c["status"] for c in found["claims"]} == {"unverified"}  # no model beside it
    done = run("evidence", "check", card, *evidence, "--model", folder, "--output-format", "json")
    assert {c["pointer"]: c["status"] for c in told(done)["claims"]} == FRESH
    text = card.read_bytes()
    assert run("evidence", "check", "-", data=text).code == 2
    done = run("evidence", "check", "-", *evidence, "--model", folder, data=text)
    assert done.code in (1, 4)


def test_no_torch_and_no_hub_client(folder):
    import subprocess
    import sys

    words = ["evidence", "check", str(folder / "tiny.card.yaml")]
    code = (
        "import sys; from cardkit.cli.main import cli\n"
        f"try: cli({words!r}, standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "print({'torch', 'transformers', 'numpy', 'huggingface_hub', 'jinja2', 'cryptography'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("words", [(), ("check",), ("sign",), ("show",), ("keygen",)])
def test_help_in_both_languages(words):
    assert "用法：" in run("evidence", *words, "--help", language="zh").out
    done = run("evidence", *words, "--help", "--lang", "zh")
    assert (done.code, "Usage" in done.out) == (0, False)
    assert "Usage: " in run("evidence", *words, "--help").out


def test_unknown_verbs():
    done = run("evidence", "verify")
    assert (done.code, "`check`, `sign`, `show`, `keygen`" in done.err) == (2, True)


def test_progress_of_hashing(folder, monkeypatch):
    from cardkit.cli import hashing

    words = ("verify", folder / "tiny.card.yaml", "--model", folder, "--spec-only", "--force")
    quiet = run(*words, "--evidence", folder / "verification.json")
    assert "hashing 0.0 GB" not in quiet.err
    monkeypatch.setattr(hashing, "WORTH_SAYING", 1)
    done = run(*words, "--evidence", folder / "verification.json")
    assert "hashing 0.0 GB of the model" in done.err
    done = run(*words, "--evidence", folder / "verification.json", language="zh")
    assert "正在计算模型文件摘要（0.0 GB）" in done.err
    assert "正在" not in run("-q", *words, "--evidence", folder / "v.json", language="zh").err


def test_a_bar_on_a_terminal(monkeypatch):
    import io
    import sys

    from cardkit.cli import hashing

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(hashing, "WORTH_SAYING", 1)
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("CARDKIT_LANG", "en")
    with hashing.shown(2_000_000_000) as advance:
        for _ in range(20):
            advance(100_000_000)
    assert "hashing 2.0 GB of the model" in sys.stderr.getvalue()
    assert "2.0/2.0 GB" in sys.stderr.getvalue()
