import shutil

import pytest

from cardkit.evidence.statement_reading import read_statement
from cardkit.verify.statement import statement_text
from tests.evidence.helpers import verified, write_model


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return a model's folder, and the report of its verification."""
    base = tmp_path_factory.mktemp("evidence")
    folder = write_model(base / "tiny")
    return folder, verified(folder, base / "items")


@pytest.fixture
def folder(made, tmp_path):
    """Return a model's folder of the test's own, with evidence beside the card."""
    target = tmp_path / "tiny"
    shutil.copytree(made[0], target)
    (target / "verification.json").write_text(statement_text(made[1]))
    return target


@pytest.fixture(scope="session")
def report(made):
    return made[1]


@pytest.fixture(scope="session")
def statement(made):
    return read_statement(statement_text(made[1]).encode())
