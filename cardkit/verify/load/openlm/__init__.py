"""OpenLM models without open_lm and xformers: config, model and generation of our own.

open_lm (the training code behind DCLM-7B) is in no package registry and its own classes neither
load nor generate with transformers 5 (`original` completes them for who has open_lm and asks for it
by `--loader open_lm`). The modules here follow the architecture, keep open_lm's
names of tensors, and read its checkpoints as they are. Confirmed against checkpoints, logits and
greedy tokens of open_lm 0.0.34: `default_layer_norm`, `lp_layer_norm`, `gain_only_lp_layer_norm`;
`swiglu`, `swiglu_torch`, `gelu`; `rotary`; q/k norms; the norm behind the embedding. Every other
variant, and `params_args_dict`, is built from descriptions and unconfirmed: `unconfirmed(config)`
names what a model uses of those.

Nothing here imports torch until `register` is called.
"""

from __future__ import annotations

from cardkit.verify.load.openlm.architecture import (
    MODEL_TYPE,
    Architecture,
    parameter_count,
    unconfirmed,
)
from cardkit.verify.load.openlm.reading import read_architecture
from cardkit.verify.load.openlm.remarks import remarks

__all__ = [
    "MODEL_TYPE",
    "Architecture",
    "parameter_count",
    "read_architecture",
    "register",
    "remarks",
    "unconfirmed",
]


def register() -> None:
    """Make transformers' AutoConfig and AutoModelForCausalLM know `model_type` openlm as ours.

    Calling it again changes nothing. Needs torch and transformers (`cardkit[verify]`).
    """
    from transformers import AutoConfig, AutoModelForCausalLM

    from cardkit.verify.load.openlm.config import OpenLMConfig
    from cardkit.verify.load.openlm.model import OpenLMForCausalLM

    AutoConfig.register(MODEL_TYPE, OpenLMConfig, exist_ok=True)
    AutoModelForCausalLM.register(OpenLMConfig, OpenLMForCausalLM, exist_ok=True)
