"""What looked verified and was not: outvoted witnesses, padding, parts counted as a whole."""

import json

import pytest

import cardkit
from cardkit.text import Text
from cardkit.verify.outcome import Observation, Remark
from cardkit.verify.spec import files as model_files
from cardkit.verify.spec import weights
from cardkit.verify.spec.check import check
from cardkit.verify.spec.claims import claims_of
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.layers import stacks
from cardkit.verify.spec.observe import Observed, disagreements, observe
from cardkit.verify.spec.safetensors_header import Tensor
from cardkit.verify.spec.weights import INDEX
from tests.cli.helpers import run
from tests.verify.spec.models import (
    LLAMA,
    kinds,
    llama_shapes,
    value,
    write_model,
    write_safetensors,
)

NOTHING = Text(en="", zh="")
PARAMETERS = 6736  # of llama_shapes()


def claims(details, name="M"):
    text = f"schema_version: 1\nkind: card\nname: {name}\ndetails: {json.dumps(details)}\n"
    return claims_of(cardkit.loads(text, name="m.card.yaml").record)


def only(observed, details):
    (found,) = check(claims(details), observed)
    return found


def model(tmp_path, config=None, shapes=None):
    return observe(write_model(tmp_path, config or LLAMA, shapes or llama_shapes()))


@pytest.mark.parametrize("claimed", [2, 32])
def test_an_outvoted_witness_makes_it_inconclusive(tmp_path, claimed):
    """The config says 32 layers, the weights have 2: no file says which of the two is wrong."""
    observed = model(tmp_path, {**LLAMA, "num_hidden_layers": 32})
    found = only(observed, {"layers": claimed})
    assert found.verdict == "inconclusive"
    assert found.reason.en == (
        "the witnesses disagree: config.json: num_hidden_layers says 32, model.safetensors says 2"
    )
    assert only(observed, {"layers": 3}).verdict == "contradicted", "no witness says so"


def test_only_witnesses_that_agree_are_named_beside_a_verdict(tmp_path):
    card = tmp_path / "m.card.yaml"
    card.write_text("schema_version: 1\nkind: card\ndetails: {layers: 2, dtype: float32}\n")
    write_model(tmp_path / "m", {**LLAMA, "torch_dtype": "bfloat16"}, llama_shapes())
    done = run("verify", card, "--model", tmp_path / "m", "--spec-only")
    assert done.code == 0
    row = next(line for line in done.out.splitlines() if line.startswith("dtype"))
    assert row.split() == ["dtype", "float32", "float32", "verified", "model.safetensors"]


def loaded(tmp_path, *kinds_of_load, count=PARAMETERS):
    observed = model(tmp_path)
    seen = [Observation("parameters", count, w, "x") for w in ("meta", "loaded")]
    remarks = [Remark(kind, "error", NOTHING, "x") for kind in kinds_of_load]
    return Observed("m", (*observed.observations, *seen), (*observed.remarks, *remarks))


def test_a_count_of_what_was_filled_up_verifies_nothing(tmp_path):
    """Missing tensors are made at random: the loaded count is then the config's own."""
    observed = loaded(tmp_path, "tensors-missing", count=100_000)
    found = only(observed, {"parameters": 100_000})
    assert found.verdict == "contradicted"
    assert [o.witness for o in found.basis] == ["headers"]
    assert only(loaded(tmp_path), {"parameters": PARAMETERS}).verdict == "verified"


def test_a_count_of_assumed_defaults_is_consistent_at_most():
    seen = tuple(Observation("parameters", 5, w, "config.json") for w in ("meta", "loaded"))
    note = Remark("openlm-assumed", "note", NOTHING, "config.json")
    found = only(Observed("m", seen, (note,)), {"parameters": 5})
    assert found.verdict == "consistent"
    assert "defaults that are assumed" in found.reason.en


def test_padding_buys_no_figure(tmp_path):
    observed = model(tmp_path, shapes={**llama_shapes(), "zzz.padding": [3264]})
    assert kinds(observed) == ["tensors-unplaced"]
    assert "33 % of the counted parameters" in observed.remarks[0].message.en
    for details in ({"parameters": 10_000}, {"size": "10K"}):
        found = only(observed, details)
        assert found.verdict == "inconclusive"
        assert "zzz.padding" in found.reason.en
    assert only(observed, {"size": "20K"}).verdict == "contradicted"


