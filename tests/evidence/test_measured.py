"""Evidence of scores that a real, tiny model was measured on: written, checked, made stale."""

import hashlib
import json
from importlib.util import find_spec

import pytest

from tests.cli.helpers import run
from tests.verify.load.helpers import python
from tests.verify.measure.helpers import write_rows
from tests.verify.measure.models import build, claim, rows, write_card

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("transformers") is None,
    reason="torch or transformers is not installed",
)
COPA = "/evaluations/copa/score"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Return a model's folder with its card and the evidence of a run on all 100 items."""
    folder = build(tmp_path_factory.mktemp("model"))
    items = tmp_path_factory.mktemp("items")
    write_rows(items / "copa.jsonl", rows(100))
    card = write_card(folder / "tiny.card.yaml", claim("copa", "0.50"))
    evidence, journal = folder / "verification.json", items / "journal"
    done = python(
        "-m", "cardkit", "verify", str(card), "--model", str(folder), "--data", str(items),
        "--device", "cpu", "--full", "--salt", "s", "--journal", str(journal),
        "--evidence", str(evidence), "--output-format", "json",
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return folder, json.loads(done.stdout)


def status(folder):
    done = run("evidence", "check", folder / "tiny.card.yaml", "--output-format", "json")
    [found] = [c for c in json.loads(done.out)["claims"] if c["pointer"] == COPA]
    return found


def test_it_binds_what_was_loaded_and_asked(measured):
    folder, told = measured
    value = json.loads((folder / "verification.json").read_text())
    subject = {each["name"]: each["digest"]["sha256"] for each in value["subject"]}
    for name, digest in subject.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    loaded = told["scoring"]["model_sha256"]
    assert loaded.items() & subject.items() == {n: loaded[n] for n in subject}.items()
    [score] = told["scores"]
    [claimed] = value["predicate"]["claims"]
    assert claimed["verdict"] == score["verdict"]
    assert claimed["method"] == "full"
    assert claimed["observed"]["n"] == claimed["observed"]["items"] == 100
    assert claimed["observed"]["k"] == score["result"]["right"]
    assert value["predicate"]["environment"]["device"] == "cpu"
    items = value["predicate"]["materials"][0]
    assert (items["items"], items["digest"]["sha256"]) == (100, score["items"]["sha256"])


def test_it_stands_until_something_changes(measured):
    folder, told = measured
    verdict = told["scores"][0]["verdict"]
    assert status(folder)["status"] == verdict
    path = folder / "tokenizer.json"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + b"\n")
        found = status(folder)
        assert (found["status"], found["was"]) == ("stale", verdict)
        assert "the tokenizer changed (`tokenizer.json`)" in found["reason"]
    finally:
        path.write_bytes(kept)
    assert status(folder)["status"] == verdict
