"""Results on disk: files of folders, and the per-item logs that lie beside a results file."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import BinaryIO

from cardkit.errors import UnreadableFile, reason
from cardkit.results.json_tree import UnreadableResults
from cardkit.results.lm_eval_samples import SampleLog, read_samples
from cardkit.text import Text

MAX_SAMPLES = 512 * 1024 * 1024
"""Bytes of one per-item log, unpacked; MMLU's with prompts are some 100 MB."""
MAX_LINE = 16 * 1024 * 1024

LOG_SUFFIXES = (".jsonl", ".jsonl.gz")
"""A per-item log as lm-eval writes it, and packed by gzip."""
_SUFFIXES = (".json", ".yaml", ".yml")
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", ".git", ".venv", ".cache"})
"""Other hidden folders are read: `.eval_results`, and lm-eval's of a model at `./path`."""


def files_of(folder: str) -> Iterator[str]:
    """Yield the files of a folder that may hold results, below it too; links are not followed."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED)
        for name in sorted(names):
            path = Path(at, name)
            if name.lower().endswith(_SUFFIXES) and is_plain(path):
                yield str(path)


def is_plain(path: Path) -> bool:
    """Say whether a path is a regular file and no link, which could lead anywhere."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def logs_beside(results: str) -> list[Path]:
    """Return the per-item logs of a run: lm-eval gives them the time stamp of the results file.

    Where a log lies there unpacked too, it is taken and not the packed one.
    """
    path = Path(results)
    stamp = path.stem.removeprefix("results_")
    if stamp == path.stem or not stamp:
        return []
    try:
        found = sorted(path.parent.iterdir())
    except OSError:
        return []
    ends = tuple(f"_{stamp}{suffix}" for suffix in LOG_SUFFIXES)
    logs = [p for p in found if p.name.startswith("samples_") and p.name.endswith(ends)]
    plain = {p.name for p in logs}
    return [p for p in logs if p.suffix != ".gz" or p.name.removesuffix(".gz") not in plain]


_ITSELF = Text(en="name the file itself; links are not followed", zh="请指定文件本身；不跟随链接")
_WITHOUT = Text(
    en="without its log a results file is read all the same: give that one alone",
    zh="没有日志也可读取结果文件：请只指定结果文件",
)


def read_log(path: Path, *, max_bytes: int = MAX_SAMPLES) -> SampleLog:
    """Read a per-item log line by line, unpacking it where its name ends in `.gz`.

    Raises UnreadableFile where the system refuses, UnreadableResults for a link, a file over
    `max_bytes` (packed or unpacked), a broken archive, and a line that is no item.
    """
    if not is_plain(path):
        raise _refused(path, Text(en="it is no regular file", zh="不是普通文件"), _ITSELF)
    try:
        if path.stat().st_size > max_bytes:
            raise _refused(path, _over(max_bytes), _WITHOUT)
        with path.open("rb") as stream:
            opened = GzipFile(fileobj=stream) if path.suffix == ".gz" else stream
            return read_samples(_lines(opened, path, max_bytes), str(path))
    except (BadGzipFile, EOFError, zlib.error) as error:
        raise _refused(path, _BROKEN, _WITHOUT) from error
    except OSError as error:
        message = Text(en="cannot read `{file}`: {why}", zh="无法读取 `{file}`：{why}")
        raise UnreadableFile(message.format(file=path, why=reason(error)), hint=_WITHOUT) from error


_BROKEN = Text(en="it is no whole gzip file", zh="不是完整的 gzip 文件")


def _over(max_bytes: int) -> Text:
    return Text(en=f"over {max_bytes} bytes", zh=f"超过 {max_bytes} 字节")


def _lines(stream: BinaryIO | GzipFile, path: Path, max_bytes: int) -> Iterator[bytes]:
    rest = max_bytes
    while line := stream.readline(MAX_LINE + 1):
        rest -= len(line)
        if rest < 0:
            raise _refused(path, _over(max_bytes), _WITHOUT)
        if len(line) > MAX_LINE:
            raise _refused(path, Text(en="a line is too long", zh="有一行过长"), _WITHOUT)
        yield line


def _refused(path: Path, why: Text, hint: Text) -> UnreadableResults:
    message = Text(en="`{path}` is not read: {why}", zh="未读取 `{path}`：{why}")
    return UnreadableResults(message.format(path=path, why=why), hint=hint)
