"""EVD103 evidence-short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.evidence.status import ClaimStatus
    from cardkit.rules.beside import Beside

ZH = """
## 作用

策略的 `[tool.cardkit.evidence]` 写有 `require` 时，检查卡片旁的证据是否足够：
每项声明的状态须达到 `require`（`consistent` 或 `verified`），由其他分数得出的汇总分数除外。
策略写有 `trusted-keys` 时，不是由其中公钥签名的证据一律拒绝；未写时，证据只是写入者的一面之词，
按 `unsigned` 的级别另行报告。未写 `require` 时不检查。

## 为何有害

组织要求证据，正是因为没有证据的分数与笔误无法区分。

## 示例

```toml
[tool.cardkit.evidence]
require = "consistent"
```

而卡片旁没有 `verification.json`。

## 应改为

```console
cardkit verify my.card.yaml --model . --data 题目 --evidence verification.json
```

## 参考

- docs/policy.md、docs/evidence.md
"""

_SHOWN = 5
_REFUSED = {"unsigned": "stripped", "foreign-signature": "foreign", "key-not-valid": "stripped"}
"""What is to be done about a refusal, where it is not to measure anew."""
_BETTER = {"verified": ("verified",), "consistent": ("verified", "consistent")}


@rule(
    "EVD103 evidence-short",
    severity=Severity.ERROR,
    summary=Text(
        en="Claims without the evidence that the policy asks for",
        zh="声明缺少策略要求的证据",
    ),
    messages={
        "": Text(
            en="claims that are not {wanted}: {count} of {all} ({names})",
            zh="{all} 项声明中有 {count} 项未达到“{wanted}”（{names}）",
        ),
        "refused": Text(
            en="the evidence that the policy asks for is refused: {why}",
            zh="策略要求的证据被拒绝：{why}",
        ),
        "stripped": Text(
            en="the evidence that the policy asks for is refused: {why}",
            zh="策略要求的证据被拒绝：{why}",
        ),
        "foreign": Text(
            en="the evidence that the policy asks for is refused: {why}",
            zh="策略要求的证据被拒绝：{why}",
        ),
        "unsigned": Text(
            en="the evidence is not signed, and the policy names no key that it trusts",
            zh="证据未签名，策略也未指定可信公钥",
        ),
        "unchecked": Text(
            en="the evidence is signed, and the policy names no key to check that by",
            zh="证据已签名，但策略未指定可信公钥，无从验证",
        ),
    },
    advice={
        "": Text(
            en="`cardkit verify CARD --model REF --evidence verification.json` measures them",
            zh="可运行 `cardkit verify CARD --model 模型 --evidence verification.json` 核实",
        ),
        "refused": Text(
            en="`cardkit verify CARD --model REF --evidence verification.json` measures anew; then"
            " sign that",
            zh="请用 `cardkit verify CARD --model 模型 --evidence verification.json` 重新核实，"
            "然后签名",
        ),
        "stripped": Text(
            en="`cardkit evidence sign verification.json --key FILE` signs it, with a key of"
            " `trusted-keys`",
            zh="请用 `trusted-keys` 中公钥对应的私钥签署："
            "`cardkit evidence sign verification.json --key 文件`",
        ),
        "foreign": Text(
            en="where you trust the signer, name the public key under `trusted-keys` of the policy;"
            " else let a trusted one sign",
            zh="若信任签名者，请在策略的 `trusted-keys` 中写入其公钥；否则应由可信者签名",
        ),
        "unsigned": Text(
            en="`cardkit evidence sign verification.json --key FILE` signs it; name the public key"
            " under `trusted-keys` of the policy",
            zh="可用 `cardkit evidence sign verification.json --key 文件` 签署，"
            "并在策略的 `trusted-keys` 中写入公钥",
        ),
        "unchecked": Text(
            en="name the signer's public key under `trusted-keys` of the policy",
            zh="请在策略的 `trusted-keys` 中写入签名者的公钥",
        ),
    },
    zh=ZH,
    subject="evidence",
)
def check(beside: Beside) -> Iterator[Found]:
    """
    ## What it does

    Where the policy's `[tool.cardkit.evidence]` has `require`, holds the evidence beside a card
    against it: each claim must stand at least so (`consistent` or `verified`), scores that are
    formed from others aside. Where the policy names `trusted-keys`, evidence that none of them
    signed is refused. Where it names none, evidence is the word of whoever wrote it, which is found
    at the level of `unsigned`. Without `require` nothing is looked at.

    ## Why is this bad?

    Who asks for evidence does so because a score without any cannot be told from a slip.

    ## Example

    ```toml
    [tool.cardkit.evidence]
    require = "consistent"
    ```

    and no `verification.json` beside the card.

    ## Use instead

    ```console
    cardkit verify my.card.yaml --model . --data items --evidence verification.json
    ```

    ## References

    - docs/policy.md, docs/evidence.md
    """
    wanted = beside.terms.require
    if wanted == "none" or not beside.is_on_disk or beside.reading.kind == "comparison":
        return
    from cardkit.evidence.status import STATUSES

    report = beside.report
    refusal = report.evidence.refusal if report.evidence is not None else None
    if refusal is not None:  # nothing of it counts, and no claim is short of anything else
        variant = _REFUSED.get(refusal.kind, "refused")
        yield Found(at=(), args={"why": refusal.message}, variant=variant)
        return
    own = [each for each in report.statuses.values() if not each.claim.is_derived]
    short = [each for each in own if each.status not in _BETTER[wanted]]
    if short:
        args = {
            "wanted": STATUSES[wanted],
            "count": len(short),
            "all": len(own),
            "names": _names(short),
        }
        yield Found(at=short[0].path, args=args, members=tuple(each.path for each in short))
    evidence = report.evidence
    level = beside.terms.unsigned
    if evidence is not None and evidence.standing != "signed" and level is not None:
        yield Found(at=(), variant=evidence.standing, severity=level)


def _names(short: list[ClaimStatus]) -> Text:
    names = [each.pointer.strip("/")[:60] for each in short[:_SHOWN]]
    told = listed(names)
    more = len(short) > _SHOWN
    return Text(en=told.en + ", ..." * more, zh=told.zh + " 等" * more)
