"""What other protocols gave that the card's words allow: told beside the verdict, and none."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cardkit.report.score_rows import measured, rule
from cardkit.report.verify_screen import VERDICTS
from cardkit.text import Text
from cardkit.verify.measure.outcome import CheckedScore
from cardkit.verify.protocol.protocol import Protocol

_READING = Text(
    en="as {rule}, {task}, {length} tokens at most: {share} ({verdict})",
    zh="按 {rule}，{task}，最长 {length} 个 token：{share}（{verdict}）",
)
_UNREAD = Text(
    en="as {rule}, {task}, {length} tokens at most: not measured ({reason})",
    zh="按 {rule}，{task}，最长 {length} 个 token：未测量（{reason}）",
)
_SAME = Text(en="for the same reason", zh="原因同上")


def readings(score: CheckedScore) -> Iterator[Text]:
    """Yield a line for each other protocol; a reason that was said before is not repeated."""
    said = {score.reason}
    for reading in score.readings:
        if reading.protocol is not None:
            yield _read_as(reading, reading.protocol, said)
            said.add(reading.reason)


def _read_as(reading: CheckedScore, protocol: Protocol, said: Collection[Text | None]) -> Text:
    """Say what another protocol gave, or why it gave nothing; `said` are the reasons so far."""
    how = {
        "rule": rule(protocol),
        "task": protocol.definition.task,
        "length": f"{protocol.max_seq_len:,}",
    }
    if reading.reason is not None and (reading.result is None or not reading.result.seen):
        return _UNREAD.format(**how, reason=_SAME if reading.reason in said else reading.reason)
    return _READING.format(**how, share=measured(reading), verdict=VERDICTS[reading.verdict])
