"""`cardkit build`: the road in one command, where it ends, and that it writes all files or none."""

from __future__ import annotations

import json
import os
import re

import pytest

import cardkit
from cardkit.evidence.canonical import canonical
from cardkit.evidence.statement import NAME, SIGNED_NAME
from cardkit.evidence.statement_reading import read_statement
from tests.building.conftest import HONEST
from tests.cli.helpers import run
from tests.evidence.helpers import needs_keys
from tests.evidence.keys import Pair, signed
from tests.verify.spec.gguf_files import KEYS, TENSORS, gguf

CARDS = ("README.md", "README_zh.md")


def names(folder):
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def build(place, *words, **settings):
    """Build the card of `place` into `place/out`."""
    out = place / "out"
    return run("build", place / "tiny.card.yaml", *words, "-o", out, **settings), out


def findings(folder, *select):
    found = [cardkit.load(folder / name).validate(select=[*select]) for name in CARDS]
    return [f.code for report in found for f in report.findings if f.severity.label != "note"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_measured_and_written_in_both_languages(place, language):
    done, out = build(place, "--model", place, language=language)
    assert done.code == 0, done.err
    assert names(out) == ["README.md", "README_zh.md", NAME]
    english, chinese = ((out / name).read_text() for name in CARDS)
    assert english.count("✅ verified") == 2  # the score was not measured
    assert chinese.count("✅ 已核实") == 2
    statement = read_statement((out / NAME).read_bytes())
    assert statement.predicate.model == "tiny"
    steps = {
        "en": ("1/3 validate", "2/3 verify", "3/3 render: README.md, README_zh.md"),
        "zh": ("1/3 检查", "2/3 核实", "3/3 生成：README.md、README_zh.md"),
    }
    assert all(step in done.err for step in steps[language])
    assert findings(out, "EVD") == []


def test_evidence_at_hand_is_checked_and_carried(place):
    before = (place / NAME).read_bytes()
    done, out = build(place, "--evidence", place / NAME)
    assert done.code == 0, done.err
    text = (out / CARDS[0]).read_text()
    assert re.search(r"\| 0\.61 \| ≈ consistent, n = \d+ of 100, detects ≥ \d+\.\d points \|", text)
    assert (out / NAME).read_bytes() == before
    again, _ = build(place, "--check", "--model", place)
    assert again.code == 0, again.err
    assert findings(out, "EVD") == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("layers: 2", "layers: 3", 1, {"en": "contradicts: 1", "zh": "1 项声明与模型矛盾"}),
        ("layers: 2", "experts: 2", 2, {"en": "unknown key", "zh": "未知的键"}),
    ],
)
def test_what_the_model_contradicts_is_not_presented(place, language, old, new, code, said):
    (place / "tiny.card.yaml").write_text(HONEST.replace(old, new))
    done, out = build(place, "--model", place, "--fail-on", "never", language=language)
    assert done.code == code
    assert said[language] in done.err
    assert names(out) == []


def test_findings_stop_it_before_anything_is_verified(place):
    (place / "tiny.card.yaml").write_text(HONEST.replace("layers: 2", "layers: 3"))
    done, out = build(place, "--model", place)
    assert done.code == 1
    assert "SPC101" in done.out
    assert "2/3" not in done.err
    assert names(out) == []
    noted, _ = build(place, "--model", place, "--fail-on", "note")
    assert noted.code == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: rewrite(p / "tiny.card.yaml", '"0.61"', '"0.91"'), "stale: 1"),
        (lambda p: append(p / "model-00001-of-00002.safetensors"), "stale: 3"),
        (lambda p: append(p / "tokenizer.json"), "stale: 1"),
        (lambda p: rewrite(p / NAME, '"0.61', '"0.99'), "is refused"),
        (lambda p: (p / NAME).write_text("{"), "is refused"),
    ],
)
def test_evidence_that_does_not_hold_is_not_presented(place, change, said):
    change(place)
    done, out = build(place, "--evidence", place / NAME, "--fail-on", "never")
    assert done.code == 1
    assert said in done.err
    assert names(out) == []


