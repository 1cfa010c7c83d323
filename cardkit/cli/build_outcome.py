"""What `cardkit build` writes, and what it says of it on screen or as JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.cli import console
from cardkit.cli.left_out import tell_losses, tell_unmarked
from cardkit.errors import CardkitError
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.building.road import Built
    from cardkit.cli.build_options import Wanted


def write(built: Built, wanted: Wanted) -> None:
    """Write the files, all or none, and say what the cards leave out. Raises UnsafeOutput."""
    from cardkit.cli.build_before import refuse_old_signature
    from cardkit.evidence.statement import SIGNED_NAME
    from cardkit.output import write_all_atomically
    from cardkit.render.files import places

    if SIGNED_NAME not in built.files:  # of evidence at hand that is known only now
        refuse_old_signature(wanted.folder)
    paths = places(list(built.files), wanted.folder, built.source)
    write_all_atomically(dict(zip(paths, built.files.values(), strict=True)))
    for path in paths:
        _say(_WRITTEN.format(path=path))
    for name, losses in built.losses.items():
        tell_losses(name, losses, listed=wanted.show_losses)
        tell_unmarked(name, built.unmarked[name])


def check(built: Built, wanted: Wanted) -> int:
    """Say how the files of the folder differ from what would be written."""
    from cardkit.render.files import difference

    differ = []
    for name, text in built.files.items():
        path = wanted.folder / name
        shown = difference(path, text) if path.is_file() else _absent(path)
        if shown:
            differ.append(name)
            if wanted.output_format != "json":
                console.out(shown)
        else:
            _say(_FITS.format(path=path))
    code = built.code if built.stop is not None else int(bool(differ))
    tell(built, wanted, code, differ)
    return code


def _absent(path: Path) -> str:
    return _MISSING.format(path=path).get(console.language()) + "\n"


def tell(built: Built, wanted: Wanted, code: int, differ: list[str] | None = None) -> None:
    """Write the outcome to stdout: what stopped it, and how the claims stand."""
    language = console.language()
    if wanted.output_format == "json":
        from cardkit.building import outcome_json

        wrote = built.stop is None and differ is None
        folder = str(wanted.folder)
        console.out(outcome_json.write(built, code, folder=folder, wrote=wrote, differ=differ))
    else:
        _show(built)
    if built.stop is not None:
        console.error(CardkitError(built.stop.message, hint=built.stop.hint).describe(language))
    elif code == 4:
        _say(_UNDECIDED)


def _show(built: Built) -> None:
    from cardkit.report import full
    from cardkit.report.evidence_screen import screen
    from cardkit.report.frame import Style

    language = console.language()
    style = Style(
        color=console.use_color(sys.stdout),
        unicode=console.can_encode("…"),
        width=console.width(),
    )
    if built.stop is not None and built.stop.step != "evidence":
        console.screen(full.write(built.reports, language, style))
    elif built.held is not None:
        console.out(screen(built.held.report, language, style))


def _say(text: Text) -> None:
    console.hint(text.get(console.language()))


_WRITTEN = Text(en="wrote {path}", zh="已写入 {path}")
_MISSING = Text(en="{path} is missing", zh="缺少 {path}")
_FITS = Text(en="{path} is up to date", zh="{path} 已是最新")
_UNDECIDED = Text(
    en="written; some of what was asked stayed undecided: `cardkit verify` shows what",
    zh="已写入；部分内容未能判定，可用 `cardkit verify` 查看",
)
