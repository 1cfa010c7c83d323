"""The waivers of a configuration file; what does not fit is said with file and line."""

from __future__ import annotations

from cardkit.errors import ConfigError
from cardkit.policy import keys
from cardkit.policy.config import Waiver
from cardkit.policy.inside import inside
from cardkit.policy.table import Table
from cardkit.policy.toml_file import Place, TomlFile
from cardkit.rules.registry import Rule, find
from cardkit.text import Text

MAX_WAIVERS = 1000


def waivers(file: TomlFile, at: Place, data: list[object]) -> tuple[Waiver, ...]:
    """Read the array of tables at `at`. Raises ConfigError for one that does not fit."""
    if len(data) > MAX_WAIVERS:
        message = Text(en="more than {n} waivers", zh="豁免超过 {n} 条")
        hint = Text(en="a baseline is meant for as many", zh="数量如此之多，请改用基线")
        raise file.error(at, message.format(n=MAX_WAIVERS), hint)
    return tuple(_waiver(file, (*at, i), item) for i, item in enumerate(data))


def _waiver(file: TomlFile, at: Place, data: object) -> Waiver:
    table = Table(data, at, file, keys.WAIVER)
    pointer, fingerprint = table.get("pointer"), table.get("fingerprint")
    if pointer is None and fingerprint is None:
        message = Text(
            en="{table} names neither `pointer` nor `fingerprint`: it would waive all of a rule",
            zh="{table}既无 `pointer` 也无 `fingerprint`，会豁免整条规则",
        )
        hint = Text(
            en="`validate --output-format json` says pointer and fingerprint of each finding",
            zh="`validate --output-format json` 会列出每个问题的指针和指纹",
        )
        raise file.error(at, message.format(table=table.named()), hint)
    _no_pattern(table, pointer or "")
    rule = _one(file, (*at, "rule"), table.text("rule"))
    if not rule.waivable:
        message = Text(en="{code} cannot be waived", zh="{code} 不可豁免")
        raise table.error("rule", message.format(code=rule.code))
    return Waiver(
        code=rule.code,
        card=inside(file, (*at, "card"), table.text("card")),
        pointer=pointer,
        fingerprint=fingerprint,
        reason=table.text("reason"),
        owner=table.text("owner"),
        expires=table.get("expires"),
        span=file.span(at),
    )


def _no_pattern(table: Table, pointer: str) -> None:
    """Refuse what looks like a pattern and would be none: it would never cover anything."""
    card = table.text("card")
    if "*" in card or "?" in card:
        message = Text(
            en="a waiver is for one card; `{card}` is a pattern",
            zh="一条豁免只针对一张卡片；`{card}` 是通配模式",
        )
        hint = Text(
            en="no path in a policy is a pattern: write one waiver a card, or use a baseline",
            zh="策略中的路径都不支持通配：请逐卡填写豁免，或使用基线",
        )
        raise table.error("card", message.format(card=card[:200]), hint)
    if any("*" in part and part != "*" for part in pointer.split("/")):
        message = Text(
            en="`{pointer}`: `*` stands alone, for any one number",
            zh="`{pointer}`：`*` 只能单独成段，代表任意一个序号",
        )
        hint = Text(
            en="`/evaluations/*/score` names every score; one `*` for each list on the way, and a"
            " key that holds an asterisk is waived by its fingerprint",
            zh="`/evaluations/*/score` 指每个分数；路径中每个列表各写一个 `*`，"
            "键名本身含星号时请用指纹豁免",
        )
        raise table.error("pointer", message.format(pointer=pointer[:200]), hint)


def _one(file: TomlFile, at: Place, selector: str) -> Rule:
    rules = rules_of(file, at, selector)
    if len(rules) != 1:
        message = Text(
            en="a waiver is for one rule; `{selector}` means {n}",
            zh="一条豁免只针对一条规则；`{selector}` 对应 {n} 条",
        )
        raise file.error(at, message.format(selector=selector, n=len(rules)))
    return rules[0]


def rules_of(file: TomlFile, at: Place, selector: str) -> list[Rule]:
    """Return the rules that a selector means. Raises ConfigError with the place of it."""
    try:
        return find(selector)[0]
    except ConfigError as error:
        raise file.error(at, error.message, error.hint) from None