def rewrite(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def append(path):
    path.write_bytes(path.read_bytes() + b" ")


def test_old_evidence_is_stale(place):
    done, out = build(place, "--evidence", place / NAME, "--today", "2099-01-01")
    assert done.code == 1
    assert "stale: 1" in done.err  # of the score; figures do not age
    done, out = build(place, "--evidence", place / NAME, "--today", "2020-01-01")
    assert "stale: 3" in done.err
    assert names(out) == []


def test_without_the_model_nothing_is_known(place, tmp_path):
    (tmp_path / "empty").mkdir()
    alone = tmp_path / "empty" / NAME
    alone.write_bytes((place / NAME).read_bytes())
    done, out = build(place, "--evidence", alone)
    assert done.code == 4
    assert "--model" in done.err
    assert names(out) == []


def test_a_card_of_which_nothing_can_be_verified(place):
    (place / "tiny.card.yaml").write_text("name: Tiny\n")
    done, out = build(place, "--model", place)
    assert done.code == 4
    assert "cardkit render" in done.err
    assert names(out) == []


def test_words_that_say_more_than_the_evidence_are_not_written(place):
    text = HONEST + 'summary: {en: "Verified by cardkit.", zh: "经 cardkit 核实。"}\n'
    card = place / "tiny.card.yaml"
    card.write_text(text)
    assert build(place, "--model", place)[0].code == 0  # layers are verified, nothing is against it
    card.write_text(text.replace("details: {layers: 2, hidden_size: 16}\n", ""))
    done, out = build(place, "--evidence", place / NAME)  # a sample alone
    assert done.code == 1
    assert "EVD101" in done.out
    assert "says more" in done.err
    assert names(out) == [*CARDS, NAME]
    assert "Verification" in (out / CARDS[0]).read_text()  # that of before


def test_prose_that_names_another_harness_is_another_claim(place):
    intro = 'evaluation_setup: {intro: {en: "By [x](https://github.com/%s)."}, '
    card = place / "tiny.card.yaml"
    words = ("--evidence", place / NAME)
    card.write_text(HONEST.replace("evaluation_setup: {", intro % "mosaicml/llm-foundry"))
    assert build(place, *words)[0].code == 0
    card.write_text(
        HONEST.replace("evaluation_setup: {", intro % "EleutherAI/lm-evaluation-harness")
    )
    done, _ = build(place, *words)
    assert done.code == 1
    assert "`harness` of the claim was llm-foundry then and is lm-eval now" in " ".join(
        done.out.split()
    )
    assert "other things of its claims" in done.err


def test_check_writes_nothing_and_tells_what_differs(place):
    assert build(place, "--model", place)[0].code == 0
    out = place / "out"
    stamps = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in out.iterdir()}
    assert build(place, "--check", "--model", place)[0].code == 0
    rewrite(out / "README.md", "✅ verified", "✅ verified by all")
    (out / "README_zh.md").unlink()
    done, _ = build(place, "--check", "--model", place)
    assert done.code == 1
    assert "+| layers | 2 | ✅ verified |" in done.out
    assert "README_zh.md is missing" in done.out
    assert names(out) == ["README.md", NAME]
    assert (out / NAME).read_bytes() == stamps[out / NAME][1]


@pytest.mark.parametrize(
    ("prepare", "code", "said"),
    [
        (lambda out: (out / NAME).unlink(), 1, "there is no evidence"),
        (lambda out: (out / NAME).write_text("[]"), 1, "refused"),
        (lambda out: append(out.parent / "config.json"), 1, "stale"),
    ],
)
def test_check_fails_where_the_evidence_does_not_hold(place, prepare, code, said):
    build(place, "--model", place)
    prepare(place / "out")
    done, _ = build(place, "--check", "--model", place)
    assert done.code == code
    assert said in done.err


