"""Cards from files and into files: what `cardkit render` does, without the command line."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cardkit import resources
from cardkit.dialects.loss import Loss
from cardkit.errors import UnsafeOutput, UsageError, reason
from cardkit.output import check_folder, check_output, write_atomically
from cardkit.record.card import CardRecord
from cardkit.record.files import load_record, read_record
from cardkit.record.locate import card_file
from cardkit.render.compose import compose
from cardkit.render.write_card import write_card
from cardkit.source.source import Source, read_source
from cardkit.source.text_only import read_text
from cardkit.text import Language, Text, visible

FILE_NAMES: dict[Language, str] = {"en": "README.md", "zh": "README_zh.md"}
_MARKDOWN = (".md", ".markdown")
_DIFF_LINES = 60


@dataclass(frozen=True, slots=True)
class CardSource:
    """A record, the file it came from, and the language of a Markdown card."""

    record: CardRecord
    path: Path
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class RenderedCard:
    """A card in one language, ready to be written."""

    language: Language
    text: str
    losses: tuple[Loss, ...]

    @property
    def file_name(self) -> str:
        """The name of its file: never taken from the record."""
        return FILE_NAMES[self.language]


def check_usage(*, folder: Path | None, check: bool, to_stdout: bool, language: str | None) -> None:
    """Raise UsageError for options that contradict each other."""
    problem = hint = None
    if folder is not None and to_stdout:
        problem = Text(en="-o and --stdout exclude each other", zh="-o 与 --stdout 不能同时使用")
        hint = Text(en="leave one of them out", zh="请去掉其中一个")
    elif check and folder is None:
        problem = Text(en="--check needs -o DIR", zh="--check 需要同时给出 -o DIR")
        hint = Text(
            en="DIR is the folder with README.md and README_zh.md",
            zh="DIR 为 README.md 和 README_zh.md 所在的目录",
        )
    elif language == "all" and folder is None:
        problem = Text(en="--lang all writes two files", zh="--lang all 会生成两个文件")
        hint = Text(en="say where: -o DIR", zh="请用 -o DIR 指定目录")
    if problem is not None:
        raise UsageError(problem, hint=hint)


def read_card(card: str | Source) -> CardSource:
    """Read a record, a Markdown card or a shipped card; or a text that was read already.

    Raises UnreadableFile, UsageError for an unknown id, NotACard for an invalid record and for
    what is no text or has nothing of a card.
    """
    from cardkit.bind.read import is_yaml_record, open_document, read, require_card

    if isinstance(card, str) and card.lower().endswith(_MARKDOWN):
        card = read_text(card)
    if isinstance(card, Source):
        path = Path(card.name)
        if is_yaml_record(card):
            return CardSource(read_record(card), path)
        reading = read(open_document(card))
        require_card(reading.document)
        return CardSource(reading.record, path, reading.language)
    path = card_file(card)
    return CardSource(load_record(card), path)


def render_all(
    source: CardSource,
    languages: Sequence[Language],
    dialect: str,
    template_dir: Path | None = None,
) -> list[RenderedCard]:
    """Render a card in each language. Raises what `cardkit.render.render` raises."""
    folder = template_dir or resources.templates_dir()
    base = source.path.parent
    rendered = []
    for language in languages:
        made = compose(source.record, language, dialect, base=base, templates=folder)
        text = write_card(made.page, language, folder)
        rendered.append(RenderedCard(language, text, tuple(made.losses)))
    return rendered


def write_all(rendered: Sequence[RenderedCard], folder: Path, source: CardSource) -> list[Path]:
    """Write the cards into `folder`, which is made where it is missing; returns their paths.

    Every place is checked before the first file is written. Raises UnsafeOutput for a link, for
    what is no file, and where a card would overwrite the card it was read from.
    """
    exists = next((at for at in (folder, *folder.parents) if os.path.lexists(at)), Path())
    check_folder(exists)  # before a folder is made behind a link
    _make(folder)
    paths = [folder / one.file_name for one in rendered]
    for path in paths:
        check_output(path)
        if path.exists() and source.path.exists() and path.samefile(source.path):
            raise UnsafeOutput(
                Text(
                    en="`{path}` is the card that was read", zh="`{path}` 正是所读取的卡片"
                ).format(path=path),
                hint=Text(
                    en="write into another folder; what was not understood would be lost here",
                    zh="请写入其他目录，否则未识别的内容会丢失",
                ),
            )
    for path, one in zip(paths, rendered, strict=True):
        write_atomically(path, one.text)
    return paths


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            Text(
                en="cannot make the folder `{path}`: {why}", zh="无法创建目录 `{path}`：{why}"
            ).format(path=folder, why=reason(error)),
            hint=Text(en="give another folder with -o", zh="请用 -o 指定其他目录"),
        ) from error


def difference(path: Path, text: str) -> str:
    """Return a unified difference between a file that exists and `text`, empty if the same.

    Characters a terminal would act on are shown as `\\u{...}`; a long difference is cut short.
    """
    old = read_source(path).to_bytes()
    if old == text.encode():
        return ""
    before = old.decode("utf-8", "backslashreplace").splitlines()
    lines = list(
        difflib.unified_diff(before, text.splitlines(), str(path), str(path), lineterm="", n=1)
    )
    more = len(lines) - _DIFF_LINES
    shown = [visible(line, keep="\t") for line in lines[:_DIFF_LINES]]
    if not lines:
        shown = [f"--- {visible(str(path))}", "line ends or encoding differ / 换行符或编码不同"]
    if more > 0:
        shown.append(f"... +{more}")
    return "\n".join(shown) + "\n"
