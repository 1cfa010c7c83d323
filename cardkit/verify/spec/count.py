"""Parameters counted from what headers state: without buffers, unpacked, shared ones once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from cardkit.text import Text, listed
from cardkit.verify.spec.layers import layer_of
from cardkit.verify.spec.places import without_place
from cardkit.verify.spec.quantization import Quantization, parameters
from cardkit.verify.spec.safetensors_header import Tensor

_BUFFER = re.compile(
    r"(?:^|\.)(?:inv_freq|cos_cached|sin_cached|freqs_cis|position_ids|masked_bias"
    r"|num_batches_tracked|e_score_correction_bias|final_logits_bias)$|(?:^|\.)rotary_emb\.|^rope_freqs\.weight$"
)
_FEW = 100
"""A hundredth: new architectures have some small tensors of their own."""
_MASK = re.compile(r"\.(?:attn|attention)\.bias$")
_ROUTED = re.compile(r"\.experts\.|_exps\.|\.block_sparse_moe\.(?:input|output)_linear\.")
_QK_NORM = re.compile(r"\.(?:q_norm|k_norm|q_layernorm|k_layernorm|q_ln|k_ln)\.")
EMBEDDING = re.compile(
    r"(?:^|\.)(?:embed_tokens|wte|tok_embeddings|embed_in|word_embeddings|token_embd)\.weight$"
)
HEAD = re.compile(r"^(?:model\.|language_model\.)?(?:lm_head|output|embed_out)\.weight$")
_MTP = re.compile(r"(?:^|\.)mtp(?:_\w+)?\.")
_ALIAS = re.compile(r"\._ff_w[12]\.weight$")
"""open_lm registers the two matrices of a plain feed-forward part under a second name."""


@dataclass(frozen=True, slots=True)
class Part:
    """Parameters that some counts leave out or take in beside; `elements` is added to the count."""

    name: Text
    elements: int


@dataclass(frozen=True, slots=True)
class Count:
    """The parameters of a model by its headers; `parts` tell how other honest counts come about.

    `active` is the count one token meets in a mixture of experts, None where nothing says it.
    `unplaced` of the parameters are in tensors that no part of a model is known by, the largest of
    them called `unplaced_name`. `embeddings` are parts that many leave out of active parameters.
    """

    parameters: int
    active: int | None
    parts: tuple[Part, ...]
    unplaced: int = 0
    unplaced_name: str = ""
    embeddings: tuple[Part, ...] = ()

    @property
    def is_padded(self) -> bool:
        """Say whether so much of the count has no known place that it proves no claim."""
        return self.unplaced * _FEW > self.parameters

    def is_honest(self, figure: int) -> bool:
        """Say whether a figure is the count, or one that leaves out or takes in whole parts."""
        return figure == self.parameters or self.explain(figure) is not None

    def explain(self, claimed: int) -> Text | None:
        """Return which count `claimed` is, None where leaving out or taking in gives no such."""
        parts = [part for part in self.parts if part.elements]
        for size in range(len(parts) + 1):
            for chosen in combinations(parts, size):
                if self.parameters + sum(part.elements for part in chosen) == claimed:
                    return listed([part.name for part in chosen]) if chosen else None
        return None


def count(
    tensors: Sequence[Tensor],
    *,
    quantized: Quantization | None = None,
    tied: bool | None = None,
    experts: int | None = None,
    experts_per_token: int | None = None,
    layers: int | None = None,
    hollow: frozenset[str] = frozenset(),
) -> Count:
    """Count the parameters of `tensors`.

    Buffers (rotary frequencies, masks, position ids) are no parameters; packed weights count by the
    rule of `quantization.parameters`; with `tied` an output layer saved beside the embeddings is
    the same matrix. Active parameters: total - routed + routed * per token / experts. What lies in
    layers from the number `layers` on predicts further tokens (MTP) and is a part of its own;
    `hollow` names tensors of layers that hold nothing of a layer.
    """
    names = {tensor.name for tensor in tensors}
    sizes: dict[str, int] = {}
    buffers = 0
    twice = 0
    for tensor in tensors:
        size = parameters(tensor, quantized)
        if _is_buffer(tensor):
            buffers += size
        elif _is_alias(tensor, names) or (tied and HEAD.search(tensor.name)):
            twice += size
        else:
            sizes[tensor.name] = size
    total = sum(sizes.values())
    embedding = sum(n for name, n in sizes.items() if EMBEDDING.search(name))
    head = sum(n for name, n in sizes.items() if HEAD.search(name))
    qk_norms = sum(n for name, n in sizes.items() if _QK_NORM.search(name))
    routed = sum(n for name, n in sizes.items() if _ROUTED.search(name))
    ahead = sum(n for name, n in sizes.items() if _is_ahead(name, layers))
    output = twice or (embedding if not head else 0)
    parts = (
        Part(_with("buffers such as inv_freq", "inv_freq 等缓冲区", buffers), buffers),
        Part(_without("the q/k norms", "q/k norm", qk_norms), -qk_norms),
        Part(_without("the input embeddings", "输入词嵌入", embedding), -embedding),
        Part(_without("the output layer", "输出层", head), -head),
        Part(_without("the layers that predict further tokens (MTP)", "MTP 层", ahead), -ahead),
        Part(_with("shared matrices a second time", "重复计入的共享矩阵", output), output),
    )
    active = None
    if routed and experts and experts_per_token and experts_per_token <= experts:
        active = total - routed + routed * experts_per_token // experts
    placeless, name = without_place(sizes.items(), hollow)
    return Count(total, active, parts, placeless, name, parts[2:4])


def _with(en: str, zh: str, elements: int) -> Text:
    return Text(en=f"with {en} ({elements:,})", zh=f"含{_gap(zh)}（{elements:,}）")


def _without(en: str, zh: str, elements: int) -> Text:
    return Text(en=f"without {en} ({elements:,})", zh=f"不含{_gap(zh)}（{elements:,}）")


def _gap(zh: str) -> str:
    return f" {zh}" if zh[0].isascii() else zh


def _is_buffer(tensor: Tensor) -> bool:
    return bool(_BUFFER.search(tensor.name)) or (
        len(tensor.shape) == 4 and bool(_MASK.search(tensor.name))
    )


def _is_ahead(name: str, layers: int | None) -> bool:
    place = layer_of(name)
    beyond = place is not None and layers is not None and place[1] >= layers
    return beyond or bool(_MTP.search(name))


def _is_alias(tensor: Tensor, names: set[str]) -> bool:
    if not _ALIAS.search(tensor.name):
        return False
    at = "0" if tensor.name.endswith("_ff_w1.weight") else "2"
    return _ALIAS.sub(f".feed_forward.{at}.weight", tensor.name) in names
