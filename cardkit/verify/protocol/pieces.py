"""A request before it is cut to fit: its context and its target, as text and as tokens."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.text import Text
from cardkit.verify.protocol.item import refused
from cardkit.verify.protocol.tokenizer import Tokens

_NO_TOKENS = Text(
    en="{where}: the tokenizer makes no token of the answer {place}, {target}",
    zh="{where}：分词器未能为第 {place} 个答案 {target} 产生任何 token",
)
_TOO_LONG = Text(
    en="{where}: an answer of {count} tokens leaves no room for its question; {room} tokens fit",
    zh="{where}：答案有 {count} 个 token，问题已无处可放；最多容纳 {room} 个 token",
)
_NOTHING = Text(
    en="{where}: nothing stands before the answer, and the tokenizer adds no start token",
    zh="{where}：答案之前没有任何内容，分词器也不添加起始 token",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A context and what is scored behind it; `target` is empty for a generation."""

    context: Tokens
    target: Tokens
    context_text: str
    target_text: str


def require_targets(pieces: list[Piece], where: str) -> list[Piece]:
    """Return `pieces`. Raises Problem where the tokenizer makes nothing of a target."""
    for place, piece in enumerate(pieces, 1):
        if not piece.target:
            target = repr(piece.target_text)[:60]
            raise refused("choice-without-tokens", _NO_TOKENS, where, place=place, target=target)
    return pieces


def fitted(piece: Piece, room: int, where: str) -> Tokens:
    """Return the end of the context that fits, with the target, into `room` tokens.

    The target stays whole, and at least one token of context stays before it. Raises Problem.
    """
    keep = room - len(piece.target)
    if keep < 1:
        raise refused("target-too-long", _TOO_LONG, where, count=len(piece.target), room=room)
    if not piece.context:
        raise refused("context-empty", _NOTHING, where)
    return piece.context[-keep:]
