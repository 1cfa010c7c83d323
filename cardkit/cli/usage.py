"""click's usage errors in both languages, each with what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable

import click

from cardkit.text import Text, listed

_QUOTED = re.compile(r"'([^']*)'")
_IN_BRACKETS = re.compile(r"\((.*)\)", re.DOTALL)
_HELP = Text(en="`{command} --help` shows the usage", zh="运行 `{command} --help` 查看用法")
_GUESS = Text(en="did you mean {names}?", zh="是否想用 {names}？")


def describe(error: click.ClickException) -> tuple[Text, Text | None]:
    """Return what is wrong with a call and a hint; what click alone knows stays English."""
    message = next(
        (say(error) for kind, say in _SAYINGS if isinstance(error, kind)),
        _as_it_is(error.format_message()),
    )
    return message, _hint(error)


def quoted(names: list[str]) -> Text:
    """Return names in code marks, in a row."""
    return listed([f"`{name}`" for name in names])


def did_you_mean(names: list[str]) -> Text:
    """Return a question that names what is near to what was written."""
    return _GUESS.format(names=quoted(names))


def _hint(error: click.ClickException) -> Text | None:
    near = getattr(error, "possibilities", None)
    if near:
        return did_you_mean(list(near))
    context = getattr(error, "ctx", None)
    return _HELP.format(command=context.command_path) if context is not None else None


def _as_it_is(message: str) -> Text:
    shown = " ".join(message.split()).removesuffix(".")
    return Text(en=shown, zh=shown)


def _no_such_option(error: click.NoSuchOption) -> Text:
    return Text(en="there is no option `{name}`", zh="没有 `{name}` 选项").format(
        name=error.option_name
    )


def _missing(error: click.MissingParameter) -> Text:
    message = Text(en="{name} is missing", zh="缺少 {name}").format(name=_name(error))
    expected = _expected(error.param)
    return message if expected is None else _and(message, expected)


def _bad_value(error: click.BadParameter) -> Text:
    value = _QUOTED.search(error.message)
    name = _name(error)
    message = (
        Text(en="`{value}` is no value of {name}", zh="`{value}` 不能作为 {name} 的值").format(
            value=value[1], name=name
        )
        if value
        else Text(en="bad value of {name}", zh="{name} 的值无效").format(name=name)
    )
    expected = _expected(error.param)
    return _and(message, _as_it_is(error.message) if expected is None else expected)


def _bad_option(error: click.BadOptionUsage) -> Text:
    wants_none = "does not take" in error.message
    message = (
        Text(en="`{name}` takes no value", zh="`{name}` 不带值")
        if wants_none
        else Text(en="`{name}` needs a value", zh="`{name}` 需要一个值")
    )
    return message.format(name=error.option_name)


def _usage(error: click.UsageError) -> Text:
    extra = _IN_BRACKETS.search(error.message)
    if "unexpected extra argument" in error.message and extra:
        return Text(en="unexpected argument: {what}", zh="多余的参数：{what}").format(what=extra[1])
    if error.message.startswith("Missing command"):
        return Text(en="no command was given", zh="缺少命令")
    return _as_it_is(error.format_message())


def _name(error: click.BadParameter) -> Text:
    parameter = error.param
    if parameter is None:
        return Text(en="the argument", zh="参数")
    if isinstance(parameter, click.Option):
        return quoted([max(parameter.opts, key=len)])
    return quoted([parameter.human_readable_name.strip("[].").upper()])


def _expected(parameter: click.Parameter | None) -> Text | None:
    """Return what a parameter takes, where its type says it."""
    kind = parameter.type if parameter is not None else None
    if isinstance(kind, click.Choice):
        return Text(en="choose from {all}", zh="可选值：{all}").format(all=listed(kind.choices))
    if isinstance(kind, click.IntRange):
        least = Text(en="a whole number from {least} on", zh="应为不小于 {least} 的整数")
        return least.format(least=kind.min) if kind.max is None else None
    if isinstance(kind, click.types.IntParamType):
        return Text(en="a whole number is expected", zh="应为整数")
    if isinstance(kind, click.Path):
        if not kind.file_okay:
            return Text(en="an existing folder is expected", zh="应为已存在的目录")
        if not kind.dir_okay:
            return Text(en="a file is expected, not a folder", zh="应为文件，而非目录")
    return None


def _and(message: Text, more: Text) -> Text:
    return Text(en=f"{message.en}; {more.en}", zh=f"{message.zh}；{more.zh}")


_SAYINGS: tuple[tuple[type[click.ClickException], Callable[..., Text]], ...] = (
    (click.NoSuchOption, _no_such_option),
    (click.MissingParameter, _missing),
    (click.BadParameter, _bad_value),
    (click.BadOptionUsage, _bad_option),
    (click.UsageError, _usage),
)
"""From the special to the general: the first that fits speaks."""
