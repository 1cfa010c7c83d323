import shutil

import pytest

from cardkit.verify.statement import statement_text
from tests.evidence.helpers import verified, write_model

HONEST = """name: Tiny
details: {layers: 2, hidden_size: 16}
evaluation_setup: {harness: {name: llm-foundry}, unit: fraction}
evaluations:
  - {task: copa, score: "0.61", shots: 0}
"""


@pytest.fixture(scope="session")
def honest(tmp_path_factory):
    """Return a model's folder with a card that says the truth, and its verification."""
    base = tmp_path_factory.mktemp("honest")
    folder = write_model(base / "tiny")
    (folder / "tiny.card.yaml").write_text(HONEST)
    return folder, verified(folder, base / "items")


@pytest.fixture
def place(honest, tmp_path):
    """Return a folder of the test's own: model, card, and evidence of scores beside them."""
    target = tmp_path / "tiny"
    shutil.copytree(honest[0], target)
    (target / "verification.json").write_text(statement_text(honest[1]))
    return target
