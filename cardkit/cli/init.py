"""`cardkit init`: a commented record to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from cardkit.cli import console
from cardkit.cli.bilingual import command as declare
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.outputs import check_free
from cardkit.text import LANGUAGES, Text


@declare(
    "init",
    summary=Text(en="Write a commented record to fill in", zh="生成带注释的记录模板"),
    details=Text(
        en=(
            "Writes a skeleton of a `*.card.yaml` for the model NAME. Comments say what belongs"
            " where; `TODO` marks what is to be said, and `cardkit validate` lists it.\n\n"
            "\b\n  cardkit init My-Model-7B -o my-model.card.yaml"
        ),
        zh=(
            "为模型 NAME 生成 `*.card.yaml` 模板。注释说明各处应填写的内容；`TODO` 和 `待补充`"
            " 标出尚待填写之处，`cardkit validate` 会逐一列出。\n\n"
            "\b\n  cardkit init My-Model-7B -o my-model.card.yaml"
        ),
    ),
)
@click.argument("name", required=False)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(en="Write to this file, not to stdout", zh="写入该文件，而非标准输出"),
)
@option(
    "--comments",
    type=click.Choice(["both", "en", "zh"]),
    default="both",
    help=Text(en="Language of the comments", zh="注释语言"),
)
@option(
    "--force",
    is_flag=True,
    help=Text(en="Replace a file that exists", zh="覆盖已存在的文件"),
)
@language_option
def command(name: str | None, output: Path | None, comments: str, force: bool) -> None:
    """Print or write the skeleton."""
    from cardkit.record.skeleton import skeleton

    text = skeleton(name, [lang for lang in LANGUAGES if comments in (lang, "both")])
    if output is None:
        console.out(text)
        return
    from cardkit.output import write_atomically

    check_free(output, force=force)
    write_atomically(output, text)
    done = Text(
        en="wrote `{path}`; next: fill it in, then cardkit validate {path}",
        zh="已写入 `{path}`；下一步：填写内容，然后运行 cardkit validate {path}",
    )
    console.hint(done.format(path=output).get(console.language()))
