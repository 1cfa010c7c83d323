"""The base install: everything but loading works without torch, transformers and numpy."""

import json

import pytest

from tests.base_install import ROOT
from tests.verify.spec.gguf_files import KEYS, TENSORS, gguf
from tests.verify.spec.models import write_dclm_7b

LEFT_OUT = (
    "torch",
    "torch_npu",
    "transformers",
    "numpy",
    "safetensors",
    "accelerate",
    "gguf",
    "huggingface_hub",
    "modelscope_hub",
    "openmind_hub",
    "open_lm",
    "pytest",
)


def test_it_holds_nothing_else(base_install):
    """Else the other tests here would show nothing."""
    code = (
        "import importlib.util as u, json, sys;"
        "print(json.dumps([n for n in sys.argv[1:] if u.find_spec(n) is not None]))"
    )
    done = base_install.python("-c", code, *LEFT_OUT, "cardkit", "pydantic")
    assert json.loads(done.stdout) == ["cardkit", "pydantic"]


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "--fail-on", "never", "docs/example/README.md"),
        ("compare", "7b"),
        ("render", "dclm-7b", "--lang", "zh"),
        ("explain", "CMP101"),
        ("schema", "card"),
    ],
    ids=lambda words: words[0],
)
def test_verbs_that_load_no_model(base_install, words):
    done = base_install.cardkit(*words)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_specs_are_checked(base_install, tmp_path):
    folder = write_dclm_7b(tmp_path / "DCLM-7B")
    card = ROOT / "cards" / "dclm-7b.card.yaml"
    done = base_install.cardkit("verify", card, "--model", folder, "--spec-only", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "6,889,672,704" in done.stdout
    assert done.stdout.endswith("6 claims: consistent 2, verified 4\n")


def test_specs_of_a_gguf_file_are_checked(base_install, tmp_path):
    model, card = tmp_path / "m.gguf", tmp_path / "m.card.yaml"
    model.write_bytes(gguf(KEYS, TENSORS))
    card.write_text("name: M\ndetails:\n  layers: 1\n  parameters: 4096\n")
    words = ("--model", model, "--spec-only", "--output-format", "json")
    done = base_install.cardkit("verify", card, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["counts"]["verified"] == 2


@pytest.mark.parametrize(
    ("ref", "extra"),
    [
        ("hf:o/m", "hub"),
        ("o/m", "hub"),
        ("modelscope:o/m", "modelscope"),
        ("modelers:o/m", "modelers"),
    ],
)
def test_a_hub_needs_its_extra(base_install, ref, extra):
    card = ROOT / "cards" / "dclm-7b.card.yaml"
    done = base_install.cardkit("verify", card, "--model", ref, "--spec-only")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert f"pip install 'cardkit[{extra}]'" in line


def test_loading_from_a_hub_needs_an_extra(base_install):
    card = ROOT / "cards" / "dclm-7b.card.yaml"
    done = base_install.cardkit("verify", card, "--model", "hf:o/m", "--load")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "pip install 'cardkit[" in line
