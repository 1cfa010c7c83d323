"""A process of its own for what may hang, crash or eat memory: started, timed, always ended.

`Worker` is the side of the parent, `serve` that of the child. A payload goes in by stdin, JSON
objects come back by stdout, one a line. The child has a folder of its own for temporary files,
which is removed with it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from types import FrameType
from typing import IO

from cardkit.text import Text
from cardkit.verify.load.child import FINISHED
from cardkit.verify.outcome import Remark

MAX_LINE = 64 * 2**20
"""Characters of one line; the longest that a worker has reason to write are some MB."""
_GRACE = 30.0
"""Seconds that a process has to end once it has closed its stdout."""
_TAIL = 4000
_STARTING = Text(en="starting the process", zh="启动进程")


class Stopped(Exception):
    """The process ended before its work was done; `remark` says why.

    Kinds: `step-timeout`, `out-of-memory`, `worker-died`, `worker-broken`.
    """

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.message.en)
        self.remark = remark


class Worker:
    """A process that runs `main` of the module `entry`, with `payload` on its stdin.

    `environment` is what it starts with (the process's own), tokens left out and hubs offline.
    Who reads `lines` sets `doing`, and `where` as the place of a remark, to what the process was
    last told to do; they name it where it stops. The process is killed and reaped when the context
    is left, and when this process ends in whatever way (Linux, macOS).
    """

    def __init__(
        self, entry: str, payload: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self.doing = _STARTING
        self.where = entry.rpartition(".")[2]
        self._entry = entry
        self._payload = payload
        self._base = os.environ if environment is None else environment
        self._open = ExitStack()
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[bytes] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Worker:
        with ExitStack() as opening:
            opening.enter_context(_Termination())
            scratch = opening.enter_context(
                tempfile.TemporaryDirectory(prefix="cardkit-", ignore_cleanup_errors=True)
            )
            self._log = opening.enter_context(tempfile.TemporaryFile())
            # A file, not a pipe: nothing waits for a child that does not read, or is dead already.
            stdin = opening.enter_context(tempfile.TemporaryFile())
            stdin.write(self._payload.encode("utf-8"))
            stdin.seek(0)
            self._process = self._started(stdin, scratch)
            opening.callback(self._end)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def lines(self, timeout: float) -> Iterator[str]:
        """Yield the lines of the process, each a JSON object, until its `main` returned.

        Raises Stopped where a line is not there within `timeout` seconds, where the process died or
        ended early, and where it writes anything else.
        """
        lines = self._read()
        while True:
            try:
                line = lines.get(timeout=timeout)
            except queue.Empty:
                raise self._stopped("step-timeout", _SLOW.format(limit=f"{timeout:g}")) from None
            if not line:
                break
            if not _is_object(line):
                raise self.broken(line)
            yield line
        try:
            code = self._running.wait(_GRACE)
        except subprocess.TimeoutExpired:
            raise self._stopped("worker-broken", _SILENT) from None
        if code != FINISHED:
            raise self._died(code)

    def broken(self, line: str) -> Stopped:
        """Return what to raise for a line that is no event."""
        return self._stopped("worker-broken", _STRAY.format(line=line[:120]))

    @property
    def _running(self) -> subprocess.Popen[str]:
        assert self._process is not None  # noqa: S101 - the context is entered
        return self._process

    def _started(self, stdin: IO[bytes], scratch: str) -> subprocess.Popen[str]:
        # The path is handed on as it is here: `-m` would put the working folder first, and a
        # model's folder may hold a `torch.py`.
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            f"from cardkit.verify.load.child import serve; serve({self._entry!r}, {os.getpid()})"
        )
        return subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=child_environment(self._base, scratch),
            start_new_session=True,  # Ctrl-C is for this process, which ends the child
        )

    def _read(self) -> queue.Queue[str]:
        """Return a queue that a thread fills with lines, an empty one last."""
        lines: queue.Queue[str] = queue.Queue()
        stream = self._running.stdout
        assert stream is not None  # noqa: S101 - a pipe was asked for

        def read() -> None:
            while line := stream.readline(MAX_LINE):
                lines.put(line)
            lines.put("")

        self._reader = threading.Thread(target=read, daemon=True)
        self._reader.start()
        return lines

    def _end(self) -> None:
        """Kill the process with all that it started, and reap it."""
        process = self._running
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # gone already; a zombie (macOS)
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        if self._reader is not None:
            self._reader.join(_GRACE)
        if process.stdout is not None and (self._reader is None or not self._reader.is_alive()):
            process.stdout.close()

    def _stopped(self, kind: str, message: Text) -> Stopped:
        shown = _STOPPED.format(doing=self.doing, why=message)
        return Stopped(Remark(kind, "error", shown, self.where))

    def _died(self, code: int) -> Stopped:
        """Say how a process ended that should not have: the memory guard of the system sends 9."""
        if code == -9:
            return self._stopped("out-of-memory", _KILLED)
        if code == 0:
            return self._stopped("worker-died", _EARLY)
        return self._stopped("worker-died", _DIED.format(code=code, told=self._last_words()))

    def _last_words(self) -> str:
        assert self._log is not None  # noqa: S101 - the context is entered
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - _TAIL))
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else "-"


def child_environment(base: Mapping[str, str], scratch: str) -> dict[str, str]:
    """Return the environment of a worker: offline, its own temporary files, no tokens."""
    kept = {k: v for k, v in base.items() if not k.endswith("TOKEN")}
    own = {
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONIOENCODING": "utf-8",
    }
    return {**kept, **own}


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


class _Termination:
    """Within this context SIGTERM and SIGHUP unwind the stack, so that contexts are left.

    Only where nobody else handles them, and in the main thread, which alone may.
    """

    def __init__(self) -> None:
        self._ours: list[int] = []

    def __enter__(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _unwind)
                self._ours.append(number)

    def __exit__(self, *_error: object) -> None:
        for number in self._ours:
            signal.signal(number, signal.SIG_DFL)


def _unwind(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


_STOPPED = Text(en="{doing}: {why}", zh="{doing}：{why}")
_SLOW = Text(
    en="took longer than {limit} s and was ended (--timeout)",
    zh="超过 {limit} 秒，已终止（--timeout）",
)
_SILENT = Text(
    en="the process told nothing more and did not end; it was ended",
    zh="进程不再输出却没有结束，已终止",
)
_STRAY = Text(
    en="the process wrote what is no report: {line}", zh="进程输出了无法识别的内容：{line}"
)
_KILLED = Text(
    en="the system ended the process (signal 9), as it does when memory runs out",
    zh="进程被系统终止（信号 9），通常是内存耗尽所致",
)
_EARLY = Text(
    en="the process ended by itself before its work was done", zh="进程在工作完成之前自行结束"
)
_DIED = Text(en="the process ended with code {code}: {told}", zh="进程以代码 {code} 结束：{told}")
