"""The public face of open_lm.hf, as far as a loader meets it; a stand-in, written for these tests.

What makes the real classes fail with newer transformers is so here as well: no GenerationMixin, no
post_init, a tie_weights without arguments, a cache of tuples, a forward without position_ids, and
a prepare_inputs_for_generation that drops the mask.
"""

from open_lm.model import Params, Transformer
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast


class OpenLMConfig(PretrainedConfig):
    model_type = "openlm"

    def __init__(self, **kwargs):
        super().__init__(**(kwargs | {"architectures": ["OpenLMForCausalLM"]}))


class OpenLMForCausalLM(PreTrainedModel):
    config_class = OpenLMConfig
    base_model_prefix = "model"

    def __init__(self, config, model=None):
        super().__init__(config)
        self.model = model or Transformer(Params.of(config))

    def forward(
        self,
        input_ids=None,
        inputs_embeds=None,
        attention_mask=None,
        attention_bias=None,
        past_key_values=None,
        labels=None,
        use_cache=None,
        output_attentions=None,
        output_hidden_states=None,
        return_dict=None,
        cache_position=None,
    ):
        logits, _, past = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            past_key_values=past_key_values,
            use_cache=True if use_cache is None else use_cache,
        )
        return CausalLMOutputWithPast(logits=logits, past_key_values=past)

    def can_generate(self):
        return True

    def prepare_inputs_for_generation(self, input_ids, past_key_values=None, **kwargs):
        if past_key_values is not None:
            input_ids = input_ids[:, past_key_values[0][0].shape[1] :]
        use_cache = kwargs.get("use_cache", True)
        return {"input_ids": input_ids, "past_key_values": past_key_values, "use_cache": use_cache}

    def get_input_embeddings(self):
        return self.model.tok_embeddings

    def get_output_embeddings(self):
        return self.model.output

    def tie_weights(self):
        pass

    def resize_token_embeddings(self, new_num_tokens, pad_to_multiple_of=None):
        raise NotImplementedError


AutoConfig.register("openlm", OpenLMConfig)
AutoModelForCausalLM.register(OpenLMConfig, OpenLMForCausalLM)
