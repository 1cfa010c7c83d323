"""`cardkit explain`: what a rule checks and why, the list of all rules, what a task is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.explain_text import filled
from cardkit.errors import ConfigError
from cardkit.text import Language, Text, listed

if TYPE_CHECKING:
    from cardkit.rules.registry import Rule

_FIX = {
    "none": Text(en="none", zh="无"),
    "safe": Text(en="safe", zh="安全"),
    "unsafe": Text(en="unsafe", zh="不安全"),
}
_HEAD = Text(
    en="{level} · fix: {fix} · since {since} · works offline",
    zh="{level} · 修复：{fix} · 自 {since} 起 · 无需联网",
)
_OFF = Text(en=" (off by default)", zh="（默认关闭）")
_OPTIONS = Text(en="Options of a policy", zh="策略选项")
_CHOICES = Text(en="; of ", zh="；可取 ")
_ASKED_FOR = Text(en=" · off by default", zh=" · 默认关闭")
_LEVEL = {
    "error": Text(en="error", zh="错误"),
    "warning": Text(en="warning", zh="警告"),
    "note": Text(en="note", zh="提示"),
}


@bilingual.command(
    "explain",
    summary=Text(
        en="Explain a rule or a task, or list all rules", zh="说明规则或任务，或列出全部规则"
    ),
    details=Text(
        en=(
            "RULE is a code (MET101), a name (license-unknown), or a task or aggregate"
            " (mmlu, core); `tasks` and `aggregates` list those. Without it: all rules."
        ),
        zh=(
            "RULE 是规则代码（MET101）、规则名称（license-unknown），或任务、聚合指标"
            "（mmlu、core）；`tasks`、`aggregates` 列出全部任务和聚合指标。不写时列出全部规则。"
        ),
    ),
)
@click.argument("rule", required=False, metavar="[RULE]")
@option(
    "--format",
    "output_format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help=Text(en="How the text is written", zh="输出格式"),
)
@option(
    "--output-format",
    "json_format",
    type=click.Choice(["json"]),
    help=Text(en="The same as --format json", zh="等同于 --format json"),
)
@language_option
def command(rule: str | None, output_format: str, json_format: str | None) -> None:
    """Explain."""
    from cardkit.rules.registry import all_rules

    chosen = list(all_rules())
    language = console.language()
    kind = json_format or output_format
    if rule is not None:
        task = _task_page(rule.strip(), language, kind)
        if task is not None:
            console.out(task)
            return
        chosen = _found(rule.strip())
        if len(chosen) != 1 and rule.strip().upper() not in {r.family for r in chosen} | {"ALL"}:
            raise _unknown(rule.strip())
    single = chosen[0] if rule is not None and len(chosen) == 1 else None
    if kind == "json":
        data: object = [_data(r) for r in chosen] if single is None else _data(single)
        console.out(json.dumps(data, ensure_ascii=True, indent=2))
    elif single is None:
        console.out(_list(chosen, language) if kind == "text" else _table(chosen, language))
    else:
        console.out(_page(single, language, kind))


def _task_page(name: str, language: Language, kind: str) -> str | None:
    """Return what is known of the task that `name` means, None where a rule has that name."""
    from cardkit.rules.registry import find

    with suppress(ConfigError):
        find(name)
        return None
    import cardkit.record  # noqa: F401 - it finds the tasks of installed packages
    from cardkit.cli import explain_task

    if name in explain_task.LISTS:
        return explain_task.listing(name, language, kind)
    tasks, aggregates = explain_task.find(name)
    return explain_task.page(tasks, aggregates, language, kind) if tasks or aggregates else None


def _found(name: str) -> list[Rule]:
    from cardkit.rules.registry import find

    try:
        return find(name)[0]
    except ConfigError:
        raise _unknown(name) from None


def _unknown(name: str) -> ConfigError:
    """Return the error for what is no rule, task or aggregate, with the closest ones as a hint."""
    from cardkit.cli import explain_task
    from cardkit.rules.registry import FAMILIES, REMOVED, closest, unknown_rule

    if name.upper() in REMOVED or name.upper().rstrip("0123456789") in FAMILIES:
        return unknown_rule(name)
    message = Text(
        en="no rule, task or aggregate is called `{name}`",
        zh="没有名为 `{name}` 的规则、任务或聚合指标",
    )
    rule = closest(name)
    near = [*([rule] if rule else []), *explain_task.near(name)]
    hint = (
        Text(en="did you mean {near}?", zh="是否想输入 {near}？").format(
            near=_either([f"`{one}`" for one in near])
        )
        if near
        else Text(
            en="`cardkit explain` lists all rules, `cardkit explain tasks` all tasks and"
            " `cardkit explain aggregates` all aggregates",
            zh="`cardkit explain` 列出全部规则，`cardkit explain tasks` 列出全部任务，"
            "`cardkit explain aggregates` 列出全部聚合指标",
        )
    )
    return ConfigError(message.format(name=name), hint=hint)


def _either(names: Sequence[str]) -> Text:
    *rest, last = names
    return Text(
        en=f"{', '.join(rest)} or {last}" if rest else last,
        zh=f"{'、'.join(rest)} 或 {last}" if rest else last,
    )


def _list(rules: list[Rule], language: Language) -> str:
    wide = max(len(r.name) for r in rules)
    lines = [
        f"{r.code:<6}  {r.name:<{wide}}  {r.severity.label:<7}  {_summary(r, language)}"
        for r in rules
    ]
    return "\n".join(lines)


def _table(rules: list[Rule], language: Language) -> str:
    head = Text(
        en="| Code | Name | Level | Fix | What it finds |",
        zh="| 代码 | 名称 | 级别 | 修复 | 检查内容 |",
    )
    rows = [
        f"| {r.code} | {r.name} | {_LEVEL[r.severity.label].get(language)} "
        f"| {_FIX[r.fix].get(language)} | {_summary(r, language)} |"
        for r in rules
    ]
    return "\n".join([head.get(language), "| --- | --- | --- | --- | --- |", *rows])


def _summary(rule: Rule, language: Language) -> str:
    """Return the summary of a rule, marked where it is off by default."""
    return rule.summary.get(language) + _OFF.get(language) * (rule.default == "off")


def _page(rule: Rule, language: Language, kind: str) -> str:
    head = _HEAD.get(language).format(
        level=_LEVEL[rule.severity.label].get(language),
        fix=_FIX[rule.fix].get(language),
        since=rule.since,
    )
    if rule.default == "off":
        head += _ASKED_FOR.get(language)
    width = None if kind == "markdown" else console.width()
    doc = filled(rule.doc.get(language) + _options(rule, language), width)
    if kind == "markdown":
        return f"# {rule.code} {rule.name}\n\n{head}\n\n{doc}"
    plain = "\n".join(_without_mark(line, language) for line in doc.splitlines())
    top = filled(f"{rule.code} {rule.name} · {head}\n\n{rule.summary.get(language)}", width)
    return f"{top}\n\n{plain}"


def _options(rule: Rule, language: Language) -> str:
    """Return what a policy may set of a rule, empty where that is nothing but its level."""
    if not rule.options:
        return ""
    lines = [
        f"- `{name}`: {option.about.get(language)}" + _CHOICES.get(language) + choices
        for name, option in rule.options.items()
        if (choices := listed(f"`{one}`" for one in option.allowed).get(language))
    ]
    return "\n\n".join(["", f"## {_OPTIONS.get(language)}", "\n".join(lines)])


def _without_mark(line: str, language: Language) -> str:
    """Drop `## ` before a heading of the page; examples may hold headings of their own."""
    from cardkit.rules.registry import DOC_HEADINGS

    title = line.removeprefix("## ")
    headings = (*DOC_HEADINGS.get(language).split("|"), _OPTIONS.get(language))
    return title if title in headings else line


def _data(rule: Rule) -> dict[str, object]:
    return {
        "version": 1,
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.label,
        "fix": rule.fix,
        "default": rule.default,
        "waivable": rule.waivable,
        "options": {name: list(option.allowed) for name, option in rule.options.items()},
        "since": rule.since,
        "summary": rule.summary.en,
        "summary_zh": rule.summary.zh,
        "messages": {k: {"en": m.en, "zh": m.zh} for k, m in rule.messages.items()},
        "doc": rule.doc.en,
        "doc_zh": rule.doc.zh,
    }
