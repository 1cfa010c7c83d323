"""EVD101 verification-unproven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.evidence.check import EvidenceReport
    from cardkit.rules.beside import Beside
    from cardkit.rules.verified_wording import Wording

ZH = """
## 作用

卡片声称已经核实时，检查旁边是否有有效的证据（`verification.dsse.json` 或 `verification.json`）。
所谓声称，包括 cardkit 的核实标记、“经 cardkit 验证”一类文字、同样含义的徽章图片，以及表格中表示分数
或规格已核实的写法（“0.61（已核实）”、“已核实”列中的 ✅；功能支持表中的 ✅ 不算）。证据须存在、
未被拒绝（伪造、他人签名、损坏、过大均被拒绝）、摘要与卡片所写一致；卡片写明有签名的，证据须有签名；只有文字或
徽章的，证据中须至少有一项声明现在仍为“已核实”，且没有矛盾或已失效的声明。

只读取卡片所在目录中的普通文件，不超过 1.5 MB，不跟随指向目录之外的链接。来自标准输入的卡片没有所在
目录，不做此项检查。

## 为何有害

任何人都能在卡片里写“已核实 ✅”。没有证据的标记使读者信任无人检查过的数字，也使真正的标记失去意义。

## 示例

```markdown
本卡片的全部分数均经 cardkit 验证 ✅
```

旁边没有 verification.json。

## 应改为

```console
cardkit build my.card.yaml --model . -o .
```

或删去这句话。

## 参考

