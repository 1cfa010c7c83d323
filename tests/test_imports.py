"""What `validate` may not import, and how little the first words of the command line cost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "torch_npu", "transformers", "numpy", "jinja2", "huggingface_hub", "open_lm"}


def modules_after(code: str) -> set[str]:
    program = f"{code}\nimport json, sys; print('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_validate_imports_nothing_heavy(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: apache-2.0\n---\n# M\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    code = f"import cardkit; cardkit.load({str(card)!r}).validate()"
    assert not modules_after(code) & (HEAVY | {"rich.table", "click"})


def test_validate_verb_imports_nothing_heavy():
    code = (
        "import sys; from cardkit.cli.main import cli\n"
        "try: cli.main(['validate', '--fail-on=never', 'cards/dclm-7b.card.yaml'],"
        " standalone_mode=False)\n"
        "except SystemExit: pass"
    )
    assert not modules_after(code) & HEAVY


def test_the_rooms_of_loading_import_torch_only_when_they_load():
    code = (
        "import cardkit.verify.load.environment, cardkit.verify.load.run, "
        "cardkit.verify.load.worker, cardkit.verify.load.openlm"
    )
    assert not modules_after(code) & HEAVY


def test_spec_check_imports_nothing_heavy(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "llama", "num_hidden_layers": 32}')
    words = ["verify", "cards/dclm-7b.card.yaml", "--model", str(tmp_path), "--spec-only"]
    code = (
        "from cardkit.cli.main import cli\n"
        f"try: cli.main({words!r}, standalone_mode=False)\nexcept SystemExit: pass"
    )
    assert not modules_after(code) & (HEAVY | {"gguf", "safetensors", "modelscope"})


def test_a_card_without_marks_needs_nothing_of_the_room_of_evidence():
    words = ["validate", "cards/dclm-7b.card.yaml"]
    code = (
        "from cardkit.cli.main import cli\n"
        f"try: cli.main({words!r}, standalone_mode=False)\nexcept SystemExit: pass"
    )
    loaded = modules_after(code)
    assert "cardkit.rules.evidence.mark_differs" in loaded
    assert not {name for name in loaded if name.startswith("cardkit.evidence")}


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_first_words_import_no_pydantic(words):
    code = (
        "from cardkit.cli.main import cli\n"
        f"try: cli.main({words!r}, standalone_mode=False)\nexcept SystemExit: pass"
    )
    assert not modules_after(code) & (HEAVY | {"pydantic", "markdown_it", "yaml", "rich"})


def test_import_cardkit_is_lazy():
    assert not modules_after("import cardkit") & (HEAVY | {"pydantic", "click", "yaml"})
