"""OpenLM configs: both shapes, the counts that follow, and what hostile ones get. No torch."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.errors import CannotLoad
from cardkit.verify.load.openlm.architecture import Architecture, parameter_count, unconfirmed
from cardkit.verify.load.openlm.reading import MAX_PARAMETERS, read_architecture

SEVEN_B = {
    "model_type": "openlm",
    "dim": 4096,
    "n_layers": 32,
    "n_heads": 32,
    "vocab_size": 50432,
    "seq_len": 2048,
    "norm_type": "gain_only_lp_layer_norm",
    "norm_eps": 1e-05,
    "ffn_type": "swiglu_torch",
    "attn_name": "auto",
    "apply_qk_norm": True,
    "positional_embedding_type": "rotary",
    "post_embed_norm": False,
    "weight_tying": False,
}
ARGUMENTS = {
    "hidden_dim": 4096,
    "n_layers": 32,
    "n_heads": 32,
    "vocab_size": 50432,
    "seq_len": 2048,
    "model_norm": "gain_only_lp_layer_norm",
    "ffn_type": "swiglu_torch",
    "qk_norm": True,
}
COUNTS = [
    ({}, 6_889_672_704),
    ({"ffn_type": "swiglu"}, 6_889_672_704),
    ({"apply_qk_norm": False, "norm_type": "default_layer_norm"}, 6_889_676_800),
    ({"apply_qk_norm": False}, 6_889_410_560),
]


@pytest.mark.parametrize(("changes", "count"), COUNTS)
def test_seven_b_count_is_exact(changes, count):
    assert parameter_count(read_architecture(SEVEN_B | changes)) == count


def test_flat_config_assumes_nothing():
    model = read_architecture(SEVEN_B)
    assert model.assumed == ()
    assert unconfirmed(model) == ()
    assert (model.head_dim, model.hidden_dim) == (128, 11008)


def test_training_arguments_say_the_same_under_other_names():
    model = read_architecture({"model_type": "openlm", "params_args_dict": ARGUMENTS})
    assert parameter_count(model) == 6_889_672_704
    assert model.norm_type == "gain_only_lp_layer_norm"
    assert model.apply_qk_norm
    assert model.assumed == (
        "norm_eps",
        "attn_name",
        "positional_embedding_type",
        "post_embed_norm",
        "weight_tying",
    )


def test_both_shapes_may_stand_together_where_they_agree():
    assert read_architecture(SEVEN_B | {"params_args_dict": ARGUMENTS}) == read_architecture(
        SEVEN_B
    )
    assert read_architecture(SEVEN_B | {"params_args_dict": None}) == read_architecture(SEVEN_B)


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"dim": None}, "config-damaged", "lacks dim"),
        ({"dim": "4096"}, "config-damaged", 'dim in the OpenLM config is not an integer: "4096"'),
        ({"dim": 4096.0}, "config-damaged", "not an integer: 4096.0"),
        ({"n_layers": True}, "config-damaged", "n_layers in the OpenLM config is not an integer"),
        ({"n_layers": [32]}, "config-damaged", "not an integer: list"),
        ({"n_layers": -1}, "config-damaged", "outside 1 to 4096: -1"),
        ({"n_layers": 0}, "config-damaged", "outside 1 to 4096: 0"),
        ({"vocab_size": 2**63}, "config-damaged", "vocab_size in the OpenLM config is outside"),
        ({"vocab_size": 10**5000}, "config-damaged", "2^16609…"),
        ({"seq_len": -(10**5000)}, "config-damaged", "-2^16609…"),
        ({"n_heads": 33}, "config-damaged", "dim 4096 in the OpenLM config does not divide"),
        ({"dim": 27, "n_heads": 3}, "config-damaged", "heads of 9"),
        ({"dim": 2**17, "n_layers": 4096}, "config-damaged", "parameters, more than"),
        ({"norm_eps": 0}, "config-damaged", "norm_eps in the OpenLM config is not a number"),
        ({"norm_eps": float("nan")}, "config-damaged", "norm_eps"),
        ({"norm_eps": 10**400}, "config-damaged", "norm_eps"),
        ({"norm_eps": "1e-5"}, "config-damaged", "norm_eps"),
        ({"apply_qk_norm": 1}, "config-damaged", "neither true nor false: 1"),
        ({"weight_tying": "false"}, "config-damaged", "neither true nor false"),
        ({"norm_type": "batch_norm"}, "unsupported-variant", 'norm_type "batch_norm" of OpenLM'),
        ({"norm_type": ["rms_norm"]}, "unsupported-variant", "norm_type list of OpenLM"),
        ({"ffn_type": "moe"}, "unsupported-variant", "mixture of experts"),
        ({"moe_freq": 2}, "unsupported-variant", "mixture of experts"),
        ({"moe_freq": "2"}, "unsupported-variant", "mixture of experts"),
        ({"attn_name": "custom_attn"}, "unsupported-variant", "custom_attn"),
        ({"positional_embedding_type": "alibi"}, "unsupported-variant", "alibi"),
        ({"ffn_type": "\x1b[31m" + "x" * 9999}, "unsupported-variant", "\\u{1b}[31mxxx"),
        ({"params_args_dict": [1]}, "config-damaged", "params_args_dict"),
        ({"params_args_dict": {"hidden_dim": 2048}}, "config-damaged", "dim twice, 4096 and 2048"),
        ({"params_args_dict": {"qk_norm": 1}}, "config-damaged", "apply_qk_norm twice, True and 1"),
    ],
)
def test_hostile_config_gets_one_clear_error(changes, kind, message):
    with pytest.raises(CannotLoad) as caught:
        read_architecture(SEVEN_B | changes)
    assert caught.value.kind == kind
    assert message in str(caught.value)
    assert len(caught.value.message.en) < 200
    assert "\n" not in caught.value.message.en
    assert "OpenLM" in caught.value.message.zh


def test_every_missing_size_is_named_at_once():
    with pytest.raises(CannotLoad, match="lacks dim, n_layers, n_heads, vocab_size, seq_len"):
        read_architecture({})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
SOME = st.dictionaries(st.sampled_from([*SEVEN_B, *ARGUMENTS, "moe_freq"]), VALUES)


@given(changes=SOME, arguments=st.none() | SOME)
def test_any_config_is_read_or_refused(changes, arguments):
    config = SEVEN_B | changes | {"params_args_dict": arguments}
    try:
        model = read_architecture(json.loads(json.dumps(config)))
    except CannotLoad:
        return
    assert 0 < parameter_count(model) <= MAX_PARAMETERS
    assert model.dim % model.n_heads == 0


def test_what_no_checkpoint_confirmed_is_named():
    model = Architecture(
        dim=8,
        n_layers=1,
        n_heads=1,
        vocab_size=8,
        seq_len=8,
        norm_type="rms_norm",
        ffn_type="gemma_geglu",
        positional_embedding_type="none",
        weight_tying=True,
    )
    assert unconfirmed(model) == (
        "norm_type=rms_norm",
        "ffn_type=gemma_geglu",
        "positional_embedding_type=none",
        "weight_tying=True",
    )
