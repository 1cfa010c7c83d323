"""CommonMark's delimiter algorithm: which `*`, `_` and `~~` runs emphasise what."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.source.characters import side


@dataclass(slots=True, eq=False)
class Delimiter:
    """A run of emphasis marks; `index` is its place in the list of visible pieces."""

    index: int
    char: str
    count: int
    opens: bool
    closes: bool
    length: int
    before: Delimiter | None = None
    after: Delimiter | None = None

    def pairs_with(self, closer: Delimiter) -> bool:
        """Say whether this run can be closed by `closer` (with the rule of three)."""
        if self.char != closer.char or not self.opens:
            return False
        if self.char == "~" or not (self.closes or closer.opens):
            return True
        return (self.length + closer.length) % 3 != 0 or (
            self.length % 3 == 0 and closer.length % 3 == 0
        )


def delimiter(text: str, start: int, end: int, index: int) -> Delimiter | None:
    """Return the delimiter that the run `text[start:end]` is, or None where it is plain text."""
    char = text[start]
    left = side(text[start - 1 : start])
    right = side(text[end : end + 1])
    left_flanking = right == 2 or (right == 1 and left != 2)
    right_flanking = left == 2 or (left == 1 and right != 2)
    if char == "_":
        opens = left_flanking and (not right_flanking or left == 1)
        closes = right_flanking and (not left_flanking or right == 1)
    else:
        opens, closes = left_flanking, right_flanking
    if not (opens or closes):
        return None
    return Delimiter(index, char, end - start, opens, closes, end - start)


class Delimiters:
    """The stack of open runs. Matched marks vanish from `pieces`; strong ranges are collected."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.strong: list[tuple[int, int]] = []
        self.top: Delimiter | None = None

    def push(self, run: Delimiter) -> None:
        """Add a run to the stack."""
        run.before = self.top
        if self.top:
            self.top.after = run
        self.top = run

    def close(self, bottom: Delimiter | None) -> None:
        """Pair the runs above `bottom` and take them from the stack."""
        floors: dict[tuple[str, bool, int], int] = {}
        closer = self._first_above(bottom)
        while closer:
            following = closer.after
            if closer.closes:
                key = (closer.char, closer.opens, closer.length % 3)
                opener = self._opener(closer, bottom, floors.get(key, -1))
                if opener:
                    if self._pair(opener, closer):
                        following = closer
                else:
                    floors[key] = closer.before.index if closer.before else -1
                    if not closer.opens:
                        self._remove(closer)
            closer = following
        self.top = bottom
        if bottom:
            bottom.after = None

    def _first_above(self, bottom: Delimiter | None) -> Delimiter | None:
        run = self.top
        if run is bottom:
            return None
        while run and run.before is not bottom:
            run = run.before
        return run

    @staticmethod
    def _opener(closer: Delimiter, bottom: Delimiter | None, floor: int) -> Delimiter | None:
        run = closer.before
        while run and run is not bottom and run.index > floor:
            if run.pairs_with(closer):
                return run
            run = run.before
        return None

    def _pair(self, opener: Delimiter, closer: Delimiter) -> bool:
        """Take the paired marks out; say whether `closer` has marks left."""
        used = 2 if opener.count >= 2 and closer.count >= 2 else 1
        if used == 2 and opener.char != "~":
            self.strong.append((opener.index, closer.index))
        for run in (opener, closer):
            run.count -= used
            self.pieces[run.index] = run.char * run.count
        opener.after = closer
        closer.before = opener
        if not opener.count:
            self._remove(opener)
        if not closer.count:
            self._remove(closer)
        return closer.count > 0

    def _remove(self, run: Delimiter) -> None:
        if run.before:
            run.before.after = run.after
        if run.after:
            run.after.before = run.before
        else:
            self.top = run.before
