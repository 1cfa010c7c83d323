"""The OpenLM model as transformers loads it and generates with it, from 4.49 to 5."""

from __future__ import annotations

import torch
from torch import nn
from transformers import DynamicCache, GenerationMixin, PreTrainedModel
from transformers.cache_utils import Cache
from transformers.modeling_outputs import CausalLMOutputWithPast

from cardkit.verify.load.openlm.architecture import Architecture
from cardkit.verify.load.openlm.attention import Attention, visible_keys
from cardkit.verify.load.openlm.config import OpenLMConfig
from cardkit.verify.load.openlm.feed_forward import feed_forward
from cardkit.verify.load.openlm.norms import LayerNorm, RMSNorm, norm
from cardkit.verify.load.openlm.rotary import Rotary, frequencies


class Block(nn.Module):
    """One layer: attention, then feed-forward, each behind a norm and added to its input."""

    def __init__(self, model: Architecture, layer: int) -> None:
        super().__init__()
        self.attention = Attention(model, layer)
        self.feed_forward = feed_forward(model)
        self.attention_norm = norm(model)
        self.ffn_norm = norm(model)

    def forward(
        self,
        x: torch.Tensor,
        mask: torch.Tensor | None,
        positions: torch.Tensor,
        cache: Cache | None,
    ) -> torch.Tensor:
        """Return `x` (batch, positions, dim) after this layer; arguments as `Attention` has."""
        x = x + self.attention(self.attention_norm(x), mask, positions, cache)
        return x + self.feed_forward(self.ffn_norm(x))


class Transformer(nn.Module):
    """Embedding, layers, norm and output projection under open_lm's names."""

    def __init__(self, model: Architecture) -> None:
        super().__init__()
        self.tok_embeddings = nn.Embedding(model.vocab_size, model.dim)
        self.post_embed_norm = norm(model) if model.post_embed_norm else nn.Identity()
        self.layers = nn.ModuleList(Block(model, i) for i in range(model.n_layers))
        self.norm = norm(model)
        self.output = nn.Linear(model.dim, model.vocab_size, bias=False)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor | None,
        cache: Cache | None,
        last: int = 0,
        position_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return logits (batch, positions, vocabulary), of the `last` positions unless 0."""
        start = 0 if cache is None else cache.get_seq_length()
        positions = _positions(input_ids, start, position_ids)
        x = self.post_embed_norm(self.tok_embeddings(input_ids))
        mask = visible_keys(x, start, attention_mask)
        for layer in self.layers:
            x = layer(x, mask, positions, cache)
        return self.output(self.norm(x[:, -last:]))


def _positions(
    input_ids: torch.Tensor, start: int, position_ids: torch.Tensor | None
) -> torch.Tensor:
    """Return where tokens stand, as rotations take it: behind the cache unless said otherwise."""
    if position_ids is not None:
        return position_ids[:, None].to(input_ids.device, torch.float32)
    end = start + input_ids.shape[1]
    return torch.arange(start, end, dtype=torch.float32, device=input_ids.device)


class OpenLMForCausalLM(PreTrainedModel, GenerationMixin):
    """OpenLM for `from_pretrained`, `generate` and `device_map`."""

    config_class = OpenLMConfig
    base_model_prefix = "model"
    _no_split_modules = ["Block"]  # noqa: RUF012 - transformers' own attribute
    # Version 5 reads target and source, version 4 the targets alone: a dict serves both.
    _tied_weights_keys = {  # noqa: RUF012 - transformers' own attribute
        "model.output.weight": "model.tok_embeddings.weight"
    }
    # inv_freq follows from the width; the gelu variant's two matrices are saved under two names.
    _keys_to_ignore_on_load_missing = [r"pos_embed\.inv_freq$"]  # noqa: RUF012 - transformers' own
    _keys_to_ignore_on_load_unexpected = [  # noqa: RUF012 - transformers' own attribute
        r"\.pos_embed\.",
        r"\._ff_w[12]\.weight$",
    ]
    _supports_sdpa = True
    _supports_cache_class = True

    def __init__(self, config: OpenLMConfig) -> None:
        super().__init__(config)
        self.model = Transformer(config.architecture())
        self.post_init()

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        past_key_values: Cache | None = None,
        use_cache: bool | None = None,
        logits_to_keep: int = 0,
        return_dict: bool | None = None,
        position_ids: torch.Tensor | None = None,
    ) -> CausalLMOutputWithPast | tuple[torch.Tensor, ...]:
        """Return logits (batch, positions, vocabulary) and, where asked for, the cache.

        `input_ids` are the positions behind those in the cache; `attention_mask` (batch, all
        positions) is 1 for tokens, 0 for padding, or of four dimensions and taken as it is;
        `logits_to_keep` keeps that many at the end; `position_ids` (batch, positions) say where
        tokens stand that do not follow each other.
        """
        if use_cache and past_key_values is None:
            past_key_values = DynamicCache()
        logits = self.model(
            input_ids, attention_mask, past_key_values, logits_to_keep, position_ids
        )
        output = CausalLMOutputWithPast(logits=logits, past_key_values=past_key_values)
        return output.to_tuple() if return_dict is False else output

    def prepare_inputs_for_generation(
        self,
        input_ids: torch.Tensor,
        past_key_values: Cache | None = None,
        attention_mask: torch.Tensor | None = None,
        use_cache: bool | None = None,
        logits_to_keep: int = 0,
        **unused: object,
    ) -> dict[str, object]:
        """Return the arguments of `forward` for the positions that the cache does not hold yet.

        One of our own because transformers' changes its arguments from version to version.
        """
        held = 0 if past_key_values is None else past_key_values.get_seq_length()
        total = input_ids.shape[1] if attention_mask is None else attention_mask.shape[1]
        return {
            "input_ids": input_ids[:, held - total :],
            "past_key_values": past_key_values,
            "attention_mask": attention_mask,
            "use_cache": use_cache,
            "logits_to_keep": logits_to_keep,
        }

    def get_input_embeddings(self) -> nn.Module:
        """Return the embedding of tokens."""
        return self.model.tok_embeddings

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Replace the embedding of tokens."""
        self.model.tok_embeddings = value

    def get_output_embeddings(self) -> nn.Module:
        """Return the projection to the vocabulary."""
        return self.model.output

    def set_output_embeddings(self, new_embeddings: nn.Module) -> None:
        """Replace the projection to the vocabulary."""
        self.model.output = new_embeddings

    def tie_weights(self, *arguments: object, **named: object) -> None:
        """Tie where the config says so, from the output too where a checkpoint holds only that."""
        embedding, output = self.model.tok_embeddings, self.model.output
        if self.config.tie_word_embeddings and embedding.weight.is_meta:
            embedding.weight = output.weight  # transformers 4 would tie it to nothing
        super().tie_weights(*arguments, **named)

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        """Fill what no checkpoint filled: normal matrices, neutral norms, frequencies."""
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=module.weight.shape[-1] ** -0.5)
        elif isinstance(module, LayerNorm | RMSNorm):
            if module.weight is not None:
                nn.init.ones_(module.weight)
            if getattr(module, "bias", None) is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, Rotary):
            module.inv_freq.copy_(frequencies(module.width, module.inv_freq.device))
