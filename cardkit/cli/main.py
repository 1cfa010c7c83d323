"""`cardkit`: the group of verbs, loaded on use, and the last catch for every error."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from importlib import import_module
from typing import NoReturn, TextIO

import click

import cardkit
from cardkit.cli import console
from cardkit.cli.bilingual import Bilingual, BilingualOption, LanguageOption
from cardkit.errors import CardkitError, CardkitWarning, UsageError
from cardkit.text import Text

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
TASKS = "cardkit.tasks"
"""Key of click's `ctx.meta`: the files of `--tasks`, for verbs with processes of their own."""

_VERBS: dict[str, Text] = {
    "validate": Text(
        en="Check cards: static rules, no model, no network",
        zh="检查模型卡片：静态规则，无需模型和网络",
    ),
    "audit": Text(en="Check many cards into one summary table", zh="批量检查卡片，输出汇总表"),
    "explain": Text(
        en="Explain a rule or a task, or list all rules", zh="说明规则或任务，或列出全部规则"
    ),
    "compare": Text(en="Show models side by side", zh="并排对比多个模型"),
    "diff": Text(
        en="What differs between two cards: versions, languages, mirrors",
        zh="比较两张卡片：版本差异、中英一致性、镜像偏差",
    ),
    "render": Text(en="Write a card in Chinese and English", zh="生成中文和英文模型卡片"),
    "build": Text(
        en="Validate, verify and write a card in both languages",
        zh="检查、核实并生成中英文模型卡片",
    ),
    "translate": Text(
        en="Send a record's texts to translators and back", zh="导出待翻译的文本，并导回译文"
    ),
    "import": Text(en="Turn a README into a typed record", zh="把 README 转换为类型化记录"),
    "results": Text(
        en="Read evaluation results into the record", zh="读取评测结果，转换为评估记录"
    ),
    "check-results": Text(
        en="Hold a card's scores against results", zh="用评测结果核对卡片中的分数"
    ),
    "verify": Text(
        en="Check a card's claims against the model's own files",
        zh="用模型自身的文件核实卡片中的声明",
    ),
    "evidence": Text(
        en="Check, sign and show the evidence beside a card", zh="检查、签署和查看卡片的证据"
    ),
    "export": Text(
        en="Write a bill of materials: CycloneDX, SPDX", zh="导出物料清单：CycloneDX、SPDX"
    ),
    "disclosure": Text(
        en="Show which items of a disclosure form a card documents",
        zh="查看卡片写明了披露表格中的哪些项目",
    ),
    "init": Text(en="Write a commented record to fill in", zh="生成带注释的记录模板"),
    "schema": Text(en="Print the JSON Schema of a record", zh="输出记录的 JSON Schema"),
    "env": Text(en="Show versions, devices and what is missing", zh="显示版本、设备和缺少的软件包"),
}
"""Verb to summary; its module is `cardkit.cli.<verb>`, hyphens as `_`; `import` is `import_`."""


class LazyGroup(Bilingual, click.Group):
    """A group that imports a verb when it is called, so that `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order people meet them."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one verb."""
        if cmd_name not in _VERBS:
            return None
        name = "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        module = import_module(f"cardkit.cli.{name}")
        verb: click.Command = module.command
        return verb

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that was called. Raises UsageError with the nearest one."""
        if args[0] not in _VERBS and not args[0].startswith("-"):
            raise _unknown_verb(args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        language = console.language()
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text.get(language)) for verb, text in _VERBS.items()])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what cardkit is for and three first commands."""
        self.help = _ABOUT.get(console.language())
        super().format_help_text(ctx, formatter)


def _unknown_verb(name: str) -> UsageError:
    import difflib

    from cardkit.cli.usage import did_you_mean, quoted

    near = difflib.get_close_matches(name[:60], _VERBS, n=1)
    return UsageError(
        Text(en="there is no command `{name}`", zh="没有 `{name}` 命令").format(name=name),
        hint=did_you_mean(near)
        if near
        else Text(en="commands: {all}", zh="可用的命令：{all}").format(all=quoted(list(_VERBS))),
    )


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        console.out(f"cardkit {cardkit.__version__}")
        ctx.exit()


