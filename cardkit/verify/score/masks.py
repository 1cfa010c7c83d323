"""4-D masks: what each token of a row may see, as models take it."""

from __future__ import annotations

from typing import Any

from cardkit.verify.score.config_facts import layer_types
from cardkit.verify.score.network import Network


def masks(network: Network, visible: Any, depths: Any, held: int) -> Any:
    """Return what the model takes as 4-D mask: one, or one by kind of layer.

    `visible` is (rows, queries, held + queries), True where seen; `depths` (rows, queries) are
    positions, those of the first `held` keys being 0, 1, ... A mask is 0 or the least number of the
    dtype: both attentions of transformers take that.
    """
    torch = network.torch
    size = network.window
    if size is None or int(depths.max()) < size:
        near = visible
    else:
        keys = torch.cat((torch.arange(held).expand(len(depths), -1), depths), dim=1)
        near = visible & (depths[:, :, None] - keys[:, None, :] < size)
    kinds = layer_types(network.config)
    if "sliding_attention" in kinds and len(kinds) > 1:
        return {
            "full_attention": _additive(network, visible),
            "sliding_attention": _additive(network, near),
        }
    return _additive(network, near)


def _additive(network: Network, visible: Any) -> Any:
    torch = network.torch
    mask = torch.zeros(visible.shape, dtype=network.dtype, device="cpu")
    mask = mask.masked_fill_(~visible, torch.finfo(network.dtype).min)
    return mask[:, None].to(network.device)