def test_check_without_the_model_is_inconclusive(place):
    build(place, "--model", place)
    assert build(place, "--check")[0].code == 4


def test_check_by_pointers_alone(place):
    """As a runner without an accelerator has it: Git LFS pointers instead of the weights."""
    import hashlib

    build(place, "--evidence", place / NAME)
    for path in place.glob("*.safetensors"):
        data = path.read_bytes()
        path.write_text(
            "version https://git-lfs.github.com/spec/v1\n"
            f"oid sha256:{hashlib.sha256(data).hexdigest()}\nsize {len(data)}\n"
        )
    done, _ = build(place, "--check", "--model", place)
    assert done.code == 0, done.err


@needs_keys
def test_signed_evidence(place, tmp_path):
    key = tmp_path / "eval-2026.key"
    assert run("evidence", "keygen", "eval-2026", cwd=tmp_path).code == 0
    done, out = build(place, "--model", place, "--key", key)
    assert done.code == 0, done.err
    assert names(out) == ["README.md", "README_zh.md", SIGNED_NAME, NAME]
    assert "signed by eval-2026" in (out / "README.md").read_text()
    assert "由 eval-2026 签名" in (out / "README_zh.md").read_text()
    trusted = ("--trusted-key", tmp_path / "eval-2026.pub")
    assert build(place, "--check", "--model", place, *trusted)[0].code == 0
    run("evidence", "keygen", "other", cwd=tmp_path)
    other = ("--trusted-key", tmp_path / "other.pub")
    done, _ = build(place, "--check", "--model", place, *other)
    assert done.code == 1
    assert "no trusted key signed it" in done.err
    unsigned, _ = build(place, "--model", place)  # the signed one would be taken for this one's
    assert unsigned.code == 2
    assert "--key" in unsigned.err


@needs_keys
def test_a_stripped_signature_is_no_evidence_where_keys_are_given(place, tmp_path):
    pair = Pair("eval")
    signed(place, pair)
    run("evidence", "keygen", "eval", cwd=tmp_path)
    trusted = ("--trusted-key", tmp_path / "eval.pub")
    done, out = build(place, "--evidence", place / NAME, *trusted)
    assert done.code == 1
    assert "not signed" in done.err
    assert names(out) == []


def test_all_files_or_none(place, monkeypatch):
    out = place / "out"
    out.mkdir()
    (out / "README.md").write_text("old\n")
    from pathlib import Path

    real = Path.replace

    def fails(self, target):
        if Path(target).name == NAME and not self.name.startswith(f".{NAME}.x"):
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    done, _ = build(place, "--model", place, "--force")
    assert done.code == 2
    assert "No space left" in done.err
    assert names(out) == ["README.md"]
    assert (out / "README.md").read_text() == "old\n"


def test_links_are_refused_before_the_work(place, tmp_path):
    out = place / "out"
    out.mkdir()
    (out / "README.md").symlink_to(tmp_path / "elsewhere")
    done, _ = build(place, "--model", place)
    assert done.code == 2
    assert "symbolic link" in done.err
    assert "1/3" not in done.err
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(os.name == "nt", reason="FIFOs are POSIX")
def test_a_pipe_is_no_evidence(place):
    (place / NAME).unlink()
    os.mkfifo(place / NAME)
    done, _ = build(place, "--evidence", place / NAME)
    assert done.code == 1
    assert "refused" in done.err


def test_a_card_is_not_built_over_itself(place):
    build(place, "--model", place)
    out = place / "out"
    done = run("build", out / "README.md", "--model", place, "-o", out)
    assert done.code == 2
    assert "the card that was read" in done.err
    other = place / "other"
    done = run("build", out / "README.md", "--model", place, "-o", other)
    assert done.code == 0, done.err
    assert names(other) == ["README.md", NAME]


