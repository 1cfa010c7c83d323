"""Which files evidence is bound to, what lies outside of that, and what is not at hand."""

import json
from datetime import timedelta

import pytest

import cardkit
from cardkit.evidence.beside import evidence_beside
from cardkit.evidence.canonical import canonical
from cardkit.evidence.files import digest_files
from cardkit.evidence.groups import BINDING
from cardkit.evidence.statement_reading import read_statement
from cardkit.evidence.status import statuses
from cardkit.verify.spec.files import LocalFiles
from tests.cli.helpers import run
from tests.evidence.helpers import COPA, LAYERS, SCORES, found, plainly, read


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("kernels.cpython-311-x86_64-linux-gnu.so", "code"),
        ("libkernels.so.1", "code"),
        ("modeling_tiny.pyc", "code"),
        ("cache_autogptq_cuda_256.cpp", "code"),
        ("modules.json", "config"),
        ("model_index.json", "config"),
        ("config.yaml", "config"),
        ("quant_model_description_w8a8.json", "config"),
        ("normalizer.json", "tokenizer"),
        ("prompt.jinja", "tokenizer"),
        ("model.onnx_data", "weights"),
        ("a/b/c/modeling_tiny.py", "code"),
    ],
)
def test_what_a_score_depends_on_makes_it_stale_when_it_is_added(statement, folder, name, group):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    statuses_ = found(statement, folder)
    assert {p for p, s in plainly(statuses_).items() if s == "stale"} >= set(SCORES)
    said = {"code": "the code changed", "config": "the config changed"}
    expected = said.get(group, f"the {group} changed")
    assert statuses_[COPA].reason.en.endswith(f"{expected} (`{name}`)")


@pytest.mark.parametrize(
    "name",
    [
        ".hidden/modeling_tiny.py",
        "a/b/c/d/e.py",
        "__pycache__/modeling_tiny.cpython-311.pyc",
        "results.json",
        "data.zip",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_not_bound_is_listed(statement, folder, name, language):
    path = folder / name
    path.parent.mkdir(parents=True) if not path.parent.exists() else None
    path.write_bytes(b"x")
    day = statement.finished.date()
    words = ("evidence", "check", folder / "tiny.card.yaml", "--today", day)
    shown = run(*words, language=language).out
    assert {"en": "not bound", "zh": "未绑定"}[language] in shown
    listed = json.loads(run(*words, "--output-format", "json").out)["not_bound"]
    assert len(listed) == 1
    assert name.startswith(listed[0])


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "logo.png", ".gitattributes", ".cache/huggingface/x.lock"]
)
def test_documents_are_not_worth_a_word(statement, folder, name):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x")
    assert digest_files(LocalFiles(folder)).unbound == ()


def earlier(folder):
    """Return the statement of a cardkit that did not say by which lists it bound."""
    value = json.loads((folder / "verification.json").read_text())
    assert value["predicate"].pop("binding") == BINDING
    (folder / "verification.json").write_bytes(canonical(value))
    return read_statement(canonical(value))


def test_an_earlier_statement_reads_as_before(folder):
    old = earlier(folder)
    assert old.predicate.binding is None
    assert plainly(found(old, folder))[LAYERS] == "verified"
    (folder / "modeling_tiny.py").write_text("")
    assert found(old, folder)[COPA].status == "stale"


def test_of_what_an_earlier_statement_did_not_bind_nothing_is_known(folder):
    old = earlier(folder)
    (folder / "kernels.so").write_bytes(b"x")
    each = found(old, folder)[COPA]
    assert each.status == "unverified"
    assert each.reason.en == (
        "was consistent; the evidence is of an earlier cardkit, which did not bind `kernels.so`"
    )
    assert "早期版本" in each.reason.zh
    assert found(old, folder)[LAYERS].status == "verified"


def test_a_hubs_hidden_files_of_an_earlier_statement_are_passed_over(folder):
    from cardkit.evidence.files import FileDigest, model_digest

    old = earlier(folder)
    value = json.loads((folder / "verification.json").read_text())
    extra = FileDigest(".ipynb_checkpoints/config.json", 2, "ab" * 32, "config")
    value["subject"].append(
        {
            "name": extra.name,
            "digest": {"sha256": extra.sha256},
            "annotations": {"group": "config", "size": 2},
        }
    )
    value["predicate"]["modelDigest"] = {"sha256": model_digest((*old.files, extra))}
    old = read_statement(canonical(value))
    assert found(old, folder)[LAYERS].status == "verified"


