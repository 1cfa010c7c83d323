"""`cardkit env`: versions, devices and memory here, and what installs what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

import cardkit
from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.text import Text, visible, width, wrap

if TYPE_CHECKING:
    from cardkit.verify.load.environment import DeviceState, Environment, Package

VERSION = 1

_SUMMARY = Text(en="Show versions, devices and what is missing", zh="显示版本、设备和缺少的软件包")
_DETAILS = Text(
    en=(
        "Prints the versions of Python, cardkit and the optional packages, the devices that answer"
        " (npu, cuda, cpu) with their memory, which one `--device auto` takes and why, and the"
        " command that installs what is missing. torch is imported only where it is installed; an"
        " installed torch_npu without CANN is reported, not fatal."
    ),
    zh=(
        "输出 Python、cardkit 和可选软件包的版本，可用设备（npu、cuda、cpu）及内存，"
        "`--device auto` 选择的设备和原因，以及安装所缺软件包的命令。"
        "仅在已安装 torch 时才会导入它；已安装 torch_npu 但缺少 CANN 时会给出说明，不会中断。"
    ),
)
_FREE = Text(en="{free} free of {total}", zh="可用 {free}，共 {total}")
_ABSENT = Text(en="absent", zh="未安装")
_AUTO = Text(
    en="auto takes {device}: the first of npu, cuda, cpu that is here",
    zh="auto 选择 {device}：依次取 npu、cuda、cpu 中首个可用的",
)
_PACKAGES = Text(en="packages", zh="软件包")
_DEVICES = Text(en="devices", zh="设备")
_ADVICE = Text(en="to do", zh="处理建议")
_MEMORY = Text(en="memory: {memory}", zh="内存：{memory}")


@bilingual.command("env", summary=_SUMMARY, details=_DETAILS)
@option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help=Text(en="How it is written", zh="输出格式"),
)
@language_option
def command(*, output_format: str) -> None:
    """Show the environment."""
    from cardkit.verify.load.environment import look_around

    found = look_around()
    if output_format == "json":
        console.out(_json(found))
    else:
        console.screen("\n".join(_lines(found)))


def _lines(found: Environment) -> Iterator[str]:
    language, room = console.language(), console.width()
    yield f"cardkit {cardkit.__version__} · Python {found.python} · {found.system}"
    if (memory := _memory(found.free, found.total)) is not None:
        yield _MEMORY.format(memory=memory).get(language)
    yield ""
    yield _PACKAGES.get(language)
    wide = max(len(p.name) for p in found.packages)
    for package in found.packages:
        yield f"  {package.name.ljust(wide)}  {_installed(package)}"
    yield ""
    yield _DEVICES.get(language)
    for device in found.devices:
        head = f"  {device.name.ljust(6)}  "
        yield from wrap(visible(_said(device).get(language)), room, first=head, rest=" " * 10)
    auto = found.why
    if found.chosen is not None:
        auto = _AUTO.format(device=found.chosen)
    yield from wrap(visible(auto.get(language)), room, first="  ", rest="  ")
    if found.advice:
        yield ""
        yield _ADVICE.get(language)
        for advice in found.advice:
            yield from wrap(visible(advice.get(language)), room, first="  - ", rest="    ")


def _installed(package: Package) -> str:
    if package.version is not None:
        return visible(package.version)
    absent = _ABSENT.get(console.language())
    return f"{absent}{' ' * max(1, 14 - width(absent))}{package.command}".rstrip()


def _said(device: DeviceState) -> Text:
    if device.missing is not None:
        return device.missing
    memory = _memory(device.free, device.total)
    if memory is None or device.name == "cpu":
        return Text(en=device.title, zh=device.title)
    return Text(en=f"{device.title}, {memory.en}", zh=f"{device.title}，{memory.zh}")


def _memory(free: int | None, total: int | None) -> Text | None:
    from cardkit.verify.load.memory import shown

    if free is None or total is None:
        return None
    return _FREE.format(free=shown(free), total=shown(total))


def _json(found: Environment) -> str:
    import json

    data = {
        "version": VERSION,
        "cardkit": cardkit.__version__,
        "python": found.python,
        "system": found.system,
        "packages": [
            {"name": p.name, "version": p.version, "install": p.command or None}
            for p in found.packages
        ],
        "devices": [_device(d) for d in found.devices],
        "auto": found.chosen,
        "why": found.why.en,
        "why_zh": found.why.zh,
        "memory": {"free": found.free, "total": found.total},
        "advice": [{"en": a.en, "zh": a.zh} for a in found.advice],
    }
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


def _device(device: DeviceState) -> dict[str, object]:
    missing = device.missing
    return {
        "name": device.name,
        "title": device.title,
        "free": device.free,
        "total": device.total,
        "missing": missing.en if missing else None,
        "missing_zh": missing.zh if missing else None,
    }
