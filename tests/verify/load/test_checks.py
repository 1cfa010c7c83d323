"""What loading shows of sound and of broken models, on the cpu, in this process."""

import json

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")
load_file = pytest.importorskip("safetensors.torch").load_file
save_file = pytest.importorskip("safetensors.torch").save_file

from cardkit.errors import CannotLoad, UsageError  # noqa: E402 - after the skip
from cardkit.verify.load import loading  # noqa: E402 - after the skip
from cardkit.verify.load.checks import STEPS, run_steps  # noqa: E402 - after the skip
from cardkit.verify.load.devices import choose  # noqa: E402 - after the skip
from cardkit.verify.load.session import Request  # noqa: E402 - after the skip
from cardkit.verify.load.snippet import Snippet  # noqa: E402 - after the skip
from tests.verify.load.families import FAMILIES, build  # noqa: E402 - after the skip

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please


@pytest.fixture
def llama(tmp_path):
    build("llama", tmp_path)
    return tmp_path


def run(folder, **settings):
    """Return observations by field and witness, remarks by kind, and the last step."""
    seen, remarks, last = {}, {}, ""
    for event in run_steps(Request(str(folder), device="cpu", **settings)):
        seen.update({(o.field, o.witness): o.value for o in event.observations})
        remarks.update({r.kind: r for r in event.remarks})
        last = f"{event.step} {event.state}"
    return seen, remarks, last


def change(folder, **tensors):
    path = folder / "model.safetensors"
    found = {**load_file(path), **tensors}
    save_file({k: v for k, v in found.items() if v is not None}, path, {"format": "pt"})


def configure(folder, **values):
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sound_model_passes_every_step(family, tmp_path):
    model = build(family, tmp_path)
    count = sum(p.numel() for p in model.parameters())
    seen, remarks, last = run(tmp_path)
    assert last == "memory done"
    assert set(remarks) == {"device-chosen"}
    assert seen["parameters", "meta"] == seen["parameters", "loaded"] == count
    assert seen["loaded_dtype", "loaded"] == "float32"
    assert seen["finite", "loaded"] is True
    assert seen["greedy_repeatable", "loaded"] is True
    assert seen["logits", "loaded"] == "1 x 8 x 96"
    assert seen["peak_memory", "loaded"] > 10**7


def test_the_dtype_that_was_asked_for(llama):
    seen, _, last = run(llama, dtype="bfloat16")
    assert (seen["loaded_dtype", "loaded"], last) == ("bfloat16", "memory done")


def test_steps_and_their_names_are_the_same():
    from cardkit.verify.load.checks import _STEPS

    assert [name for name, _ in _STEPS] == list(STEPS)


def test_missing_and_unexpected_tensors(llama):
    change(llama, **{"model.norm.weight": None, "model.surplus": torch.ones(3)})
    _, remarks, last = run(llama)
    assert "model.norm.weight" in remarks["tensors-missing"].message.en
    assert "model.surplus" in remarks["tensors-unexpected"].message.zh
    assert remarks["tensors-missing"].level == "error"
    assert last == "load refused"


def test_nothing_is_shown_of_a_model_with_random_tensors(llama):
    change(llama, **{"model.norm.weight": None})
    seen, _, _ = run(llama)
    assert {name for name, witness in seen if witness == "loaded"} == {"device", "loader"}


def test_a_tensor_of_another_shape(llama):
    change(llama, **{"model.norm.weight": torch.ones(31)})
    _, remarks, _ = run(llama)
    message = remarks["tensor-shape"].message
    assert message.en == (
        "`model.norm.weight` is 31 in the files and 32 by config.json (1 tensor differs)"
    )


@pytest.mark.parametrize(
    "values",
    [
        {"num_hidden_layers": 10**6},
        {"num_hidden_layers": 10**9, "layer_types": None},
        {"num_local_experts": 10**9},
    ],
)
def test_a_config_far_beyond_the_files_is_not_built(llama, values):
    configure(llama, **values)
    _, remarks, last = run(llama)
    assert (last, "config-beyond-files" in remarks) == ("build refused", True)


@pytest.mark.parametrize("name", ["LlamaModel", "LlamaForSequenceClassification"])
def test_what_is_no_causal_language_model_is_not_counted_as_one(llama, name):
    configure(llama, architectures=[name])
    seen, remarks, last = run(llama)
    assert (last, remarks["not-causal"].hint is not None) == ("build refused", True)
    assert ("parameters", "meta") not in seen


def test_what_to_do_about_a_refusal_is_handed_on(llama):
    (llama / "model.safetensors").rename(llama / "pytorch_model.bin")
    _, remarks, _ = run(llama)
    assert remarks["pickle-refused"].hint.en.startswith("publish them as safetensors")


def test_settings_that_are_not_tried_are_said(llama):
    code = (
        "from transformers import AutoModelForCausalLM\n"
        "model = AutoModelForCausalLM.from_pretrained('a/b')\n"
        "model.generate(x, do_sample=True, top_p=1.5)\n"
        "model.generate(x, do_sample=True, temperature='0.7')\n"
        "model.generate(x, num_beams=16)\n"
    )
    seen, remarks, last = run(llama, snippets=(Snippet(code, "usage[0]"),))
    assert last == "memory done"
    assert remarks["settings-untried"].level == "warning"
    assert ("settings_applied", "loaded") not in seen


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_nan_and_inf(llama, value):
    broken = torch.ones(32)
    broken[3] = value
    change(llama, **{"model.norm.weight": broken})
    seen, remarks, _ = run(llama)
    assert seen["finite", "loaded"] is False
    assert "model.norm.weight" in remarks["not-finite"].message.en


