"""What claims and observations of a model's make are called."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.text import Text

FIELDS: Mapping[str, Text] = {
    "parameters": Text(en="parameters", zh="参数量"),
    "active_parameters": Text(en="active parameters", zh="激活参数量"),
    "layers": Text(en="layers", zh="层数"),
    "hidden_size": Text(en="hidden size", zh="隐藏层大小"),
    "intermediate_size": Text(en="feed-forward size", zh="中间层大小"),
    "attention_heads": Text(en="attention heads", zh="注意力头数"),
    "kv_heads": Text(en="key-value heads", zh="KV 头数"),
    "head_dim": Text(en="head size", zh="注意力头维度"),
    "context_length": Text(en="context length", zh="上下文长度"),
    "vocabulary_size": Text(en="vocabulary", zh="词表大小"),
    "dtype": Text(en="dtype", zh="数据类型"),
    "tied_embeddings": Text(en="tied embeddings", zh="共享词嵌入"),
    "architecture": Text(en="architecture", zh="架构"),
    "model_type": Text(en="model type", zh="模型类型"),
    "quantization": Text(en="quantisation", zh="量化"),
    "chat_template": Text(en="chat template", zh="对话模板"),
    "experts": Text(en="experts", zh="专家数"),
    "experts_per_token": Text(en="experts per token", zh="每 token 专家数"),
    "tokenizer_vocabulary": Text(en="tokens of the tokenizer", zh="分词器词表大小"),
    "size_on_disk": Text(en="bytes of weights on disk", zh="权重文件字节数"),
}
"""What a claim or an observation is about; the rest of the ids is for programs."""
SIZE = Text(en="size", zh="规模")
"""The parameters of a model where a card says how large it is: `7B`."""
