"""The road from a card to cards that show how their claims stand; it ends where it must not go on.

Validate, verify, render, and read what was rendered: a mark that the evidence does not bear out is
never written, whoever put it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cardkit.evidence.marks import held_now
from cardkit.render.files import FILE_NAMES, CardSource, render_all
from cardkit.render.unmarked import Unmarked, unmarked
from cardkit.rules.beside import Terms
from cardkit.rules.engine import validate
from cardkit.rules.finding import Severity
from cardkit.rules.registry import RuleSettings
from cardkit.source.source import Source
from cardkit.text import Language, Text

if TYPE_CHECKING:
    from pathlib import Path

    from cardkit.bind.reading import Reading
    from cardkit.building.evidence import Held
    from cardkit.dialects.loss import Loss
    from cardkit.rules.report import Report

Step = Literal["validate", "evidence", "render"]
FAMILY, MARKS = "EVD", "EVD102"
STEPS: Mapping[Step, Text] = {
    "validate": Text(en="validate", zh="检查"),
    "evidence": Text(en="verify", zh="核实"),
    "render": Text(en="render", zh="生成"),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing is written, at which step, and the exit code of that."""

    step: Step
    kind: str
    message: Text
    hint: Text | None
    code: int


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
    say(_RENDERED.format(files=", ".join(texts)))
    left = {
        one.file_name: unmarked(held.report, one.text, one.file_name, one.losses)
        for one in rendered
    }
    return Built(source, reports, held, {**texts, **held.files}, losses, left)


def forbidden(held: Held) -> Stop | None:
    """Return why a card must not be presented by this evidence, None where it may."""
    report = held.report
    refusal = report.evidence.refusal if report.evidence is not None else None
    if report.evidence is None:
        return _missing(held.looked_at)
    if refusal is not None:
        message = _REFUSED.format(file=report.evidence.file, why=refusal.message)
        return Stop("evidence", "refused", message, None, 1)
    if held.code == 130:
        return Stop("evidence", "interrupted", _INTERRUPTED, None, 130)
    counts = report.counts
    if counts["contradicted"]:
        count = counts["contradicted"]
        return Stop("evidence", "contradicted", _CONTRADICTED.format(n=count), _CORRECT, 1)
    if counts["stale"]:
        return Stop("evidence", "stale", _STALE.format(n=counts["stale"]), _ANEW, 1)
    if any(held_now(each) is not each for each in report.statuses.values()):
        return Stop("evidence", "model-not-at-hand", _NO_MODEL, _NAME_IT, 4)
    if not counts["verified"] and not counts["consistent"]:
        return Stop("evidence", "nothing-verified", _NOTHING, _PLAIN, 4)
    return None


def _missing(place: Path | None) -> Stop:
    """Say which file of evidence is not there, or that its folder is not."""
    if place is not None and not place.parent.exists():
        said = _NO_FOLDER.format(folder=place.parent)
    else:
        said = _MISSING.format(file=place or "-")
    return Stop("evidence", "missing", said, _ANEW, 1)


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
_MISSING = Text(
    en="stopped: there is no evidence, {file} is missing; nothing was written",
    zh="已停止：没有证据，缺少 {file}；未写入任何文件",
)
_NO_FOLDER = Text(
    en="stopped: there is no evidence, the folder `{folder}` does not exist; nothing was written",
    zh="已停止：没有证据，目录 `{folder}` 不存在；未写入任何文件",
)
_REFUSED = Text(
    en="stopped: the evidence {file} is refused: {why}; nothing was written",
    zh="已停止：证据 {file} 被拒绝：{why}；未写入任何文件",
)
_INTERRUPTED = Text(
    en="stopped: the measuring was interrupted; nothing was written",
    zh="已停止：测量被中断，未写入任何文件",
)
_CONTRADICTED = Text(
    en="stopped: claims that the model contradicts: {n}; nothing was written",
    zh="已停止：有 {n} 项声明与模型矛盾，未写入任何文件",
)
_CORRECT = Text(en="correct the card, or leave the claim out", zh="请更正卡片，或删去该项声明")
_STALE = Text(
    en="stopped: claims whose evidence is stale: {n}; nothing was written",
    zh="已停止：有 {n} 项声明的证据已失效，未写入任何文件",
)
_ANEW = Text(
    en="`cardkit build CARD --model MODEL -o DIR` verifies the card anew",
    zh="用 `cardkit build CARD --model 模型 -o 目录` 重新核实",
)
_NO_MODEL = Text(
    en="stopped: the model's files are not at hand, so nobody can tell whether the evidence still"
    " holds; nothing was written",
    zh="已停止：手头没有模型文件，无法判断证据是否仍然成立，未写入任何文件",
)
_NAME_IT = Text(
    en="name the model: --model FOLDER, or a repository on a hub",
    zh="请用 --model 指定模型目录或平台仓库",
)
_NOTHING = Text(
    en="stopped: no claim of the card could be verified; nothing was written",
    zh="已停止：卡片中没有一项声明得到核实，未写入任何文件",
)
_PLAIN = Text(
    en="`cardkit render` writes a card without marks",
    zh="`cardkit render` 可生成不带核实标记的卡片",
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
