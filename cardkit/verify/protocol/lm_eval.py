"""Asking a task as lm-eval does: context and answer become tokens together, and are then split.

Read in lm-eval 0.4.13: `ConfigurableTask.fewshot_context`, `build_qa_turn`,
`multiple_input_context`, `construct_requests` and `process_results` (lm_eval/api/task.py),
`TemplateLM._encode_pair` and `loglikelihood` (lm_eval/api/model.py), `HFLM.tok_encode`,
`tok_batch_encode`, `_loglikelihood_tokens` and `generate_until` (lm_eval/models/huggingface.py).
No chat template, no system instruction, no gen_prefix.
"""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.catalog.definition import Definition
from cardkit.text import Text
from cardkit.verify.protocol import judging
from cardkit.verify.protocol.answers import cut_each, is_any
from cardkit.verify.protocol.asker import Asker, Judged
from cardkit.verify.protocol.fewshot import lm_eval_draws_of
from cardkit.verify.protocol.filters import filtered
from cardkit.verify.protocol.item import Item, ItemSet, refused
from cardkit.verify.protocol.pieces import Piece, require_targets
from cardkit.verify.protocol.protocol import METRIC_OF, Protocol
from cardkit.verify.protocol.requests import ItemAnswer
from cardkit.verify.protocol.tokenizer import Tokenizer, Tokens, encode

MAX_NEW_TOKENS = 256
"""`HFLM.max_gen_toks`, where a task sets none."""


class LmEvalAsker(Asker):
    """A task with lm-eval's prompts and rules."""

    def __init__(self, protocol: Protocol, items: ItemSet, tokenizer: Tokenizer) -> None:
        super().__init__(protocol, items, lm_eval_draws_of(items, protocol))
        self._definition = protocol.definition
        self._tokenizer = tokenizer
        self._room = protocol.max_seq_len + 1  # the last token is scored and never read
        if self._definition.type == "generation":
            self._bound_generation()

    def _pieces(self, i: int) -> list[Piece]:
        item, definition = self.items.items[i], self._definition
        pool = self.items.pool or self.items
        before = item.prompt + "".join(_example(definition, pool.items[j]) for j in self._draws[i])
        if definition.type == "generation":
            text = before + item.query
            tokens = self._whole(text, self._tokenizer.bos_token)
            return [Piece(tokens, (), text, "")]
        pieces = [self._pair(*texts) for texts in _pairs(definition, item, before)]
        return require_targets(pieces, self.where(i))

    def _pair(self, context: str, target: str) -> Piece:
        """Return context and target split where the context's own tokens end.

        Blanks at the end of the context go to the target. An empty context is the start token,
        unless the target begins with it.
        """
        tokenizer = self._tokenizer
        if not context:
            tokens, start = encode(tokenizer, target, special=False), self._start()
            own = tokens[:1] == start
            return Piece(start, tokens[1:] if own else tokens, context, target)
        bare = context.rstrip()
        moved = context[len(bare) :] + target
        start_text = tokenizer.bos_token or tokenizer.eos_token
        own_tokens = self._whole(bare, start_text)
        whole = self._whole(bare + moved, start_text)
        return Piece(own_tokens, whole[len(own_tokens) :], bare, moved)

    def _start(self) -> Tokens:
        first, last = self._tokenizer.bos_token_id, self._tokenizer.eos_token_id
        found = last if first is None else first
        if found is None:
            raise refused("context-empty", _NO_START, self.items.name)
        return (found,)

    def _whole(self, text: str, start: str | None) -> Tokens:
        """Return the tokens of a text; one that begins with `start` gets no special ones."""
        special = not (start and text.startswith(start))
        return encode(self._tokenizer, text, special=special)

    def judge(self, i: int, answer: ItemAnswer) -> Judged:
        """Return whether the answer to an item's requests is right; raises Problem."""
        item, metric = self.items.items[i], self.protocol.metric
        if self._definition.type == "generation":
            return self._judge_text(i, item, judging.said(answer, i, self.where(i)))
        scored = judging.checked(answer, i, max(len(item.choices), 1), self.where(i))
        if self._definition.type == "language_modeling":
            return Judged(i, metric, {"exact_greedy": scored[0].greedy})
        # The choices of a schema are its contexts; lm-eval divides by their lengths all the same.
        taken = judging.chosen(scored, [judging.length(choice) for choice in item.choices])
        bits = {name: place == item.gold for name, place in taken.items()}
        return Judged(i, metric, bits, chosen=taken[metric])

    def _judge_text(self, i: int, item: Item, text: str) -> Judged:
        definition, metric = self._definition, self.protocol.metric
        cut = cut_each(text, self._stop)
        if not definition.filters:
            said = cut.strip() if definition.strip_answer else cut
            return Judged(i, metric, {"exact_match": self._is_right(said, item)}, said=said)
        taken = {METRIC_OF[name]: filtered(cut, name) for name in definition.filters}
        bits = {name: self._is_right(said, item) for name, said in taken.items()}
        return Judged(i, metric, bits, said=taken[metric])

    def _is_right(self, said: str, item: Item) -> bool:
        return is_any(
            said,
            item.answers,
            ignore_case=self._definition.ignore_case,
            ignore_punctuation=self._definition.ignore_punctuation,
            ignored=self._definition.ignored,
        )

    def _bound_generation(self) -> None:
        self._new_tokens = self._definition.max_new_tokens or MAX_NEW_TOKENS
        self._room = self.protocol.max_seq_len - self._new_tokens
        if self._room < 1:
            count = self._new_tokens
            raise refused("target-too-long", _NO_ROOM, self.items.name, count=count)
        end = self._tokenizer.eos_token
        self._stop = tuple(dict.fromkeys((*self._definition.stop, *((end,) if end else ()))))


def _example(definition: Definition, item: Item) -> str:
    """Return an example as it stands before a question, the delimiter behind it included."""
    asked = item.choices[item.gold] if definition.type == "schema" else item.query
    chosen = definition.type == "multiple_choice"
    answer = item.choices[item.gold] if chosen else item.answer
    return asked + definition.continuation_delimiter + answer + definition.example_delimiter


def _pairs(definition: Definition, item: Item, before: str) -> Iterator[tuple[str, str]]:
    """Yield context and target of each request.

    The delimiter is scored as part of the target, but for language modelling, whose target brings
    its own blank.
    """
    gap = definition.continuation_delimiter
    if definition.type == "schema":
        yield from ((before + context, gap + item.answer) for context in item.choices)
    elif definition.type == "language_modeling":
        yield before + item.query, item.answer
    else:
        yield from ((before + item.query, gap + choice) for choice in item.choices)


_NO_START = Text(
    en="`{where}`: a question is empty, and the tokenizer has no start or end token to put there",
    zh="`{where}`：有问题为空，而分词器没有可用的起始或结束 token",
)
_NO_ROOM = Text(
    en="`{where}`: {count} new tokens leave no room for a question",
    zh="`{where}`：生成长度 {count} 个 token，问题已无处可放",
)
