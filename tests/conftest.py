"""Hypothesis: the same examples here as in CI, new ones on request, and never a clock.

`make test SEARCH=1` draws new examples. A plain run draws those that CI draws, so that what passes
here cannot fail there for want of luck.
"""

import gc
import os
import signal

import pytest
from hypothesis import settings

from cardkit.cli import console
from tests.base_install import BaseInstall

settings.register_profile("search", deadline=None)
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("search" if os.environ.get("CARDKIT_SEARCH") else "steady")

# A shell starts what runs in the background with SIGINT ignored, nohup with SIGHUP: programs under
# test would inherit that, and could not be interrupted.
for number, usual in (
    (signal.SIGINT, signal.default_int_handler),
    (getattr(signal, "SIGHUP", signal.SIGTERM), signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)


def pytest_collection_finish():
    """Keep the collector from walking over all tests and modules again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def language_of_the_environment():
    """Forget the language that a command run before, in this process, was asked for."""
    console._language.set(None)


@pytest.fixture(scope="session")
def base_install(tmp_path_factory):
    """Return a Python with cardkit's base dependencies alone: no torch, transformers or numpy."""
    return BaseInstall(tmp_path_factory.mktemp("site"))
