"""Inside a worker process: it dies with its parent, and tells by its exit code that it is done."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import time

FINISHED = 75
"""What a worker ends with once its `main` returned; 0 is also what `sys.exit()` anywhere gives."""

_PR_SET_PDEATHSIG = 1


def serve(entry: str, parent: int) -> None:
    """Run `main` of a module in this process, the child of `parent`. Does not return."""
    _die_with(parent)
    importlib.import_module(entry).main()
    sys.stderr.flush()
    # At once: what libraries do at exit, and may crash in, is no part of the work.
    os._exit(FINISHED)


def _die_with(parent: int) -> None:
    """Have the kernel end this process when `parent` ends; without Linux a thread looks out."""
    if sys.platform == "linux":
        import ctypes

        # It fires when the thread that started us ends; `Worker` stays within one thread.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    elif os.name == "posix":
        threading.Thread(target=_look_out, args=(parent,), daemon=True).start()
    if os.name == "posix" and os.getppid() != parent:  # it ended before we could ask
        os._exit(1)


def _look_out(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
