"""Folders below a model's own: those that something could load are bound, and no others."""

import hashlib
import json

import pytest

from cardkit.evidence.canonical import canonical
from cardkit.evidence.files import FileDigest, digest_files, model_digest
from cardkit.evidence.statement_reading import read_statement
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.statement import statement_text
from tests.cli.helpers import run
from tests.evidence.helpers import COPA, FRESH, LAYERS, SCORES, found, plainly, verified


def write(folder, name, text="{}"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(folder):
    return [each.name for each in digest_files(LocalFiles(folder)).entries]


UNRELATED = {
    "a site": ["docs/config.json", "docs/conf.py", "docs/index.md", "docs/tokenizer.md"],
    "scripts": ["scripts/eval.py", "scripts/config.yaml", "scripts/lib/kernel.cu"],
    "an environment": [
        "venv/pyvenv.cfg",
        "venv/bin/rst2html.py",
        "venv/lib/python3.11/site-packages/pip/__init__.py",
        "venv/Lib/site-packages/helper.py",
    ],
    "results": ["results/config.json", "results/run/config.json"],
}


@pytest.mark.parametrize("added", UNRELATED.values(), ids=UNRELATED)
def test_an_unrelated_folder_changes_nothing(statement, folder, added):
    before = names(folder)
    for name in added:
        write(folder, name)
    assert plainly(found(statement, folder)) == FRESH
    assert names(folder) == before
    top = added[0].partition("/")[0]
    assert digest_files(LocalFiles(folder)).unbound == (f"{top}/",)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_said_that_such_a_folder_is_not_bound(statement, folder, language):
    write(folder, "docs/config.json")
    day = statement.finished.date()
    shown = run("evidence", "check", folder / "tiny.card.yaml", "--today", day, language=language)
    line = next(line for line in shown.out.splitlines() if "`docs/`" in line)
    assert {"en": "not bound", "zh": "未绑定"}[language] in line


@pytest.mark.parametrize(
    ("beside", "added", "stale"),
    [
        # weights, tokenizers and parts by their own names, with what lies beside them
        (["onnx/model.onnx"], "onnx/config.json", {LAYERS, COPA}),
        (["original/consolidated.pth"], "original/sub/config.json", {LAYERS, COPA}),
        (["speech/tokenizer.json"], "speech/config.json", {LAYERS, COPA}),
        ([], "adapter/adapter_config.json", {LAYERS, COPA}),
        ([], "scheduler/scheduler_config.json", {LAYERS, COPA}),
        ([], "sub/generation_config.json", {COPA}),
        ([], "configs/predict_tiny.yaml", {LAYERS, COPA}),
        ([], "w8a8/quant_model_description_w8a8.json", {LAYERS, COPA}),
        (["lora/adapter_config.json"], "lora/extra.py", {COPA}),
        # what libraries look into
        ([], "additional_chat_templates/rag.jinja", {COPA}),
        ([], "custom_generate/generate.py", {COPA}),
        ([], "parts/modeling_tiny.py", {COPA}),
        # a package that Python finds before the installed one
        ([], "torch/__init__.py", {COPA}),
        (["helpers/__init__.py"], "helpers/inner/more.py", {COPA}),
    ],
)
def test_a_folder_of_the_model_is_bound(folder, tmp_path, beside, added, stale):
    for name in beside:
        write(folder, name, "x")
    statement = again(folder, tmp_path)
    assert plainly(found(statement, folder)) == FRESH
    write(folder, added, "x")
    now = plainly(found(statement, folder))
    assert {p for p in (LAYERS, COPA) if now[p] == "stale"} == stale


@pytest.mark.parametrize(
    ("name", "text", "added"),
    [
        ("modules.json", '[{"idx": 0, "path": "1_Pooling"}]', "1_Pooling/config.json"),
        ("model_index.json", '{"unet": ["diffusers", "UNet"]}', "unet/config.json"),
        ("model_index.json", '{"\\u0075net": ["diffusers", "UNet"]}', "unet/config.json"),
        ("router_config.json", '{"structure": {"q": ["q_0_Dense"]}}', "q_0_Dense/config.json"),
        ("config.json", '{"auto_map": {"AutoModel": "./parts/m.py"}}', "parts/m.py"),
        ("my_config.yaml", "part: ./Parts/one\n", "parts/config.json"),
        ("model_index.json", '{"a b": 1}', "a b/config.json"),
        ("model_index.json", "{", "unet/config.json"),  # what cannot be read may name any
        ("model_index.json", "[" * 100_000, "unet/config.json"),
    ],
)
def test_a_folder_that_the_settings_name_is_bound(tmp_path, name, text, added):
    folder = tmp_path / "m"
    write(folder, name, text)
    write(folder, added)
    write(folder, "docs/config.json")
    assert added in names(folder)
    assert ("docs/config.json" in names(folder)) == (text in ("{", "[" * 100_000))


def test_where_the_model_has_code_of_its_own_all_is_bound(tmp_path):
    """It may read whatever lies there."""
    write(tmp_path, "docs/config.json")
    write(tmp_path, "docs/conf.py", "")
    assert names(tmp_path) == []
    write(tmp_path, "modeling_tiny.py", "")
    assert names(tmp_path) == ["docs/conf.py", "docs/config.json", "modeling_tiny.py"]


def test_a_settings_file_in_git_lfs_may_name_any_folder(tmp_path):
    write(tmp_path, "docs/config.json")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 9\n"
    write(tmp_path, "model_index.json", pointer)
    assert "docs/config.json" in names(tmp_path)


def again(folder, tmp_path):
    """Return a statement of the folder as it is now."""
    return read_statement(statement_text(verified(folder, tmp_path / "again")).encode())


def test_what_a_statement_names_is_compared_wherever_it_lies(folder, tmp_path):
    """The weights beside it made it a part; with them elsewhere it still is what was verified."""
    write(folder, "onnx/model.onnx", "x")
    config = write(folder, "onnx/config.json")
    statement = again(folder, tmp_path)
    for path in (*folder.glob("*.safetensors*"), folder / "onnx/model.onnx"):
        path.unlink()
    assert found(statement, folder)[LAYERS].status == "unverified"
    config.write_text('{"changed": 1}')
    each = found(statement, folder)[LAYERS]
    assert (each.status, "`onnx/config.json`" in each.reason.en) == ("stale", True)


def test_a_statement_that_bound_more_is_read_as_before(statement, folder):
    """One by a cardkit that took every folder: unchanged it holds, and changed it does not."""
    value = json.loads((folder / "verification.json").read_text())
    path = write(folder, "docs/config.json")
    sha256 = hashlib.sha256(b"{}").hexdigest()
    extra = FileDigest("docs/config.json", 2, sha256, "config")
    notes = {"group": "config", "size": 2}
    value["subject"].append(
        {"name": extra.name, "digest": {"sha256": sha256}, "annotations": notes}
    )
    value["predicate"]["modelDigest"] = {"sha256": model_digest((*statement.files, extra))}
    old = read_statement(canonical(value))
    assert plainly(found(old, folder)) == FRESH
    path.write_text("[]")
    assert found(old, folder)[LAYERS].status == "stale"
    assert set(SCORES) <= set(plainly(found(old, folder)))
