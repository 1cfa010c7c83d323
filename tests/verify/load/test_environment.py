"""`cardkit env`: what is here, what is missing and the command that installs it."""

import json
from importlib.util import find_spec

import pytest

from cardkit.verify.load import environment
from cardkit.verify.load.versions import has_ascend, minor_of, npu_command
from tests.cli.helpers import run
from tests.verify.load.helpers import python

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


def test_without_torch_the_commands_are_named(base_install):
    done = base_install.cardkit("env", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "pip install 'cardkit[verify]'" in done.stdout
    assert "devices are unknown without torch" in done.stdout


def test_both_languages():
    assert "软件包" in run("env", "--lang", "zh").out
    assert "packages" in run("env").out


def test_for_programs():
    data = json.loads(run("env", "--output-format", "json").out)
    assert data["version"] == 1
    assert [p["name"] for p in data["packages"]] == list(environment.PACKAGES)
    commands = {p["name"]: p["install"] for p in data["packages"]}
    assert (commands.pop("torch_npu") is None) != has_ascend()  # it may break a machine without
    assert all(c.startswith("pip install ") for c in commands.values())
    assert data["why"] != data["why_zh"]


@needs_torch
def test_a_broken_torch_npu_is_explained():
    done = python("-m", "cardkit", "env", fake="npu_broken", COLUMNS="400")
    assert (done.returncode, done.stderr) == (0, "")
    assert "libhccl.so" in done.stdout
    assert "CANN does not load (libhccl.so, libascendcl.so)" in done.stdout
    assert "set_env.sh" in done.stdout
    assert "auto takes cpu" in done.stdout


@needs_torch
def test_the_simulated_npu_says_that_it_is_simulated():
    done = python("-m", "cardkit", "env", fake="npu_ok")
    assert "npu:0   simulated NPU (tests)" in done.stdout
    assert "auto takes npu:0" in done.stdout


def test_advice(monkeypatch):
    def package(name, version):
        return environment.Package(name, version, "")

    def absent(name):
        raise OSError(name)

    versions = {"torch": "2.13.0+cu130", "torch_npu": "2.12.0"}
    packages = tuple(package(n, versions.get(n)) for n in environment.PACKAGES)
    said = [t.en for t in environment._advice(packages, (), absent)]
    assert any("CUDA build" in t for t in said)
    assert not any("pip install" in t for t in said)
    versions["torch"] = "2.13.0+cpu"
    packages = tuple(package(n, versions.get(n)) for n in environment.PACKAGES)
    said = [t.en for t in environment._advice(packages, (), absent)]
    command = "pip install 'cardkit[npu]' 'torch_npu==2.13.*'"
    assert f"does not fit torch 2.13.0+cpu: {command}" in said[0]
    assert "CANN does not load" in said[1]
    monkeypatch.delenv("ASCEND_HOME_PATH", raising=False)
    said = [t.en for t in environment._advice(packages, (), lambda _name: None)]
    assert any("ASCEND_HOME_PATH is not set" in t for t in said)
    answering = (environment.DeviceState("npu:0", "Ascend", 1, 2),)
    fitting = tuple(package(n, "2.13.0") for n in environment.PACKAGES)
    assert environment._advice(fitting, answering, absent) == []


@pytest.mark.parametrize(("release", "minor"), [("2.13.0+cpu", "2.13"), ("2", "2"), ("", "")])
def test_minor(release, minor):
    assert minor_of(release) == minor


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ("2.13.0+cpu", "pip install 'cardkit[npu]' 'torch_npu==2.13.*'"),
        ("2.13.0", "pip install 'cardkit[npu]' 'torch_npu==2.13.*'"),
        ("2.13.0+cu130", None),
    ],
)
def test_torch_npu_is_never_offered_beside_a_cuda_build(monkeypatch, release, command):
    monkeypatch.setattr("cardkit.verify.load.versions.version", lambda _name: release)
    assert npu_command() == command


@needs_torch
def test_a_driver_that_falls_over_is_survived(monkeypatch):
    from cardkit.verify.load import devices

    class Sick:
        def get_device_name(self, _at):
            raise RuntimeError("driver")

        is_bf16_supported = mem_get_info = get_device_name

    monkeypatch.setattr(devices, "accelerator", lambda _kind: Sick())
    found = devices.describe(devices.Backend("cuda", 1), 0)
    assert (found.name, found.dtype, found.free) == ("cuda", "float16", None)
