"""The road from a card to cards that show how their claims stand; it ends where it must not go on.

Validate, verify, render, and read what was rendered: a mark that the evidence does not bear out is
never written, whoever put it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cardkit.building.stops import Step, Stop, forbidden
from cardkit.render.files import FILE_NAMES, CardSource, render_all
from cardkit.render.unmarked import Unmarked, unmarked
from cardkit.rules.beside import Terms
from cardkit.rules.engine import validate
from cardkit.rules.finding import Severity
from cardkit.rules.registry import RuleSettings
from cardkit.source.source import Source
from cardkit.text import Language, Text, listed

if TYPE_CHECKING:
    from pathlib import Path

    from cardkit.bind.reading import Reading
    from cardkit.building.evidence import Held
    from cardkit.dialects.loss import Loss
    from cardkit.rules.report import Report

FAMILY, MARKS = "EVD", "EVD102"
STEPS: Mapping[Step, Text] = {
    "validate": Text(en="validate", zh="检查"),
    "evidence": Text(en="verify", zh="核实"),
    "render": Text(en="render", zh="生成"),
}


@dataclass(frozen=True)
class Built:
    """What a build comes to. `files` are the files to write by name; empty where it stopped.

    `losses` and `unmarked` are what each card leaves out, details and claims with a status.
    """

    source: CardSource
    reports: tuple[Report, ...] = ()
    held: Held | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    losses: Mapping[str, Sequence[Loss]] = field(default_factory=dict)
    unmarked: Mapping[str, Sequence[Unmarked]] = field(default_factory=dict)
    stop: Stop | None = None

    @property
    def code(self) -> int:
        """The exit code: of the stop; else 4 where something that was asked stayed undecided."""
        if self.stop is not None:
            return self.stop.code
        return 0 if self.held is None else self.held.code


@dataclass(frozen=True)
class Order:
    """What is to be built: which languages and dialect, with which templates."""

    languages: Sequence[Language]
    dialect: str
    template_dir: Path | None = None


Judge = Callable[["Reading"], tuple[tuple["Report", ...], int]]
"""Validates a card: returns reports as the policy has them, and the exit code they come to.

What the card says of an earlier verification is no matter (`FAMILY`): it is derived anew.
"""
Obtain = Callable[["Reading"], "Held"]


def build(
    source: CardSource, order: Order, judge: Judge, obtain: Obtain, say: Callable[[Text], None]
) -> Built:
    """Build the cards of `source`; nothing is written. `say` hears of each step.

    Raises what `obtain` and `render_all` raise.
    """
    reading = source.reading()
    reports, code = judge(reading)
    counts = {s.label: sum(r.counts[s] for r in reports) for s in Severity}
    say(_VALIDATED.format(**counts))
    if code:
        return Built(source, reports, stop=Stop("validate", "findings", _FINDINGS, _MEND, code))
    held = obtain(reading)
    from cardkit.evidence.words import tally

    say(_VERIFIED.format(tally=tally(held.report)))
    stop = forbidden(held)
    if stop is not None:
        return Built(source, reports, held, stop=stop)
    rendered = render_all(source, order.languages, order.dialect, order.template_dir, held.report)
    texts = {one.file_name: one.text for one in rendered}
    losses = {one.file_name: one.losses for one in rendered}
    proof = [_proof(FILE_NAMES[one.language], one.text, held) for one in rendered]
    wrong = [f for report in proof for f in report.findings if f.severity >= Severity.ERROR]
    if wrong:
        stop = Stop("render", "not-borne-out", _NOT_BORNE_OUT, _WORDS, 1)
        if all(found.code == MARKS for found in wrong):
            stop = Stop("render", "not-read-back", _NOT_READ_BACK, _SAME, 1)
        return Built(source, tuple(proof), held, stop=stop)
    say(_RENDERED.format(files=listed(texts)))
    left = {
        one.file_name: unmarked(held.report, one.text, one.file_name, one.losses)
        for one in rendered
    }
    return Built(source, reports, held, {**texts, **held.files}, losses, left)


def _proof(name: str, text: str, held: Held) -> Report:
    """Read a written card, and hold what it says of its verification against the evidence."""
    from cardkit.bind.read import open_document, read

    reading = read(open_document(Source(text, name)))
    terms = Terms(held.report.today, max_age=held.report.max_age, held=held.of(reading))
    return validate(reading, select=[FAMILY], settings=RuleSettings(terms=terms))


_VALIDATED = Text(
    en="1/3 validate: error {error}, warning {warning}, note {note}",
    zh="1/3 检查：错误 {error}，警告 {warning}，提示 {note}",
)
_VERIFIED = Text(en="2/3 verify: {tally}", zh="2/3 核实：{tally}")
_RENDERED = Text(en="3/3 render: {files}", zh="3/3 生成：{files}")
_FINDINGS = Text(
    en="stopped: the card has findings that fail it; nothing was written",
    zh="已停止：卡片存在未通过检查的问题，未写入任何文件",
)
_MEND = Text(
    en="mend them (`cardkit validate CARD --fix` mends some), or waive them in the policy",
    zh="请先更正（部分可用 `cardkit validate CARD --fix` 修复），或在策略中豁免",
)
_NOT_BORNE_OUT = Text(
    en="stopped: the card says more of its verification than the evidence; nothing was written",
    zh="已停止：卡片关于核实的说法超出了证据，未写入任何文件",
)
_NOT_READ_BACK = Text(
    en="stopped: as Markdown the card says other things of its claims than were verified; nothing"
    " was written",
    zh="已停止：写成 Markdown 后，卡片对声明的表述与所核实的不同，未写入任何文件",
)
_SAME = Text(
    en="the findings say which: let prose and table of the evaluation name the same settings",
    zh="具体见上述问题：请使评测部分的文字与表格写明相同的设置",
)
_WORDS = Text(
    en="leave these words out of the card's texts; the marks say what was verified",
    zh="请从卡片文本中删去这些说法，由核实标记说明核实情况",
)
