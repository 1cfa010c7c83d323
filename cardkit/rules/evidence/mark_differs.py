"""EVD102 mark-differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.mark import Attestation, Mark
    from cardkit.bind.reading import Reading
    from cardkit.evidence.check import EvidenceReport
    from cardkit.evidence.reading import Evidence
    from cardkit.evidence.status import ClaimStatus
    from cardkit.rules.beside import Beside

ZH = """
## 作用

卡片带有 cardkit 的核实标记，且旁边有其所依据的证据时，逐项核对：标记须与该声明现在的状态一致，
题数、可检出偏差等数字须与证据一致。声明或模型变更后，原有标记即失效；矛盾的、只经抽样的，不得标为已核实；
标记旁没有可核实声明的、核实时间与证据不符的，同样报告。标记比证据更保守的为警告。带标记的分数或规格，在卡片
其他位置（`model-index`、其他表格或列表、正文）也须一致；该处注明另有来源或未写明设置的为警告。

模型文件不在手边，或过大而未计算摘要时，无法得知其是否变更：给出提示，其余照常核对。此时若证据
针对的是另一模型的卡片，则视为已失效；模型文件相同、仅名称不同的为警告。

## 为何有害

标记是生成卡片时的结论。此后改动分数、替换权重分片、手工添加标记，都会使读者看到没有依据的“已核实”。

## 示例

```markdown
| 任务 | 得分 | 核实 |
| --- | ---: | --- |
| GSM8K | 0.912 | ✅ 已核实 |
```

证据针对的是 0.512。

## 应改为

```console
cardkit build my.card.yaml --model . -o .
```

## 参考

