"""Fourteen models through three tiers on the simulated npu:0: the scores and texts of the cpu.

Simulated: tensors left on the cpu are refused and operators are counted; no Ascend hardware ran.
"""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")

from tests.verify.load.helpers import python
from tests.verify.score.helpers import NAMES, SHARING, TIERS_OF, TOLERANCE


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    target = tmp_path_factory.mktemp("npu") / "found.json"
    script = Path(__file__).with_name("on_npu.py")
    done = python(str(script), str(target), ",".join(NAMES), fake="npu_ok")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(target.read_text())


@pytest.mark.parametrize(("name", "tier"), TIERS_OF)
def test_the_scores_and_texts_of_the_cpu(ran, name, tier):
    cpu, npu, plain = (ran[name][key] for key in (f"cpu-{tier}", f"npu-{tier}", "cpu-plain"))
    assert npu["texts"] == cpu["texts"] == plain["texts"]
    for item, same, third in zip(npu["scores"], cpu["scores"], plain["scores"], strict=True):
        for (total, greedy), *others in zip(item, same, third, strict=True):
            assert all(abs(total - other[0]) < TOLERANCE for other in others)
            assert all(greedy == other[1] for other in others)


@pytest.mark.parametrize("name", NAMES)
def test_it_ran_on_the_device(ran, name):
    assert ran[name]["places"] == ["npu:0"]
    assert all(ran[name][f"npu-{tier}"]["operators"] > 100 for n, tier in TIERS_OF if n == name)
    assert all(ran[name][f"cpu-{tier}"]["operators"] == 0 for n, tier in TIERS_OF if n == name)
    assert "found at least two devices" in ran[name]["forgotten"]


@pytest.mark.parametrize("name", SHARING)
def test_starts_were_shared_there(ran, name):
    assert ran[name]["npu-tree"]["sharing"]
    assert ran[name]["npu-tree"]["operators"] < ran[name]["npu-plain"]["operators"]
