"""Model details: identity, sizes and the architecture's numbers."""

from __future__ import annotations

from pydantic import Field

from cardkit.record.base import Fact, RecordModel, both
from cardkit.record.scalars import Quantity


class HubIds(RecordModel):
    """The model's id on each hub."""

    huggingface: str | None = Field(
        None, description=both("Id on Hugging Face", "Hugging Face 上的 ID")
    )
    modelscope: str | None = Field(
        None, description=both("Id on ModelScope", "魔搭（ModelScope）上的 ID")
    )
    modelers: str | None = Field(
        None, description=both("Id on modelers.cn", "魔乐（modelers.cn）上的 ID")
    )
    wisemodel: str | None = Field(
        None, description=both("Id on WiseModel", "始智（WiseModel）上的 ID")
    )
    gitcode: str | None = Field(None, description=both("Id on GitCode", "GitCode 上的 ID"))


class ModelDetails(RecordModel):
    """What a spec table states. `size` is nominal (`7B`), `parameters` the exact count."""

    version: Fact[str] | None = Field(None, description=both("Version", "版本"))
    hub_ids: HubIds | None = Field(None, description=both("Ids on the hubs", "各平台模型 ID"))
    size: Fact[Quantity] | None = Field(None, description=both("Nominal size", "规模"))
    parameters: Fact[int] | None = Field(None, description=both("Exact parameters", "精确参数量"))
    active_parameters: Fact[Quantity] | None = Field(
        None, description=both("Activated parameters (MoE)", "激活参数量（MoE）")
    )
    training_tokens: Fact[Quantity] | None = Field(
        None, description=both("Training tokens as the spec table states them", "训练 token 数")
    )
    layers: Fact[int] | None = Field(None, description=both("Layers", "层数"))
    hidden_size: Fact[int] | None = Field(None, description=both("Hidden size", "隐藏层大小"))
    intermediate_size: Fact[int] | None = Field(
        None, description=both("Feed-forward size", "中间层大小")
    )
    attention_heads: Fact[int] | None = Field(
        None, description=both("Attention heads", "注意力头数")
    )
    kv_heads: Fact[int] | None = Field(None, description=both("Key-value heads", "KV 头数"))
    head_dim: Fact[int] | None = Field(None, description=both("Head size", "注意力头维度"))
    context_length: Fact[Quantity] | None = Field(
        None, description=both("Context length in tokens", "上下文长度（token）")
    )
    vocabulary_size: Fact[Quantity] | None = Field(
        None, description=both("Vocabulary size", "词表大小")
    )
    dtype: Fact[str] | None = Field(None, description=both("Weight dtype", "权重数据类型"))
    tied_embeddings: Fact[bool] | None = Field(
        None, description=both("Input and output embeddings shared", "是否共享词嵌入")
    )
