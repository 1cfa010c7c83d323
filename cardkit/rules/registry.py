"""The registry: what a rule is, how one registers, and how people name the rules they mean."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cardkit.errors import ConfigError
from cardkit.rules.finding import Found, Severity
from cardkit.text import Text

if TYPE_CHECKING:  # rule texts are read by `explain`, which must not load pydantic
    from cardkit.bind.reading import Reading
    from cardkit.rules.beside import Terms
    from cardkit.rules.tested import Tested

FixKind = Literal["none", "safe", "unsafe"]
Default = Literal["on", "off"]
Subject = Literal["card", "pair", "evidence"]
Check = Callable[[Any], Iterator[Found]]
"""Takes a `Reading`; a `CardPair` where the rule's subject is a pair, a `Beside` of evidence."""
C = TypeVar("C", bound=Check)
Coverage = Callable[["Reading"], Iterator["Tested"]]
Messages = Mapping[str, Text]

FAMILIES: Mapping[str, str] = {
    "SRC": "text",
    "REC": "record",
    "STR": "structure",
    "MET": "metadata",
    "SCR": "scores",
    "AGG": "aggregate",
    "AGR": "agreement",
    "BIL": "bilingual",
    "CMP": "comparison",
    "CIT": "citation",
    "SPC": "spec",
    "EVD": "evidence",
    "SUP": "suppression",
    "POL": "policy",
    "CK": "internal",
}
"""Code prefix to folder below `cardkit/rules`, in the order people meet them."""

REMOVED: dict[str, str] = {}
"""Codes that are gone, with the code that took their place; a code is never used again."""

DOC_HEADINGS = Text(
    en="What it does|Why is this bad?|Example|Use instead|References",
    zh="作用|为何有害|示例|应改为|参考",
)
"""The headings every rule's text has, in this order."""

_ID = re.compile(r"([A-Z]{2,3}\d{3}) ([a-z0-9]+(?:-[a-z0-9]+)+)")
_rules: dict[str, Rule] = {}


@dataclass(frozen=True)
class Option:
    """What a policy may set of a rule: a list of texts, of `allowed` ones where those are named."""

    about: Text
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSettings:
    """What a policy says about which rules run, by code, and the options it gives them."""

    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    terms: Terms | None = None
    """What evidence counts; today's, and whoever signed, where nothing is said."""


PLAIN = RuleSettings()
"""Without a policy: the rules that are on by default, with their own options."""


@dataclass(frozen=True)
class Rule:
    """A rule: its code and name, its texts in both languages, and the check itself."""

    code: str
    name: str
    severity: Severity
    summary: Text
    messages: Messages
    advice: Messages
    fix: FixKind
    since: str
    doc: Text
    check: Check
    coverage: Coverage | None = None
    subject: Subject = "card"
    default: Default = "on"
    waivable: bool = True
    options: Mapping[str, Option] = field(default_factory=dict)
    computed: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The code's letters."""
        return self.code.rstrip("0123456789")

    def message(self, found: Found) -> Text:
        """Return the message of `found` with its values filled in."""
        return self.messages[found.variant].format(**found.args)

    def help(self, found: Found) -> Text | None:
        """Return the advice that goes with `found`, where there is one."""
        text = self.advice.get(found.variant) or self.advice.get("")
        return text.format(**found.args) if text else None


def rule(  # noqa: PLR0913 - the head of a rule: each argument is a line of its page
    ident: str,
    *,
    severity: Severity,
    summary: Text,
    messages: Text | Messages,
    zh: str,
    advice: Text | Messages | None = None,
    fix: FixKind = "none",
    since: str = "0.1.0",
    coverage: Coverage | None = None,
    subject: Subject = "card",
    default: Default = "on",
    waivable: bool = True,
    options: Mapping[str, Option] | None = None,
    computed: tuple[str, ...] = (),
) -> Callable[[C], C]:
    """Register a check as the rule `ident`, such as `"MET101 license-unknown"`.

    The name is the bad pattern, so that "allow license-unknown" reads right. `messages` and
    `advice` are one text, or one for each `Found.variant`. The English page is the check's
    docstring, the Chinese one is `zh`; both carry `DOC_HEADINGS`. `coverage` says what the check
    could test of a card, for reports. A rule whose `subject` is `pair` takes two cards of one
    model, a Chinese and an English one, and runs only where both are at hand; one whose `subject`
    is `evidence` takes a card with the evidence beside it. A rule whose
    `default` is `off` runs where it is asked for by its whole code or name, or by a policy. One
    that is not `waivable` can be hidden by no waiver and no baseline, and no policy lessens it.
    `options` are keyword arguments of the check that a policy may set; the check has defaults.
    `computed` are arguments of its messages that other parts of the card move: a finding in which
    they alone differ is the same one.
    """
    match = _ID.fullmatch(ident)
    if match is None:
        raise ValueError(f"not a rule's code and name: {ident!r}")
    code, name = match.groups()

    def register(check: C) -> C:
        if code in _rules or code in REMOVED:
            raise ValueError(f"the code {code} is taken")
        _rules[code] = Rule(
            code=code,
            name=name,
            severity=severity,
            summary=summary,
            messages=_by_variant(messages),
            advice=_by_variant(advice),
            fix=fix,
            since=since,
            doc=Text(en=inspect.cleandoc(check.__doc__ or ""), zh=inspect.cleandoc(zh)),
            check=check,
            coverage=coverage,
            subject=subject,
            default=default,
            waivable=waivable,
            options=options or {},
            computed=computed,
        )
        return check

    return register


