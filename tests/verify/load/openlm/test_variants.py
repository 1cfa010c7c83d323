"""What no checkpoint of open_lm confirms: every variant by what must hold of it."""

from __future__ import annotations

import itertools
import json

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")
save_file = pytest.importorskip("safetensors.torch", reason="safetensors is absent").save_file

from cardkit.errors import CannotLoad  # noqa: E402 - after the skip
from cardkit.verify.load.openlm import parameter_count, read_architecture, register  # noqa: E402
from cardkit.verify.load.openlm.architecture import (  # noqa: E402 - after the skip
    FEED_FORWARDS,
    NORMS,
    POSITIONS,
    Architecture,
)
from cardkit.verify.load.openlm.attention import visible_keys  # noqa: E402 - after the skip
from cardkit.verify.load.openlm.config import OpenLMConfig  # noqa: E402 - after the skip
from cardkit.verify.load.openlm.feed_forward import feed_forward  # noqa: E402 - after the skip
from cardkit.verify.load.openlm.norms import norm  # noqa: E402 - after the skip
from cardkit.verify.load.openlm.rotary import rotation  # noqa: E402 - after the skip
from tests.verify.load.openlm.test_reading import ARGUMENTS, COUNTS, SEVEN_B  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please

TINY = {"dim": 32, "n_layers": 2, "n_heads": 2, "vocab_size": 61, "seq_len": 32}
IDS = torch.arange(3, 27).reshape(2, 12)


def sizes(**variants) -> Architecture:
    return read_architecture(TINY | variants)


def built(**variants):
    register()
    torch.manual_seed(0)
    config = OpenLMConfig(**(SEVEN_B | TINY | variants))
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if "norm" in name:  # fresh norms are all alike, and a bias of zero hides its absence
                tensor.add_(torch.randn_like(tensor) * 0.3)
    return model


def generated(model, **arguments):
    return model.generate(max_new_tokens=6, do_sample=False, pad_token_id=0, **arguments).tolist()


@pytest.mark.parametrize(("changes", "count"), COUNTS)
def test_seven_b_on_the_meta_device(changes, count):
    register()
    with torch.device("meta"):
        model = transformers.AutoModelForCausalLM.from_config(OpenLMConfig(**(SEVEN_B | changes)))
    assert sum(p.numel() for p in model.parameters()) == count
    assert sum(b.numel() for b in model.buffers()) == 2048


