"""What `cardkit diff` compares: files, standard input, shipped ids, files of a git revision."""

from __future__ import annotations

from pathlib import Path

from cardkit.api import Card
from cardkit.cli.inputs import read_input
from cardkit.cli.revisions import is_revision, read_revision
from cardkit.errors import NotACard, UsageError
from cardkit.record.locate import (
    card_file,
    comparison_file,
    is_file,
    is_id,
    shipped_cards,
    shipped_comparisons,
)
from cardkit.source.source import Source
from cardkit.text import Text, listed

_SUFFIXES = (".md", ".markdown")
_NOTHING = Text(
    en="`{name}` is no file, no id of a shipped card or table, and no REV:PATH",
    zh="`{name}` 不是文件，也不是内置卡片或对比表的 ID，也不是 REV:PATH",
)
_NO_YAML = Text(en="`{name}` is no YAML that can be read", zh="`{name}` 不是可以读取的 YAML 文件")
_VALIDATE = Text(en="cardkit validate says where", zh="cardkit validate 会指出位置")
_SHIPPED = Text(en="shipped: {ids}", zh="内置：{ids}")


def read_card(name: str, *, max_bytes: int) -> Card:
    """Read one side. A file goes before a shipped id, an id before a revision.

    Raises UsageError for what is none of them, what reading raises, and NotACard for a text that
    has nothing of a card.
    """
    from cardkit.bind.read import require_card
    from cardkit.source.yaml_document import YamlDocument

    card = Card(_source(name, max_bytes))
    if not isinstance(card.document, YamlDocument):
        require_card(card.document)
    elif card.document.root is None:
        raise NotACard(_NO_YAML.format(name=card.source.name), hint=_VALIDATE)
    return card


def _source(name: str, max_bytes: int) -> Source:
    if name == "-" or is_file(Path(name)):
        return read_input(name, max_bytes=max_bytes)
    if is_id(name) and not name.lower().endswith(_SUFFIXES):
        ids = shipped_cards(), shipped_comparisons()
        if name in ids[0]:
            return read_input(str(card_file(name)), max_bytes=max_bytes)
        if name in ids[1]:
            return read_input(str(comparison_file(name)), max_bytes=max_bytes)
        if not Path(name).exists():
            known = listed([*ids[0], *ids[1]])
            raise UsageError(_NOTHING.format(name=name), hint=_SHIPPED.format(ids=known))
    if is_revision(name):
        return read_revision(name, max_bytes=max_bytes)
    return read_input(name, max_bytes=max_bytes)
