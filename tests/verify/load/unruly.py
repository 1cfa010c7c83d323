"""A worker that misbehaves as its payload says."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main():
    asked = sys.stdin.read()
    say(json.dumps({"pid": os.getpid(), "tmp": tempfile.gettempdir()}))
    BEHAVIOURS[asked]()


def say(line):
    print(line, flush=True)


def sound():
    say('{"more": 1}')


def silent():
    time.sleep(300)


def stray():
    say("Loading checkpoint shards: 100%")


def number():
    say("17")


def early():
    sys.exit(0)


def crash():
    raise RuntimeError("Oops \x1b[31m")


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def mute():
    os.close(1)
    time.sleep(300)


def leaves_files():
    Path(tempfile.mkdtemp(), "canary").touch()


def has_a_child():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    say(json.dumps({"pid": child.pid}))
    time.sleep(300)


BEHAVIOURS = {
    f.__name__: f
    for f in (
        sound, silent, stray, number, early, crash, killed, mute, leaves_files, has_a_child,
    )
}  # fmt: skip
