"""Click commands and options whose help exists in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from cardkit.cli import console
from cardkit.text import Text

F = TypeVar("F", bound=Callable[..., Any])


class BilingualOption(click.Option):
    """An option that shows its help in the language of the run."""

    def __init__(self, *args: Any, help_text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = help_text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return option and help for the help page."""
        self.help = self.help_text.get(console.language())
        return super().get_help_record(ctx)


class BilingualCommand(click.Command):
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
    return option(
        "--lang",
        type=click.Choice(["auto", "en", "zh"]),
        default=None,
        expose_value=False,
        callback=lambda _ctx, _param, value: console.set_language(value) if value else None,
        is_eager=True,
        help=Text(en="Language of messages", zh="提示信息的语言"),
    )(function)
