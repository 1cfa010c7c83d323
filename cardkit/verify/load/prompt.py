"""What a loaded model is asked: a sentence where its tokenizer loads, else plain token ids."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardkit.text import Text
from cardkit.verify.load.devices import import_torch
from cardkit.verify.load.loading import import_transformers
from cardkit.verify.load.memory import bounded
from cardkit.verify.load.staging import has_tokenizer
from cardkit.verify.outcome import Remark

SENTENCE = "The capital of France is"
_PLAIN = 8
_MOST = 256
"""Tokens of the sentence; one for each byte and some special ones are thirty."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids and mask, both of shape (1, length), on the model's device."""

    ids: Any
    mask: Any
    pad: int
    text: str = ""
    tokenizer: Any = None

    @property
    def length(self) -> int:
        """Return the number of tokens of the prompt."""
        return int(self.ids.shape[1])


def make_prompt(
    folder: Path, gguf: str | None, vocabulary: int, device: str
) -> tuple[Prompt, list[Remark]]:
    """Return a prompt for a model of so many embedding rows, and what was noticed on the way."""
    torch = import_torch()
    tokens, tokenizer, notes = _tokens(folder, gguf, vocabulary)
    text = SENTENCE if tokenizer is not None else ""
    ids = torch.tensor([tokens], device="cpu").to(device)
    pad = getattr(tokenizer, "pad_token_id", None)
    pad = pad if isinstance(pad, int) and 0 <= pad < vocabulary else 0
    mask = torch.ones_like(ids, device="cpu").to(device)
    return Prompt(ids, mask, pad, text, tokenizer), notes


def _tokens(folder: Path, gguf: str | None, vocabulary: int) -> tuple[list[int], Any, list[Remark]]:
    plain = [(7 * i + 3) % vocabulary for i in range(_PLAIN)]
    if gguf is None and not has_tokenizer(folder):
        return plain, None, []
    transformers = import_transformers()
    named = {} if gguf is None else {"gguf_file": gguf}
    try:
        with bounded():
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                str(folder), trust_remote_code=False, local_files_only=True, **named
            )
            tokens = [int(t) for t in tokenizer(SENTENCE)["input_ids"]]
    except Exception as error:  # tokenizer files are read by libraries that raise what they like
        told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
        message = Text(
            en="the tokenizer does not load, so plain token ids are used: {told}",
            zh="分词器无法加载，改用普通 token ID：{told}",
        ).format(told=told)
        return plain, None, [Remark("tokenizer-unloaded", "warning", message, "tokenizer")]
    if len(tokens) > _MOST:
        message = Text(
            en="the tokenizer makes {count} tokens of {characters} characters and is not used",
            zh="分词器将 {characters} 个字符切成 {count} 个 token，未使用",
        ).format(count=len(tokens), characters=len(SENTENCE))
        return plain, None, [Remark("tokenizer-unloaded", "warning", message, "tokenizer")]
    if tokens and max(tokens) < vocabulary:
        return tokens, tokenizer, []
    message = Text(
        en="the tokenizer gives ids that the model's {rows} embedding rows do not have",
        zh="分词器给出的token ID 超出模型的 {rows} 行嵌入",
    ).format(rows=vocabulary)
    return plain, None, [Remark("tokenizer-beyond-rows", "error", message, "tokenizer")]
