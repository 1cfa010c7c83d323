"""`cardkit verify --load`: one screen and one JSON for files and loading, exit codes, GGUF.

Where an NPU is named it is the simulated one of tests/fakes.
"""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.helpers import run
from tests.verify.load.families import build
from tests.verify.load.helpers import ROOT, python
from tests.verify.spec.gguf_files import KEYS, TENSORS, gguf
from tests.verify.spec.models import write_dclm_7b

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("transformers") is None,
    reason="torch or transformers is not installed",
)
CARD = """
name: Tiny
details:
  size: {size}
  layers: 2
usage:
  - steps:
      - language: python
        code: |
          from transformers import AutoModelForCausalLM
          model = AutoModelForCausalLM.from_pretrained("org/tiny")
          model.generate(x, do_sample=True, top_p=0.8{more})
"""


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    pytest.importorskip("transformers", reason="transformers is not installed")
    folder = tmp_path_factory.mktemp("llama")
    model = build("llama", folder)
    return folder, sum(p.numel() for p in model.parameters())


def verify(model, card, *more, fake=None, **environment):
    words = ("-m", "cardkit", "verify", str(card), "--model", str(model), "--load", *more)
    return python(*words, fake=fake, **environment)


def write_card(folder: Path, size, more=""):
    path = folder / "tiny.card.yaml"
    path.write_text(CARD.format(size=size, more=more))
    return path


@needs_torch
def test_a_sound_model_is_verified_on_the_simulated_npu(llama, tmp_path):
    folder, count = llama
    done = verify(folder, write_card(tmp_path, count), fake="npu_ok", COLUMNS="120")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "device: npu:0 (simulated NPU (tests))" in done.stdout
    assert "no NaN or Inf: true" in done.stdout
    assert "the card's settings: do_sample=True, top_p=0.8: 8 tokens" in done.stdout
    assert "loading the weights: " in done.stderr


@pytest.mark.parametrize("verb", ["verify", "validate"])
def test_no_line_of_a_screen_is_a_command_to_a_workflow(tmp_path, verb):
    """GitHub takes a line of a log that begins with `::` for a command, blanks aside."""
    (tmp_path / "config.json").write_text('{"num_hidden_layers": 2}')
    card = write_card(tmp_path, 7).rename(tmp_path / "::error title=t::pwned.card.yaml")
    words = ("--model", tmp_path, "--spec-only") if verb == "verify" else ()
    done = run(verb, card.relative_to(tmp_path), *words, cwd=tmp_path)
    lines = (done.out + done.err).splitlines()
    assert any("title=t" in line for line in lines)
    assert not [line for line in lines if line.lstrip().startswith("::")]


@needs_torch
def test_what_to_do_is_shown_beneath_a_refusal(tmp_path):
    build("llama", tmp_path)
    (tmp_path / "config.json").write_text(
        (tmp_path / "config.json").read_text().replace("LlamaForCausalLM", "LlamaModel")
    )
    done = verify(tmp_path, write_card(tmp_path, 7), "--device", "cpu", "--lang", "zh")
    assert done.returncode in (1, 4)
    assert "\n  可用 --spec-only 对照其文件检查\n" in done.stdout


@needs_torch
def test_a_wrong_size_is_contradicted(llama, tmp_path):
    folder, count = llama
    card = write_card(tmp_path, count + 1, more=", top_pp=1")
    words = ("--device", "cpu", "--output-format", "json")
    done = verify(folder, card, *words, fake="npu_broken")
    assert done.returncode == 1, done.stderr
    data = json.loads(done.stdout)
    [claim] = [c for c in data["claims"] if c["field"] == "parameters"]
    assert {o["witness"] for o in claim["observed"]} == {"meta", "headers", "loaded"}
    assert claim["observed"][0]["witness"] == "meta"
    [remark] = [r for r in data["remarks"] if r["kind"] == "snippet-argument"]
    assert remark["message"].startswith("usage[0].steps[0].code:3: ")


@needs_torch
def test_no_device_is_inconclusive(llama, tmp_path):
    folder, count = llama
    card = write_card(tmp_path, count)
    done = verify(folder, card, "--device", "npu", "--lang", "zh", fake="npu_broken", COLUMNS="300")
    assert done.returncode == 4
    assert "libhccl.so" in done.stdout
    assert "set_env.sh" in done.stdout


@needs_torch
def test_a_wrong_index_is_one_line(llama, tmp_path):
    folder, count = llama
    done = verify(folder, write_card(tmp_path, count), "--device", "npu:3", fake="npu_ok")
    assert done.returncode == 2
    assert "there is no npu:3: 1 visible, counted from 0" in done.stderr