def both(folder, day):
    """Return what `validate` and `evidence check` say of the claims of a rendered card."""
    card = folder / "README.md"
    beside = evidence_beside(cardkit.load(card).reading, day)
    words = ("evidence", "check", card, "--today", day, "--output-format", "json")
    checked = json.loads(run(*words).out)
    one = {p: (s.status, s.reason.en if s.reason else None) for p, s in beside.statuses.items()}
    return one, {c["pointer"]: (c["status"], c["reason"]) for c in checked["claims"]}


def without_weights(folder, day):
    from cardkit.render import render

    held = evidence_beside(read(folder), day)
    (folder / "README.md").write_text(render(read(folder).record, "en", verification=held))
    for path in folder.glob("*.safetensors*"):
        path.unlink()


@pytest.mark.parametrize("config", [True, False], ids=["with config", "alone"])
@pytest.mark.parametrize("name", ["modeling_tiny.py", "tokenizer.json"])
def test_validate_and_check_agree_where_the_weights_are_elsewhere(statement, folder, name, config):
    day = statement.finished.date()
    without_weights(folder, day)
    if not config:
        for path in (*folder.glob("*config.json"), folder / "tokenizer.json"):
            path.unlink()
    (folder / name).write_text('{"changed": 1}')
    one, other = both(folder, day)
    assert one == other
    assert one[COPA][0] == "stale"
    report = cardkit.load(folder / "README.md").validate(select=["EVD102"])
    assert "error" in {f.severity.label for f in report.findings}
    assert run("validate", folder / "README.md", "--select", "EVD102").code == 1
    assert run("evidence", "check", folder / "README.md", "--today", day).code == 1


def test_the_python_of_a_project_is_no_code_of_a_model(statement, folder):
    """A card and its evidence alone, beside sources of whatever it is kept with."""
    day = statement.finished.date()
    without_weights(folder, day)
    for path in (*folder.glob("*config.json"), folder / "tokenizer.json"):
        path.unlink()
    (folder / "setup.py").write_text("")
    (folder / "tsconfig.json").write_text("{}")
    one, other = both(folder, day)
    assert one == other
    assert one[COPA] == (
        "unverified",
        "was consistent; the model's files are not at hand to compare",
    )


def test_a_large_file_is_said_to_be_at_hand_and_not_hashed(statement, folder, monkeypatch):
    from cardkit.evidence import beside
    from cardkit.rules.beside import Terms
    from cardkit.rules.engine import validate
    from cardkit.rules.registry import RuleSettings

    day = statement.finished.date()
    held = evidence_beside(read(folder), day)
    from cardkit.render import render

    card = folder / "README.md"
    card.write_text(render(read(folder).record, "en", verification=held))
    most = sum(p.stat().st_size for p in folder.iterdir() if p.suffix in (".json", ".md"))
    monkeypatch.setattr(
        beside.evidence_beside,
        "__kwdefaults__",
        {**beside.evidence_beside.__kwdefaults__, "most": most},
    )
    settings = RuleSettings(terms=Terms(day))

    def notes():
        report = validate(cardkit.load(card).reading, select=["EVD102"], settings=settings)
        return [(f.severity.label, f.message.en, f.message.zh) for f in report.findings]

    ((level, en, zh),) = notes()
    assert level == "note"
    assert "the weights are at hand, and were not hashed now (`model-0000" in en
    assert "此次未计算其摘要" in zh
    (folder / "tokenizer.json").write_text('{"model": {"vocab": {"b": 0}}}')  # of the same size
    assert {level for level, _, _ in notes()} == {"error", "note"}


def test_without_the_files_nothing_is_assumed(statement, folder):
    day = statement.finished.date() + timedelta(days=1)
    assert set(plainly(statuses(statement, read(folder), None, day)).values()) == {"unverified"}


def test_a_link_out_of_the_model_is_a_change(statement, folder, tmp_path):
    (tmp_path / "evil.py").write_text("")
    (folder / "modeling_tiny.py").symlink_to(tmp_path / "evil.py")
    each = found(statement, folder)[COPA]
    assert each.status == "stale"
    assert "`modeling_tiny.py`" in each.reason.en
    config = folder / "config.json"
    config.rename(tmp_path / "config.json")
    config.symlink_to(tmp_path / "config.json")
    assert found(statement, folder)[LAYERS].status == "stale"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_evidence_is_not_bound_past_such_a_link(folder, tmp_path, language):
    (tmp_path / "evil.py").write_text("")
    (folder / "modeling_tiny.py").symlink_to(tmp_path / "evil.py")
    words = ("--model", folder, "--spec-only", "--evidence", tmp_path / "v.json")
    done = run("verify", folder / "tiny.card.yaml", *words, language=language)
    assert done.code == 2
    assert "`modeling_tiny.py`" in done.err
    assert not (tmp_path / "v.json").exists()
