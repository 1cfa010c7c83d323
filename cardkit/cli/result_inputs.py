"""Which results a verb works on: files, folders, standard input; cards among them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cardkit.cli import console
from cardkit.cli.inputs import read_input
from cardkit.errors import CardkitError, NotACard, UnreadableFile, UsageError
from cardkit.source.source import Source
from cardkit.text import Text, listed, visible

if TYPE_CHECKING:
    from cardkit.record.evaluation import Evaluation
    from cardkit.results.json_tree import JsonObject
    from cardkit.results.lm_eval_samples import SampleLog
    from cardkit.results.result_set import ResultSet

    _Logs: TypeAlias = dict[Path, SampleLog]

STDIN = "<stdin>"
_STANDARD_INPUT = Text(en="standard input", zh="标准输入")
_READING = Text(en="reading {path} ({size} MB)", zh="正在读取 {path}（{size} MB）")
_LOOKED_FOR = Text(
    en="looked for: results of harnesses and hubs, and in cards a table of tasks and scores,"
    " `evaluations:` and `model-index`; name the file the harness wrote (results_*.json), or a card"
    " that has one of these",
    zh="查找的内容：评测框架和 Hub 的结果文件，以及卡片中的任务分数表、`evaluations:`"
    " 和 `model-index`；请指定评测框架写出的文件（results_*.json），或含有上述内容之一的卡片",
)
_ROW_ALONE = Text(
    en="the card's scores stand only in its row of a comparison, which `cardkit check-results`"
    " reads as the card; here they count from a table of tasks and scores, `evaluations:`"
    " or `model-index`",
    zh="卡片的分数只出现在对比表的本模型行中，`cardkit check-results` 会把它作为卡片分数读取；"
    "此处请把分数写入任务分数表、`evaluations:` 或 `model-index`",
)
_NO_OWN_ROW = Text(
    en="the card has only a comparison, none of whose rows is surely its own model: name the row as"
    " the card, or add a table of tasks and scores, `evaluations:` or `model-index`",
    zh="卡片只有对比表，且没有能确认为本模型的行：请让该行与卡片同名，或添加任务分数表、"
    "`evaluations:` 或 `model-index`",
)
_LONG = 8 * 1024 * 1024
"""Bytes of a log from which on reading it takes long enough to be said."""
_LOG = (".jsonl", ".jsonl.gz")
_ALONE = Text(
    en="`{path}` is a per-item log without its results", zh="`{path}` 是逐题日志，缺少结果文件"
)
_ITS_FILE = Text(
    en="name the results_*.json of the same run as well; it says which task the items are of",
    zh="请同时给出同一次运行的 results_*.json；各题属于哪个任务由它说明",
)


@dataclass
class Inputs:
    """What was read: result sets, the evaluations of each, and whether a file failed."""

    sets: list[ResultSet] = field(default_factory=list)
    evaluations: list[tuple[Evaluation, ...]] = field(default_factory=list)
    failed: bool = False
    passed_over: int = 0
    """Files of folders that hold no results."""
    logs_used: bool = False
    """Whether a results file was read that per-item logs can belong to."""

    @property
    def is_empty(self) -> bool:
        """True where nothing was read but, at most, cards that state no result."""
        return all(found.format == "card" and not found.results for found in self.sets)

    def why_empty(self) -> Text:
        """Say what was looked for, and what to do with a card whose scores stand elsewhere."""
        kinds = {piece.kind for found in self.sets for piece in found.unread}
        if "own-row" in kinds:
            return _ROW_ALONE
        return _NO_OWN_ROW if "comparison" in kinds else _LOOKED_FOR

    def add(self, found: ResultSet, evaluations: tuple[Evaluation, ...] | None = None) -> None:
        """Add a set; its evaluations are formed here where the card does not have them."""
        if evaluations is None:
            from cardkit.results.evaluations import evaluations_of

            evaluations = evaluations_of(found)
        self.sets.append(found)
        self.evaluations.append(evaluations)


def read_inputs(paths: Sequence[str], *, max_bytes: int, cards: bool = True) -> Inputs:
    """Read all results that `paths` stand for.

    A file that cannot be read is said on stderr and the others go on; `failed` then is true. Files
    of a folder that hold no results are passed over. With `cards` off, a card is no results file,
    but for the `model-index` in its front matter.
    """
    inputs = Inputs()
    named = [path for path in paths if path.endswith(_LOG)]
    logs = _named_logs(named, inputs)
    for path in paths:
        if path in named:
            continue
        folder = path != "-" and os.path.isdir(path)  # noqa: PTH112 - `Path` raises on a NUL
        for file in _files(path) if folder else [path]:
            try:
                known = _read(file, inputs, logs, max_bytes=max_bytes, cards=cards and not folder)
            except CardkitError as error:
                if not folder:
                    _fail(error, inputs)
                    continue
                known = False
            inputs.passed_over += folder and not known
    if logs and not inputs.logs_used and not inputs.failed:
        _fail(UsageError(_ALONE.format(path=named[0]), hint=_ITS_FILE), inputs)
    return inputs


def _fail(error: CardkitError, inputs: Inputs) -> None:
    console.error(in_words(error).describe(console.language()))
    inputs.failed = True


def _named_logs(paths: Sequence[str], inputs: Inputs) -> _Logs:
    """Read the logs that were named, each once; unlike those found beside a file they must do."""
    logs: _Logs = {}
    for path in paths:
        try:
            if not os.path.lexists(path):
                raise _missing(path)
            logs[Path(path)] = _log(Path(path))
        except CardkitError as error:
            _fail(error, inputs)
    return logs


def _missing(path: str) -> UnreadableFile:
    return UnreadableFile(
        Text(en="`{path}` does not exist", zh="`{path}` 不存在").format(path=path),
        hint=Text(
            en="check the path; a folder stands for all results in it, `-` for standard input",
            zh="请检查路径；目录表示其中全部结果，`-` 表示标准输入",
        ),
    )


def no_results(files: Sequence[str], inputs: Inputs) -> UsageError:
    """Return the error where nothing was found, with what was looked for."""
    said = Text(en="no results in {files}", zh="{files} 中没有结果")
    return UsageError(said.format(files=listed(map(shown_name, files))), hint=inputs.why_empty())


def shown_name(path: str) -> Text | str:
    """Return what a path is called in a message."""
    return _STANDARD_INPUT if path == "-" else path


def in_words(error: CardkitError) -> CardkitError:
    """Return the error, standard input called so where its name stands for a file's."""
    error.message = _in_words(error.message)
    error.hint = _in_words(error.hint) if error.hint else None
    return error


