"""A real model, where it was fetched, through all tiers on the cpu and on the simulated npu:0."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")

from cardkit.verify.score.tiers import TIERS
from tests.verify.load.helpers import python
from tests.verify.score.helpers import SMOLLM2

pytestmark = pytest.mark.skipif(
    not (SMOLLM2 / "converted-from.json").exists(), reason="run docs/fetch_smollm2.py --dense"
)
TOLERANCE = 2e-3
"""Of a sum of log-probabilities in float32: what the harness it is compared with is held to."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    target = tmp_path_factory.mktemp("npu") / "found.json"
    script = Path(__file__).with_name("on_npu.py")
    done = python(str(script), str(target), "smollm2", fake="npu_ok")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(target.read_text())["smollm2"]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("place", ["cpu", "npu"])
def test_the_scores_and_texts_of_plain_batches(ran, place, tier):
    found, plain = ran[f"{place}-{tier}"], ran["cpu-plain"]
    assert found["texts"] == plain["texts"]
    assert (found["operators"] > 10_000) == (place == "npu")
    for item, right in zip(found["scores"], plain["scores"], strict=True):
        for (total, greedy), (expected, likely) in zip(item, right, strict=True):
            assert abs(total - expected) < TOLERANCE
            assert greedy == likely
