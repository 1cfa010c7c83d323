"""`cardkit evidence sign`: a statement into a signed envelope, by a key of a file or variable."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option, option
from cardkit.text import Text

_SUMMARY = Text(en="Sign a statement (Ed25519, DSSE)", zh="签署核实声明（Ed25519，DSSE）")
_DETAILS = Text(
    en=(
        "FILE is what `cardkit verify --evidence` wrote, or an envelope that is to bear one more"
        " signature. The private key is a file that only its owner may read, or stands in the"
        " environment variable CARDKIT_SIGNING_KEY; it is never shown.\n\n"
        "A signature says who stands behind the verdicts, not that a device really ran them: sign"
        " where you measured, never in a job that a pull request of a stranger starts.\n\n"
        "Needs the extra `sign`: pip install 'cardkit[sign]'"
    ),
    zh=(
        "FILE 为 `cardkit verify --evidence` 写出的文件，或需要追加签名的信封。私钥取自仅所有者"
        "可读的文件，或环境变量 CARDKIT_SIGNING_KEY，绝不显示。\n\n"
        "签名说明由谁对结论负责，并不证明确实在设备上运行过：请在测量之处签名，"
        "绝不要在外部 PR 触发的任务中签名。\n\n"
        "需要附加依赖 `sign`：pip install 'cardkit[sign]'"
    ),
)


@bilingual.command("sign", summary=_SUMMARY, details=_DETAILS)
@click.argument("file", type=click.Path())
@option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=Text(
        en="Private key (PEM, mode 600); by default CARDKIT_SIGNING_KEY holds it",
        zh="私钥文件（PEM，权限 600）；默认取环境变量 CARDKIT_SIGNING_KEY",
    ),
)
@option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=Text(
        en="The envelope; by default FILE with the ending .dsse.json",
        zh="写入的信封，默认为 FILE 改用 .dsse.json 结尾",
    ),
)
@option("--force", is_flag=True, help=Text(en="Replace an existing file", zh="覆盖已存在的文件"))
@language_option
def command(*, file: str, key: Path | None, output: Path | None, force: bool) -> None:
    """Sign a statement."""
    from cardkit.cli.outputs import check_free
    from cardkit.evidence.keys import private_key
    from cardkit.evidence.signing import signed_anew
    from cardkit.output import write_atomically

    path = Path(file)
    target = output or path.with_name(f"{_stem(path.name)}.dsse.json")
    check_free(target, force=force or target == path)
    private = private_key(key, os.environ)
    text, keyid = signed_anew(path, private)
    write_atomically(target, text)
    console.hint(_DONE.format(path=target, keyid=keyid[:16]).get(console.language()))


def _stem(name: str) -> str:
    return name.removesuffix(".json").removesuffix(".dsse")


_DONE = Text(en="wrote `{path}`, signed by the key {keyid}", zh="已写入 `{path}`，签名公钥 {keyid}")
