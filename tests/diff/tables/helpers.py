"""Cards that are a title and a few tables, in two languages."""

from cardkit.diff.pair import CardPair
from tests.rules.helpers import reading


def pair_of(english, chinese):
    """Return the pair of an English and a Chinese card around what is given."""
    en = f"# Model Card for Elm-7B\n\n## Evaluation\n\nWhat it scores.\n\n{english}\n"
    zh = f"# Elm-7B 模型卡片\n\n## 评估\n\n以下是评测结果。\n\n{chinese}\n"
    return CardPair(reading(en), reading(zh, "README_zh.md"))


def swapped(pair):
    return CardPair(pair.b, pair.a)


def table(head, *rows):
    """Return a pipe table: `table("Model MMLU", "Elm-7B 63.7")`; `_` is a blank in a cell."""
    cells = [[cell.replace("_", " ") for cell in line.split()] for line in (head, *rows)]
    lines = [f"| {' | '.join(line)} |" for line in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]])