def _by_variant(texts: Text | Messages | None) -> Messages:
    return {"": texts} if isinstance(texts, Text) else (texts or {})


@lru_cache(maxsize=1)
def rules_by_code() -> Mapping[str, Rule]:
    """Import every family and return its rules by code, families in the order of `FAMILIES`."""
    for folder in FAMILIES.values():
        family = import_module(f"cardkit.rules.{folder}")
        for module in family.MODULES:
            import_module(f"cardkit.rules.{folder}.{module}")
    order = list(FAMILIES)
    return dict(sorted(_rules.items(), key=lambda item: (order.index(item[1].family), item[0])))


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, families in the order of `FAMILIES`, codes in order within them."""
    return tuple(rules_by_code().values())


def find(selector: str) -> tuple[list[Rule], int]:
    """Return the rules `selector` means, and how specific it is.

    A selector is a name, a code, the front of a code (`MET`, `MET1`) or `ALL`, in any case.
    Raises ConfigError, with the closest name, when it means no rule.
    """
    rules = all_rules()
    wanted = selector.strip()
    if wanted.upper() == "ALL":
        return list(rules), 0
    named = [r for r in rules if r.name == wanted.lower()]
    if named:
        return named, len(named[0].code)
    prefix = wanted.upper()
    chosen = [r for r in rules if prefix and r.code.startswith(prefix)]
    if not chosen:
        raise unknown_rule(wanted)
    return chosen, len(prefix)


def unknown_rule(selector: str) -> ConfigError:
    """Return the error for a selector that means no rule, with the closest one as a hint."""
    successor = REMOVED.get(selector.upper())
    message = Text(en="no rule is called `{selector}`", zh="没有名为 `{selector}` 的规则")
    if successor:
        hint = Text(en="it was replaced by `{best}`", zh="该规则已由 `{best}` 取代")
        return ConfigError(message.format(selector=selector), hint=hint.format(best=successor))
    best = closest(selector)
    family = selector.upper().rstrip("0123456789")
    if family in FAMILIES:
        listed = Text(
            en="`cardkit explain {family}` lists the rules of this family",
            zh="`cardkit explain {family}` 可列出该族的规则",
        )
        return ConfigError(message.format(selector=selector), hint=listed.format(family=family))
    hint = (
        Text(en="did you mean `{best}`?", zh="是否想输入 `{best}`？").format(best=best)
        if best
        else Text(en="`cardkit explain` lists all rules", zh="`cardkit explain` 可列出全部规则")
    )
    return ConfigError(message.format(selector=selector), hint=hint)


def closest(selector: str) -> str | None:
    """Return the code or name closest to `selector`."""
    names = {r.name: r.name for r in all_rules()}
    codes = {r.code.lower(): r.code for r in all_rules()}
    known = names | codes
    best = difflib.get_close_matches(selector.lower()[:100], known, n=1, cutoff=0.6)
    return known[best[0]] if best else None


def choose(
    select: Iterable[str] = (), ignore: Iterable[str] = (), settings: RuleSettings = PLAIN
) -> list[Rule]:
    """Return the rules that run: of two selectors the more specific wins, of equals `ignore`.

    Without `select` all rules are chosen. A rule that is off by default runs only where `settings`
    turn it on or `select` holds its whole code or name; one that `settings` turn off never does.
    One that guards the checks (it is not waivable) runs whatever is selected and ignored, as a
    linter says what it cannot read whichever rules it was asked for: else a card that calls itself
    verified would pass by a choice of rules. Raises ConfigError for a selector that means no rule.
    """
    wanted = list(select)
    on = {} if wanted else {r.code: 0 for r in all_rules() if _is_on(r, settings)}
    off: dict[str, int] = {}
    for selector in wanted:
        rules, weight = find(selector)
        for r in rules:
            if weight == len(r.code) or _is_on(r, settings):
                on[r.code] = max(weight, on.get(r.code, 0))
    for selector in ignore:
        rules, weight = find(selector)
        off.update({r.code: max(weight, off.get(r.code, 0)) for r in rules})
    return [
        r
        for r in all_rules()
        if (not r.waivable or (r.code in on and off.get(r.code, -1) < on[r.code]))
        and r.code not in settings.off
    ]


def guards(ignore: Iterable[str]) -> list[Rule]:
    """Return the rules that `ignore` means and that run all the same. Raises as `find`."""
    meant = {r.code for selector in ignore for r in find(selector)[0]}
    return [r for r in all_rules() if r.code in meant and not r.waivable]


def _is_on(rule: Rule, settings: RuleSettings) -> bool:
    return rule.default == "on" or rule.code in settings.on