@pytest.mark.parametrize("shape", [[1], [400, 400]])
def test_hollow_layers_do_not_count(tmp_path, shape):
    dummies = {f"model.layers.{i}.dummy": shape for i in range(2, 32)}
    config = {**LLAMA, "num_hidden_layers": 32}
    observed = model(tmp_path, config, {**llama_shapes(), **dummies})
    assert "layers-hollow" in kinds(observed)
    assert [o.value for o in observed.of("layers")] == [32, 2]
    assert only(observed, {"layers": 32}).verdict == "inconclusive"
    norms = {f"model.layers.{i}.input_layernorm.weight": [16] for i in range(2, 4)}
    (stack,) = stacks(tensors({**llama_shapes(hidden=64), **norms})).values()
    assert (stack.count, stack.numbers) == (2, 4)


def tensors(shapes):
    return [Tensor(name, "F32", tuple(shape), "f") for name, shape in shapes.items()]


def test_kinds_of_layers_may_alternate():
    """Dense first, then routed (DeepSeek); state space, feed-forward, attention (Nemotron-H)."""
    shapes = {}
    for i in range(4):
        at = f"model.layers.{i}"
        shapes |= {f"{at}.self_attn.{p}_proj.weight": [64, 64] for p in "qkvo"}
        shapes |= {f"{at}.input_layernorm.weight": [64]}
        experts = range(8 if i else 0)
        shapes |= {f"{at}.mlp.experts.{e}.up_proj.weight": [32, 64] for e in experts}
        shapes |= {} if i else {f"{at}.mlp.up_proj.weight": [128, 64]}
    (stack,) = stacks(tensors(shapes)).values()
    assert (stack.count, stack.numbers, stack.hollow) == (4, 4, frozenset())
    mixers = [["in_proj", "conv1d", "out_proj"], ["up_proj", "down_proj"], ["q", "k", "v", "o"]]
    shapes = {f"layers.{i}.norm.weight": [64] for i in range(6)}
    for i in range(6):
        shapes |= {f"layers.{i}.mixer.{p}.weight": [64, 64 + i % 3] for p in mixers[i % 3]}
    (stack,) = stacks(tensors(shapes)).values()
    assert stack.count == 6


def test_thousands_of_kinds_are_quick():
    shapes = {f"layers.{i}.mlp.w{i}.weight": [8, 8] for i in range(5000)}
    (stack,) = stacks(tensors(shapes)).values()
    assert stack.count == 1


def write_index(folder, mapped):
    (folder / INDEX).write_text(json.dumps({"weight_map": mapped}))


def test_the_single_file_counts_before_the_index(tmp_path):
    observed = model(tmp_path)
    part = "model-00001-of-00001.safetensors"
    write_safetensors(tmp_path / part, {"lm_head.weight": [2]})
    write_index(tmp_path, {"lm_head.weight": part})
    both = observe(LocalFiles(tmp_path))
    assert [(r.kind, r.level) for r in both.remarks] == [("weights-twice", "error")]
    assert value(both, "parameters") == value(observed, "parameters") == PARAMETERS
    write_index(tmp_path, dict.fromkeys(llama_shapes(), "model.safetensors"))
    assert not kinds(observe(LocalFiles(tmp_path))), "an index of the single file agrees with it"


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["model-00001-of-00002", "model-00009-of-00001"], "shards-mixed"),
        (["model-00001-of-00002", "other-00002-of-00002"], "shards-mixed"),
        (["model-00001-of-00002", "model-00003-of-00002"], "shard-missing"),
        (["model-00002-of-00002"], "shard-missing"),
        (["a", "b"], "weights-several"),
    ],
)
def test_parts_are_no_whole(tmp_path, names, kind):
    for i, name in enumerate(names):
        write_safetensors(tmp_path / f"{name}.safetensors", {f"layers.{i}.norm.weight": [2]})
    observed = observe(LocalFiles(tmp_path))
    assert kinds(observed) == [kind]
    assert value(observed, "parameters") is None


def test_parts_without_an_index_are_counted_and_noted(tmp_path):
    for i in (1, 2):
        write_safetensors(tmp_path / f"m-0000{i}-of-00002.safetensors", {f"norm.{i}": [2]})
    observed = observe(LocalFiles(tmp_path))
    assert [(r.kind, r.level) for r in observed.remarks] == [("index-missing", "note")]
    assert value(observed, "parameters") == 4


