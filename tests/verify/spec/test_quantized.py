"""Quantised models: what names claim of them, how they count, what they are stored in."""

import json

import pytest

import cardkit
from cardkit.verify.outcome import Observation
from cardkit.verify.spec.check import check
from cardkit.verify.spec.claims import claims_of
from cardkit.verify.spec.observe import observe
from cardkit.verify.spec.quantization import quantization
from cardkit.verify.spec.quantization_claims import opinion
from tests.verify.spec.models import LLAMA, kinds, llama_shapes, value, write_model


def claims(name, details=None):
    text = json.dumps({"schema_version": 1, "kind": "card", "name": name, "details": details or {}})
    return claims_of(cardkit.loads(text, name="m.card.yaml").record)


def compressed(bits, kind, style="pack-quantized"):
    weights = {"num_bits": bits, "type": kind}
    groups = {"group_0": {"weights": weights}}
    return {"quant_method": "compressed-tensors", "format": style, "config_groups": groups}


@pytest.mark.parametrize(
    ("name", "settings", "verdict"),
    [
        ("L-8B-FP8", {"quant_method": "fp8"}, "verified"),
        ("L-8B-FP8", {"quant_method": "fbgemm_fp8"}, "verified"),
        ("L-8B-FP8", {"quant_method": "modelopt", "quant_algo": "FP8"}, "verified"),
        ("L-8B-FP8", compressed(8, "float", "float-quantized"), "verified"),
        ("L-8B-FP8", compressed(8, "int"), "contradicted"),
        ("L-8B-FP8", compressed(4, "float"), "contradicted"),
        ("L-8B-FP8", {"quant_method": "compressed-tensors"}, "inconclusive"),
        ("L-8B-FP8", {"quant_method": "gptq", "bits": 8}, "contradicted"),
        ("L-AWQ", compressed(4, "int"), "consistent"),
        ("L-AWQ", compressed(8, "float"), "contradicted"),
        ("L-AWQ", {"quant_method": "awq", "bits": 4}, "verified"),
        ("L-GPTQ-Int4", {"quant_method": "gptq", "bits": 4}, "verified"),
        ("L-GPTQ-Int4", {"quant_method": "gptq", "bits": 8}, "contradicted"),
        ("L-GPTQ-Int4", {"quant_method": "gptq"}, "inconclusive"),
        ("L-GPTQ-w4a16", compressed(4, "int"), "consistent"),
        ("L-GPTQ-8bit", compressed(4, "int"), "contradicted"),
    ],
)
def test_a_name_against_a_config(name, settings, verdict):
    claim = claims(name)[-1]
    assert claim.field == "quantization"
    seen = Observation("quantization", quantization(settings).name, "config", "config.json")
    assert opinion(claim, seen).verdict == verdict


def test_a_quantised_name_over_dense_weights(tmp_path):
    observed = observe(write_model(tmp_path / "dense", LLAMA, llama_shapes()))
    (found,) = check(claims("L-GPTQ-Int4"), observed)
    assert found.verdict == "contradicted"
    said = {**LLAMA, "quantization_config": {"quant_method": "gptq", "bits": 4}}
    observed = observe(write_model(tmp_path / "said", said, llama_shapes()))
    (found,) = check(claims("L-GPTQ-Int4"), observed)
    assert found.verdict == "inconclusive", "its config says so, its weights do not"


def packed(bits=4):
    shapes = {"model.embed_tokens.weight": ("F16", [100, 16])}
    for i in range(2):
        at = f"model.layers.{i}.self_attn.q_proj"
        shapes |= {
            f"{at}.qweight": ("I32", [64 * bits // 32, 16]),
            f"{at}.qzeros": ("I32", [1, 2]),
            f"{at}.scales": ("F16", [1, 16]),
            f"{at}.g_idx": ("I32", [64]),
        }
    return shapes


GPTQ_COUNT = 1600 + 2 * 64 * 16


def test_settings_in_a_file_of_their_own(tmp_path):
    text = '{"bits": 4, "group_size": 128}'
    observed = observe(write_model(tmp_path, LLAMA, packed(), quantize_config__json=text))
    assert value(observed, "parameters") == GPTQ_COUNT
    assert value(observed, "quantization") == "gptq 4-bit"


def test_packed_weights_that_no_config_explains_are_not_counted(tmp_path):
    observed = observe(write_model(tmp_path, LLAMA, packed()))
    assert "quantization-unknown" in kinds(observed)
    assert value(observed, "parameters") is None


@pytest.mark.parametrize("bits", [1, 2, 3, 5, 8, 16, 32])
def test_bits_that_are_not_those_of_the_weights_multiply_nothing(tmp_path, bits):
    config = {**LLAMA, "quantization_config": {"quant_method": "gptq", "bits": bits}}
    observed = observe(write_model(tmp_path, config, packed()))
    assert "quantization-unknown" in kinds(observed)
    assert value(observed, "parameters") is None


def test_awq_bits_are_held_against_the_scales(tmp_path):
    at = "model.layers.0.self_attn.q_proj"
    shapes = {f"{at}.qweight": ("I32", [64, 2]), f"{at}.scales": ("F16", [1, 16])}
    config = {**LLAMA, "quantization_config": {"quant_method": "awq", "bits": 4}}
    assert value(observe(write_model(tmp_path, config, shapes)), "parameters") == 64 * 16
    wrong = {**shapes, f"{at}.scales": ("F16", [1, 8])}
    assert value(observe(write_model(tmp_path, config, wrong)), "parameters") is None


def test_nvfp4_in_compressed_tensors(tmp_path):
    at = "model.layers.0.self_attn.q_proj"
    shapes = {
        f"{at}.weight_packed": ("U8", [16, 8]),
        f"{at}.weight_scale": ("F8_E4M3", [16, 1]),
        f"{at}.weight_global_scale": ("F32", [1]),
        f"{at}.input_global_scale": ("F32", [1]),
    }
    settings = compressed(4, "float", "nvfp4-pack-quantized")
    observed = observe(write_model(tmp_path, {**LLAMA, "quantization_config": settings}, shapes))
    assert value(observed, "parameters") == 16 * 16


def test_weights_stored_as_float8(tmp_path):
    """What the config says they compute in is another fact."""
    config = {**LLAMA, "quantization_config": {"quant_method": "fp8"}}
    shapes = {
        "model.embed_tokens.weight": ("BF16", [100, 16]),
        "model.layers.0.mlp.up_proj.weight": ("F8_E4M3", [16, 16]),
        "model.layers.0.mlp.up_proj.weight_scale_inv": ("F32", [1, 1]),
    }
    observed = observe(write_model(tmp_path, config, shapes))
    for dtype, verdict in (("float8_e4m3fn", "verified"), ("float16", "contradicted")):
        (found,) = check(claims("M", {"dtype": dtype}), observed)
        assert found.verdict == verdict
    alone = observe(write_model(tmp_path / "config alone", config))
    for dtype, verdict in (("fp8", "inconclusive"), ("float32", "verified")):
        (found,) = check(claims("M", {"dtype": dtype}), alone)
        assert found.verdict == verdict
