"""What lm-eval makes of a row where its task has functions of its own and no template.

Re-stated from lm-eval 0.4.13, lm_eval/tasks: hellaswag/utils.py, super_glue/copa/utils.py,
winogrande/preprocess_winogrande.py, race/preprocess_race.py. Each rule
adds columns to the row's own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Protocol

from cardkit.catalog.definition import Reshaping
from cardkit.text import Text
from cardkit.verify.protocol.item import refused

Row = Mapping[str, object]
Columns = dict[str, object]
_CONNECTORS = {"cause": "because", "effect": "therefore"}
_LETTERS = "ABCD"
_MAX_LITERAL = 200_000
"""Characters; lists of RACE's questions have a few thousand."""
_MAX_BRACKETS = 200
"""Opening brackets: text that nests deeper than Python's parser goes is not given to it."""


class Fields(Protocol):
    """The texts of a row; each call raises Problem where there is none."""

    where: str

    def text(self, column: str | None) -> str:
        """Return the text of a column."""

    def texts(self, column: str) -> tuple[str, ...]:
        """Return the texts of a column with a list."""


def reshaped(rule: Reshaping | None, row: Row, fields: Fields) -> Row:
    """Return a row with the columns that a rule adds. Raises Problem where it does not fit."""
    return row if rule is None else {**row, **_RULES[rule](fields)}


def _hellaswag(fields: Fields) -> Columns:
    """The activity and both parts of the context, the second with one capital at its start."""
    context = f"{fields.text('ctx_a')} {fields.text('ctx_b').capitalize()}"
    return {
        "query": without_marks(f"{fields.text('activity_label')}: {context}"),
        "choices": [without_marks(ending) for ending in fields.texts("endings")],
    }


def without_marks(text: str) -> str:
    """Return a text without WikiHow's marks.

    Blanks at both ends go, ` [title]` is a full stop, whatever else stands in brackets on one line
    goes, and then, once, each pair of blanks is one.
    """
    lines = text.strip().replace(" [title]", ". ").split("\n")
    return "\n".join(map(_without_brackets, lines)).replace("  ", " ")


def _without_brackets(line: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := line.find("[", at)) >= 0 and (end := line.find("]", start)) >= 0:
        kept.append(line[at:start])
        at = end + 1
    return "".join(kept) + line[at:]


def _winogrande(fields: Fields) -> Columns:
    """The sentence up to its blank with each option in it; what follows the blank is scored."""
    before, blank, behind = fields.text("sentence").partition("_")
    if not blank:
        raise refused("blank-missing", _NO_BLANK, fields.where)
    options = (fields.text("option1"), fields.text("option2"))
    return {"context_options": [before + o for o in options], "continuation": behind.strip()}


def _copa(fields: Fields) -> Columns:
    """The premise without its full stop, and what joins it to the alternatives."""
    asked = fields.text("question")
    if asked not in _CONNECTORS:
        raise refused("field-unknown", _NO_CONNECTOR, fields.where, found=repr(asked)[:60])
    return {"query": f"{fields.text('premise').strip()[:-1]} {_CONNECTORS[asked]}"}


def _race(fields: Fields) -> Columns:
    """The article, all of its questions but the last with their answers, and the last to answer."""
    *answered, last = _problems(fields)
    text = f"Article: {fields.text('article')}\n\n"
    for question, options, gold in answered:
        if question.endswith("  _  ."):
            text += f"{question[:-5]}{options[gold]}\n"
        else:
            text += f"Question: {question}\nAnswer: {options[gold]}\n"
    question, options, gold = last
    return {"query": text + question, "choices": list(options), "gold": gold}


_Problem = tuple[str, tuple[str, ...], int]


def _problems(fields: Fields) -> list[_Problem]:
    """Return question, four options and the place of the right one, of each of an article's."""
    text = fields.text("problems")
    found: object = None
    if len(text) <= _MAX_LITERAL and sum(map(text.count, "[{(")) <= _MAX_BRACKETS:
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            found = None
    if not isinstance(found, list) or not found:
        raise refused("problems-unreadable", _NO_PROBLEMS, fields.where)
    read = [problem for entry in found if (problem := _problem(entry)) is not None]
    if len(read) != len(found):
        raise refused("problems-unreadable", _NO_PROBLEMS, fields.where)
    return read


def _problem(entry: object) -> _Problem | None:
    if not isinstance(entry, dict):
        return None
    question, options, answer = (entry.get(k) for k in ("question", "options", "answer"))
    if not isinstance(question, str) or not isinstance(answer, str):
        return None
    if not isinstance(options, list):
        return None
    four = tuple(o for o in options[: len(_LETTERS)] if isinstance(o, str))
    if len(four) < len(_LETTERS) or answer not in [*_LETTERS]:
        return None
    return question, four, _LETTERS.index(answer)


_RULES: Mapping[Reshaping, Callable[[Fields], Columns]] = {
    "hellaswag": _hellaswag,
    "winogrande": _winogrande,
    "copa": _copa,
    "race": _race,
}

_NO_BLANK = Text(
    en="{where}: `sentence` has no `_` to fill in", zh="{where}：`sentence` 中没有待填的 `_`"
)
_NO_CONNECTOR = Text(
    en="{where}: `question` should be `cause` or `effect`, not {found}",
    zh="{where}：`question` 应为 `cause` 或 `effect`，而不是 {found}",
)
_NO_PROBLEMS = Text(
    en="{where}: `problems` should be the text of a Python list of questions, each with `question`,"
    " four `options` and an `answer` from A to D",
    zh="{where}：`problems` 应为 Python 列表形式的文本，每题含 `question`、四个 `options` 和"
    " A 至 D 的 `answer`",
)
