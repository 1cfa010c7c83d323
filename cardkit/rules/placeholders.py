"""Words that stand where a fact should stand."""

from __future__ import annotations

import re

_WHOLE = re.compile(
    r"[\[(<（【]?(?:to ?do|tbd|tba|fixme|fill[ _-]?(?:me[ _-]?)?in|more information needed"
    r"|needs more information|x{1,4}\.x{1,4} ?%?|<?your[ _-][a-z _-]{1,40}>|待补充|待填写|待完善"
    r"|待更新|待补全|待定)[\])>）】]?[.:：!。…]{0,3}",
    re.IGNORECASE,
)


_FILLER = re.compile(r"\W{0,3}lorem ipsum\b", re.IGNORECASE)
"""How a printer's dummy text begins; nothing that is meant follows it."""


def is_placeholder(text: str) -> bool:
    """Say whether all of `text` is a placeholder: `TODO`, `xx.xx`, `<your name>`, `待补充`."""
    whole = len(text) < 100 and _WHOLE.fullmatch(text.strip()) is not None
    return whole or _FILLER.match(text) is not None


_GAP = re.compile(
    r"(?:to ?do|tbd|tba|fixme|待补充|待填写|待完善|待更新|待补全|待定) ?[:：].*"
    r"|(?:n/a|coming soon|to be (?:added|announced|completed|determined|done|filled in|updated)"
    r"|敬请期待|即将(?:补充|更新|发布|公布)|暂无(?:信息|数据|内容|说明)?|暂缺)?[.!。！…]{0,6}",
    re.IGNORECASE,
)
"""A line that puts off what it should say; with `TODO:` that is so whatever follows."""
_LONGEST = 2000
"""A text of placeholders alone is short: a template leaves a few lines."""


def says_nothing(text: str) -> bool:
    """Say whether every line of `text` that holds anything is a placeholder or puts it off."""
    if _FILLER.match(text):
        return True
    if len(text) > _LONGEST:
        return False
    lines = [line.strip(" \t-*") for line in text.splitlines()]
    return all(is_placeholder(line) or _GAP.fullmatch(line) for line in lines if line)
