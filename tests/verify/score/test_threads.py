"""Threads: idle cores, never spinning, and what the user set stays."""

import os

import pytest

from cardkit.verify.score import threads
from cardkit.verify.score.threads import idle_cores, set_threads, worker_environment


def test_a_worker_starts_passive_with_the_idle_cores(monkeypatch):
    monkeypatch.setattr(threads, "idle_cores", lambda: 5)
    assert worker_environment({"A": "b"}) == {
        "A": "b",
        "OMP_NUM_THREADS": "5",
        "OMP_WAIT_POLICY": "PASSIVE",
    }


def test_what_the_user_set_stays():
    given = {"OMP_NUM_THREADS": "3", "OMP_WAIT_POLICY": "ACTIVE"}
    assert worker_environment(given) == given


def test_without_a_word_it_is_the_environment_of_the_process(monkeypatch):
    monkeypatch.setenv("CARDKIT_TEST", "1")
    assert worker_environment()["CARDKIT_TEST"] == "1"


@pytest.mark.parametrize(("load", "idle"), [(0.2, 8), (3.4, 5), (30.0, 1)])
def test_busy_cores_are_left_to_others(monkeypatch, load, idle):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)), raising=False)
    monkeypatch.setattr(threads, "_quota", lambda: None)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0), raising=False)
    assert idle_cores() == idle


@pytest.mark.parametrize(("quota", "idle"), [(2.5, 2), (0.5, 1), (64.0, 8)])
def test_a_container_has_no_more_than_its_quota(monkeypatch, quota, idle):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)), raising=False)
    monkeypatch.setattr(threads, "_quota", lambda: quota)
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0), raising=False)
    assert idle_cores() == idle


def test_a_system_that_does_not_tell_its_load(monkeypatch):
    def silent():
        raise OSError

    monkeypatch.setattr(os, "getloadavg", silent, raising=False)
    assert idle_cores() >= 1


def test_torch_gets_them(monkeypatch):
    torch = pytest.importorskip("torch", reason="torch is not installed")
    before = torch.get_num_threads()
    try:
        monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
        monkeypatch.setattr(threads, "idle_cores", lambda: 1)
        monkeypatch.setenv("OMP_WAIT_POLICY", "passive")
        assert set_threads() == threads.Threads(1, "idle cores", True)
        assert torch.get_num_threads() == 1
        monkeypatch.setenv("OMP_NUM_THREADS", "7")
        monkeypatch.delenv("OMP_WAIT_POLICY")
        assert set_threads() == threads.Threads(1, "OMP_NUM_THREADS", False)
    finally:
        torch.set_num_threads(before)
