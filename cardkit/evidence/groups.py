"""Which files of a model decide its scores and figures, by what they are: five groups of names.

A README, a licence and pictures are in none: a typo must not destroy evidence. What is in none and
is no document either is said to be not bound (`is_document`).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal, get_args

from cardkit.text import Text
from cardkit.verify.spec.files import MAX_DEPTH

Group = Literal["weights", "tokenizer", "config", "generation", "code"]
GROUPS: tuple[Group, ...] = get_args(Group)

OF_SPECS: tuple[Group, ...] = ("weights", "config")
"""What every figure of the model's make depends on; a score depends on all."""

BINDING = 2
"""Which lists of names a statement was bound by; one that does not say was bound by the first,
which had no native code, no compiled Python and fewer settings (`was_bound`)."""

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
_MORE_WEIGHTS = frozenset(
    {".onnx_data", ".data", ".pickle", ".joblib", ".npy", ".ggml", ".keras", ".params", ".nemo"}
    | {".pdparams", ".pdmodel", ".pdiparams", ".distcp", ".engine", ".plan", ".mlmodel", ".rknn"}
)
"""Also the data that an ONNX file keeps outside of itself."""
_TOKENIZERS = frozenset(
    {"merges.txt", "special_tokens_map.json", "added_tokens.json", "tekken.json"}
)
_MORE_TOKENIZERS = frozenset(
    {"normalizer.json", "special_tokens.json", "tokens.txt", "lexicon.txt", "dict.txt"}
)
"""Whisper spells words alike by `normalizer.json` before it counts them; speech models keep their
tokens in lists."""
_TOKENIZER_STARTS = ("tokenizer", "tokenization", "vocab", "chat_template", "spiece.", "bpe.")
_CONFIGS = frozenset({"params.json", "configuration.json"})
_MORE_CONFIGS = frozenset(
    {"modules.json", "model_index.json", "hparams.json", "model_args.json", "params.txt"}
)
"""The order of parts in sentence-transformers and diffusers; what open_lm writes its sizes into."""
_SETTINGS = (".yaml", ".yml", ".toml", ".ini")
_GENERATION = "generation_config.json"
_TEMPLATES = "additional_chat_templates"
_CODE = frozenset(
    {".pyc", ".pyo", ".pyx", ".so", ".pyd", ".dll", ".dylib", ".whl", ".wasm"}
    | {".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh", ".h", ".hpp", ".ptx", ".cubin", ".hsaco"}
)
"""Compiled Python, libraries, and the sources of kernels that are built where the model is loaded
(Qwen-7B has such)."""
_CUSTOM = re.compile(
    r"(?:modell?ing|configuration|tokenization|processing|image_processing|video_processing"
    r"|feature_extraction|custom_generate)_\w{1,200}\.py"
)
_CACHE = "__pycache__"
_DOCUMENTS = frozenset(
    {".md", ".markdown", ".rst", ".pdf", ".html", ".css", ".bib", ".cff", ".ipynb"}
    | {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".bmp", ".mp4", ".webm"}
)
_HUBS = frozenset(
    {".gitattributes", ".gitignore", ".gitmodules", ".github", ".gitlab-ci.yml", ".git"}
    | {".eval_results", ".cache", ".msc", ".mdl", ".mv", ".pre-commit-config.yaml"}
)
"""What repositories and the clients of hubs keep beside a model."""
_PAPERS = ("license", "licence", "notice", "copying", "readme", "changelog", "authors", "security")


def group_of(name: str) -> Group | None:
    """Return the group of a file by its name, None where nothing claimed depends on it.

    Hidden files, and those deeper than `MAX_DEPTH` folders, are in none: Git, caches and
    environments keep theirs there. What Python itself compiled is in none either: it changes with
    every run, and the source beside it counts.
    """
    path = PurePosixPath(name.lower())
    if is_apart(name) or _CACHE in path.parts[:-1]:
        return None
    known = _first(path)
    if known is not None:
        return known
    base, suffix = path.name, path.suffix
    if suffix in _CODE or ".so." in base:
        return "code"
    if suffix in _MORE_WEIGHTS:
        return "weights"
    if base in _MORE_TOKENIZERS or suffix in (".jinja", ".spm", ".vocab", ".bpe"):
        return "tokenizer"
    return "config" if _is_setting(path) else None


def was_bound(name: str, binding: int | None) -> bool:
    """Say whether a statement bound by the lists `binding` had looked at a file of this name."""
    return (binding or 1) >= BINDING or _first(PurePosixPath(name.lower())) is not None


def was_comparable(name: str, binding: int | None) -> bool:
    """Say whether a file that a statement names is looked at now as it was then.

    Of a hub the first lists took hidden and deep files too, which a folder never had.
    """
    return (binding or 1) >= BINDING or not is_apart(name)


def is_custom_code(name: str) -> bool:
    """Say whether a file is called as code is that transformers loads from a model's repository."""
    return _CUSTOM.fullmatch(name) is not None


def is_apart(name: str) -> bool:
    """Say whether a file is hidden, or deeper than folders are looked into."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return hidden or len(parts) > MAX_DEPTH + 1


def is_document(name: str) -> bool:
    """Say whether a file in no group is for people alone: text, pictures, licences, evidence."""
    path = PurePosixPath(name.lower())
    base = path.name
    hubs = not _HUBS.isdisjoint(path.parts)
    ours = base.startswith("verification.") or base.endswith((".card.yaml", ".pub"))
    return path.suffix in _DOCUMENTS or base.startswith(_PAPERS) or hubs or ours


def _first(path: PurePosixPath) -> Group | None:
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


def _is_setting(path: PurePosixPath) -> bool:
    base = path.name
    if base in _MORE_CONFIGS or (base.startswith("quant") and path.suffix == ".json"):
        return True
    about = "config" in base or "hparams" in base or base.startswith("predict_")
    return path.suffix in _SETTINGS and about and not base.startswith("_")
