"""Families whose configs say things their own way, and sizes as names and cards write them."""

import json

import pytest

import cardkit
from cardkit.verify.outcome import Claim, Observation
from cardkit.verify.spec.check import check
from cardkit.verify.spec.claims import claims_of
from cardkit.verify.spec.config import config_of
from cardkit.verify.spec.count import count
from cardkit.verify.spec.observe import Observed, observe
from cardkit.verify.spec.safetensors_header import Tensor
from tests.verify.spec.models import LLAMA, kinds, llama_shapes, value, write_model

CHATGLM = {
    "model_type": "chatglm", "num_layers": 28, "hidden_size": 4096, "ffn_hidden_size": 13696,
    "kv_channels": 128, "num_attention_heads": 32, "multi_query_attention": True,
    "multi_query_group_num": 2, "padded_vocab_size": 65024, "seq_length": 8192,
}  # fmt: skip
DBRX = {
    "model_type": "dbrx", "n_layers": 40, "d_model": 6144, "n_heads": 48, "max_seq_len": 32768,
    "ffn_config": {"moe_num_experts": 16, "moe_top_k": 4},
}  # fmt: skip


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        (
            CHATGLM,
            {"layers": 28, "kv_heads": 2, "vocabulary_size": 65024, "context_length": 8192}
            | {"head_dim": 128, "intermediate_size": 13696},
        ),
        (
            {"model_type": "baichuan", "num_attention_heads": 40, "model_max_length": 4096},
            {"kv_heads": 40, "context_length": 4096},
        ),
        (
            {"model_type": "qwen", "intermediate_size": 22016, "num_attention_heads": 32},
            {"intermediate_size": 11008, "kv_heads": 32},
        ),
        ({"model_type": "gpt_neo", "num_heads": 16}, {"attention_heads": 16}),
        ({"model_type": "bloom", "seq_length": 2048}, {"context_length": 2048}),
        ({"model_type": "bart", "encoder_attention_heads": 12}, {"attention_heads": 12}),
        (DBRX, {"experts": 16, "experts_per_token": 4, "hidden_size": 6144}),
    ],
    ids=lambda v: v.get("model_type") if "model_type" in v else "",
)
def test_keys(config, fields):
    found = config_of(config)
    assert {field: found.value(field) for field in fields} == fields


def test_latent_attention_has_no_single_head_size():
    config = {"model_type": "deepseek_v3", "hidden_size": 7168, "num_attention_heads": 128}
    assert config_of({**config, "kv_lora_rank": 512}).value("head_dim") is None
    assert config_of({**config, "qk_nope_head_dim": 128, "head_dim": 64}).value("head_dim") is None
    assert config_of(config).value("head_dim") == 56


def only(observed, claim):
    (found,) = check([claim], observed)
    return found


def test_layers_that_predict_further_tokens(tmp_path):
    """DeepSeek-V3 publishes 61 layers and a count without the 62nd."""
    config = {**LLAMA, "num_nextn_predict_layers": 1}
    observed = observe(write_model(tmp_path, config, llama_shapes(layers=3)))
    assert not kinds(observed)
    assert value(observed, "layers") == 2
    without = 6736
    found = only(observed, Claim("parameters", ("details", "parameters"), without, "6,736"))
    assert found.verdict == "consistent"
    assert "MTP" in found.reason.en
    assert "MTP" in found.reason.zh


def test_routing_biases_are_buffers():
    shapes = {"model.layers.0.mlp.gate.e_score_correction_bias": (8,), "final_logits_bias": (1, 4)}
    tensors = [Tensor(n, "F32", s, "f") for n, s in {**shapes, "norm.weight": (5,)}.items()]
    found = count(tensors)
    assert found.parameters == 5
    assert "buffers" in found.explain(17).en


def counted(n, field="parameters"):
    return Observed("m", (Observation(field, n, "headers", "m.safetensors"),), ())


def record(name, **details):
    text = json.dumps({"schema_version": 1, "kind": "card", "name": name, **details})
    return claims_of(cardkit.loads(text, name="m.card.yaml").record)


@pytest.mark.parametrize(
    ("name", "parameters", "verdict"),
    [
        ("Llama-3.2-1B", 1_235_814_400, "consistent"),
        ("gemma-2-2b", 2_614_341_888, "consistent"),
        ("OLMo-1B", 1_176_764_416, "consistent"),
        ("Qwen2-7B", 7_615_616_512, "consistent"),
        ("Gemma-7B", 8_537_680_896, "contradicted"),
        ("Larch-1B", 2_000_000_001, "contradicted"),
        ("Larch-70B", 6_738_415_616, "contradicted"),
    ],
)
def test_a_size_in_a_name_rounds_by_its_last_digit(name, parameters, verdict):
    (claim,) = record(name)
    assert only(counted(parameters), claim).verdict == verdict


def test_a_spec_table_has_the_band_alone():
    (claim,) = record("Larch", details={"size": "1B"})
    assert only(counted(1_235_814_400), claim).verdict == "contradicted"


def test_name_and_title_are_each_checked():
    """A lying name beside another title went unseen."""
    claims = record("Larch-70B", title={"en": "Larch 7B", "zh": "Larch 7B"})
    assert [(c.path, c.printed) for c in claims] == [(("name",), "70B"), (("title", "en"), "7B")]
    found = check(claims, counted(6_738_415_616))
    assert [c.verdict for c in found] == ["contradicted", "consistent"]


def test_active_parameters_without_embeddings():
    """DeepSeek-V2-Lite says 2.4B of 2.66."""
    shapes = {"model.embed_tokens.weight": (102_400, 2048), "norm.weight": (2_450_000_000,)}
    found = count([Tensor(n, "BF16", s, "f") for n, s in shapes.items()])
    seen = Observation("active_parameters", found.parameters, "headers", "m")
    observed = Observed("m", (seen,), (), count=found)
    claim = Claim("active_parameters", ("details", "active_parameters"), 24 * 10**8, "2.4B", True)
    checked = only(observed, claim)
    assert checked.verdict == "consistent"
    assert "without the input embeddings" in checked.reason.en
    lower = Claim("active_parameters", ("details", "active_parameters"), 22 * 10**8, "2.2B", True)
    assert only(observed, lower).verdict == "contradicted"


def test_experts_of_granite():
    name = "model.layers.0.block_sparse_moe.input_linear.weight"
    tensors = [Tensor(name, "BF16", (8, 4, 4), "f"), Tensor("norm.weight", "BF16", (10,), "f")]
    assert count(tensors, experts=8, experts_per_token=2).active == 10 + 128 // 4
