"""From a row to an item: every field that scoring rests on is there and is what it should be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from cardkit.catalog.columns import NoText, NoValue, is_template, text_at, value_at
from cardkit.catalog.definition import Definition
from cardkit.text import Text, listed
from cardkit.verify.protocol.item import Item, refused
from cardkit.verify.protocol.reshaping import reshaped
from cardkit.verify.spec.problem import Problem

MAX_CHOICES = 1000
MAX_ANSWERS = 10_000

_CHOOSING = ("multiple_choice", "schema")
_FOUNDRY_KEYS = (
    {"query", "choices", "gold"},
    {"context_options", "continuation", "gold"},
    {"context", "continuation"},
    {"context", "answer", "aliases"},
    {"context", "answer", "chain_of_thought"},
)
"""Columns of llm-foundry's layout that none of the data sets read here has together."""
Row = Mapping[str, object]


def read_item(definition: Definition, row: Row, line: int, where: str) -> Item:
    """Return the item of a row. Raises Problem, whose message names `where` and the field.

    Its kinds: `field-missing`, `field-not-text`, `gold-missing`, `gold-outside`, `choices-empty`,
    `choice-empty`, `answer-empty`, `category-missing`; what `reshaped` raises; `items-other-layout`
    for a row of llm-foundry's layout where a data set's own columns are read.
    """
    _require_layout(definition, row, where)
    columns = definition.columns
    at = _Fields(reshaped(definition.reshaping, row, _Fields(row, where)), where)
    chooses = definition.type in _CHOOSING
    choices = at.choices(columns.choices) if chooses else ()
    generates = definition.type == "generation"
    return Item(
        line=line,
        digest=digest_of(row),
        query=at.text(columns.query) if definition.type != "schema" else "",
        choices=choices,
        gold=at.gold(definition, choices) if chooses else -1,
        answers=() if definition.type == "multiple_choice" else at.answers(definition),
        reasoning=at.optional(columns.chain_of_thought) if generates else None,
        category=at.category(columns.category) if definition.categories else None,
        prompt=at.prompt(definition),
        doc_sha256=doc_sha256(row) if definition.harness == "lm-eval" else "",
    )


