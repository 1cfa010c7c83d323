"""No test leaves the language of messages to the next."""

from __future__ import annotations

import pytest

from cardkit.cli import console


@pytest.fixture(autouse=True)
def _language_of_the_environment():
    yield
    console.set_language(None)