def test_hostile_words_of_a_statement_stay_words(place):
    value = json.loads((place / NAME).read_text())
    value["predicate"]["verifier"]["id"] = "cardkit\n::error::x\n## Evaluation\n| a | 0.9 |"
    value["predicate"]["claims"][0]["observed"]["value"] = "2 | ✅ <img src=x onerror=alert(1)>"
    (place / NAME).write_bytes(canonical(value))
    done, out = build(place, "--evidence", place / NAME)
    assert done.code == 0, done.err
    text = (out / "README.md").read_text()
    assert not any(
        line.startswith("::error::") for line in (text + done.out + done.err).split("\n")
    )
    assert "<img" not in text
    assert text.count("\n## Evaluation") == 1


def test_one_gguf_file(tmp_path):
    model, card = tmp_path / "m.gguf", tmp_path / "m.card.yaml"
    model.write_bytes(gguf(KEYS, TENSORS))
    card.write_text("name: M\ndetails: {layers: 1, vocabulary_size: 96}\n")
    words = ("build", card, "--model", model, "-o", tmp_path / "out")
    assert run(*words).code == 0
    assert run(*words, "--check").code == 0
    model.write_bytes(gguf({**KEYS, "general.name": "other"}, TENSORS))
    assert run(*words, "--check").code == 1


WAIVER = """
[[waiver]]
rule = "SPC101"
card = "tiny.card.yaml"
pointer = "/details/layers"
reason = "known"
owner = "eval@example.org"
expires = 2099-01-01
"""


def test_a_waiver_changes_no_status(place):
    (place / "tiny.card.yaml").write_text(HONEST.replace("layers: 2", "layers: 3"))
    (place / "cardkit.toml").write_text(WAIVER)
    done, out = build(place, "--model", place, cwd=place)
    assert done.code == 1
    assert "1/3 validate: error 0" in done.err  # the finding is waived
    assert "contradicts: 1" in done.err
    assert names(out) == []


def test_the_policy_says_what_fails(place):
    (place / "cardkit.toml").write_text('fail-on = "note"\n')
    assert build(place, "--model", place, cwd=place)[0].code == 1
    assert build(place, "--model", place, "--no-config", cwd=place)[0].code == 0
    (place / "cardkit.toml").write_text("fail-on = 3\n")
    assert build(place, "--model", place, cwd=place)[0].code == 2


