"""Which files of a model decide its scores and figures, by what they are: five groups of names.

A README, a licence and pictures are in none: a typo must not destroy evidence.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal, get_args

from cardkit.text import Text

Group = Literal["weights", "tokenizer", "config", "generation", "code"]
GROUPS: tuple[Group, ...] = get_args(Group)

OF_SPECS: tuple[Group, ...] = ("weights", "config")
"""What every figure of the model's make depends on; a score depends on all."""

NAMES: dict[Group, Text] = {
    "weights": Text(en="weights", zh="权重"),
    "tokenizer": Text(en="tokenizer", zh="分词器"),
    "config": Text(en="config", zh="配置"),
    "generation": Text(en="generation settings", zh="生成设置"),
    "code": Text(en="code", zh="代码"),
}
"""What a group is called in a sentence."""

_WEIGHTS = frozenset(
    {".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack", ".npz"}
    | {".onnx", ".pb", ".tflite", ".ot", ".om", ".mindir"}
)
_TOKENIZERS = frozenset(
    {"merges.txt", "special_tokens_map.json", "added_tokens.json", "tekken.json"}
)
_TOKENIZER_STARTS = ("tokenizer", "tokenization", "vocab", "chat_template", "spiece.", "bpe.")
_CONFIGS = frozenset({"params.json", "configuration.json"})
_GENERATION = "generation_config.json"
_TEMPLATES = "additional_chat_templates"


def group_of(name: str) -> Group | None:
    """Return the group of a file by its name, None where nothing claimed depends on it."""
    path = PurePosixPath(name.lower())
    base, suffix = path.name, path.suffix
    if suffix == ".py":
        return "code"
    if suffix in _WEIGHTS or base.endswith(".index.json"):
        return "weights"
    if base == _GENERATION:
        return "generation"
    if _is_tokenizer(path):
        return "tokenizer"
    if suffix == ".json" and ("config" in base or base in _CONFIGS):
        return "config"
    return None


def _is_tokenizer(path: PurePosixPath) -> bool:
    base = path.name
    if base in _TOKENIZERS or path.suffix in (".model", ".tiktoken"):
        return True
    return base.startswith(_TOKENIZER_STARTS) or _TEMPLATES in path.parts[:-1]
