"""lm-eval's per-item logs as a caller names them, by the digest that a card names them by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import CardkitError, UsageError
from cardkit.results.files import LOG_SUFFIXES, logs_beside, read_log
from cardkit.text import Text
from cardkit.verify.outcome import Remark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cardkit.results.lm_eval_samples import SampleLog


@dataclass(frozen=True, slots=True)
class Logs:
    """Logs by the SHA-256 of their bytes, unpacked; `path` is what was named.

    `remarks` tell of files of a folder that could not be read.
    """

    path: Path
    by_sha256: Mapping[str, SampleLog]
    remarks: tuple[Remark, ...] = ()


def read_logs(path: Path) -> Logs:
    """Read a log, the logs beside a `results_*.json`, or all of a folder (`samples_*.jsonl`).

    Packed ones end in `.jsonl.gz`. Of a folder a log that cannot be read is remarked. Raises
    UsageError where there is none, and what `read_log` raises for a log that is named.
    """
    if path.is_file() and path.name.endswith(LOG_SUFFIXES):
        log = read_log(path)
        return Logs(path, {log.sha256: log})
    if not os.path.lexists(path):
        raise UsageError(_ABSENT.format(path=path), hint=_WRITTEN)
    found: dict[str, SampleLog] = {}
    remarks: list[Remark] = []
    for file in _in_folder(path) if path.is_dir() else logs_beside(str(path)):
        try:
            log = read_log(file)
        except CardkitError as error:
            remarks.append(Remark("log-unread", "note", error.message, str(file)))
        else:
            found[log.sha256] = log
    if not found:
        why = remarks[0].message if remarks else _NONE.format(path=path)
        raise UsageError(why, hint=_WRITTEN)
    return Logs(path, found, tuple(remarks))


def _in_folder(folder: Path) -> Iterator[Path]:
    """Yield the logs of a folder, below it too; links are not followed."""
    for at, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.startswith("samples_") and name.endswith(LOG_SUFFIXES):
                yield Path(at, name)


_ABSENT = Text(en="`{path}` does not exist", zh="`{path}` 不存在")
_NONE = Text(en="no per-item log of lm-eval in `{path}`", zh="`{path}` 中没有 lm-eval 的逐题日志")
_WRITTEN = Text(
    en="lm-eval writes them as samples_TASK_TIME.jsonl with --log_samples; --logs takes one, the"
    " results_*.json beside them, or their folder",
    zh="由 lm-eval 的 --log_samples 生成，文件名为 samples_任务_时间.jsonl；"
    "--logs 可指定日志文件、同目录的 results_*.json 或其所在目录",
)
