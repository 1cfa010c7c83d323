"""Items that get no score, each with the reason: never a silent zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cardkit.text import Text
from cardkit.verify.protocol.requests import ItemRequests

Kind = Literal[
    "nothing-asked",
    "no-context",
    "no-target",
    "token-beyond-rows",
    "too-long",
    "out-of-memory",
    "not-finite",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that was not answered. `kind` is a stable id, `message` says what was wrong."""

    item: int
    kind: Kind
    message: Text


def check(request: ItemRequests, rows: int, longest: int | None) -> Refused | None:
    """Return why a request cannot be put to a model, None where it can.

    The model has `rows` token ids; `longest` is how many tokens it can be fed.
    """
    written = request.generation
    if not request.continuations and (written is None or written.max_new_tokens < 1):
        return refused(request.item, "nothing-asked")
    if any(not c.target for c in request.continuations):
        return refused(request.item, "no-target")
    if any(not context for context in _contexts(request)):
        return refused(request.item, "no-context")
    wrong = next((t for t in _tokens(request) if not 0 <= t < rows), None)
    if wrong is not None:
        return refused(request.item, "token-beyond-rows", token=wrong, rows=rows)
    length = _longest(request)
    if longest is not None and length > longest:
        return refused(request.item, "too-long", length=length, longest=longest)
    return None


def refused(item: int, kind: Kind, **values: object) -> Refused:
    """Return the refusal of an item under its kind."""
    return Refused(item, kind, MESSAGES[kind].format(item=item, **values))


def _contexts(request: ItemRequests) -> list[tuple[int, ...]]:
    own = [] if request.generation is None else [request.generation.context]
    return [*(c.context for c in request.continuations), *own]


def _tokens(request: ItemRequests) -> Iterable[int]:
    for context in _contexts(request):
        yield from context
    for c in request.continuations:
        yield from c.target


def _longest(request: ItemRequests) -> int:
    lengths = [len(c.context) + len(c.target) - 1 for c in request.continuations]
    if request.generation is not None:
        lengths.append(len(request.generation.context) + request.generation.max_new_tokens - 1)
    return max(lengths)


MESSAGES: dict[Kind, Text] = {
    "nothing-asked": Text(en="item {item} asks nothing", zh="题目 {item} 没有提出任何请求"),
    "no-context": Text(
        en="item {item} has an empty context: its first token has no probability",
        zh="题目 {item} 的上文为空：首个 token 没有概率",
    ),
    "no-target": Text(
        en="item {item} has an answer of zero tokens", zh="题目 {item} 有一个选项不含任何 token"
    ),
    "token-beyond-rows": Text(
        en="item {item} has the token id {token} and the model {rows} embedding rows: "
        "is the tokenizer its own?",
        zh="题目 {item} 含 token ID {token}，而模型的嵌入只有 {rows} 行：分词器与模型是否配套？",
    ),
    "too-long": Text(
        en="item {item} takes {length} tokens, and the context of the model is {longest}",
        zh="题目 {item} 需要 {length} 个 token，而模型的上下文长度为 {longest}",
    ),
    "out-of-memory": Text(
        en="item {item} alone is more than the memory of {device} holds",
        zh="{device} 内存不足，单独计算题目 {item} 也放不下",
    ),
    "not-finite": Text(
        en="the model's probabilities for item {item} are not finite (NaN or infinite logits)",
        zh="模型对题目 {item} 给出的概率不是有限值（logits 为 NaN 或无穷大）",
    ),
}
