"""A user's own open_lm: tested with a stand-in (tests/fakes/open_lm), the real one was not run.

The stand-in has the public face of the real one and its faults with newer transformers.
"""

from __future__ import annotations

import json
import shutil

import pytest

from cardkit.errors import UsageError
from cardkit.verify.load import loaders
from cardkit.verify.load.openlm import original, parameter_count, read_architecture
from tests.verify.load.helpers import FAKES, ROOT, python, told

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")

GOLDEN = ROOT / "tests" / "fixtures" / "openlm"
CARD = "name: Tiny\ndetails:\n  layers: 2\n  hidden_size: 64\n"


def verify(model, tmp_path, *more, fake="open_lm", card=CARD, **environment):
    path = tmp_path / "tiny.card.yaml"
    path.write_text(card)
    words = ("--model", str(model), "--load", *more)
    return python("-m", "cardkit", "verify", str(path), *words, fake=fake, **environment)


FAULTS = """
import json, sys
from open_lm.hf import OpenLMForCausalLM
faults = {"generate": hasattr(OpenLMForCausalLM, "generate")}
try:
    OpenLMForCausalLM.from_pretrained(sys.argv[1] if len(sys.argv) > 1 else %r)
except AttributeError as error:
    faults["load"] = str(error)
print(json.dumps(faults))
"""


@pytest.mark.skipif(transformers.__version__.startswith("4."), reason="4 loads it as it is")
def test_the_stand_in_fails_as_the_real_one_does():
    faults = told(FAULTS % str(GOLDEN / "0"), fake="open_lm")
    assert faults["generate"] is False
    assert "all_tied_weights_keys" in faults["load"]


COMPLETED = """
import json
import numpy as np, torch, transformers
from cardkit.verify.load.devices import choose
from cardkit.verify.load.loaders import loader_of
from cardkit.verify.load.loading import load
from tests.verify.load.openlm.test_original import GOLDEN
found = {}
for folder in sorted(p.parent for p in GOLDEN.glob("*/config.json")):
    by = loader_of("open_lm", {"model_type": "openlm"})
    loaded = load(folder, choose(DEVICE, "float32"), model_class=by.model_class)
    model = loaded.model
    said = {k: torch.tensor(v) for k, v in np.load(folder / "golden.npz").items()}
    ids, mask = said["input_ids"].to(model.device), said["attention_mask"].to(model.device)
    with torch.no_grad():
        plain = (model(ids).logits.cpu() - said["logits"]).abs().max()
        masked = model(ids, attention_mask=mask).logits.cpu()
    tokens = [
        model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=8, do_sample=False,
            use_cache=cache, pad_token_id=0,
        ).cpu().tolist()
        for cache in (True, False)
    ]
    found[folder.name] = {
        "name": by.name,
        "module": type(model).__mro__[1].__module__,
        "count": sum(p.numel() for p in model.parameters()),
        "unfit": [*loaded.missing, *loaded.unexpected],
        "difference": float(max(plain, (masked - said["logits_masked"]).abs().max())),
        "greedy": [t == said["greedy"].tolist() for t in tokens],
    }
print(json.dumps(found))
"""


@pytest.mark.parametrize(("device", "more"), [("cpu", ()), ("npu:0", ("npu_ok",))])
def test_completed_it_loads_and_generates(device, more):
    """The four golden checkpoints; npu:0 is the simulated one."""
    code = COMPLETED.replace("DEVICE", repr(device))
    found = told(code, fake=("open_lm", *more))
    assert sorted(found) == ["0", "1", "2", "4"]
    for name, each in found.items():
        config = json.loads((GOLDEN / name / "config.json").read_text())
        assert each["count"] == parameter_count(read_architecture(config))
        assert each["name"] == f"open_lm 0.0.34+standin, transformers {transformers.__version__}"
        assert each["module"] == "open_lm.hf"
        assert each["unfit"] == []
        assert each["difference"] < 1e-5
        assert each["greedy"] == [True, True]