- docs/build.md、docs/evidence.md
"""


@rule(
    "EVD102 mark-differs",
    severity=Severity.ERROR,
    summary=Text(
        en="A mark of verification that the evidence beside the card does not bear out",
        zh="核实标记与卡片旁的证据不符",
    ),
    messages={
        "stale": Text(
            en="{name} is marked `{mark}`, and is stale by the evidence: {why}",
            zh="{name} 标为“{mark}”，而按证据已失效：{why}",
        ),
        "contradicted": Text(
            en="{name} is marked `{mark}`, and the evidence contradicts it",
            zh="{name} 标为“{mark}”，而证据表明与模型矛盾",
        ),
        "unverified": Text(
            en="{name} is marked `{mark}`, and the evidence does not verify it: {why}",
            zh="{name} 标为“{mark}”，而证据并未核实该项：{why}",
        ),
        "sampled": Text(
            en="{name} is marked `{mark}`, and by the evidence it is only consistent",
            zh="{name} 标为“{mark}”，而按证据仅为“相符”",
        ),
        "unclaimed": Text(
            en="the mark `{mark}` stands beside {name}, where the card claims nothing to verify",
            zh="标记“{mark}”位于 {name} 旁，而卡片在此没有可核实的声明",
        ),
        "edited": Text(
            en="`{mark}` is said of {then}, and the card claims {now} ({name})",
            zh="“{mark}”针对的是 {then}，而卡片所述为 {now}（{name}）",
        ),
        "figures": Text(
            en="{name} is marked `{mark}`, and the evidence says `{wanted}`",
            zh="{name} 标为“{mark}”，而证据为“{wanted}”",
        ),
        "dated": Text(
            en="the card says it was verified `{said}`, and by the evidence that was `{wanted}`",
            zh="卡片所写核实时间为“{said}”，而证据为“{wanted}”",
        ),
        "better": Text(
            en="{name} is marked `{mark}`, and is {status} by the evidence now",
            zh="{name} 标为“{mark}”，而按证据现为“{status}”",
        ),
        "elsewhere": Text(
            en="{name} is marked `{mark}` as {then}, and here the card says {now}",
            zh="{name} 以 {then} 标为“{mark}”，而卡片此处为 {now}",
        ),
        "filed": Text(
            en="{name} is marked `{mark}` as {then}, and {file}, line {line}, says {now}",
            zh="{name} 以 {then} 标为“{mark}”，而 {file} 第 {line} 行为 {now}",
        ),
        "renamed": Text(
            en="{why}; the model's files are the same",
            zh="{why}；模型文件相同",
        ),
        "unseen": Text(
            en="whether the model changed since it was verified cannot be told: {why}",
            zh="无法判断模型在核实之后是否变更：{why}",
        ),
    },
    advice={
        "": Text(
            en="write the card anew: `cardkit build CARD --model MODEL -o DIR`",
            zh="请重新生成卡片：`cardkit build CARD --model 模型 -o 目录`",
        ),
        "unseen": Text(
            en="lay the model's files beside the card (of weights Git LFS pointers will do), or say"
            " where they are: `cardkit evidence check CARD --model MODEL`",
            zh="请把模型文件放在卡片旁（权重只需 Git LFS 指针），或指定模型位置："
            "`cardkit evidence check CARD --model 模型`",
        ),
    },
    zh=ZH,
    subject="evidence",
    waivable=False,
)
def check(beside: Beside) -> Iterator[Found]:
    """
    ## What it does

    Where a card carries cardkit's marks and the evidence that it names lies beside it, holds each
    mark against how its claim stands now. The status must be the same, and so must the figures
    beside it (items asked, what would have been found). A claim or a model that changed makes its
    mark stale; what is contradicted or only sampled must not be marked verified; a mark beside no
    claim is found as well, and so is another day of verification than the evidence has. A mark that
    says less than the evidence is a warning. A score or figure that is marked must be the same
    wherever the card states it: in `model-index`, in another table or list, in a sentence; what
    names another source, or no setting, is a warning.

    Where the model's files are not at hand, or are so large that they were not hashed, nobody can
    tell whether they changed: that is a note, and the rest is checked. Evidence about the card of
    another model is stale there; where the files show that it is this model under another name,
    that is a warning.

    ## Why is this bad?

    A mark is a verdict of the day the card was written. A score edited since, a shard swapped, a
    mark added by hand: readers see "verified" where nothing bears it out.

    ## Example

    ```markdown
    | Task | Score | Verification |
    | --- | ---: | --- |
    | GSM8K | 0.912 | ✅ verified |
    ```

    where the evidence is about 0.512.

    ## Use instead

    ```console
    cardkit build my.card.yaml --model . -o .
    ```

    ## References

    - docs/build.md, docs/evidence.md
    """
    reading = beside.reading
    if not beside.is_on_disk or reading.attestation is None:
        return  # most cards carry no mark, and need nothing of the room of evidence
    from cardkit.evidence.marks import claims_marked, held_now

    evidence = beside.report.evidence
    if evidence is None or evidence.sha256 != reading.attestation.sha256:
        return
    yield from _dated(reading.attestation, evidence)
    untold: dict[str, Text] = {}
    stale = False
    upheld: list[tuple[Mark, ClaimStatus]] = []
    for mark in reading.marks:
        claims = claims_marked(mark, beside.report.statuses.values())
        held = [held_now(each) for each in claims]
        stale |= any(each.status == "stale" for each in held)
        untold |= {each.untold.en: each.untold for each in claims if each.untold is not None}
        upheld += [(mark, each) for each in held if each.claim.kind == "spec"]
        found = _found(mark, held) if held else _unclaimed(mark, beside.report)
        if found is not None:
            yield found
    yield from _elsewhere(reading, upheld)
    other = beside.report.other_model
    if other is not None and reading.marks and not stale:
        yield Found(at=("name",), args={"why": other}, variant="renamed", severity=Severity.WARNING)
    for why in untold.values():
        args = {"why": why}
        yield Found(at=("attestation",), args=args, variant="unseen", severity=Severity.NOTE)


def _dated(named: Attestation, evidence: Evidence) -> Iterator[Found]:
    """Find each line that gives another day, or another program, than the evidence."""
    from cardkit.quantity import fold_width

    if evidence.statement is None:
        return
    by = evidence.statement.predicate.verifier
    day = evidence.statement.finished.date().isoformat()
    wanted = f"{day} ({by.id} {by.version})"
    fitting = {"".join(text.split()).casefold() for text in (day, wanted)}
    for line in named.lines:
        said = "".join(fold_width(line.text).split()).casefold()
        if line.about == "verified_on" and said not in fitting:
            args = {"said": " ".join(line.text.split())[:80], "wanted": wanted}
            yield Found(at=("attestation",), span=line.span, args=args, variant="dated")


def _elsewhere(reading: Reading, upheld: list[tuple[Mark, ClaimStatus]]) -> Iterator[Found]:
    """Find where the card states what it marks, and states another value."""
    from cardkit.rules.marked_elsewhere import figures_elsewhere, scores_elsewhere

    for each in (*scores_elsewhere(reading), *figures_elsewhere(reading, upheld)):
        yield Found(
            at=each.at,
            span=each.span,
            args={
                **_args(each.mark),
                "then": each.then[:80],
                "now": each.now[:80],
                "file": each.file,
                "line": each.line,
            },
            variant="elsewhere" if each.file is None else "filed",
            related_spans=(each.mark.span,),
            # What somebody else measured, or measured otherwise, may differ: the reader is told.
            severity=None if each.sure else Severity.WARNING,
        )


def _args(mark: Mark) -> dict[str, object]:
    return {"name": mark.name[:80] or "-", "mark": mark.text[:120]}


def _unclaimed(mark: Mark, report: EvidenceReport) -> Found:
    """Find a mark beside no claim, or of a figure that the card gives otherwise elsewhere."""
    from cardkit.evidence.marks import claims_named

    args = {**_args(mark), "then": mark.claimed[:80]}
    named = claims_named(mark, report.statuses.values()) if mark.path is None else ()
    if not named:
        return Found(at=(), span=mark.span, args=args, variant="unclaimed")
    args["now"] = named[0].claim.printed[:80]
    return Found(at=(), span=mark.span, args=args, related=(named[0].path,), variant="edited")


def _found(mark: Mark, claims: list[ClaimStatus]) -> Found | None:
    """Return what is wrong with a mark, None where one of its claims bears it out."""
    from cardkit.evidence.marks import mark_of
    from cardkit.evidence.status import STATUSES

    args = _args(mark)
    same = [each for each in claims if each.status == mark.status]
    if same:
        wanted = [text for each in same if (text := mark_of(each)) is not None]
        printed = " ".join(mark.text.split())
        if mark.loose and mark.status == "verified":
            return None  # in other words, and true
        if any(printed in (text.en, text.zh) for text in wanted):
            return None
        return Found(at=(), span=mark.span, args={**args, "wanted": wanted[0]}, variant="figures")
    each = claims[0]
    args |= {"why": each.reason or "-", "status": STATUSES[each.status]}
    if each.status in ("stale", "contradicted", "unverified"):
        return Found(at=(), span=mark.span, args=args, variant=each.status)
    if each.status == "consistent" and mark.status == "verified":
        return Found(at=(), span=mark.span, args=args, variant="sampled")
    return Found(at=(), span=mark.span, args=args, variant="better", severity=Severity.WARNING)