- docs/build.md、docs/evidence.md
- in-toto Statement v1，<https://in-toto.io/Statement/v1>
"""


@rule(
    "EVD101 verification-unproven",
    severity=Severity.ERROR,
    summary=Text(
        en="A card that says it is verified, without evidence beside it that counts",
        zh="卡片声称已核实，而旁边没有有效的证据",
    ),
    messages={
        "missing": Text(
            en="the card says `{said}`, and there is no evidence beside it",
            zh="卡片写有“{said}”，而旁边没有证据",
        ),
        "refused": Text(
            en="the card says `{said}`, and the evidence {file} is refused: {why}",
            zh="卡片写有“{said}”，而证据 {file} 被拒绝：{why}",
        ),
        "unnamed": Text(
            en="the card marks claims (`{said}`) and does not name the statement they are from",
            zh="卡片带有核实标记（“{said}”），却未写明所依据声明的摘要",
        ),
        "other": Text(
            en="the card's marks are from the statement {named}, and {file} is {sha256}",
            zh="卡片的标记出自声明 {named}，而 {file} 为 {sha256}",
        ),
        "unsigned": Text(
            en="the card says `{said}`, and {file} is not signed",
            zh="卡片写有“{said}”，而 {file} 没有签名",
        ),
        "signer": Text(
            en="the card says `{said}`, and by the keys trusted here {file} is signed by {keys}",
            zh="卡片写有“{said}”，而按此处的可信公钥，{file} 由 {keys} 签名",
        ),
        "failed": Text(
            en="the card says `{said}`, and by {file} its claims are: {counts}",
            zh="卡片写有“{said}”，而按 {file}，其声明的状态为：{counts}",
        ),
    },
    advice={
        "": Text(
            en="`cardkit build CARD --model MODEL -o DIR` verifies it; or leave the words out",
            zh="用 `cardkit build CARD --model 模型 -o 目录` 核实，或删去这些文字",
        ),
        "other": Text(
            en="write the card anew: `cardkit build CARD --evidence FILE -o DIR`",
            zh="请重新生成卡片：`cardkit build CARD --evidence 文件 -o 目录`",
        ),
    },
    zh=ZH,
    subject="evidence",
    waivable=False,
)
def check(beside: Beside) -> Iterator[Found]:
    """
    ## What it does

    Where a card says that it is verified, looks for evidence beside it that counts:
    `verification.dsse.json`, else `verification.json`. To say so is to carry cardkit's marks, words
    such as "verified by cardkit", a badge to that effect, or a table that says of a score or figure
    of the card that it is verified (`0.61 (verified)`, a tick in a column "Verified"); ticks of
    features are none. The evidence must be there and must
    not be refused (forged, signed by a stranger, broken, too large); it must be the statement whose
    digest the card names, and be signed where the card says so. Of words and badges alone, a claim
    at least must be verified now, and none contradicted or stale.

    Only plain files of the card's folder are read, of 1.5 MB at most, and no link out of it is
    followed. A card from standard input has no folder and is not checked.

    ## Why is this bad?

    Anybody can write "verified ✅" into a card. A mark without evidence makes people trust numbers
    that nobody checked, and true marks worth nothing.

    ## Example

    ```markdown
    All scores of this card are verified by cardkit ✅
    ```

    with no verification.json beside it.

    ## Use instead

    ```console
    cardkit build my.card.yaml --model . -o .
    ```

    or leave the words out.

    ## References

    - docs/build.md, docs/evidence.md
    - in-toto Statement v1, <https://in-toto.io/Statement/v1>
    """
    from cardkit.rules.verified_wording import verified_wording

    if not beside.is_on_disk or beside.reading.kind == "comparison":
        return
    words = tuple(verified_wording(beside.reading))
    if not (words or beside.reading.marks or beside.reading.attestation):
        return
    problem = _problem(beside.report)
    if problem is not None:
        yield from _everywhere(beside, words, *problem)
        return
    yield from _of_marks(beside)
    yield from _of_words(beside.report, words)


def _problem(report: EvidenceReport) -> tuple[str, dict[str, object]] | None:
    """Return what is wrong with the evidence itself, as a variant with its values."""
    evidence = report.evidence
    if evidence is None:
        return "missing", {}
    if evidence.refusal is not None:
        return "refused", {"file": _name(evidence.file), "why": evidence.refusal.message}
    return None


def _everywhere(
    beside: Beside, words: tuple[Wording, ...], variant: str, args: dict[str, object]
) -> Iterator[Found]:
    """Find each place that says so; of many marks the first."""
    for each in words:
        yield Found(
            at=(), span=each.span, args={**args, "said": _short(each.text)}, variant=variant
        )
    marks, named = beside.reading.marks, beside.reading.attestation
    if marks:
        said = _short(marks[0].text)
        yield Found(at=(), span=marks[0].span, args={**args, "said": said}, variant=variant)
    elif named is not None:
        said = _short(named.text)
        yield Found(at=(), span=named.span, args={**args, "said": said}, variant=variant)


def _of_marks(beside: Beside) -> Iterator[Found]:
    from cardkit.catalog.marks import says_signed

    marks, named = beside.reading.marks, beside.reading.attestation
    evidence = beside.report.evidence
    if evidence is None:
        return
    if named is None:
        if marks:
            said = _short(marks[0].text)
            yield Found(at=(), span=marks[0].span, args={"said": said}, variant="unnamed")
        return
    args: dict[str, object] = {
        "named": named.sha256[:16],
        "sha256": str(evidence.sha256)[:16],
        "file": _name(evidence.file),
        "said": _short(named.text.partition(named.sha256)[2].strip(" ,，`")),
    }
    if named.sha256 != evidence.sha256:
        yield Found(at=("attestation",), args=args, variant="other")
    elif says_signed(named.text) and evidence.standing == "unsigned":
        yield Found(at=("attestation",), args=args, variant="unsigned")
    elif says_signed(named.text) and not all(key in named.text for key in evidence.keys):
        args["keys"] = listed(evidence.keys)
        at = ("attestation",)
        yield Found(at=at, args=args, variant="signer", severity=Severity.WARNING)


def _of_words(report: EvidenceReport, words: tuple[Wording, ...]) -> Iterator[Found]:
    from cardkit.evidence.marks import held_now
    from cardkit.evidence.words import counted

    found = [held_now(each).status for each in report.statuses.values()]
    if "verified" in found and "contradicted" not in found and "stale" not in found:
        return
    file = _name(report.evidence.file) if report.evidence else ""
    for each in words:
        args = {"said": _short(each.text), "file": file, "counts": counted(found)}
        yield Found(at=(), span=each.span, args=args, variant="failed")


def _name(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 80 else shown[:77] + "..."