def _use_tasks(ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> None:
    if value and not ctx.resilient_parsing:
        from cardkit.record.task_files import use_task_file

        for path in value:
            use_task_file(path)
        ctx.meta[TASKS] = value


_ABOUT = Text(
    en=(
        "Read a language model's card, check its claims by static rules, compare models, and write"
        " the card in Chinese and English.\n\n"
        "\b\nStart here:\n"
        "  cardkit validate README.md      what is wrong with this card\n"
        "  cardkit compare 7b              the 7B models of the shipped table\n"
        "  cardkit explain                 all rules\n\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or internal,"
        " 3 no cards found, 4 inconclusive, 130 interrupted."
    ),
    zh=(
        "读取语言模型的模型卡片，用静态规则检查其中的声明，对比模型，并生成中英文卡片。\n\n"
        "\b\n从这里开始：\n"
        "  cardkit validate README.md      检查这张卡片的问题\n"
        "  cardkit compare 7b              查看内置的 7B 模型对比表\n"
        "  cardkit explain                 列出全部规则\n\n"
        "退出码：0 无问题，1 有达到 --fail-on 级别的问题，2 用法或内部错误，3 未找到卡片，"
        "4 无法判定，130 被中断。"
    ),
)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V",
    "--version",
    cls=BilingualOption,
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help_text=Text(en="Show the version and exit", zh="显示版本并退出"),
)
@click.option("--lang", cls=LanguageOption)
@click.option(
    "--color",
    cls=BilingualOption,
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    expose_value=False,
    callback=lambda _ctx, _param, value: console.set_color(value),
    help_text=Text(en="Colour; NO_COLOR is honoured", zh="是否着色；遵循 NO_COLOR"),
)
@click.option(
    "-q",
    "--quiet",
    cls=BilingualOption,
    is_flag=True,
    expose_value=False,
    callback=lambda _ctx, _param, value: console.set_quiet(value),
    help_text=Text(en="No hints on stderr", zh="不在 stderr 输出提示"),
)
@click.option(
    "--tasks",
    cls=BilingualOption,
    type=click.Path(),
    multiple=True,
    envvar="CARDKIT_TASKS",
    metavar="FILE",
    expose_value=False,
    callback=_use_tasks,
    help_text=Text(
        en="Add the tasks of a YAML file; may be repeated (CARDKIT_TASKS)",
        zh="载入 YAML 任务文件，可重复使用（CARDKIT_TASKS）",
    ),
)
def cli() -> None:
    """Cardkit."""


def main() -> NoReturn:
    """Run the command line and leave with the exit code of law 8."""
    # Modules and models make many objects that stay: walking over them at every 700 new ones took a
    # sixth of `validate`'s time, and gave nothing back (158 MB over 300 cards, with and without).
    gc.set_threshold(50_000, 20, 20)
    warnings.showwarning = _show_warning
    try:
        code = cli.main(prog_name="cardkit", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = EXIT_INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        console.speak_readably(sys.stderr)
        console.err(error.ctx.get_help())
        code = EXIT_USAGE
    except click.ClickException as error:
        from cardkit.cli.usage import describe

        console.speak_readably(sys.stderr)
        message, hint = describe(error)
        console.error(UsageError(message, hint=hint).describe(console.language()))
        code = EXIT_USAGE
    except CardkitError as error:
        console.speak_readably(sys.stderr)
        console.error(error.describe(console.language()))
        code = error.exit_code
    except BrokenPipeError:
        # The reader left (`| head`); stdout must not be flushed again at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = EXIT_BROKEN_PIPE
    except Exception as error:
        if os.environ.get("CARDKIT_TRACEBACK"):
            raise
        console.error(*_internal(error))
        code = EXIT_USAGE
    sys.exit(code if isinstance(code, int) else 0)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Show our own warnings as errors are shown, in the language of the run; others as Python."""
    if isinstance(message, CardkitWarning):
        console.warning(message.message.get(console.language()))
    else:
        text = warnings.formatwarning(message, category, filename, lineno, line)
        (file or sys.stderr).write(text)


def _internal(error: Exception) -> tuple[str, str]:
    language = console.language()
    what = Text(
        en=f"internal error: {type(error).__name__}: {error}",
        zh=f"内部错误：{type(error).__name__}：{error}",
    )
    todo = Text(
        en="this is a bug in cardkit; set CARDKIT_TRACEBACK=1 and report what it prints",
        zh="这是 cardkit 的缺陷；请设置 CARDKIT_TRACEBACK=1 后重试，并反馈输出",
    )
    return what.get(language), todo.get(language)