@needs_torch
def test_dclm_7b_at_full_size_is_counted_twice_and_has_no_room(tmp_path):
    """The second witness at 7B, and a refusal before 13.8 GB are touched."""
    folder = write_dclm_7b(tmp_path / "DCLM-7B")
    card = ROOT / "cards" / "dclm-7b.card.yaml"
    words = ("--output-format", "json")
    done = verify(folder, card, *words, fake="npu_ok", SIMULATED_NPU_BYTES="8000000000")
    data = json.loads(done.stdout)
    counts = {o["witness"]: o["value"] for o in data["observations"] if o["field"] == "parameters"}
    assert counts == {"meta": 6_889_672_704, "headers": 6_889_672_704}
    [remark] = [r for r in data["remarks"] if r["kind"] == "no-room"]
    assert remark["message"] == "npu:0: 15.2 GB needed in bfloat16, 8.0 GB free"
    assert done.returncode == 4


@needs_torch
def test_a_file_that_is_no_model(tmp_path):
    card = write_card(tmp_path, 7)
    done = run("verify", card, "--model", tmp_path / "tiny.card.yaml", "--load")
    assert done.code == 2
    assert "give the folder" in done.err


@pytest.mark.parametrize("words", [(), ("--load", "--spec-only")])
def test_one_way_must_be_named(tmp_path, words):
    done = run("verify", write_card(tmp_path, 7), "--model", tmp_path, *words)
    assert done.code == 2
    assert "--spec-only" in done.err
    assert "--load" in done.err


def test_without_torch_the_extra_is_named(base_install, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    card = write_card(tmp_path, 7)
    done = base_install.cardkit("verify", card, "--model", tmp_path, "--load", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line == "error: this needs the package `torch`: pip install 'cardkit[verify]'"


HERE = "raise SystemExit('imported before everything was found to be here')\n"
"""What a package holds that is found and must not be imported."""


@pytest.mark.parametrize(
    ("found", "named", "language"),
    [
        (("torch", "transformers", "accelerate"), "`gguf`: pip install 'cardkit[gguf]'", "en"),
        (("torch", "transformers", "gguf"), "`accelerate`：pip install 'cardkit[gguf]'", "zh"),
        (("torch", "gguf", "accelerate"), "`transformers`: pip install 'cardkit[verify]'", "en"),
    ],
)
def test_a_gguf_file_needs_its_extra_at_once(base_install, tmp_path, found, named, language):
    for name in found:
        (tmp_path / "site" / name).mkdir(parents=True)
        (tmp_path / "site" / name / "__init__.py").write_text(HERE)
    model = tmp_path / "tiny.gguf"
    model.write_bytes(gguf(KEYS, TENSORS))
    words = ("verify", write_card(tmp_path, 7), "--model", model, "--load", "--lang", language)
    done = base_install.cardkit(*words, more=[tmp_path / "site"])
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.endswith(named)


@needs_torch
def test_gguf_is_dequantised(tmp_path):
    library = pytest.importorskip("gguf", reason="gguf is not installed")
    path = tmp_path / "tiny.gguf"
    write_gguf(library, path)
    done = verify(path, write_card(tmp_path, 24736), "--device", "cpu", "--output-format", "json")
    data = json.loads(done.stdout)
    counts = [o["value"] for o in data["observations"] if o["field"] == "parameters"]
    assert counts == [24736] * 3
    seen = {o["field"]: o["value"] for o in data["observations"] if o["witness"] == "loaded"}
    assert (seen["loaded_dtype"], seen["finite"]) == ("float32", True)
    assert "dequantised" in {r["kind"] for r in data["remarks"]}
    assert done.returncode == 0, done.stdout


def write_gguf(library, path):
    """Write a llama of two layers, its matrices as Q4_0."""
    import numpy as np

    writer = library.GGUFWriter(str(path), "llama")
    writer.add_block_count(2)
    writer.add_context_length(64)
    writer.add_embedding_length(32)
    writer.add_feed_forward_length(64)
    writer.add_head_count(4)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(8)
    writer.add_vocab_size(96)
    random = np.random.default_rng(3)
    shapes = {"token_embd": (96, 32), "output_norm": (32,), "output": (96, 32)}
    for i in range(2):
        block = {
            "attn_norm": (32,),
            "ffn_norm": (32,),
            "attn_q": (32, 32),
            "attn_k": (16, 32),
            "attn_v": (16, 32),
            "attn_output": (32, 32),
            "ffn_gate": (64, 32),
            "ffn_up": (64, 32),
            "ffn_down": (32, 64),
        }
        shapes |= {f"blk.{i}.{name}": shape for name, shape in block.items()}
    kind = library.GGMLQuantizationType.Q4_0
    for name, shape in shapes.items():
        data = (random.standard_normal(shape) * 0.1).astype(np.float32)
        if len(shape) == 1:
            writer.add_tensor(f"{name}.weight", data)
        else:
            packed = library.quants.quantize(data, kind)
            writer.add_tensor(f"{name}.weight", packed, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