def _in_words(text: Text) -> Text:
    en, zh = _STANDARD_INPUT.en, _STANDARD_INPUT.zh
    return Text(
        en=text.en.replace(f"`{STDIN}`", en),
        zh=text.zh.replace(f"`{STDIN}` ", zh).replace(f"`{STDIN}`", zh),
    )


def _files(folder: str) -> list[str]:
    from cardkit.results.files import files_of

    return list(files_of(folder))


def _read(path: str, inputs: Inputs, logs: _Logs, *, max_bytes: int, cards: bool) -> bool:
    """Read one file; False where it is none of the known formats and was found in a folder."""
    from cardkit.results.read import is_json, unknown_format

    if path != "-" and not os.path.lexists(path):
        raise _missing(path)
    source = read_input(path, max_bytes=max_bytes, stdin_name=STDIN)
    known = _json(source, path, inputs, logs) if is_json(source) else _text(source, inputs, cards)
    if not known:
        raise unknown_format(source.name)
    return known


def _json(source: Source, path: str, inputs: Inputs, logs: _Logs) -> bool:
    from cardkit.results.json_tree import JsonObject
    from cardkit.results.lm_eval_samples import with_samples
    from cardkit.results.read import read_json_results

    found, tree = read_json_results(source)
    if found is None:
        return False
    if found.format == "lm-eval" and isinstance(tree, JsonObject):
        inputs.logs_used = True
        found = with_samples(found, tree, _logs_of(path, tree, logs))
    inputs.add(found)
    return True


def _logs_of(path: str, tree: JsonObject, named: _Logs) -> list[SampleLog]:
    """Return the per-item logs that were named, and those beside a results file.

    One of the latter that cannot be read is only said.
    """
    from cardkit.results.files import logs_beside

    if not tree.get("task_hashes"):
        return [*named.values()]
    logs = dict(named)
    for log in [] if path == "-" else logs_beside(path):
        try:
            logs[log] = logs.get(log) or _log(log)
        except CardkitError as error:
            console.hint(visible(error.describe(console.language()), keep="\n"))
    return list(logs.values())


def _log(path: Path) -> SampleLog:
    from cardkit.results.files import is_plain, read_log

    size = path.stat().st_size if is_plain(path) else 0
    if size > _LONG:
        message = _READING.format(path=path, size=size // 1024 // 1024)
        console.hint(message.get(console.language()))
    return read_log(path)


def _text(source: Source, inputs: Inputs, cards: bool) -> bool:
    """Read YAML, or the card that a text is: its `model-index` and what its tables state."""
    from cardkit.bind.read import is_yaml_record, open_document
    from cardkit.results.read import model_index_results, read_yaml_results
    from cardkit.source.yaml_document import YamlDocument, read_yaml_document

    if source.name.lower().endswith((".yaml", ".yml")) or is_yaml_record(source):
        root = read_yaml_document(source).root
        found = read_yaml_results(source, root)
        if found is not None:
            inputs.add(found)
            return True
        return cards and _is_record(root) and _card(source, inputs)
    document = open_document(source)
    if isinstance(document, YamlDocument) or source.text.lstrip().startswith("- dataset"):
        found = read_yaml_results(source, read_yaml_document(source).root)
    else:
        front = document.front_matter
        found = model_index_results(source, front.root if front else None)
    if found is not None and found.results:
        inputs.add(found)
    stated = cards and _card(source, inputs)
    return stated or found is not None


def _is_record(root: object) -> bool:
    from cardkit.source.yaml_nodes import YamlMapping

    return isinstance(root, YamlMapping) and root.get("schema_version") is not None


def _card(source: Source, inputs: Inputs) -> bool:
    """Read a card's own evaluations; a card that states none is a known file all the same."""
    from cardkit.bind.read import open_document, read, require_card
    from cardkit.results.card_results import results_of_card, stated_evaluations
    from cardkit.results.claims import beside_the_evaluations
    from cardkit.results.read import digest_of, unknown_format

    reading = read(open_document(source))
    if reading.kind == "comparison":
        return False
    if reading.kind == "markdown":
        try:
            require_card(reading.document)
        except NotACard:  # of all that was tried, a card was only the last
            raise unknown_format(source.name) from None
    beside = beside_the_evaluations(reading.record, reading.comparison)
    found = replace(results_of_card(reading.record, source.name, digest_of(source)), unread=beside)
    if found.results or found.unread:
        inputs.add(found, stated_evaluations(reading.record))
    return True
