"""What a protocol needs of a tokenizer: the calls of transformers' own, and nothing else."""

from __future__ import annotations

from typing import Any, Protocol


class Tokenizer(Protocol):
    """A tokenizer of transformers, or anything with these of its calls and attributes."""

    @property
    def bos_token(self) -> str | None:
        """The text of the token that begins a sequence."""

    @property
    def bos_token_id(self) -> int | None:
        """Its id."""

    @property
    def eos_token(self) -> str | None:
        """The text of the token that ends a sequence."""

    @property
    def eos_token_id(self) -> int | None:
        """Its id."""

    @property
    def pad_token_id(self) -> int | None:
        """The id that fills up a batch."""

    def __call__(self, text: str, *, add_special_tokens: bool = True) -> Any:  # noqa: ANN401
        """Return a mapping whose `input_ids` are the tokens of one text."""


Tokens = tuple[int, ...]


def encode(tokenizer: Tokenizer, text: str, *, special: bool) -> Tokens:
    """Return the tokens of `text`, with the tokenizer's special ones or without."""
    return tuple(tokenizer(text, add_special_tokens=special)["input_ids"])


def needs_prefix_space(tokenizer: Tokenizer) -> bool:
    """Say whether ` a` is one token, as in byte-level BPE; sentencepiece brings its own space.

    llm-foundry 0.9.0 tells by this whether to put a space before an answer
    (`tokenizer_needs_prefix_space`).
    """
    return len(encode(tokenizer, " a", special=False)) == 1
