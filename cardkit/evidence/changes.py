"""What has changed since a statement was made: the files of each group, and the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cardkit.evidence.claims import ClaimKind
from cardkit.evidence.files import FileDigest, Files
from cardkit.evidence.groups import (
    GROUPS,
    NAMES,
    Group,
    group_of,
    is_custom_code,
    was_bound,
    was_comparable,
)
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.evidence.statement import Statement


class Changes:
    """What became of the files of each group since they were verified."""

    def __init__(self, statement: Statement, files: Files | None) -> None:
        self._binding = statement.predicate.binding
        self._names: dict[Group, tuple[str, ...]] = {}
        self._absent: set[Group] = set()
        self._unread: dict[Group, str] = {}
        self._unlooked: dict[Group, str] = {}
        self._known = files is not None and _is_of_the_model(statement.files, files)
        if files is None or not self._known:
            return
        # A card without its weights is no model that changed; what does lie there is compared.
        self._elsewhere = not files.of("weights")
        self._refused = files.refused
        for group in GROUPS:
            then = [f for f in statement.files if f.group == group]
            names = {f.name for f in then}
            again = (f for f in files.apart if f.group == group and f.name in names)
            self._compare(group, then, (*files.of(group), *again))

    def _compare(self, group: Group, then: list[FileDigest], now: tuple[FileDigest, ...]) -> None:
        old = {f.name: f for f in then if was_comparable(f.name, self._binding)}
        new = {f.name: f for f in now}
        differing = []
        refused = {name for name in self._refused if group_of(name) == group}
        for name in (new.keys() | refused) - old.keys():
            if was_bound(name, self._binding):
                differing.append(name)
            else:
                self._unlooked[group] = name
        for name, file in old.items():
            if name not in new and self._elsewhere and name not in refused:
                self._absent.add(group)
            elif name not in new or not _same(file, new[name]):
                differing.append(name)
            elif new[name].sha256 is None:
                self._unread.setdefault(group, name)
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
        if not self._known:
            return _NO_FILES
        for group in GROUPS:
            if group not in binds:
                continue
            if group in self._absent:
                return _ABSENT.format(group=NAMES[group])
            if group in self._unread:
                return _UNREAD.format(group=NAMES[group], name=self._unread[group][:80])
            if group in self._unlooked:
                return _UNLOOKED.format(name=self._unlooked[group][:80])
        return None


def _is_of_the_model(then: Iterable[FileDigest], now: Files) -> bool:
    """Say whether files are those of the model, or a part: one by its name at least is.

    Weights make a folder a model, of this name or another. In one without, which may be any
    project's, nothing of ours lies where it has no file that was verified, and no code that only
    a model's repository has.
    """
    if now.of("weights"):
        return True
    names = {file.name for file in then}
    return any(f.name in names or is_custom_code(f.name) for f in (*now.entries, *now.apart))


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
_ABSENT = Text(
    en="the model's {group} are not at hand to compare", zh="手头没有模型的{group}，无法比对"
)
_UNREAD = Text(
    en="the {group} are at hand, and were not hashed now (`{name}`)",
    zh="{group}在手边，但此次未计算其摘要（`{name}`）",
)
_UNLOOKED = Text(
    en="the evidence is of an earlier cardkit, which did not bind `{name}`",
    zh="证据由早期版本的 cardkit 写出，当时未绑定 `{name}`",
)
_FILES = Text(en="the {group} changed ({names})", zh="{group}已变更（{names}）")
_FUTURE = Text(en="the evidence is dated {day}, after today", zh="证据日期 {day} 晚于今天")
_OLD = Text(
    en="that was {days} {days:day|days} ago, more than {limit}",
    zh="距今 {days} 天，超过 {limit} 天",
)
