"""The keys of a policy, as data: what the reader takes and what `cardkit schema config` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cardkit.text import Text

Kind = Literal["text", "texts", "flag", "date", "days", "table", "tables", "keys"]
SHIPPED = ("hf", "modelscope", "modelers", "gpai", "mof", "strict")
"""The profiles that come with cardkit."""
LEVELS = ("error", "warning", "note", "off")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it holds, and, where they are named, the texts it may hold."""

    name: str
    kind: Kind
    about: Text
    choices: tuple[str, ...] = ()
    required: bool = False
    pattern: str = ""


CODE = r"^[A-Za-z0-9][A-Za-z0-9-]{0,99}$"
"""What a selector of rules looks like: a code, the front of one, a name."""
NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"
FINGERPRINT = r"^[0-9a-f]{16}$"
POINTER = r"^(/[^/\n]{1,200}){1,20}$"

ROOT: Sequence[Key] = (
    Key(
        "profiles",
        "texts",
        Text(
            en="Profiles the cards are held against; of two that speak of one rule the later wins",
            zh="卡片须符合的配置档；对同一规则，后列者优先",
        ),
    ),
    Key(
        "fail-on",
        "text",
        Text(en="From this level on the run fails", zh="达到此级别即判为不通过"),
        choices=("note", "warning", "error", "never"),
    ),
    Key("offline", "flag", Text(en="Reach no hub", zh="不访问任何平台")),
    Key(
        "languages",
        "texts",
        Text(en="Languages each card must exist in", zh="每张卡片必须具备的语言"),
        choices=("en", "zh"),
    ),
    Key("select", "texts", Text(en="Only these rules", zh="只运行这些规则"), pattern=CODE),
    Key("ignore", "texts", Text(en="Not these rules", zh="排除这些规则"), pattern=CODE),
    Key(
        "comments",
        "flag",
        Text(
            en="Whether comments in a card silence findings (the default)",
            zh="卡片中的注释是否可以忽略问题（默认可以）",
        ),
    ),
    Key(
        "profile", "table", Text(en="Profiles of one's own, by name", zh="自定义配置档，以名称为键")
    ),
    Key("evidence", "table", Text(en="What evidence is asked for", zh="对证据的要求")),
    Key(
        "waiver",
        "tables",
        Text(en="Findings accepted for a time", zh="在一定期限内接受的问题"),
    ),
    Key("baseline", "table", Text(en="Findings that were there before", zh="既有问题的基线")),
)

EVIDENCE: Sequence[Key] = (
    Key(
        "require",
        "text",
        Text(en="What each claim must be at least", zh="每条声明至少应达到的状态"),
        choices=("verified", "consistent", "none"),
    ),
    Key(
        "unsigned",
        "text",
        Text(
            en="Severity of evidence where no trusted-keys are named; with them, what none of them"
            " signed is refused",
            zh="未指定 trusted-keys 时证据的级别；指定后，未经其签名的证据一律拒绝",
        ),
        choices=LEVELS,
    ),
    Key(
        "max-age-days",
        "days",
        Text(en="Days after which measured scores are stale", zh="实测分数的有效天数"),
    ),
    Key(
        "trusted-keys",
        "keys",
        Text(
            en="Public keys that may sign: files, or tables with file, valid-from, valid-until",
            zh="可信公钥：文件路径，或含 file、valid-from、valid-until 的表",
        ),
    ),
)

TRUSTED_KEY: Sequence[Key] = (
    Key("file", "text", Text(en="The file of the public key", zh="公钥文件"), required=True),
    Key("valid-from", "date", Text(en="First day it may sign", zh="生效日期")),
    Key("valid-until", "date", Text(en="Last day it may sign", zh="失效日期（含当日）")),
)

WAIVER: Sequence[Key] = (
    Key("rule", "text", Text(en="The rule, by code or name", zh="规则代码或名称"), required=True),
    Key(
        "card",
        "text",
        Text(en="The card, from the folder of this file", zh="卡片，相对于本文件所在目录"),
        required=True,
    ),
    Key(
        "pointer",
        "text",
        Text(en="The place in the record", zh="记录中的位置"),
        pattern=POINTER,
    ),
    Key(
        "fingerprint",
        "text",
        Text(en="The finding's fingerprint", zh="问题的指纹"),
        pattern=FINGERPRINT,
    ),
    Key("reason", "text", Text(en="Why it is accepted", zh="接受的理由"), required=True),
    Key("owner", "text", Text(en="Who answers for it", zh="负责人"), required=True),
    Key("expires", "date", Text(en="Last day it holds", zh="截止日期（含当日）"), required=True),
)

BASELINE: Sequence[Key] = (
    Key("file", "text", Text(en="The file of the baseline", zh="基线文件"), required=True),
    Key(
        "shrink-only",
        "flag",
        Text(
            en="`--write-baseline` adds nothing (the default)",
            zh="`--write-baseline` 只减不增（默认）",
        ),
    ),
)

EXTENDS = Key("extends", "texts", Text(en="Profiles this one builds on", zh="所基于的配置档"))

SECTIONS: Mapping[str, Sequence[Key]] = {
    "evidence": EVIDENCE,
    "waiver": WAIVER,
    "baseline": BASELINE,
}
