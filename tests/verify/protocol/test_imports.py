"""What the room of protocols imports: no accelerator, no hub client, no reader of tables."""

from __future__ import annotations

import pytest

from tests.test_imports import HEAVY, modules_after


@pytest.mark.parametrize("room", ["prepare", "read", "requests", "resolve"])
def test_a_room_is_light(room: str) -> None:
    found = modules_after(f"import cardkit.verify.protocol.{room}")
    assert not found & (HEAVY | {"pyarrow", "tokenizers", "click", "rich"})
    if room != "resolve":  # which reads a card, and records are pydantic's
        assert not found & {"pydantic", "yaml"}


def test_items_and_prompts_need_nothing_heavy() -> None:
    code = (
        "from pathlib import Path\n"
        "from tests.verify.protocol.toy import asker, definition\n"
        "rows = [{'query': q, 'choices': ['b', 'c'], 'gold': 0} for q in 'xyz']\n"
        "for harness in ('llm-foundry', 'lm-eval'):\n"
        "    asker(definition('multiple_choice', harness, 1), rows).requests(0)\n"
    )
    assert not modules_after(code) & (HEAVY | {"pyarrow", "pydantic"})