VARIANTS = [
    dict(zip(("norm_type", "ffn_type", "apply_qk_norm"), v, strict=True))
    for v in itertools.product(NORMS, FEED_FORWARDS, (True, False))
] + [
    {"positional_embedding_type": p, "post_embed_norm": e, "weight_tying": t}
    for p, e, t in itertools.product(POSITIONS, (True, False), (True, False))
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: "-".join(map(str, v.values())))
@torch.no_grad()
def test_variant_counts_pads_and_caches(variant):
    model = built(**variant)
    count = sum(p.numel() for p in model.parameters())
    assert count == parameter_count(model.config.architecture())
    logits = model(IDS).logits
    first = model(IDS[:, :7], use_cache=True)
    rest = model(IDS[:, 7:], past_key_values=first.past_key_values).logits
    torch.testing.assert_close(torch.cat((first.logits, rest), 1), logits, atol=1e-4, rtol=1e-4)
    padded = torch.nn.functional.pad(IDS, (3, 0))
    mask = (padded != 0).long()
    shifted = model(padded, attention_mask=mask).logits[:, 3:]
    torch.testing.assert_close(shifted, logits, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("position", POSITIONS)
def test_greedy_tokens_with_and_without_cache(position):
    model = built(positional_embedding_type=position)
    mask = torch.ones_like(IDS)
    mask[0, :4] = 0
    arguments = {"input_ids": IDS, "attention_mask": mask}
    tokens = generated(model, **arguments)
    assert generated(model, **arguments, use_cache=False) == tokens
    alone = generated(model, input_ids=IDS[:1, 4:], attention_mask=mask[:1, 4:])
    assert alone[0] == tokens[0][4:]


def test_beams_reorder_the_cache():
    model = built()
    arguments = {"input_ids": IDS, "attention_mask": torch.ones_like(IDS), "num_beams": 3}
    assert generated(model, **arguments) == generated(model, **arguments, use_cache=False)


def test_past_tokens_alone_decide():
    model = built()
    other = IDS.clone()
    other[:, 8:] = 1
    with torch.no_grad():
        assert torch.allclose(model(IDS).logits[:, :8], model(other).logits[:, :8], atol=1e-5)


def test_logits_of_the_last_positions():
    model = built()
    with torch.no_grad():
        logits = model(IDS).logits
        torch.testing.assert_close(model(IDS, logits_to_keep=2).logits, logits[:, -2:])
        assert torch.equal(model(IDS, return_dict=False)[0], logits)


def test_training_arguments_build_the_same_model():
    arguments = {"params_args_dict": ARGUMENTS | TINY | {"hidden_dim": 32}}
    arguments["params_args_dict"].pop("dim")
    register()
    torch.manual_seed(0)
    one = transformers.AutoModelForCausalLM.from_config(OpenLMConfig(**arguments)).eval()
    torch.manual_seed(0)
    two = transformers.AutoModelForCausalLM.from_config(OpenLMConfig(**(SEVEN_B | TINY))).eval()
    with torch.no_grad():
        assert torch.equal(one(IDS).logits, two(IDS).logits)


# The formulas, each against another way to compute it.


def at(start, x):
    """Return the positions of `x` (batch, heads, positions, width), the first at `start`."""
    return torch.arange(start, start + x.shape[2], dtype=torch.float32)


def test_rotary_depends_on_distance_alone():
    for kind in ("rotary", "llama_rotary"):
        turn = rotation(sizes(positional_embedding_type=kind))
        q, k = torch.randn(2, 1, 2, 1, 16).unbind(0)
        near = (turn(q, at(9, q)) * turn(k, at(4, k))).sum()
        torch.testing.assert_close(
            (turn(q, at(105, q)) * turn(k, at(100, k))).sum(), near, atol=1e-4, rtol=1e-4
        )
        assert not torch.allclose((turn(q, at(9, q)) * turn(k, at(5, k))).sum(), near, atol=1e-3)
        assert torch.equal(turn(q, at(0, q)), q)


def test_rotations_are_those_of_complex_numbers():
    x = torch.randn(1, 2, 5, 16)
    angles = torch.arange(3, 8)[:, None] / 10000 ** (torch.arange(8) / 8)
    unit = torch.polar(torch.ones_like(angles), angles)
    halves = torch.complex(x[..., :8], x[..., 8:]) * unit
    turned = rotation(sizes(positional_embedding_type="rotary"))(x, at(3, x))
    torch.testing.assert_close(turned, torch.cat((halves.real, halves.imag), -1))
    neighbours = torch.view_as_complex(x.unflatten(-1, (8, 2)).contiguous()) * unit
    turned = rotation(sizes(positional_embedding_type="llama_rotary"))(x, at(3, x))
    torch.testing.assert_close(turned, torch.view_as_real(neighbours).flatten(-2))


def test_head_rotary_turns_by_head_and_never_by_position():
    by_head = rotation(sizes(positional_embedding_type="head_rotary"))
    by_position = rotation(sizes(positional_embedding_type="rotary"))
    x = torch.randn(1, 2, 5, 16)
    assert torch.equal(by_head(x, at(0, x)), by_head(x, at(7, x)))
    expected = by_position(x.transpose(1, 2), at(0, x.transpose(1, 2))).transpose(1, 2)
    torch.testing.assert_close(by_head(x, at(0, x)), expected)


def test_frequencies_of_the_checkpoint_are_used_until_rounded():
    turn = rotation(sizes())
    x = torch.randn(1, 2, 5, 16)
    own = turn(x, at(500, x))
    assert torch.equal(turn.to(torch.bfloat16)(x, at(500, x)), own)
    other = rotation(sizes())
    other.inv_freq.mul_(0.5)
    assert not torch.allclose(other(x, at(500, x)), own)


def test_norms_are_those_of_torch():
    x = torch.randn(3, 5, 32) * 4 + 1
    for kind in NORMS[:5]:
        ours = norm(sizes(norm_type=kind, norm_eps=1e-3))
        theirs = torch.nn.LayerNorm(32, eps=1e-3, elementwise_affine=False)
        torch.testing.assert_close(ours(x), theirs(x))
        names = [n for n, _ in ours.named_parameters()]
        assert names == {"gain": ["weight"], "no_wb": []}.get(
            "gain" if "gain" in kind else kind[:5], ["weight", "bias"]
        )
    ours = norm(sizes(norm_type="rms_norm", norm_eps=1e-3))
    torch.testing.assert_close(ours(x), torch.nn.RMSNorm(32, eps=1e-3)(x))
    assert [n for n, _ in ours.named_parameters()] == ["weight"]


def test_gated_feed_forwards():
    x = torch.randn(2, 3, 32)
    swiglu = feed_forward(sizes(ffn_type="swiglu"))
    gate, value = swiglu.w12.weight[:256], swiglu.w12.weight[256:]
    expected = (torch.nn.functional.silu(x @ gate.T) * (x @ value.T)) @ swiglu.w3.weight.T
    torch.testing.assert_close(swiglu(x), expected, atol=1e-5, rtol=1e-5)
    geglu = feed_forward(sizes(ffn_type="gemma_geglu"))
    gate, up = x @ geglu.gate_proj.weight.T, x @ geglu.up_proj.weight.T
    expected = (torch.nn.functional.gelu(gate) * up) @ geglu.down_proj.weight.T
    torch.testing.assert_close(geglu(x), expected, atol=1e-5, rtol=1e-5)


def test_masks():
    x = torch.zeros(2, 2, 4)
    assert visible_keys(x[:, :1], 5, None) is None
    assert visible_keys(x, 1, None).tolist() == [[[[True, True, False], [True, True, True]]]]
    mask = torch.tensor([[0, 0, 1], [1, 1, 1]])
    # a query that may see nothing sees all, as in open_lm
    assert visible_keys(x, 1, mask)[0, 0].tolist() == [[True] * 3, [False, False, True]]


# Loading.


def write(folder, config, tensors=None):
    (folder / "config.json").write_text(json.dumps({"model_type": "openlm"} | config))
    if tensors is not None:
        save_file(tensors, str(folder / "model.safetensors"), {"format": "pt"})


@pytest.mark.parametrize("held", ["both", "output", "tok_embeddings"])
def test_tied_checkpoint_may_hold_either_name(held, tmp_path):
    model = built(weight_tying=True)
    pair = {"model.output.weight", "model.tok_embeddings.weight"}
    dropped = pair - {f"model.{held}.weight"} if held != "both" else set()
    tensors = {k: v.clone() for k, v in model.state_dict().items() if k not in dropped}
    write(tmp_path, SEVEN_B | TINY | {"weight_tying": True}, tensors)
    again, found = transformers.AutoModelForCausalLM.from_pretrained(
        tmp_path, output_loading_info=True
    )
    assert not any(found.values())
    assert again.model.output.weight is again.model.tok_embeddings.weight
    with torch.no_grad():
        assert torch.equal(again.eval()(IDS).logits, model(IDS).logits)


def test_tensors_of_another_variant_are_reported(tmp_path):
    write(tmp_path, SEVEN_B | TINY | {"apply_qk_norm": False}, built().state_dict())
    _, found = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, output_loading_info=True)
    assert "model.layers.0.attention.q_norm.weight" in found["unexpected_keys"]
    assert not found["missing_keys"]
    write(tmp_path, SEVEN_B | TINY | {"ffn_type": "gelu"})
    _, found = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, output_loading_info=True)
    assert "model.layers.0.feed_forward.w12.weight" in found["unexpected_keys"]
    assert "model.layers.0.feed_forward.0.weight" in found["missing_keys"]


@pytest.mark.parametrize(
    "changes", [{"dim": 10**12}, {"n_layers": "32"}, {"ffn_type": "moe"}, {"vocab_size": None}]
)
def test_hostile_config_stops_before_anything_is_built(changes, tmp_path):
    register()
    write(tmp_path, SEVEN_B | changes)
    with pytest.raises(CannotLoad, match="OpenLM"):
        transformers.AutoConfig.from_pretrained(tmp_path)


def test_empty_config_builds_no_model():
    register()
    with pytest.raises(CannotLoad, match="lacks dim"):
        transformers.AutoModelForCausalLM.from_config(OpenLMConfig())


def test_other_names_in_the_config_do_not_count():
    config = OpenLMConfig(**(SEVEN_B | {"hidden_size": 1, "tie_word_embeddings": True}))
    assert (config.dim, config.hidden_size, config.tie_word_embeddings) == (4096, 4096, False)
    assert config.num_hidden_layers == config.num_attention_heads == 32
    assert config.max_position_embeddings == 2048