@needs_keys
def test_keys_of_the_policy_are_demanded_everywhere(place, tmp_path):
    run("evidence", "keygen", "eval-2026", cwd=tmp_path)
    (place / "eval-2026.pub").write_bytes((tmp_path / "eval-2026.pub").read_bytes())
    (place / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["eval-2026.pub"]\n')
    done, out = build(place, "--model", place, cwd=place)
    assert done.code == 2  # an order that cannot be met: nothing was measured
    assert "nothing would sign it" in done.err
    done, out = build(place, "--evidence", place / NAME, cwd=place)
    assert done.code == 1
    assert "not signed" in done.err
    done, out = build(place, "--model", place, "--key", tmp_path / "eval-2026.key", cwd=place)
    assert done.code == 0, done.err
    assert build(place, "--model", place, "--check", cwd=place)[0].code == 0
    about = ("validate", "--select", "EVD", "--output-format", "concise", out)
    assert run(*about, cwd=place).code == 0
    card = place / "tiny.card.yaml"
    check = ("evidence", "check", card, "--model", place, "--evidence")
    assert run(*check, out / SIGNED_NAME, cwd=place).code == 4  # the score was not measured
    assert "not signed" in run(*check, out / NAME, cwd=place).out
    shown = run("render", card, "--evidence", out / NAME, "--model", place, cwd=place)
    assert (shown.code, shown.out) == (1, "")
    (out / SIGNED_NAME).unlink()  # the signature is taken off
    found = run(*about, cwd=place)
    assert found.code == 1
    assert found.out.count("EVD101") == 2
    assert "not signed, and keys to trust were given" in found.out
    (place / "eval-2026.pub").unlink()
    assert run(*about, cwd=place).code == 2


@needs_keys
def test_inside_a_stranger_s_folder_the_policy_is_told_where_to_come_from(place, tmp_path):
    """There the folder's own policy is that of the working folder: these options name another."""
    run("evidence", "keygen", "stranger", cwd=tmp_path)
    _, out = build(place, "--model", place, "--key", tmp_path / "stranger.key", cwd=tmp_path)
    (place / "stranger.pub").write_bytes((tmp_path / "stranger.pub").read_bytes())
    (place / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["stranger.pub"]\n')
    mine = tmp_path / "mine"
    mine.mkdir()
    run("evidence", "keygen", "eval-2026", cwd=mine)
    (mine / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["eval-2026.pub"]\n')
    about = ("evidence", "check", "tiny.card.yaml", "--model", place, "--evidence")
    signed = out / SIGNED_NAME
    assert "signed by `stranger`" in run(*about, signed, cwd=place).out
    assert "self-attested" in run(*about, signed, "--no-config", cwd=place).out
    done = run(*about, signed, "--policy-from", mine, cwd=place)
    assert done.code == 1
    assert "signed by" not in done.out.replace("signed by none", "")


@needs_keys
def test_a_policy_that_came_with_the_model_names_no_keys(place, tmp_path):
    """Else whoever made the model would vouch for himself."""
    run("evidence", "keygen", "stranger", cwd=tmp_path)
    words = ("--key", tmp_path / "stranger.key")
    assert build(place, "--model", place, *words, cwd=tmp_path)[0].code == 0
    (place / "stranger.pub").write_bytes((tmp_path / "stranger.pub").read_bytes())
    (place / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["stranger.pub"]\n')
    (place / ".git").mkdir()
    (tmp_path / "mine").mkdir()
    about = ("evidence", "check", place / "tiny.card.yaml", "--model", place, "--evidence")
    evidence = place / "out" / SIGNED_NAME
    assert "self-attested" in run(*about, evidence, cwd=tmp_path / "mine").out
    assert "signed by `stranger`" in run(*about, evidence, cwd=place).out


def test_no_waiver_hides_a_forged_mark(place):
    build(place, "--model", place)
    out = place / "out"
    rewrite(out / "README.md", "| layers | 2 |", "| layers | 3 |")
    waiver = WAIVER.replace("SPC101", "EVD102").replace("tiny.card.yaml", "out/README.md")
    (place / "cardkit.toml").write_text(waiver)
    assert run("validate", "--select", "EVD", out / "README.md", cwd=place).code != 0


def test_json_says_what_came_of_it(place):
    done, _ = build(place, "--model", place, "--output-format", "json")
    found = json.loads(done.out)
    assert (found["version"], found["exit_code"], found["wrote"]) == (1, 0, True)
    assert [each["name"] for each in found["files"]] == [*CARDS, NAME]
    assert found["verification"]["counts"]["verified"] == 2
    (place / "tiny.card.yaml").write_text(HONEST.replace("layers: 2", "layers: 3"))
    stale, _ = build(
        place, "--check", "--model", place, "--output-format", "json", "--fail-on", "never"
    )
    found = json.loads(stale.out)
    assert (found["exit_code"], found["wrote"]) == (1, False)
    assert found["stopped"]["kind"] == "stale"
    assert found["stopped"]["message_zh"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--check", "--data", "."),
        ("--evidence", "nowhere.json"),
        ("--check", "--key", "k"),
        ("--check", "--revision", "main"),
        ("--model", ".", "--today", "tomorrow"),
        ("--model", ".", "--budget", "3"),
        ("--model", ".", "--device", "cpu"),
        ("--model", ".", "--dialect", "nohub"),
    ],
)
def test_what_cannot_be_asked(place, words, language):
    done, out = build(place, *words, cwd=place, language=language)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert names(out) == []


def test_standard_input_is_no_card_to_build(tmp_path):
    assert run("build", "-", "--model", tmp_path, "-o", tmp_path, data=b"name: X\n").code == 2


@needs_keys
@pytest.mark.parametrize("git", [True, False])
def test_who_named_the_key_is_said_and_a_repository_does_not_vouch_for_itself(place, tmp_path, git):
    """Governance §5: trusted keys come from the checking repository's policy only."""
    run("evidence", "keygen", "stranger", cwd=tmp_path)
    _, out = build(place, "--model", place, "--key", tmp_path / "stranger.key", cwd=tmp_path)
    (place / "stranger.pub").write_bytes((tmp_path / "stranger.pub").read_bytes())
    (place / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["stranger.pub"]\n')
    if git:
        (place / ".git").mkdir()
    about = ("evidence", "check", "tiny.card.yaml", "--model", place, "--evidence")
    about = (*about, out / SIGNED_NAME)

    def told(*words):
        done = run(*about, *words, "--output-format", "json", cwd=place)
        found = json.loads(done.out)["evidence"]
        names = ("self_attested", "keys_named_by", "keys_named_by_checked_repository")
        return tuple(found[name] for name in names)

    assert told() == (True, "cardkit.toml", True)
    assert told("--no-config") == (True, None, False)
    assert told("--config", "cardkit.toml") == (False, "cardkit.toml", False)
    assert told("--trusted-key", "stranger.pub") == (False, "--trusted-key", False)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "stranger.pub").write_bytes((tmp_path / "stranger.pub").read_bytes())
    (mine / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["stranger.pub"]\n')
    attested, named_by, itself = told("--policy-from", mine)
    assert (attested, itself) == (False, False)
    assert named_by.endswith("mine/cardkit.toml")

    done = run(*about, cwd=place, columns=300)
    assert "self-attested: signed by `stranger`" in done.out
    assert "trusted key named by cardkit.toml" in done.out
    assert "vouches for itself" in done.err
    zh = run(*about, cwd=place, columns=300, language="zh")
    assert "自行声明：由 `stranger` 签名，而该公钥由被检查的仓库自己指定" in zh.out
    assert "可信公钥由 cardkit.toml 指定" in zh.out
    assert "等于自证" in zh.err
    done = run(*about, "--config", "cardkit.toml", cwd=place, columns=300)
    assert "self-attested" not in done.out
    assert "vouches" not in done.err


@needs_keys
def test_keys_that_the_repository_names_still_refuse_what_they_did_not_sign(place, tmp_path):
    """Nothing is let through that was refused before: only the label is another."""
    build(place, "--model", place, cwd=tmp_path)
    run("evidence", "keygen", "eval-2026", cwd=place)
    (place / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["eval-2026.pub"]\n')
    about = ("evidence", "check", "tiny.card.yaml", "--model", place, "--evidence")
    done = run(*about, place / "out" / NAME, cwd=place, columns=300)
    assert done.code == 1
    assert "not signed, and keys to trust were given" in done.out
    assert "trusted key named by cardkit.toml" in done.out
    found = run(*about, place / "out" / NAME, "--output-format", "json", cwd=place).out
    assert json.loads(found)["evidence"]["keys_named_by"] == "cardkit.toml"


@needs_keys
def test_a_policy_above_what_is_checked_is_the_checker_s(place, tmp_path):
    """The model lies in a folder below, which is no repository or one of its own."""
    run("evidence", "keygen", "eval-2026", cwd=tmp_path)
    (tmp_path / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["eval-2026.pub"]\n')
    build(place, "--model", place, "--key", tmp_path / "eval-2026.key", cwd=tmp_path)
    about = ("evidence", "check", place / "tiny.card.yaml", "--model", place, "--evidence")
    done = run(*about, place / "out" / SIGNED_NAME, cwd=tmp_path, columns=300)
    assert "signed by `eval-2026`" in done.out
    assert "self-attested" not in done.out
    assert "vouches" not in done.err
