"""`cardkit evidence`: the group of what is done with evidence, each loaded on use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from cardkit.cli import console
from cardkit.cli.bilingual import Bilingual, LanguageOption
from cardkit.errors import UsageError
from cardkit.text import Text

_SUBVERBS: dict[str, Text] = {
    "check": Text(
        en="Say how each claim of a card stands by its evidence",
        zh="根据证据说明卡片中各项声明的状态",
    ),
    "sign": Text(en="Sign a statement (Ed25519, DSSE)", zh="签署核实声明（Ed25519，DSSE）"),
    "show": Text(en="Show what a statement says", zh="查看核实声明的内容"),
    "keygen": Text(en="Make a pair of keys", zh="生成一对密钥"),
}
"""Name to summary; the module is `cardkit.cli.evidence_<name>`."""

_ABOUT = Text(
    en=(
        "Evidence is what `cardkit verify --evidence` writes: verdicts, bound to digests of the"
        " claims and of the model's files. How a claim stands is worked out when it is read:"
        " verified, consistent, unverified, contradicted or stale.\n\n"
        "\b\n"
        "  cardkit verify README.md --model . --spec-only --evidence verification.json\n"
        "  cardkit evidence keygen eval-2026\n"
        "  cardkit evidence sign verification.json --key eval-2026.key\n"
        "  cardkit evidence check README.md --trusted-key eval-2026.pub"
    ),
    zh=(
        "证据由 `cardkit verify --evidence` 写出：各项结论，绑定声明与模型文件的摘要。"
        "声明的状态在读取时得出：已核实、相符、未核实、矛盾或已失效。\n\n"
        "\b\n"
        "  cardkit verify README.md --model . --spec-only --evidence verification.json\n"
        "  cardkit evidence keygen eval-2026\n"
        "  cardkit evidence sign verification.json --key eval-2026.key\n"
        "  cardkit evidence check README.md --trusted-key eval-2026.pub"
    ),
)


class EvidenceGroup(Bilingual, click.Group):
    """The group; a verb of it is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order people meet them."""
        return list(_SUBVERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one verb. Raises UsageError for one that is none."""
        if cmd_name not in _SUBVERBS:
            message = Text(
                en="there is no command `evidence {name}`", zh="没有 `evidence {name}` 命令"
            )
            from cardkit.cli.usage import quoted

            known = Text(en="commands: {all}", zh="可用的命令：{all}")
            hint = known.format(all=quoted(list(_SUBVERBS)))
            raise UsageError(message.format(name=cmd_name[:60]), hint=hint)
        verb: click.Command = import_module(f"cardkit.cli.evidence_{cmd_name}").command
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        language = console.language()
        with formatter.section("Commands"):
            formatter.write_dl([(name, text.get(language)) for name, text in _SUBVERBS.items()])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what evidence is and the first commands."""
        self.help = _ABOUT.get(console.language())
        super().format_help_text(ctx, formatter)


@click.group("evidence", cls=EvidenceGroup)
@click.option("--lang", cls=LanguageOption)
def command(**_nothing: Any) -> None:  # noqa: ANN401 - click's
    """Evidence."""