def test_the_report_names_the_loader(tmp_path):
    seen = {}
    for loader in loaders.LOADERS:
        words = ("--loader", loader, "--device", "cpu", "--output-format", "json")
        done = verify(GOLDEN / "0", tmp_path, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        data = json.loads(done.stdout)
        assert {r["kind"] for r in data["remarks"]} == {"device-chosen"}
        seen[loader] = {
            o["field"]: o["value"] for o in data["observations"] if o["witness"] == "loaded"
        }
    release = f"transformers {transformers.__version__}"
    assert seen["auto"]["loader"] == f"OpenLM of cardkit, {release}"
    assert seen["open_lm"]["loader"] == f"open_lm 0.0.34+standin, {release}"
    for field in ("parameters", "greedy_tokens", "logits", "finite"):
        assert seen["auto"][field] == seen["open_lm"][field]


def test_the_screen_names_the_loader(tmp_path):
    words = ("--loader", "open_lm", "--device", "cpu", "--lang", "zh")
    done = verify(GOLDEN / "2", tmp_path, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "  加载器：open_lm 0.0.34+standin, transformers" in done.stdout


TIED = """
import json, sys
from pathlib import Path
import torch, transformers
from cardkit.verify.load.devices import choose
from cardkit.verify.load.loading import import_transformers, load
from cardkit.verify.load.openlm import original
from cardkit.verify.load.openlm.config import OpenLMConfig
import_transformers()
torch.manual_seed(0)
sizes = {"dim": 32, "n_layers": 2, "n_heads": 2, "vocab_size": 61, "seq_len": 32}
config = OpenLMConfig(**sizes, ffn_type="swiglu_torch", weight_tying=True)
ours = transformers.AutoModelForCausalLM.from_config(config).eval()
folder = Path(%r)
ours.save_pretrained(folder)
loaded = load(folder, choose("cpu"), model_class=original.classes()[1])
ids = torch.arange(3, 27).reshape(2, 12)
with torch.no_grad():
    difference = float((ours(ids).logits - loaded.model(ids).logits).abs().max())
counts = [sum(p.numel() for p in m.parameters()) for m in (ours, loaded.model)]
print(json.dumps([difference, counts, [*loaded.missing, *loaded.unexpected]]))
"""


def test_tied_embeddings_stay_tied(tmp_path):
    difference, counts, unfit = told(TIED % str(tmp_path), fake="open_lm")
    assert difference < 1e-5
    assert counts[0] == counts[1]
    assert unfit == []


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(original, "installed", lambda name: False)
    assert original.missing().en.endswith("not installed: open_lm, xformers")
    assert original.missing().zh.endswith("未安装：open_lm、xformers")
    monkeypatch.setattr(original, "installed", lambda name: name == "open_lm")
    assert original.missing().en.endswith("not installed: xformers")
    monkeypatch.setattr(original, "installed", lambda name: True)
    assert original.missing() is None


def test_without_open_lm_one_line_before_anything_is_loaded(tmp_path):
    done = verify(GOLDEN / "0", tmp_path, "--loader", "open_lm", fake=None, COLUMNS="400")
    assert (done.returncode, done.stdout) == (2, "")
    first, _, hint = done.stderr.splitlines()
    assert first == "error: --loader open_lm cannot be used, not installed: open_lm, xformers"
    assert "pip install --no-deps FOLDER_OF_ITS_SOURCE xformers" in hint


def test_an_open_lm_that_does_not_import_is_a_remark(tmp_path):
    site = tmp_path / "site"
    shutil.copytree(FAKES / "open_lm", site)
    (site / "open_lm" / "model.py").write_text("import wandb_that_is_not_here\n")
    words = ("--loader", "open_lm", "--device", "cpu", "--output-format", "json")
    done = verify(GOLDEN / "0", tmp_path, *words, fake=(site,))
    assert done.returncode == 4, done.stdout + done.stderr
    [remark] = [r for r in json.loads(done.stdout)["remarks"] if r["kind"] == "open-lm-broken"]
    assert remark["level"] == "error"
    assert "No module named 'wandb_that_is_not_here'" in remark["message"]


def test_another_model_is_the_callers_error(tmp_path):
    folder = tmp_path / "llama"
    shutil.copytree(GOLDEN / "0", folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "llama"}))
    done = verify(folder, tmp_path, "--loader", "open_lm", "--device", "cpu")
    assert done.returncode == 2, done.stdout
    assert "the model_type here is `llama`" in done.stderr


def test_what_cannot_be_asked_of_a_loader(monkeypatch):
    monkeypatch.setattr(loaders, "installed", lambda name: True)
    with pytest.raises(UsageError, match="no loader `vllm`; choose from auto, open_lm"):
        loaders.check_installed("vllm")
    with pytest.raises(UsageError, match="no GGUF file"):
        loaders.check_installed("open_lm", gguf=True)
