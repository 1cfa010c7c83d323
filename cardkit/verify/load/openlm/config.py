"""The transformers config of OpenLM: checked before anything is built from it."""

from __future__ import annotations

from transformers import PretrainedConfig

from cardkit.verify.load.openlm.architecture import KEYS, MODEL_TYPE, Architecture
from cardkit.verify.load.openlm.reading import read_architecture


class OpenLMConfig(PretrainedConfig):
    """Flat keys of open_lm, whichever shape was read; CannotLoad where they cannot be.

    `params_args_dict` stays beside them as it was read, so that saving loses nothing.
    """

    model_type = MODEL_TYPE
    keys_to_ignore_at_inference = ["past_key_values"]  # noqa: RUF012 - transformers' own attribute
    attribute_map = {  # noqa: RUF012 - transformers' own attribute
        "hidden_size": "dim",
        "num_hidden_layers": "n_layers",
        "num_attention_heads": "n_heads",
        "max_position_embeddings": "seq_len",
    }

    def __init__(self, **kwargs: object) -> None:
        if not kwargs:  # transformers 4 makes an empty one to compare with; no model comes of it
            super().__init__()
            return
        model = read_architecture(kwargs)
        kwargs["tie_word_embeddings"] = model.weight_tying  # what open_lm reads decides
        super().__init__(**kwargs)
        for key in KEYS:
            setattr(self, key, getattr(model, key))

    def architecture(self) -> Architecture:
        """Return the checked sizes and variants, read anew: attributes of a config can be set."""
        return read_architecture(vars(self))
