"""Load checks from outside: a worker process that is watched, timed and, if need be, ended."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from cardkit.errors import UsageError
from cardkit.text import Text
from cardkit.verify.load.checks import STEPS, Event, plan
from cardkit.verify.load.loaders import check_installed
from cardkit.verify.load.session import Request
from cardkit.verify.load.snippet import Snippet
from cardkit.verify.load.worker import event_of
from cardkit.verify.outcome import Observation, Remark
from cardkit.verify.spec.observe import Observed, disagreements

DEFAULT_TIMEOUT = 600.0
"""Seconds that one step may take; loading 14 GB from a slow disk takes some minutes."""


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What loading showed. `completed` is False where a step was refused, failed or timed out."""

    observations: tuple[Observation, ...]
    remarks: tuple[Remark, ...]
    seconds: Mapping[str, float]
    completed: bool


def joined(observed: Observed, outcome: LoadOutcome) -> Observed:
    """Return what the files say and what loading showed as one, for `spec.check.check`.

    A loaded count that differs from what the files say becomes a remark.
    """
    observations = (*observed.observations, *outcome.observations)
    known = set(observed.remarks)
    met = {(r.kind, r.level) for r in known}  # damaged files are met twice
    shown = [r for r in outcome.remarks if (r.kind, r.level) not in met]
    more = [r for r in disagreements(observations) if r not in known]
    return replace(observed, observations=observations, remarks=(*observed.remarks, *shown, *more))


def load_checks(  # noqa: PLR0913 - each argument is a choice of who asks
    folder: Path,
    *,
    gguf: str | None = None,
    device: str = "auto",
    dtype: str = "auto",
    loader: str = "auto",
    snippets: Sequence[Snippet] = (),
    ids: Sequence[str] = (),
    timeout: float = DEFAULT_TIMEOUT,
    say: Callable[[Text], None] | None = None,
) -> LoadOutcome:
    """Load the model of a local folder in a process of its own and return what it showed.

    `loader` is one of `loaders.LOADERS`. `snippets` are the card's usage code, checked and never
    run; only the generation settings in it are tried. `ids` are the card's own model ids; `say`
    hears of each step. A step that takes longer than `timeout` seconds ends the run.

    Raises UsageError for a device, index, dtype or loader that cannot be, MissingExtra without
    torch or transformers, for a GGUF file without gguf or accelerate; all that is wrong with the
    model is a remark.
    """
    check_installed(loader, gguf=gguf is not None)
    request = Request(str(folder), gguf, device, dtype, tuple(snippets), tuple(ids), loader)
    return run_request(request, timeout, say or (lambda _text: None))


def run_request(request: Request, timeout: float, say: Callable[[Text], None]) -> LoadOutcome:
    """Run the steps of `request` as `load_checks` does, and raise what it raises."""
    observations: list[Observation] = []
    remarks: list[Remark] = []
    seconds: dict[str, float] = {}
    last = ""
    for event in _watched(request, timeout, say):
        observations.extend(event.observations)
        remarks.extend(event.remarks)
        if event.state != "begin":
            seconds[event.step] = event.seconds
            last = event.step if event.state == "done" else ""
    completed = last == plan(request)[-1][0]
    return LoadOutcome(tuple(observations), tuple(remarks), seconds, completed)


def _watched(request: Request, timeout: float, say: Callable[[Text], None]) -> Iterator[Event]:
    """Yield the worker's events; a step that takes too long or kills the worker is one as well."""
    step = "device"
    with tempfile.TemporaryFile() as log, _start(request, log) as worker:
        try:
            for line in _lines(worker, timeout):
                if line is None:
                    yield _ended(
                        step, "step-timeout", _SLOW.format(step=STEPS[step], limit=timeout)
                    )
                    return
                record = json.loads(line)
                if "error" in record:
                    hint = None if record["hint"] is None else Text(**record["hint"])
                    raise UsageError(Text(**record["error"]), hint=hint)
                event = event_of(record)
                step = event.step
                _tell(event, say)
                yield event
            if worker.wait(timeout) != 0:
                yield _ended(step, *_died(worker.returncode, step, log))
        finally:
            worker.kill()


def _start(request: Request, log: IO[bytes]) -> subprocess.Popen[str]:
    # The path is handed on as it is here: `-m` would put the working folder first, and a model's
    # folder may hold a `torch.py`.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from cardkit.verify.load.worker import main; main()"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        encoding="utf-8",
        env=_environment(),
    )
    assert worker.stdin is not None  # noqa: S101 - a pipe was asked for
    worker.stdin.write(json.dumps(asdict(request)))
    worker.stdin.close()
    return worker


def _environment() -> dict[str, str]:
    """Return the worker's environment: offline, and without the tokens it has no use for."""
    kept = {k: v for k, v in os.environ.items() if not k.endswith("TOKEN")}
    quiet = {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONIOENCODING": "utf-8",
    }
    return {**kept, **quiet}


def _lines(worker: subprocess.Popen[str], timeout: float) -> Iterator[str | None]:
    """Yield the worker's lines; None, and no more, where one is not there in time."""
    lines: queue.Queue[str] = queue.Queue()
    stream = worker.stdout
    assert stream is not None  # noqa: S101 - a pipe was asked for

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=timeout)
        except queue.Empty:
            yield None
            return
        if not line:
            return
        yield line


def _tell(event: Event, say: Callable[[Text], None]) -> None:
    if event.state == "begin":
        say(Text(en="{step} ...", zh="{step} ……").format(step=STEPS[event.step]))
    else:
        took = f"{event.seconds:.1f}"
        say(
            Text(en="{step}: {took} s", zh="{step}：{took} 秒").format(
                step=STEPS[event.step], took=took
            )
        )


_SLOW = Text(
    en="{step} took longer than {limit} s and was ended (--timeout)",
    zh="{step}超过 {limit} 秒，已终止（--timeout）",
)


def _died(code: int, step: str, log: IO[bytes]) -> tuple[str, Text]:
    """Say how a worker ended that should not have: the system's memory guard kills with 9."""
    if code == -9:
        return "out-of-memory", Text(
            en="{step}: the system ended the process (signal 9), as it does when memory runs out",
            zh="{step}：进程被系统终止（信号 9），通常是内存耗尽所致",
        ).format(step=STEPS[step])
    log.seek(0, os.SEEK_END)
    log.seek(max(0, log.tell() - 4000))
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return "worker-died", Text(
        en="{step}: the process ended with code {code}: {told}",
        zh="{step}：进程以代码 {code} 结束：{told}",
    ).format(step=STEPS[step], code=code, told=lines[-1][:200] if lines else "-")


def _ended(step: str, kind: str, message: Text) -> Event:
    return Event(step, "refused", remarks=(Remark(kind, "error", message, step),))