def test_an_index_of_too_many_files_is_refused_not_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MAX_SHARDS", 2)
    names = [f"m-{i}.safetensors" for i in range(3)]
    for name in names:
        write_safetensors(tmp_path / name, {f"norm.{name}": [2]})
    write_index(tmp_path, {f"norm.{name}": name for name in names})
    observed = observe(LocalFiles(tmp_path))
    assert [(r.kind, r.level) for r in observed.remarks] == [("index-too-long", "error")]
    assert value(observed, "parameters") is None


def test_a_listing_that_is_cut_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(model_files, "MAX_FILES", 2)
    for name in "abc":
        (tmp_path / name).write_text("")
    (remark,) = observe(LocalFiles(tmp_path)).remarks
    assert (remark.kind, remark.level) == ("files-cut", "error")
    (tmp_path / "c").unlink()
    assert not observe(LocalFiles(tmp_path)).remarks


def test_many_remarks_of_one_kind_are_counted(tmp_path):
    for i in range(30):
        (tmp_path / f"link{i:02}").symlink_to("/etc/hostname")
    found = observe(LocalFiles(tmp_path)).remarks
    assert len(found) == 11
    assert found[-1].message.en == "20 more of this kind"


def context(tmp_path, claimed, most, scaling=None):
    config = {**LLAMA, "max_position_embeddings": most}
    config |= {"rope_scaling": scaling} if scaling else {}
    return only(observe(write_model(tmp_path, config)), {"context_length": claimed})


@pytest.mark.parametrize(
    ("claimed", "most", "scaling", "verdict", "reason"),
    [
        (131072, 32768, ("yarn", 4.0, 32768), "verified", "reached by rope scaling from 32,768"),
        ("128K", 32768, ("yarn", 4.0, 32768), "consistent", "reached by rope scaling from 32,768"),
        ("64K", 32768, ("yarn", 4.0, 32768), "consistent", "below what rope scaling reaches"),
        ("256K", 32768, ("yarn", 4.0, 32768), "contradicted", None),
        ("16K", 4096, ("dynamic", 4.0, None), "consistent", "reached by rope scaling"),
        (16384, 4096, ("linear", 4.0, None), "inconclusive", "before or after"),
        (1_048_576, 131072, ("linear", 8.0, None), "inconclusive", "before or after"),
        (1_048_577, 131072, ("linear", 8.0, None), "contradicted", None),
        ("128K", 163840, ("yarn", 40, 4096), "consistent", "below the model's maximum"),
        (655360, 163840, ("yarn", 40, 4096), "contradicted", None),
        (32768, 40960, None, "consistent", "below the model's maximum of 40,960"),
        ("8K", 32768, None, "consistent", "below the model's maximum of 32,768"),
        ("32K", 32768, None, "consistent", None),
        ("33K", 32768, None, "consistent", None),
        ("35K", 32768, None, "contradicted", None),
        ("30K", 32768, None, "consistent", "below the model's maximum"),
        ("128K", 131072, None, "consistent", None),
        ("128K", 128000, None, "consistent", None),
        ("1M", 1_048_576, None, "consistent", None),
        ("1M", 900_000, None, "contradicted", None),
    ],
)
def test_contexts(tmp_path, claimed, most, scaling, verdict, reason):
    names = ("type", "factor", "original_max_position_embeddings")
    given = {k: v for k, v in zip(names, scaling or (), strict=False) if v is not None}
    found = context(tmp_path, claimed, most, given)
    assert found.verdict == verdict
    assert (reason is None) == (found.reason is None)
    assert reason is None or reason in found.reason.en


def test_what_a_loaded_model_showed_is_no_disagreement():
    seen = [Observation("snippet_sound", v, "loaded", f"step {v}") for v in (True, False)]
    assert not list(disagreements(seen))
    layers = [Observation("layers", n, "config", "c") for n in (1, 2)]
    assert [r.kind for r in disagreements(layers)] == ["witnesses-disagree"]


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [("bf16 混合精度", "inconclusive"), ("fp16/bf16", "inconclusive"), ("F32", "verified")],
)
def test_a_dtype_in_free_text(tmp_path, claimed, verdict):
    assert only(model(tmp_path), {"dtype": claimed}).verdict == verdict
