"""Click commands and options whose help exists in both languages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cardkit.cli import console
from cardkit.cli.page import Page
from cardkit.text import Text

if TYPE_CHECKING:
    # The base of the mixin for the type checker only: click's own classes come behind it.
    _Base = click.Command
else:
    _Base = object

F = TypeVar("F", bound=Callable[..., Any])

_HELP = Text(en="Show this message and exit", zh="显示此帮助并退出")
_DEFAULT = Text(en="  [default: {value}]", zh="（默认：{value}）")
_CHOICES = ("auto", "en", "zh")


class BilingualOption(click.Option):
    """An option that shows its help in the language of the run."""

    def __init__(self, *args: Any, help_text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = help_text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return option and help for the help page."""
        self.help = self.help_text.get(console.language())
        if self.show_default and self.default is not None:
            self.help += _DEFAULT.format(value=self.default).get(console.language())
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return nothing more: what click would add is English."""
        return {}


class LanguageOption(BilingualOption):
    """`--lang`, the language of messages; it counts wherever it stands, before `--help` too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            type=click.Choice(_CHOICES),
            expose_value=False,
            is_eager=True,
            callback=lambda _ctx, _param, value: console.set_language(value) if value else None,
            help_text=Text(en="Language of messages", zh="提示信息的语言"),
            **kwargs,
        )


class PageContext(click.Context):
    """A context whose help pages break lines as Chinese does."""

    formatter_class = Page


class Bilingual(_Base):
    """What commands and the group share: `--help` and errors in the language that was asked for."""

    context_class = PageContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the language first: an error or `--help` before `--lang` speaks it as well."""
        if any(isinstance(p, LanguageOption) for p in self.params):
            for value in _languages(args, self._with_value(ctx), isinstance(self, click.Group)):
                console.set_language(value)
        return super().parse_args(ctx, args)

    def _with_value(self, ctx: click.Context) -> set[str]:
        taking = [p for p in self.get_params(ctx) if isinstance(p, click.Option) and not p.is_flag]
        return {name for p in taking for name in p.opts}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, which writes to streams that cannot show Chinese as well."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _HELP.get(console.language())
            found.callback = _show_help
        return found


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        console.speak_readably(sys.stdout)
        console.out(ctx.get_help())
        ctx.exit()


def _languages(args: Sequence[str], with_value: set[str], options_only: bool) -> Iterator[str]:
    """Yield what `--lang` says in `args`; of the group's, only what stands before the verb."""
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if arg == "--" or (options_only and not arg.startswith("-")):
            return
        if name in with_value and not equals:
            value = next(rest, "")
        if name == "--lang" and value in _CHOICES:
            yield value


class BilingualCommand(Bilingual, click.Command):
    """A command with a summary and a page of help in both languages."""

    def __init__(
        self,
        *args: Any,
        summary: Text,
        details: Text | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.summary = summary
        self.details = details

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the one-line summary."""
        return self.summary.get(console.language())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write summary and details."""
        self.help = self.summary.get(console.language())
        if self.details is not None:
            self.help += "\n\n" + self.details.get(console.language())
        super().format_help_text(ctx, formatter)


def option(*names: str, help: Text, **settings: Any) -> Callable[[F], F]:
    """Declare an option with bilingual help."""
    return click.option(*names, cls=BilingualOption, help_text=help, **settings)


def command(
    name: str, *, summary: Text, details: Text | None = None
) -> Callable[[Callable[..., Any]], click.Command]:
    r"""Declare a command with bilingual help; a paragraph starting with \\b keeps its lines."""
    return click.command(name, cls=BilingualCommand, summary=summary, details=details)


def language_option(function: F) -> F:
    """Add `--lang`, the language of messages, to a verb; it also counts before the verb."""
    return click.option("--lang", cls=LanguageOption)(function)
