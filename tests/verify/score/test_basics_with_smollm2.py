"""SmolLM2 on cardkit's own tasks, where it has been fetched: lm-eval's answers again."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "benchmarks" / "basics_in_full.py"
NAME = "SmolLM2-135M-Instruct.Q4_1-dequantised"
PLACES = (ROOT / ".cache" / "smollm2", ROOT.parents[1] / "main" / ".cache" / "smollm2")
FOLDER = next((place / NAME for place in PLACES if (place / NAME).is_dir()), None)
pytestmark = [
    pytest.mark.skipif(FOLDER is None, reason="SmolLM2 is not here (make smollm2)"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]


def test_the_first_items_of_each_task_are_answered_as_lm_eval_answered_them(capsys, monkeypatch):
    pytest.importorskip("torch")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
    spec = importlib.util.spec_from_file_location("basics_in_full", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.main([str(FOLDER), "--items", "12"]) == 0
    out = capsys.readouterr().out
    assert out.count("| 12 |") == 8
    assert "agrees: True" in out
