"""Why a card must not be presented by its evidence: nothing is written then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.building.evidence import Held

Step = Literal["validate", "evidence", "render"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing is written, at which step, and the exit code of that."""

    step: Step
    kind: str
    message: Text
    hint: Text | None
    code: int


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
    untold = next((e.untold for e in report.statuses.values() if e.untold is not None), None)
    if untold is not None:
        return Stop("evidence", "model-not-at-hand", _NO_MODEL.format(why=untold), _NAME_IT, 4)
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
    en="stopped: nobody can tell whether the evidence still holds: {why}; nothing was written",
    zh="已停止：无法判断证据是否仍然成立：{why}；未写入任何文件",
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
