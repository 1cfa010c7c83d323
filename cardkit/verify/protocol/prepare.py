"""From a protocol and its items to a task that can be asked, and digests of what it asks."""

from __future__ import annotations

import hashlib

from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.foundry import FoundryAsker
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.lm_eval import LmEvalAsker
from cardkit.verify.protocol.protocol import Protocol
from cardkit.verify.protocol.requests import ItemRequests
from cardkit.verify.protocol.tokenizer import Tokenizer, Tokens


def prepare(protocol: Protocol, items: ItemSet, tokenizer: Tokenizer) -> Asker:
    """Return a task to ask, its few-shot draws replayed for all items.

    Raises Problem where no item of it can be asked: too few items to draw examples from, answers
    longer than the context, a tokenizer without an end token where one is needed.
    """
    if protocol.definition.harness == "llm-foundry":
        return FoundryAsker(protocol, items, tokenizer)
    return LmEvalAsker(protocol, items, tokenizer)


def prompt_sha256(requests: ItemRequests) -> str:
    """Return the SHA-256 of all that an item asks, token by token.

    Token ids in decimal with spaces between; a context and its target on a line with `|` between.
    A generation's line ends with its longest length; stops are part of the protocol.
    """
    lines = [f"{_ids(c.context)}|{_ids(c.target)}" for c in requests.continuations]
    if requests.generation is not None:
        asked = requests.generation
        lines.append(f"{_ids(asked.context)}|{asked.max_new_tokens}")
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()


def _ids(tokens: Tokens) -> str:
    return " ".join(map(str, tokens))
