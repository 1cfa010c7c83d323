"""Looking for the items of a claim, and for those of another rule where its own are not here."""

from __future__ import annotations

from pathlib import Path

from cardkit.errors import CardkitError, UsageError
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Protocol
from cardkit.verify.protocol.read import read_items
from cardkit.verify.protocol.resolve import alternatives
from cardkit.verify.spec.problem import Problem


def or_by(claim: ScoreClaim, missing: Remark, folder: Path | None, context: int | None) -> Text:
    """Return why there are no items, and by what other rule of those allowed there are."""
    for each in alternatives(claim, context=context):
        if each.definition.items.hub is None and isinstance(items_of(each, folder), ItemSet):
            task, harness = each.definition.task, each.definition.harness
            return _ELSEWHERE.format(why=missing.message, task=task, harness=harness)
    return missing.message


_ELSEWHERE = Text(
    en="{why}; the items of {harness}'s `{task}` are here: where the card means that, let it name"
    " its harness; --every-rule measures by it too",
    zh="{why}；目录中有 {harness} 的 `{task}` 题目：若卡片指的是它，请在卡片中注明评测框架；"
    "--every-rule 也会按该规则测量",
)


def items_of(protocol: Protocol, folder: Path | None) -> ItemSet | Remark:
    """Return the items of a protocol, or why it has none here. Raises UsageError."""
    try:
        return read_items(protocol, folder)
    except Problem as problem:
        return problem.remark
    except UsageError:
        raise
    except CardkitError as error:  # a hub that does not give the data set
        return Remark("items-unavailable", "error", error.message, str(protocol.definition.items))
