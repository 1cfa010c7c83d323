"""`cardkit translate`: the texts of a record out to translators, and back with every fact kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardkit.cli import console
from cardkit.cli.bilingual import command as declare
from cardkit.cli.bilingual import language_option, option
from cardkit.cli.outputs import check_free
from cardkit.cli.translate_settings import Settings, check_usage
from cardkit.cli.translate_text import export_lines, import_lines, status_lines
from cardkit.errors import UsageError
from cardkit.source.source import DEFAULT_MAX_BYTES
from cardkit.text import LANGUAGES, Text

if TYPE_CHECKING:
    from cardkit.record.card import CardRecord
    from cardkit.source.source import Source
    from cardkit.source.yaml_document import YamlDocument

EXIT_REFUSED = 1


@declare(
    "translate",
    summary=Text(
        en="Send a record's texts to translators and back", zh="导出待翻译的文本，并导回译文"
    ),
    details=Text(
        en="CARD is a record (`*.card.yaml`, `-` is standard input). Without --export and --import"
        " it says which texts lack the language, or were translated before their facts changed."
        " A translation goes back in only if every quantity, date, piece of code and link of the"
        " source is in it, and no other; quantities are compared as values, so 7 billion may be"
        " written as Chinese writes it.\n\n\b\n"
        "  cardkit translate a.card.yaml --to zh                       what is to do\n"
        "  cardkit translate a.card.yaml --to zh --export po -o a.po   for the translator\n"
        "  cardkit translate a.card.yaml --import a.po                 back into the record\n\n"
        "Exit codes: 0 done, 1 entries were refused (the others are in), 2 usage or unreadable.",
        zh="CARD 是记录文件（`*.card.yaml`，`-` 表示标准输入）。不带 --export 和 --import 时，"
        "列出缺少该语言的文本，以及翻译后事实已变的文本。译文须保留原文的全部数量（7 billion 即"
        " 70 亿）、日期、代码和链接，且不得多出，才会写入记录。\n\n\b\n"
        "  cardkit translate a.card.yaml --to zh                       查看待办\n"
        "  cardkit translate a.card.yaml --to zh --export po -o a.po   交给译者\n"
        "  cardkit translate a.card.yaml --import a.po                 写回记录\n\n"
        "退出码：0 完成，1 有条目被拒绝（其余已写入），2 用法错误或无法读取。",
    ),
)
@click.argument("card", type=click.Path())
@option(
    "--to",
    type=click.Choice(LANGUAGES),
    help=Text(
        en="Language to translate into; an imported file says its own",
        zh="译文语言；导入时以文件所写为准",
    ),
)
@option(
    "--export",
    "form",
    type=click.Choice(["po", "xliff"]),
    help=Text(
        en="Write what is to translate as PO or XLIFF 1.2",
        zh="把待翻译的文本导出为 PO 或 XLIFF 1.2",
    ),
)
@option(
    "--import",
    "file",
    type=click.Path(),
    metavar="FILE",
    help=Text(en="Take translations from a PO or XLIFF file", zh="从 PO 或 XLIFF 文件导入译文"),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Text(
        en="Export: write here, not to stdout; import: leave CARD as it is and write here",
        zh="导出时写入该文件而非标准输出；导入时写入该文件，不改动 CARD",
    ),
)
@option("--force", is_flag=True, help=Text(en="Replace a file that exists", zh="覆盖已存在的文件"))
@option(
    "--unknown",
    is_flag=True,
    help=Text(
        en="Export also translations of which nothing says what they were made from",
        zh="同时导出不知所依据原文的译文",
    ),
)
@option(
    "--allow-same",
    is_flag=True,
    help=Text(en="Import translations that are the source text", zh="允许导入与原文相同的译文"),
)
@option(
    "--accept",
    multiple=True,
    metavar="PATH",
    help=Text(
        en="Import this entry although its facts differ; may be repeated",
        zh="即使事实不一致也导入该条目，可重复使用",
    ),
)
@option(
    "--dry-run",
    is_flag=True,
    help=Text(
        en="Import: write nothing, show the changes as a diff", zh="导入时只显示差异，不写入"
    ),
)
@option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help=Text(en="How the outcome is written", zh="输出格式"),
)
@option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="BYTES",
    default=DEFAULT_MAX_BYTES,
    show_default=True,
    help=Text(en="Refuse larger files", zh="拒绝超过此大小的文件"),
)
@language_option
@click.pass_context
def command(ctx: click.Context, /, **_flags: object) -> None:
    """Translate."""
    given = {
        name
        for name in ctx.params
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    settings = Settings(**ctx.params)
    check_usage(settings, given)
    ctx.exit(run(settings))


def run(settings: Settings) -> int:
    """Do what was asked for and return the exit code.

    Raises UnreadableFile, NotACard, NotAnExchangeFile, UsageError, MissingExtra.
    """
    from cardkit.cli.inputs import read_input

    _check_places(settings)
    source = read_input(settings.card, max_bytes=settings.max_bytes, stdin_name="<stdin>")
    document, record = _open(source)
    if settings.file is not None:
        file = read_input(settings.file, max_bytes=settings.max_bytes, stdin_name="<stdin>")
        return _import(settings, document, record, file)
    _export(settings, document, record)
    return 0


def _check_places(settings: Settings) -> None:
    """Raise what writing would raise, before anything is read."""
    if settings.output is not None:
        check_free(settings.output, force=settings.force)
    elif settings.file and not settings.dry_run:
        from cardkit.output import check_output

        check_output(Path(settings.card))


def _open(source: Source) -> tuple[YamlDocument, CardRecord]:
    """Return a card record and its document. Raises UsageError for another kind of file."""
    from cardkit.bind.read import open_document
    from cardkit.record.files import kind_of_root, read_record
    from cardkit.source.yaml_document import YamlDocument

    document = open_document(source)
    if not isinstance(document, YamlDocument):
        raise UsageError(_MARKDOWN.format(card=source.name), hint=_IMPORT.format(card=source.name))
    if kind_of_root(document.root) == "comparison":
        raise UsageError(_COMPARISON.format(card=source.name))
    return document, read_record(source)


def _export(settings: Settings, document: YamlDocument, record: CardRecord) -> None:
    from cardkit.translate import as_json
    from cardkit.translate.export import all_work, export

    card, to = document.source.name, settings.to or "zh"
    work = all_work(document, record, to)
    if settings.form is None:
        if settings.as_json:
            console.out(as_json.work_json(card, to, work))
        else:
            _screen(status_lines(card, to, work))
        return
    chosen = [p for p in work if p.is_due or (settings.unknown and p.standing.state == "unknown")]
    exported = export(chosen, Path(card).name, to, settings.form)
    output = None if settings.output is None else str(settings.output)
    if settings.output is None:
        console.out(exported.text)
    else:
        from cardkit.output import write_atomically

        write_atomically(settings.output, exported.text)
    for piece in exported.left_out:
        facts = {"file": card, "line": piece.line, "path": piece.field.name}
        console.warning(_LEFT_OUT.format(**facts).get(console.language()))
    if settings.as_json:
        console.out(as_json.work_json(card, to, work, exported, settings.form, output))
    else:
        for text in export_lines(work, exported, output):
            console.hint(text.get(console.language()))


def _import(settings: Settings, document: YamlDocument, record: CardRecord, file: Source) -> int:
    from cardkit.translate import as_json
    from cardkit.translate.bring_back import bring_back
    from cardkit.translate.check import Leniency

    leniency = Leniency(settings.allow_same, frozenset(settings.accept))
    done = bring_back(document, record, file, to=settings.to, leniency=leniency)
    changed = done.document.text != document.text
    output = None
    if settings.dry_run:
        if changed and not settings.as_json:
            from cardkit.cli.patch import patch

            console.out(patch(document.source, done.document))
    elif changed or settings.output is not None:
        from cardkit.output import write_atomically

        place = settings.output or Path(settings.card)
        write_atomically(place, done.document.dumps())
        output = str(place)
    if settings.as_json:
        text = as_json.import_json(
            document.source.name, file.name, done.language, done.outcomes, output
        )
        console.out(text)
    else:
        # The diff of a dry run is for `git apply`; what is said about it must not be in it.
        _screen(import_lines(file.name, done.outcomes), to_stderr=settings.dry_run)
        if output is not None:
            console.hint(_WROTE.format(path=output).get(console.language()))
    return 0 if done.is_complete else EXIT_REFUSED


def _screen(lines: Iterable[Text], *, to_stderr: bool = False) -> None:
    for line in lines:
        (console.err if to_stderr else console.screen)(line.get(console.language()))


_MARKDOWN = Text(
    en="`{card}` is Markdown, which holds one language; records are translated",
    zh="`{card}` 是 Markdown，只含一种语言；翻译须在记录中进行",
)
_IMPORT = Text(
    en="make a record of it first: cardkit import {card} -o my-model.card.yaml",
    zh="请先转换为记录：cardkit import {card} -o my-model.card.yaml",
)
_COMPARISON = Text(
    en="`{card}` is a comparison file; card records are translated",
    zh="`{card}` 是对比表文件；只能翻译卡片记录",
)
_LEFT_OUT = Text(
    en="{file}:{line}: {path} is left out: it holds a character that XLIFF cannot carry;"
    " --export po can",
    zh="{file}:{line}: 略过 {path}：含有 XLIFF 无法表示的字符，可改用 --export po",
)
_WROTE = Text(en="wrote `{path}`", zh="已写入 `{path}`")
