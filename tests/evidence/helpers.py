"""A small model in two shards, a card about it, and evidence of both; a stand-in was measured."""

import json
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec

import pytest

import cardkit
from cardkit.evidence.files import digest_files
from cardkit.evidence.status import statuses
from cardkit.stats.sequential.design import Limits
from cardkit.verify.card import in_silence, verify_card
from cardkit.verify.measure.conclude import conclude
from cardkit.verify.measure.outcome import Measured
from cardkit.verify.measure.plan import plan
from cardkit.verify.protocol.claims import score_claims
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.statement import statement_text
from tests.verify.measure.helpers import outcome, write_copa, write_winograd
from tests.verify.spec.models import LLAMA, llama_shapes, write_safetensors

needs_keys = pytest.mark.skipif(
    find_spec("cryptography") is None, reason="cryptography is not installed"
)
CARD = """name: Tiny
details: {size: 7K, layers: 2, hidden_size: 17}
evaluation_setup: {harness: {name: llm-foundry}, unit: fraction}
evaluations:
  - {task: copa, score: "0.61", shots: 0}
  - {task: winograd, score: "0.85", shots: 0, metric: accuracy}
  - {task: openbook_qa, score: "0.31", shots: 0}
"""
SIZE, LAYERS, HIDDEN = "/details/size/parameters", "/details/layers", "/details/hidden_size"
COPA, WINOGRAD, OPENBOOK = (f"/evaluations/{t}/score" for t in ("copa", "winograd", "openbook_qa"))
FRESH = {
    SIZE: "consistent",
    LAYERS: "verified",
    HIDDEN: "contradicted",
    COPA: "consistent",
    WINOGRAD: "contradicted",
    OPENBOOK: "unverified",
}
SCORES = (COPA, WINOGRAD)
SPECS = (SIZE, LAYERS, HIDDEN)


def write_model(folder):
    folder.mkdir(parents=True)
    shapes = llama_shapes()
    names = sorted(shapes)
    cut = len(names) // 2
    index = {}
    for i, part in enumerate((names[:cut], names[cut:]), 1):
        name = f"model-0000{i}-of-00002.safetensors"
        write_safetensors(folder / name, {n: shapes[n] for n in part})
        index |= dict.fromkeys(part, name)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    (folder / "config.json").write_text(json.dumps(LLAMA))
    (folder / "tokenizer.json").write_text('{"model": {"vocab": {"a": 0}}}')
    (folder / "generation_config.json").write_text("{}")
    (folder / "tiny.card.yaml").write_text(CARD)
    return folder


def read(folder):
    return cardkit.load(folder / "tiny.card.yaml").reading


def verified(folder, items):
    """Return the report of a run whose answers are made up: 61 of 100 right, 60 of 100."""
    write_copa(items)
    write_winograd(items)
    reading = read(folder)
    found = plan(score_claims(reading), card="ab" * 32, salt="s", limits=Limits(), folder=items)
    share = {"copa": 61, "winograd": 60}
    rules = {
        a.id: lambda item, s=share[a.protocol.definition.task]: item * s % 100 < s
        for a in found.askings
    }
    scores, family = conclude(found, outcome(found, rules))
    facts = {"device": "cpu", "dtype": "float32"}
    measured = Measured(scores, family, "s", "ab" * 32, facts, {}, (), 1.5, "", "finished")
    return replace(verify_card(reading, folder, evidence=in_silence), measured=measured)


def found(statement, folder, *, days=0, max_age=180, reading=None):
    """Return the statuses of a card by pointer, `days` after the statement."""
    return statuses(
        statement,
        reading or read(folder),
        digest_files(LocalFiles(folder)),
        statement.finished.date() + timedelta(days=days),
        max_age,
    )


def plainly(statuses_):
    return {pointer: each.status for pointer, each in statuses_.items()}


def write_evidence(report, folder):
    path = folder / "verification.json"
    path.write_text(statement_text(report))
    return path


TODAY = date(2026, 11, 29)
