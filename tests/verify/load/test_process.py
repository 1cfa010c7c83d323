"""Workers that hang, die, babble or are orphaned: each ends, is reaped, and is said in one line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cardkit.text import Text
from cardkit.verify.load import process
from cardkit.verify.load.process import Stopped, Worker, child_environment

ROOT = Path(__file__).parents[3]
UNRULY = "tests.verify.load.unruly"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"


def gone(pid, within=10):
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def told(behaviour, timeout=60.0):
    """Return the records of a worker, what stopped it, and its folder for temporary files."""
    records, stopped = [], None
    with Worker(UNRULY, behaviour) as worker:
        try:
            for line in worker.lines(timeout):
                records.append(json.loads(line))
                worker.doing, worker.where = Text(en="working", zh="干活"), "work"
        except Stopped as error:
            stopped = error.remark
    assert gone(records[0]["pid"])
    assert not Path(records[0]["tmp"]).exists()
    return records, stopped


def test_a_sound_worker():
    records, stopped = told("sound")
    assert stopped is None
    assert records[1] == {"more": 1}


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        ("stray", "worker-broken", "Loading checkpoint shards"),
        ("number", "worker-broken", "no report: 17"),
        ("early", "worker-died", "before its work was done"),
        ("crash", "worker-died", "RuntimeError: Oops \\u{1b}[31m"),
        ("killed", "out-of-memory", "memory runs out"),
    ],
)
def test_a_worker_that_ends_badly(behaviour, kind, words):
    _, stopped = told(behaviour)
    assert (stopped.kind, stopped.level, stopped.where) == (kind, "error", "work")
    assert words in stopped.message.en
    assert stopped.message.en.startswith("working: ")
    assert stopped.message.zh.startswith("干活：")


def test_a_worker_that_hangs():
    _, stopped = told("silent", timeout=3)
    assert stopped.kind == "step-timeout"
    assert "3 s" in stopped.message.en
    assert "--timeout" in stopped.message.zh


def test_a_worker_that_closes_its_stdout_and_stays(monkeypatch):
    monkeypatch.setattr(process, "_GRACE", 0.5)
    _, stopped = told("mute")
    assert stopped.kind == "worker-broken"


def test_a_worker_that_is_dead_at_the_start(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Worker(UNRULY, "x" * 10**6) as worker, pytest.raises(Stopped) as caught:
        list(worker.lines(20))
    assert caught.value.remark.kind == "worker-died"
    assert caught.value.remark.message.en.startswith("starting the process: ")


def test_temporary_files_go_with_the_worker():
    records, stopped = told("leaves_files")
    assert stopped is None
    assert Path(records[0]["tmp"]).name.startswith("cardkit-")


def test_what_a_worker_started_ends_with_it():
    records, stopped = told("has_a_child", timeout=3)
    assert stopped.kind == "step-timeout"
    assert gone(records[1]["pid"])


PARENT = """
import json, sys
from cardkit.verify.load.process import Worker
with Worker("tests.verify.load.unruly", "silent") as worker:
    for line in worker.lines(100):
        print(line, flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_worker_ends_with_its_parent(number):
    if number is signal.SIGKILL and sys.platform not in ("linux", "darwin"):
        pytest.skip("nothing tells the child")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    child = json.loads(parent.stdout.readline())
    assert alive(child["pid"])
    parent.send_signal(number)
    parent.communicate(timeout=20)
    assert gone(child["pid"])
    assert parent.returncode != 0
    if number is not signal.SIGKILL:
        assert not Path(child["tmp"]).exists()


def test_signals_are_as_they_were_behind_a_worker():
    before = signal.getsignal(signal.SIGTERM)
    told("sound")
    assert signal.getsignal(signal.SIGTERM) is before


def test_tokens_do_not_reach_the_worker():
    given = child_environment({"HF_TOKEN": "hf_secret", "A": "1"}, "/scratch")
    assert "hf_secret" not in given.values()
    assert (given["A"], given["TMPDIR"], given["HF_HUB_OFFLINE"]) == ("1", "/scratch", "1")
