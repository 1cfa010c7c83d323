"""llm-foundry's prompts as text: examples, questions, answers.

Read in llm-foundry 0.9.0, `llmfoundry/eval/datasets/in_context_learning_evaluation.py`
(`construct_context`, `get_answer_from_example`, the schema task's `_construct_multiple_contexts`)
and `utils.py` (`strip_data`): text fields are stripped before use, lists of choices are not.
"""

from __future__ import annotations

from collections.abc import Iterable

from cardkit.catalog.definition import Definition
from cardkit.verify.protocol.item import Item


def preamble(definition: Definition, examples: Iterable[Item]) -> str:
    """Return what stands before a question: the prompt, and each example with its answer."""
    text = definition.prompt
    for item in examples:
        text += _example(definition, item, follows=bool(text))
    return text


def _example(definition: Definition, item: Item, *, follows: bool) -> str:
    gap = definition.example_delimiter if follows else ""
    if definition.type == "schema":  # here alone the delimiter stands behind the prelimiter
        asked = definition.prelimiter + gap + item.choices[item.gold]
    else:
        asked = gap + definition.prelimiter + item.query.strip()
    return asked + definition.continuation_delimiter + _written_answer(definition, item)


def _written_answer(definition: Definition, item: Item) -> str:
    """Return the answer as examples have it: no space is put before it."""
    if definition.type == "multiple_choice":
        return item.choices[item.gold]
    answer = item.answer.strip()
    if definition.type == "generation" and item.reasoning is not None:
        return item.reasoning.strip() + definition.cot_delimiter + answer
    return answer


def questions(definition: Definition, item: Item, *, follows: bool) -> tuple[str, ...]:
    """Return the question, or each context of a schema; `follows` says that a preamble is there.

    A question loses blanks at its end, the delimiter's included. The contexts of a schema have no
    delimiter at their end where nothing precedes them, and keep their own blanks.
    """
    gap = definition.example_delimiter if follows else ""
    before, behind = definition.prelimiter, definition.continuation_delimiter
    if definition.type == "schema":
        end = behind.rstrip() if follows else ""
        return tuple(before + gap + context + end for context in item.choices)
    return ((gap + before + item.query.strip() + behind).rstrip(),)


def targets(definition: Definition, item: Item, *, prefix_space: bool) -> tuple[str, ...]:
    """Return what is scored behind the question: the choices, or the continuation."""
    found = item.choices if definition.type == "multiple_choice" else (item.answer.strip(),)
    return tuple(f" {t}" if prefix_space and not t.startswith(" ") else t for t in found)


def whole_answers(definition: Definition, item: Item) -> Iterable[str]:
    """Yield the answers by whose length llm-foundry bounds a generation: before any stripping."""
    for answer in (item.answer, *item.answers):
        if item.reasoning is None:
            yield answer
        else:
            yield item.reasoning + definition.cot_delimiter + answer
