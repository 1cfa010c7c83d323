"""`cardkit schema`: the JSON Schema of a record, for editors and other programs."""

from __future__ import annotations

from pathlib import Path

import click

from cardkit import resources
from cardkit.cli import console
from cardkit.cli.bilingual import command as declare
from cardkit.cli.bilingual import language_option, option
from cardkit.text import Text


@declare(
    "schema",
    summary=Text(en="Print the JSON Schema of a record", zh="输出记录的 JSON Schema"),
    details=Text(
        en=(
            "KIND is `card` (*.card.yaml), `comparison`, `tasks` (for --tasks) or `statement`"
            " (verification.json, what `verify --evidence` writes). An editor with"
            " yaml-language-server completes and checks a record that begins with the line\n\n"
            "\b\n  # yaml-language-server: $schema=card.schema.json\n\n"
            "when this schema lies beside it:\n\n"
            "\b\n  cardkit schema card -o card.schema.json"
        ),
        zh=(
            "KIND 为 `card`（*.card.yaml）、`comparison`（对比表）、`tasks`（任务文件）或"
            " `statement`（verification.json，由 `verify --evidence` 写出）。"
            "支持 yaml-language-server 的编辑器可对记录进行补全和检查，只需记录的首行为\n\n"
            "\b\n  # yaml-language-server: $schema=card.schema.json\n\n"
            "并把 Schema 放在记录旁边：\n\n"
            "\b\n  cardkit schema card -o card.schema.json"
        ),
    ),
)
@click.argument("kind", type=click.Choice(["card", "comparison", "tasks", "statement"]))
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write to this file, not to stdout", zh="写入该文件，而非标准输出"),
)
@language_option
def command(kind: str, output: Path | None) -> None:
    """Print or write the schema."""
    # The shipped file is the schema of the models (a test holds them equal); making it anew would
    # import them all.
    if kind == "statement":
        path = resources.evidence_file("statement.schema.json")
    else:
        folder = resources.comparisons_dir() if kind == "comparison" else resources.cards_dir()
        path = folder / f"{kind}.schema.json"
    text = path.read_text(encoding="utf-8")
    if output is None:
        console.out(text)
        return
    from cardkit.output import write_atomically

    write_atomically(output, text)
    done = Text(en="wrote `{path}`", zh="已写入 `{path}`").format(path=output)
    console.hint(done.get(console.language()))
