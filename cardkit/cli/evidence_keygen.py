"""`cardkit evidence keygen`: a pair of Ed25519 keys, the private one for its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cardkit.cli import bilingual, console
from cardkit.cli.bilingual import language_option
from cardkit.errors import UsageError, reason
from cardkit.text import Text


@bilingual.command(
    "keygen",
    summary=Text(en="Make a pair of keys", zh="生成一对密钥"),
    details=Text(
        en=(
            "Writes NAME.key, the private key, which nobody else may read, and NAME.pub, which goes"
            " into the repository of whoever checks. Existing files are left alone. Lines such as"
            " `# valid-until: 2026-12-31` above the public key say on which days it counts. Keep"
            " the private key out of repositories.\n\n"
            "Needs the extra `sign`: pip install 'cardkit[sign]'"
        ),
        zh=(
            "写出 NAME.key（私钥，仅所有者可读）和 NAME.pub（公钥，放入检查方的仓库）。"
            "已存在的文件不会改动。公钥上方可写 `# valid-until: 2026-12-31` 这样的行，"
            "说明有效日期。请勿把私钥放入仓库。\n\n"
            "需要附加依赖 `sign`：pip install 'cardkit[sign]'"
        ),
    ),
)
@click.argument("name", type=click.Path())
@language_option
def command(*, name: str) -> None:
    """Make keys."""
    from cardkit.cli.outputs import check_free
    from cardkit.evidence.keys import new_pair
    from cardkit.output import write_atomically

    private, public = (Path(f"{name}.{ending}") for ending in ("key", "pub"))
    for path in (private, public):
        check_free(path, force=False, hint=_ANOTHER)
    secret, open_ = new_pair()
    _write_secret(private, secret)
    try:
        write_atomically(public, f"# name: {_name(name)}\n{open_}")
    except BaseException:
        private.unlink(missing_ok=True)  # a key without its other half is of no use
        raise
    console.hint(_DONE.format(private=private, public=public).get(console.language()))


def _name(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in Path(name).name)[:80]


def _write_secret(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, from its first byte on. Raises UsageError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(text)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(_UNWRITTEN.format(path=path, why=reason(error))) from error


_ANOTHER = Text(
    en="choose another name: a key is never replaced", zh="请换一个名称：已有的密钥不会被覆盖"
)
_UNWRITTEN = Text(en="cannot write `{path}`: {why}", zh="无法写入 `{path}`：{why}")
_DONE = Text(
    en="wrote `{private}`, to sign with, and `{public}`, for who checks",
    zh="已写入 `{private}`（签名用）和 `{public}`（交给检查方）",
)
