"""What a report says of an OpenLM model: unconfirmed variants, defaults that stand in."""

from __future__ import annotations

import json

import pytest

from cardkit.errors import CannotLoad
from cardkit.verify.load.openlm import remarks
from tests.verify.load.openlm.test_reading import ARGUMENTS, SEVEN_B

TINY = {"dim": 32, "n_layers": 2, "n_heads": 2, "vocab_size": 61, "seq_len": 32}


def test_a_confirmed_model_needs_no_remark():
    assert remarks(SEVEN_B) == []


def test_unconfirmed_variants_are_named_in_both_languages():
    [remark] = remarks(SEVEN_B | {"norm_type": "rms_norm", "weight_tying": True})
    assert (remark.kind, remark.level, remark.where) == (
        "openlm-unconfirmed",
        "note",
        "config.json",
    )
    assert remark.message.en == (
        "cardkit's OpenLM was never held against open_lm's own output for: "
        "norm_type=rms_norm, weight_tying=True (docs/openlm.md)"
    )
    assert remark.message.zh == (
        "cardkit 自带的 OpenLM 实现在以下方面未与 open_lm 的输出核对过："
        "norm_type=rms_norm、weight_tying=True（见 docs/openlm.md）"
    )


def test_training_arguments_are_unconfirmed():
    found = {r.kind: r.message.en for r in remarks({"params_args_dict": ARGUMENTS})}
    assert ": params_args_dict (docs" in found["openlm-unconfirmed"]


def test_defaults_that_stand_in_are_named():
    config = {k: v for k, v in SEVEN_B.items() if k not in ("norm_eps", "apply_qk_norm")}
    [remark] = remarks(config)
    assert remark.kind == "openlm-assumed"
    assert remark.message.en.endswith(": norm_eps=1e-05, apply_qk_norm=False")
    assert remark.message.zh.endswith("：norm_eps=1e-05、apply_qk_norm=False")


def test_a_config_that_cannot_be_is_refused():
    with pytest.raises(CannotLoad):
        remarks(SEVEN_B | {"ffn_type": "moe"})


@pytest.mark.filterwarnings("ignore")  # libraries warn as they please
def test_loading_says_it(tmp_path):
    """From the files on, in both worlds of config: params_args_dict, and a tied rms_norm."""
    pytest.importorskip("torch", reason="torch is not installed")
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    from cardkit.verify.load.openlm import register
    from cardkit.verify.load.openlm.config import OpenLMConfig
    from tests.verify.load.test_checks import run

    register()
    config = OpenLMConfig(**(SEVEN_B | TINY | {"norm_type": "rms_norm"}))
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(tmp_path)
    seen, found, last = run(tmp_path)
    assert last == "memory done"
    assert "norm_type=rms_norm" in found["openlm-unconfirmed"].message.en
    assert found["openlm-unconfirmed"].level == "note"
    assert seen["loader", "loaded"].startswith("OpenLM of cardkit, transformers ")
    sizes = {k: v for k, v in TINY.items() if k != "dim"} | {"hidden_dim": TINY["dim"]}
    arguments = {"model_type": "openlm", "params_args_dict": ARGUMENTS | sizes}
    (tmp_path / "config.json").write_text(json.dumps(arguments))
    _, found, _ = run(tmp_path)
    assert "params_args_dict" in found["openlm-unconfirmed"].message.zh
    (tmp_path / "config.json").write_text(json.dumps({**SEVEN_B, **TINY, "ffn_type": "moe"}))
    _, found, last = run(tmp_path)
    assert (last, found["unsupported-variant"].level) == ("build refused", "error")
    assert "CannotLoad" not in found["unsupported-variant"].message.en
