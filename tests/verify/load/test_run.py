"""The watched process: progress, timeouts, a folder that holds a torch.py, a worker that dies."""

import sys

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")

from cardkit.errors import UsageError
from cardkit.verify.load import run as module
from cardkit.verify.load.checks import Event
from cardkit.verify.load.process import Stopped, Worker
from cardkit.verify.load.run import Steps, joined, load_checks
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.observe import observe
from tests.verify.load.families import FAMILIES, build
from tests.verify.load.helpers import told


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    folder = tmp_path_factory.mktemp("llama")
    build("llama", folder)
    return folder


def test_all_steps_in_a_process_of_their_own(llama, tmp_path, monkeypatch):
    # Were the working folder on the worker's path, its torch.py would be imported.
    (tmp_path / "torch.py").write_text("raise SystemExit('the wrong torch')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    heard = []
    found = load_checks(llama, device="cpu", say=heard.append)
    assert found.completed
    assert [r.kind for r in found.remarks] == ["device-chosen"]
    counts = [o.value for o in found.observations if o.field == "parameters"]
    assert len(counts) == 2
    assert len(set(counts)) == 1
    assert list(found.seconds) == list(module.STEPS)
    assert heard[0].en == "choosing a device ..."
    assert any(t.zh.startswith("加载权重：") for t in heard)
    files = observe(LocalFiles(llama))
    both = joined(files, found)
    assert {o.value for o in both.of("parameters")} == set(counts)
    assert both.of("parameters")[0].witness == "meta"
    assert not [r for r in both.remarks if r.kind == "witnesses-disagree"]


def test_a_step_that_takes_too_long(llama):
    found = load_checks(llama, device="cpu", timeout=0.05)
    assert not found.completed
    assert [r.kind for r in found.remarks] == ["step-timeout"]
    assert "--timeout" in found.remarks[0].message.zh


def test_a_wrong_device_reaches_the_caller(llama):
    with pytest.raises(UsageError, match="there is no device `gpu`") as caught:
        load_checks(llama, device="gpu")
    assert caught.value.hint is not None


def test_a_worker_that_is_dead_at_the_start_is_a_remark(llama, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    found = load_checks(llama, device="cpu")
    assert not found.completed
    assert [(r.kind, r.level) for r in found.remarks] == [("worker-died", "error")]


def test_steps_that_end_half_way_are_not_completed():
    heard = []
    steps = Steps(heard.append)
    assert not steps.outcome().completed
    steps.take(Event("device", "begin"))
    steps.take(Event("device", "done", 0.5))
    assert not steps.outcome().completed
    steps.take(Event("memory", "done", 0.1, last=True))
    assert steps.outcome().completed
    assert steps.outcome().seconds == {"device": 0.5, "memory": 0.1}
    assert [e.state for e in heard] == ["begin", "done", "done"]


def test_a_line_that_is_no_event_is_a_remark(monkeypatch):
    worker = Worker("x", "")
    for line in ("{}", '{"step": "device"}', '{"error": 1}', '{"error": {}, "hint": null}'):
        with pytest.raises(Stopped):
            module._event(worker, line)


def with_tokenizer(folder, **settings):
    from tests.verify.load.test_staging import words, write

    write(folder / "tokenizer.json", {**words({f"t{i}": i for i in range(96)}), **settings})
    write(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast"})


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA bounds on Linux")
def test_a_tokenizer_that_eats_memory_is_ended(tmp_path):
    """Ten times as many letters at each of nine steps: 80 GB for a sentence."""
    resource = pytest.importorskip("resource")
    build("llama", tmp_path)
    step = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 10}
    with_tokenizer(tmp_path, normalizer={"type": "Sequence", "normalizers": [step] * 9})
    found = load_checks(tmp_path, device="cpu", timeout=120)
    kinds = {r.kind for r in found.remarks}
    assert kinds & {"worker-died", "tokenizer-unloaded", "out-of-memory"}, kinds
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert most < 8 * 2**20  # KiB


CHECKS = """
import json, sys
from pathlib import Path
from cardkit.verify.load.run import load_checks
found = load_checks(Path(sys.argv[1] if len(sys.argv) > 1 else {folder!r}))
print(json.dumps([found.completed, [[o.field, str(o.value)] for o in found.observations],
                  [[r.kind, r.message.en] for r in found.remarks]]))
"""


def test_the_whole_run_on_the_simulated_npu(llama):
    completed, seen, _ = told(CHECKS.format(folder=str(llama)), fake="npu_ok")
    assert completed
    assert dict(seen)["device"] == "npu:0 (simulated NPU (tests))"
    assert dict(seen)["loaded_dtype"] == "bfloat16"


def test_a_model_too_large_for_the_simulated_npu(llama):
    completed, _, remarks = told(
        CHECKS.format(folder=str(llama)), fake="npu_ok", SIMULATED_NPU_BYTES="5000"
    )
    assert not completed
    assert "npu:0: " in dict(remarks)["no-room"]
    assert "5.0 kB free" in dict(remarks)["no-room"]


@pytest.mark.parametrize(("free", "kind"), [("85000", None), ("58500", "several-devices")])
def test_two_simulated_devices_share_a_model_or_refuse_it(tmp_path, free, kind):
    pytest.importorskip("accelerate", reason="accelerate is not installed")
    build("llama", tmp_path, **{**FAMILIES["llama"], "num_hidden_layers": 6})
    completed, seen, remarks = told(
        CHECKS.format(folder=str(tmp_path)),
        fake="npu_ok",
        SIMULATED_NPU_COUNT="2",
        SIMULATED_NPU_BYTES=free,
    )
    assert completed is (kind is None), remarks
    assert (kind is None) or kind in dict(remarks)
    assert int(dict(seen).get("memory_needed", free + "1")) > int(free)
