"""Asking a task as llm-foundry does: three tokenizer calls, put together and cut at the left.

Read in llm-foundry 0.9.0: `tokenize_example` of each data set, `trim_context`,
`_fix_eos_on_preamble`, `_get_max_answer_length` (llmfoundry/eval/datasets), the metrics
(llmfoundry/eval/metrics/nlp.py), and `eval_forward` of composer 0.32.1 (models/huggingface.py).
Its padding of every request to max_seq_len changes no score and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol import foundry_text, judging
from cardkit.verify.protocol.answers import begins_with_any, cut_first, normalised
from cardkit.verify.protocol.asker import Asker, Judged
from cardkit.verify.protocol.fewshot import foundry_draws_of
from cardkit.verify.protocol.item import Item, ItemSet, refused
from cardkit.verify.protocol.pieces import Piece, require_targets
from cardkit.verify.protocol.protocol import Metric, Protocol
from cardkit.verify.protocol.requests import ItemAnswer
from cardkit.verify.protocol.tokenizer import Tokenizer, Tokens, encode, needs_prefix_space

_COT_ROOM = 10
"""Tokens beyond the longest answer where there is a chain of thought
(`_MAX_ANSWER_BUFFER_LENGTH`)."""


class FoundryAsker(Asker):
    """A task with llm-foundry's prompts and rules."""

    def __init__(self, protocol: Protocol, items: ItemSet, tokenizer: Tokenizer) -> None:
        super().__init__(protocol, items, foundry_draws_of(items, protocol))
        self._definition = protocol.definition
        self._tokenizer = tokenizer
        self._prefix_space = needs_prefix_space(tokenizer)
        if self._definition.type == "generation":
            self._bound_generation()
        self.remarks = tuple(self._remarks())

    def _pieces(self, i: int) -> list[Piece]:
        item = self.items.items[i]
        examples = (self.items.items[j] for j in self._draws[i])
        before = foundry_text.preamble(self._definition, examples)
        start = self._preamble(before)
        contexts = [
            (start + encode(self._tokenizer, text, special=False), before + text)
            for text in foundry_text.questions(self._definition, item, follows=bool(before))
        ]
        if self._definition.type == "generation":
            return [Piece(tokens, (), text, "") for tokens, text in contexts]
        targets = [
            (encode(self._tokenizer, text, special=False), text)
            for text in foundry_text.targets(
                self._definition, item, prefix_space=self._prefix_space
            )
        ]
        pieces = [
            Piece(tokens, target, text, target_text)
            for tokens, text in contexts
            for target, target_text in targets
        ]
        return require_targets(pieces, self.where(i))

    def _preamble(self, text: str) -> Tokens:
        """Return the tokens of what precedes, without an end token that the question follows."""
        tokens = encode(self._tokenizer, text, special=True)
        end = self._tokenizer.eos_token_id
        return tokens[:-1] if end is not None and len(tokens) > 1 and tokens[-1] == end else tokens

    def judge(self, i: int, answer: ItemAnswer) -> Judged:
        """Return whether the answer to an item's requests is right; raises Problem."""
        item, metric = self.items.items[i], self.protocol.metric
        if self._definition.type == "generation":
            return self._judge_text(i, item, judging.said(answer, i, self.where(i)))
        count = max(len(item.choices), 1)
        scored = judging.checked(answer, i, count, self.where(i))
        if self._definition.type == "language_modeling":
            return Judged(i, metric, {"exact_greedy": scored[0].greedy})
        schema = self._definition.type == "schema"
        lengths = None if schema else [judging.length(choice) for choice in item.choices]
        taken = judging.chosen(scored, lengths)
        bits = {name: place == item.gold for name, place in taken.items()}
        return Judged(i, metric, bits, chosen=taken[metric])

    def _judge_text(self, i: int, item: Item, text: str) -> Judged:
        if not self._prefix_space:
            text = f" {text}"  # composer puts back what a sentencepiece tokenizer does not decode
        text = cut_first(text, self._definition.stop)
        if self._definition.cot_delimiter:
            text = text.rpartition(self._definition.cot_delimiter)[2]
        said = normalised(text)
        right = {normalised(answer) for answer in item.answers}
        bits: dict[Metric, bool] = {
            "em_prefix": begins_with_any(said, right),
            "exact_match": said in right,
        }
        return Judged(i, self.protocol.metric, bits, said=said)

    def _bound_generation(self) -> None:
        """Set how long a generation and its context may be: by the longest answer of all items."""
        if self._tokenizer.eos_token_id is None:
            raise refused("tokenizer-without-end", _NO_END, self.items.name)
        with_cot = {item.reasoning is not None for item in self.items.items}
        if len(with_cot) > 1:
            raise refused("field-missing", _SOME_COT, self.items.name)
        texts = {
            text
            for item in self.items.items
            for text in foundry_text.whole_answers(self._definition, item)
        }
        longest = max(len(encode(self._tokenizer, text, special=True)) for text in texts)
        longest += _COT_ROOM if self._definition.cot_delimiter else 0
        if longest >= self._room:
            raise refused("target-too-long", _NO_ROOM, self.items.name, count=longest)
        self._new_tokens = max(longest, 1)
        self._room -= longest
        self._stop = self._definition.stop

    def _remarks(self) -> Iterator[Remark]:
        """Yield what the harness does silently with these items and this tokenizer."""
        name, tokenizer = self.items.name, self._tokenizer
        if self._definition.type == "generation":
            empty = [i for i in self.items.items if "" in map(normalised, i.answers)]
            if empty:
                said = _ALWAYS_RIGHT.format(count=len(empty), line=empty[0].line)
                yield Remark("answer-always-right", "warning", said, name)
        pad = tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id
        if pad is not None and pad in self._preamble(""):
            yield Remark("start-token-masked", "note", _MASKED.format(id=pad), name)


_NO_END = Text(
    en="`{where}`: llm-foundry generates only with a tokenizer that has an end token",
    zh="`{where}`：llm-foundry 只用带结束 token 的分词器生成",
)
_SOME_COT = Text(
    en="`{where}`: some items have a chain of thought and others have none",
    zh="`{where}`：部分题目有思维链，部分没有",
)
_NO_ROOM = Text(
    en="`{where}`: answers of {count} tokens leave no room for a question",
    zh="`{where}`：答案长达 {count} 个 token，问题已无处可放",
)
_ALWAYS_RIGHT = Text(
    en="{count} {count:item|items} (first: line {line}) {count:has|have} a right answer that"
    " nothing is left of once"
    " normalised; llm-foundry counts whatever is said there as right",
    zh="{count} 道题（首个在第 {line} 行）的正确答案规范化后为空；llm-foundry 对这些题一律判对",
)
_MASKED = Text(
    en="the start token {id} is also the padding token, which llm-foundry masks wherever it stands;"
    " here the model sees it",
    zh="起始 token {id} 同时是填充 token，llm-foundry 会将其全部屏蔽；此处模型可以看到它",
)
