"""The options of the verbs that may load a model: whether, where, as what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from cardkit.cli.bilingual import option
from cardkit.errors import UsageError
from cardkit.text import Text

F = TypeVar("F", bound=Callable[..., Any])


def load_options(function: F) -> F:
    """Add them to a verb."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


_OPTIONS = (
    option(
        "--load",
        is_flag=True,
        help=Text(
            en="Load the model too: count, tensors, one forward, generation",
            zh="另外加载模型：参数量、张量、前向计算、生成",
        ),
    ),
    option(
        "--device",
        metavar="DEVICE",
        default="auto",
        show_default=True,
        help=Text(
            en="Where to load: auto, npu, npu:0, cuda, cuda:0, cpu",
            zh="加载到哪个设备：auto、npu、npu:0、cuda、cuda:0、cpu",
        ),
    ),
    option(
        "--dtype",
        type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
        default="auto",
        show_default=True,
        help=Text(en="What to load as; auto goes by the device", zh="加载精度；auto 按设备选择"),
    ),
    option(
        "--loader",
        type=click.Choice(["auto", "open_lm"]),
        default="auto",
        show_default=True,
        help=Text(
            en="auto: transformers and cardkit's OpenLM; open_lm: your own, from its source",
            zh="auto：transformers 与 cardkit 自带的 OpenLM；open_lm：自行从源码安装的版本",
        ),
    ),
    option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True, max=86_400),
        metavar="SECONDS",
        default=600.0,
        show_default=True,
        help=Text(en="How long a step of loading may take", zh="加载时每一步的时限（秒）"),
    ),
    option(
        "--band",
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        default=10.0,
        show_default=True,
        help=Text(
            en="How far a count may lie from a nominal size (7B)",
            zh="参数量与标称规模（如 7B）的允许偏差（百分比）",
        ),
    ),
)


def refuse_unused(ctx: click.Context, *, loads: bool, timeout: float) -> None:
    """Refuse options that only loading obeys where nothing is loaded, and a limit that is none."""
    given = click.core.ParameterSource.COMMANDLINE
    for name in ("device", "dtype", "loader", "timeout"):
        if not loads and ctx.get_parameter_source(name) is given:
            raise UsageError(_UNUSED.format(option=f"--{name}"))
    if timeout != timeout:  # noqa: PLR0124 - NaN lies in no range, and click lets it pass
        raise UsageError(Text(en="--timeout must be a number", zh="--timeout 必须是数字"))


_UNUSED = Text(en="{option} needs --load or --data", zh="{option} 需与 --load 或 --data 一起使用")