def digest_of(row: Row) -> str:
    """Return the SHA-256 of a row's values; a key whose value is null counts as absent.

    Columns of a table are null where a line of JSON has no such key.
    """
    kept = {key: value for key, value in row.items() if value is not None}
    text = json.dumps(kept, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def doc_sha256(row: Row) -> str:
    """Return what lm-eval's logs call `doc_hash` of a document that is this row.

    0.4.13, lm_eval/evaluator.py: the SHA-256 of its JSON with an indent of two, keys in their
    order. Of a task that shapes its rows first it is another.
    """
    text = json.dumps(row, indent=2, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _require_layout(definition: Definition, row: Row, where: str) -> None:
    """Refuse a file of llm-foundry's under the name of a data set that lm-eval reads."""
    if definition.harness != "lm-eval" or not definition.items.names:
        return
    if any(keys <= row.keys() for keys in _FOUNDRY_KEYS):
        names = " / ".join(f"{name}.jsonl" for name in definition.items.names)
        hub, task = definition.items.hub, definition.name or definition.task
        raise refused("items-other-layout", _FOUNDRY, where, hub=hub, task=task, names=names)


class _Fields:
    """The fields of one row."""

    def __init__(self, row: Row, where: str) -> None:
        self.row = row
        self.where = where

    def text(self, column: str | None) -> str:
        """Return a text, empty ones included."""
        if column is None:
            raise refused("field-missing", _MISSING, self.where, name="query", keys=self._keys())
        return self._text(column, "field-missing", _MISSING)

    def texts(self, column: str) -> tuple[str, ...]:
        """Return the texts of a column with a list."""
        return self._texts(column, "field-missing", _MISSING)

    def optional(self, column: str | None) -> str | None:
        """Return a text, None where the row has none."""
        if column is None or (not is_template(column) and not self._has(column)):
            return None
        return self.text(column)

    def category(self, column: str | None) -> str:
        """Return the category, by which the task is split."""
        return self._text(column or "category", "category-missing", _NO_CATEGORY)

    def prompt(self, definition: Definition) -> str:
        """Return lm-eval's description with the row's columns in it."""
        if definition.harness == "lm-eval" and is_template(definition.prompt):
            return self.text(definition.prompt)
        return definition.prompt

    def choices(self, columns: str | tuple[str, ...] | None) -> tuple[str, ...]:
        """Return at least two choices, none empty."""
        found = self._texts(columns or "choices", "field-missing", _MISSING)
        if len(found) < 2:
            raise refused("choices-empty", _FEW, self.where, count=len(found))
        if len(found) > MAX_CHOICES:
            raise refused("choices-empty", _MANY, self.where, name=columns, limit=MAX_CHOICES)
        for i, choice in enumerate(found):
            if not choice.strip():
                raise refused("choice-empty", _EMPTY_CHOICE, self.where, place=i + 1)
        return found

    def gold(self, definition: Definition, choices: tuple[str, ...]) -> int:
        """Return the place of the right choice: stated, or found by its label."""
        column = definition.columns.gold
        if isinstance(column, int):
            value: object = column
        else:
            column = column or "gold"
            value = self._value(column, "gold-missing", _NO_GOLD)
        place = value
        if isinstance(value, str) and definition.columns.labels is not None:
            labels = self._texts(definition.columns.labels, "field-missing", _MISSING)
            place = labels.index(value) if value in labels else value
        elif isinstance(value, str) and definition.harness == "lm-eval":
            place = _by_text(value, choices)
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(choices):
            raise refused(
                "gold-outside",
                _GOLD,
                self.where,
                name=column,
                found=_shown(value),
                count=len(choices),
            )
        return place

    def answers(self, definition: Definition) -> tuple[str, ...]:
        """Return the continuation, or all that counts as right; the first is not empty."""
        columns = definition.columns
        column = columns.answer or "answer"
        value = self._value(column, "gold-missing", _NO_GOLD)
        several = definition.type == "generation" and isinstance(value, (list, tuple))
        found = (
            self._texts(column, "gold-missing", _NO_GOLD)
            if several
            else (self._text(column, "gold-missing", _NO_GOLD),)
        )
        if not found or not found[0].strip():
            raise refused("answer-empty", _EMPTY, self.where, name=column)
        if definition.type == "generation" and columns.aliases and self._has(columns.aliases):
            found += self._texts(columns.aliases, "field-missing", _MISSING)
        if len(found) > MAX_ANSWERS:
            raise refused("answer-empty", _MANY, self.where, name=column, limit=MAX_ANSWERS)
        return found

    def _has(self, column: str) -> bool:
        try:
            value_at(self.row, column)
        except NoValue:
            return False
        return True

    def _value(self, column: str, kind: str, missing: Text) -> object:
        if is_template(column):
            return self._text(column, kind, missing)
        try:
            return value_at(self.row, column)
        except NoValue as error:
            raise self._missing(error, kind, missing) from None

    def _text(self, column: str, kind: str, missing: Text) -> str:
        try:
            return self._whole(text_at(self.row, column), column)
        except NoValue as error:
            raise self._missing(error, kind, missing) from None
        except NoText as error:
            raise self._not_text(_NO_TEXT, error.name, error.found) from None

    def _texts(self, columns: str | tuple[str, ...], kind: str, missing: Text) -> tuple[str, ...]:
        if isinstance(columns, tuple):
            # Here a text without braces stands for itself.
            return tuple(self._text(c, kind, missing) if is_template(c) else c for c in columns)
        value = self._value(columns, kind, missing)
        if not isinstance(value, (list, tuple)):
            raise self._not_text(_NO_LIST, columns, value)
        for entry in value:
            if not isinstance(entry, str):
                raise self._not_text(_NO_LIST, columns, entry)
        return tuple(self._whole(entry, columns) for entry in value)

    def _whole(self, text: str, name: str) -> str:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:  # half of a pair: no tokenizer takes it
            raise refused("field-not-text", _HALF, self.where, name=name) from None
        return text

    def _missing(self, error: NoValue, kind: str, message: Text) -> Problem:
        return refused(kind, message, self.where, name=error.name, keys=self._keys())

    def _not_text(self, message: Text, name: str, value: object) -> Problem:
        return refused("field-not-text", message, self.where, name=name, found=_shown(value))

    def _keys(self) -> Text:
        """Name the fields that have a value: a null is none."""
        return listed([str(k)[:40] for k, v in self.row.items() if v is not None][:12] or ["-"])


def _by_text(value: str, choices: tuple[str, ...]) -> object:
    """Return the place that lm-eval takes a text for: of an equal choice, else the number it is."""
    if value in choices:
        return choices.index(value)
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else value


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


_FOUNDRY = Text(
    en="{where}: this is a file of llm-foundry's; lm-eval's `{task}` is read from the columns of"
    " {hub} ({names})",
    zh="{where}：这是 llm-foundry 格式的文件；lm-eval 的 `{task}` 按 {hub} 的原始列读取（{names}）",
)
_MISSING = Text(
    en="{where}: the item has no `{name}` (it has: {keys})",
    zh="{where}：题目中没有 `{name}`（已有字段：{keys}）",
)
_NO_GOLD = Text(
    en="{where}: the item does not say what is right: no `{name}` (it has: {keys})",
    zh="{where}：题目未给出正确答案：没有 `{name}`（已有字段：{keys}）",
)
_NO_CATEGORY = Text(
    en="{where}: the task is scored by category, and the item has no `{name}`",
    zh="{where}：该任务按类别计分，而题目没有 `{name}`",
)
_NO_TEXT = Text(
    en="{where}: `{name}` should be a text, not {found}",
    zh="{where}：`{name}` 应为文本，而不是 {found}",
)
_NO_LIST = Text(
    en="{where}: `{name}` should be a list of texts, not {found}",
    zh="{where}：`{name}` 应为文本列表，而不是 {found}",
)
_HALF = Text(
    en="{where}: `{name}` holds half of a character (a lone surrogate)",
    zh="{where}：`{name}` 含有不完整的字符（孤立的代理项）",
)
_GOLD = Text(
    en="{where}: `{name}` is {found}, which is the place of none of the {count} choices",
    zh="{where}：`{name}` 为 {found}，不是 {count} 个选项中任何一个的序号",
)
_FEW = Text(
    en="{where}: choices to choose from: {count}; two are needed",
    zh="{where}：选项数为 {count}，至少需要两个",
)
_EMPTY_CHOICE = Text(en="{where}: choice {place} is empty", zh="{where}：第 {place} 个选项为空")
_EMPTY = Text(en="{where}: `{name}` is empty", zh="{where}：`{name}` 为空")
_MANY = Text(
    en="{where}: `{name}` has more than {limit} entries", zh="{where}：`{name}` 超过 {limit} 项"
)
