"""What has changed since a statement was made: the files of each group, and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cardkit.evidence.claims import ClaimKind
from cardkit.evidence.files import FileDigest, Files
from cardkit.evidence.groups import GROUPS, NAMES, Group
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.evidence.statement import Statement


class Changes:
    """What became of the files of each group since they were verified."""

    def __init__(self, statement: Statement, files: Files | None) -> None:
        self._known = files is not None
        self._absent: set[Group] = set()
        self._elsewhere = files is not None and not files.of("weights")
        self._names: dict[Group, tuple[str, ...]] = {}
        self._unread: set[Group] = set()
        if files is not None:
            for group in GROUPS:
                then = [f for f in statement.files if f.group == group]
                self._compare(group, then, files.of(group))

    def _compare(self, group: Group, then: list[FileDigest], now: tuple[FileDigest, ...]) -> None:
        old, new = {f.name: f for f in then}, {f.name: f for f in now}
        differing = [name for name in new if name not in old]
        for name, file in old.items():
            if name not in new and self._elsewhere:
                self._absent.add(group)  # a card without its model, not a model that changed
            elif name not in new or not _same(file, new[name]):
                differing.append(name)
            elif new[name].sha256 is None:
                self._unread.add(group)
        if differing:
            self._names[group] = tuple(sorted(differing))

    def stale(self, binds: set[Group]) -> Text | None:
        """Return which of the groups changed, None where none did."""
        parts = [
            _FILES.format(group=NAMES[group], names=_some(names))
            for group, names in self._names.items()
            if group in binds
        ]
        if not parts:
            return None
        return Text(en="; ".join(p.en for p in parts), zh="；".join(p.zh for p in parts))

    def unknown(self, binds: set[Group]) -> Text | None:
        """Return why it cannot be told whether the groups changed, None where it can."""
        if not self._known or binds & self._absent:
            return _NO_FILES
        unread = [group for group in GROUPS if group in binds & self._unread]
        if not unread:
            return None
        return _UNREAD.format(group=NAMES[unread[0]])


@dataclass(frozen=True, slots=True)
class Age:
    """The day of a statement, held against today."""

    day: date
    today: date
    most: int | None

    def stale(self, kind: ClaimKind) -> Text | None:
        """Return why what was found of a claim on that day does not count, None where it does."""
        days = (self.today - self.day).days
        if days < 0:
            return _FUTURE.format(day=self.day)
        if kind != "score" or self.most is None or days <= self.most:
            return None
        return _OLD.format(days=days, limit=self.most)


def _same(old: FileDigest, new: FileDigest) -> bool:
    return old.size == new.size and new.sha256 in (None, old.sha256)


def _some(names: tuple[str, ...]) -> Text:
    shown = [f"`{name[:80]}`" for name in names[:3]]
    if len(names) > 3:
        shown.append("...")
    return listed(shown)


_NO_FILES = Text(en="the model's files are not at hand to compare", zh="手头没有模型文件，无法比对")
_UNREAD = Text(en="the {group} were not hashed now", zh="此次未计算{group}的摘要")
_FILES = Text(en="the {group} changed ({names})", zh="{group}已变更（{names}）")
_FUTURE = Text(en="the evidence is dated {day}, after today", zh="证据日期 {day} 晚于今天")
_OLD = Text(
    en="that was {days} {days:day|days} ago, more than {limit}",
    zh="距今 {days} 天，超过 {limit} 天",
)