def test_the_cards_settings_are_tried(llama):
    code = (
        "from transformers import AutoModelForCausalLM\n"
        "model = AutoModelForCausalLM.from_pretrained('a/b')\n"
        "model.generate(x, do_sample=True, top_p=0.9, temperature=0.7, max_new_tokens=10**9)\n"
    )
    seen, remarks, _ = run(llama, snippets=(Snippet(code, "usage[0]"),), ids=("a/b",))
    assert seen["snippet_sound", "loaded"] is True
    assert seen["settings_applied", "loaded"].endswith("temperature=0.7: 8 tokens")
    assert "settings-fail" not in remarks


def test_settings_that_fail(llama):
    code = (
        "from transformers import AutoModelForCausalLM\n"
        "model = AutoModelForCausalLM.from_pretrained('a/b')\n"
        "model.generate(x, do_sample=True, temperature=0)\n"
    )
    _, remarks, last = run(llama, snippets=(Snippet(code, "usage[0]"),))
    assert "temperature" in remarks["settings-fail"].message.en
    assert last == "memory done"


CANARY = "open({canary!r}, 'w').close()\n"


def test_code_of_the_repository_is_never_run(llama, tmp_path_factory):
    canary = tmp_path_factory.mktemp("canary") / "ran"
    for name in ("modeling_x.py", "configuration_x.py"):
        (llama / name).write_text(CANARY.format(canary=str(canary)))
    classes = {"AutoConfig": "configuration_x.C", "AutoModelForCausalLM": "modeling_x.M"}
    configure(llama, auto_map=classes)
    seen, remarks, last = run(llama)  # the architecture itself is known
    assert last == "memory done"
    assert seen["parameters", "loaded"]
    configure(llama, model_type="x")
    _, remarks, last = run(llama)
    assert last == "build refused"
    assert remarks["code-refused"].message.en.endswith("(auto_map), which is never run")
    assert not canary.exists()


def test_an_architecture_that_nothing_knows(llama):
    configure(llama, model_type="mystery")
    _, remarks, last = run(llama)
    assert (set(remarks) >= {"unknown-architecture"}, last) == (True, "build refused")


@pytest.mark.parametrize(
    "values",
    [
        {"hidden_size": "many"},
        {"num_attention_heads": 0},
        {"num_hidden_layers": -1.5},
        {"num_key_value_heads": 3},
        {"vocab_size": -3},
    ],
)
def test_values_that_cannot_be(llama, values):
    configure(llama, **values)
    _, remarks, last = run(llama)
    assert last in ("build refused", "load refused")
    assert all("\n" not in r.message.en for r in remarks.values())


def test_a_config_larger_than_any_memory_is_refused_before_loading(llama):
    configure(llama, vocab_size=10**12)
    _, remarks, last = run(llama)
    assert (last, "no-room" in remarks) == ("room refused", True)
    assert "needed in float32" in remarks["no-room"].message.en


def test_a_wrong_device_is_the_callers_error(llama):
    with pytest.raises(UsageError):
        list(run_steps(Request(str(llama), device="gpu")))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "out-of-memory"),
        (MemoryError(), "out-of-memory"),
        (RuntimeError("NPU out of memory.\nTried"), "out-of-memory"),
        (RuntimeError("\"addmm_impl_cpu_\" not implemented for 'Half'"), "wrong-dtype"),
        (RuntimeError("Expected all tensors to be on the same device"), "wrong-device"),
        (KeyError("x"), "load-failed"),
        (RuntimeError("EZ9999: inner error\nTraceBack\n"), "load-failed"),
    ],
)
def test_errors_of_libraries_in_one_line(error, kind):
    found = loading.explain(error, choose("cpu"))
    assert isinstance(found, CannotLoad)
    assert (found.kind, found.exit_code) == (kind, 4)
    assert "\n" not in found.message.en + found.message.zh
    assert "cpu" in found.message.en


def test_need_against_what_is_free():
    from dataclasses import replace

    device = replace(choose("cpu"), free=1000)
    assert loading.place(device, "auto", 1000) is None
    with pytest.raises(CannotLoad, match=r"2\.0 kB needed in float32, 1\.0 kB free"):
        loading.place(device, "auto", 2000)
    assert loading.need(100, "bfloat16") == 220


def test_code_for_generation_and_tokenizers_is_never_run(llama, tmp_path_factory):
    canary = tmp_path_factory.mktemp("canary") / "ran"
    (llama / "custom_generate").mkdir()
    for name in ("custom_generate/generate.py", "tokenization_x.py"):
        (llama / name).write_text(CANARY.format(canary=str(canary)) + "def generate(*a): pass\n")
    (llama / "generation_config.json").write_text('{"num_beams": 100000, "custom_generate": "."}')
    classes = {"AutoTokenizer": ["tokenization_x.T", None]}
    config = {"tokenizer_class": "T", "auto_map": classes}
    (llama / "tokenizer_config.json").write_text(json.dumps(config))
    _, remarks, last = run(llama)
    assert (last, "tokenizer-unloaded" in remarks) == ("memory done", True)
    assert not canary.exists()
