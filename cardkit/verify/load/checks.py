"""What a loaded model shows, step by step: size, tensors, numbers, one forward, generation.

The steps run in a process of their own (`worker`), which `run` can end when one takes too long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from cardkit.errors import CannotLoad, CardkitError
from cardkit.text import Text
from cardkit.verify.load import generation, loading, steps
from cardkit.verify.load.session import Request, Run
from cardkit.verify.outcome import Observation, Remark


@dataclass(frozen=True, slots=True)
class Event:
    """One line of progress. `state` is begin, done or refused; a refusal ends the run.

    `last` marks the step behind which no other comes when it is done.
    """

    step: str
    state: str
    seconds: float = 0.0
    observations: tuple[Observation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    last: bool = False


def run_steps(request: Request) -> Generator[Event, None, Run | None]:
    """Run all steps on the model, the first that refuses being the last.

    The generator returns what the steps left, the loaded model among it, where all were done; None
    where one refused. What is wrong with the model is a remark. UsageError and MissingExtra pass:
    they are about the call.
    """
    run = Run(request)
    try:
        sound = yield from _run_steps(run)
    finally:
        run.close_room()
    return run if sound else None


def _run_steps(run: Run) -> Generator[Event, None, bool]:
    """Run the steps; return whether all were done."""
    steps = plan(run.request)
    for name, step in steps:
        yield Event(name, "begin")
        start = time.monotonic()
        sound = _run_step(run, step)
        yield Event(
            name,
            "done" if sound else "refused",
            time.monotonic() - start,
            tuple(run.observations),
            tuple(run.remarks),
            last=name == steps[-1][0],
        )
        if not sound:
            return False
        run.observations.clear()
        run.remarks.clear()
    return True


def _run_step(run: Run, step: Callable[[Run], None]) -> bool:
    """Run one step; say whether the next ones can follow."""
    try:
        step(run)
    except CannotLoad as error:
        run.remark(error.kind, "error", error.message, error.where or run.named, error.hint)
        return False
    except CardkitError:
        raise
    except Exception as error:  # drivers and models raise what they like
        if run.device is None:
            raise
        found = loading.explain(error, run.device)
        run.remark(found.kind, "error", found.message, run.place)
        return False
    return True


_STEPS: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("device", steps.choose_device),
    ("files", steps.look),
    ("build", steps.build),
    ("room", steps.make_room),
    ("load", steps.load),
    ("digest", steps.digest),
    ("scan", steps.scan),
    ("forward", generation.forward),
    ("generate", generation.generate),
    ("snippets", steps.read_snippets),
    ("settings", generation.apply_settings),
    ("memory", steps.measure),
)

_AHEAD: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("device", steps.choose_device),
    ("files", steps.look_ahead),
    ("build", steps.build),
    ("room", steps.make_room),
)
"""What can be told before the weights are here."""


def plan(request: Request) -> tuple[tuple[str, Callable[[Run], None]], ...]:
    """Return the steps that a request asks for, each with its id."""
    if request.elements is None:
        return _STEPS
    alone = request.gguf is not None  # such a file holds its own config
    return tuple(each for each in _AHEAD if not alone or each[0] in ("device", "room"))


STEPS: Mapping[str, Text] = {
    "device": Text(en="choosing a device", zh="选择设备"),
    "files": Text(en="looking at the files", zh="检查文件"),
    "build": Text(en="building the architecture without weights", zh="构建不含权重的架构"),
    "room": Text(en="comparing memory needed and free", zh="比较所需内存与可用内存"),
    "load": Text(en="loading the weights", zh="加载权重"),
    "digest": Text(en="hashing the files", zh="计算文件摘要"),
    "scan": Text(en="looking for NaN and Inf", zh="扫描 NaN 和 Inf"),
    "forward": Text(en="one forward", zh="前向计算一次"),
    "generate": Text(en="generating twice, greedily", zh="贪心生成两次"),
    "snippets": Text(en="reading the card's snippets", zh="检查卡片中的示例代码"),
    "settings": Text(en="generating with the card's settings", zh="用卡片中的设置生成"),
    "memory": Text(en="measuring memory", zh="统计内存"),
}
"""What each step does, for progress; in the order in which they run."""
