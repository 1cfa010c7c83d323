"""Prompts with a real byte-level BPE tokenizer, where SmolLM2's has been fetched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cardkit.catalog.definition import Columns, Definition
from cardkit.catalog.definitions import definition_of
from cardkit.catalog.tasks import suite_tasks
from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.prepare import prepare
from cardkit.verify.protocol.protocol import Protocol, metrics_of
from cardkit.verify.protocol.read import read_items
from cardkit.verify.protocol.tokenizer import needs_prefix_space
from tests.verify.protocol.toy import asker, definition

ROOT = Path(__file__).parents[3]
PLACES = (ROOT / ".cache" / "smollm2", ROOT.parents[1] / "main" / ".cache" / "smollm2")
FOLDER = next((f for place in PLACES for f in place.glob("*-dequantised")), None)
DATA = next((r / "shared/data/dclm" for r in ROOT.parents[:2] if (r / "shared").is_dir()), ROOT)
pytestmark = [
    pytest.mark.skipif(FOLDER is None, reason="SmolLM2 is not here (make smollm2)"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]
needs_data = pytest.mark.skipif(DATA.name != "dclm", reason="../shared is absent")


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Return the tokenizer as transformers loads it."""
    transformers = pytest.importorskip("transformers")
    return transformers.AutoTokenizer.from_pretrained(FOLDER)


def test_it_puts_blanks_into_words_and_adds_no_start_token(tokenizer) -> None:
    assert needs_prefix_space(tokenizer)
    assert list(tokenizer("")["input_ids"]) == []


def test_the_parts_are_encoded_apart(tokenizer) -> None:
    """Ids of the parts by the tokenizer itself: `Q: a` + line break + `A:` and ` yes`, ` no`."""
    rows = [{"query": "a ", "choices": ["yes", "no"], "gold": 0}] * 2
    made = definition("multiple_choice", prelimiter="Q: ", continuation_delimiter="\nA: ")
    request = asker(made, rows, tokenizer).requests(0)
    first = request.continuations[0]
    assert tokenizer.decode(first.context) == "Q: a\nA:"
    assert [tokenizer.decode(c.target) for c in request.continuations] == [" yes", " no"]
    assert all(len(c.target) == 1 for c in request.continuations)


def loaded(made: Definition, tokenizer: Any, room: int = 2048) -> Asker:
    known = suite_tasks("dclm")[made.task].n
    protocol = Protocol(made, metrics_of(made)[0], made.shots, room, n_known=known)
    return prepare(protocol, read_items(protocol, DATA), tokenizer)


@pytest.mark.reference
@needs_data
@pytest.mark.parametrize("task", ["copa", "piqa", "openbook_qa"])
def test_both_boundaries_give_the_same_tokens_on_real_items(tokenizer, task: str) -> None:
    """scoring.md: 0 of 900 items differ for this tokenizer and these tasks at zero shots."""
    shipped = definition_of(task, "llm-foundry")
    assert shipped is not None
    foundry = replace(shipped, shots=0)
    ending = foundry.continuation_delimiter.rstrip()
    columns = Columns(f"{{query|strip}}{ending}", "choices", "gold")
    lm_eval = replace(
        foundry, harness="lm-eval", columns=columns, continuation_delimiter=" ", shots=0
    )
    one, other = loaded(foundry, tokenizer), loaded(lm_eval, tokenizer)
    places = range(0, one.n, max(one.n // 200, 1))
    assert [one.requests(i) for i in places] == [other.requests(i) for i in places]


@pytest.mark.reference
@needs_data
def test_long_prompts_are_cut_to_length(tokenizer) -> None:
    made = definition_of("boolq", "llm-foundry")
    assert made is not None
    task = loaded(made, tokenizer, room=1024)
    dropped = 0
    for i in range(0, task.n, 200):
        for shown, request in zip(task.shown(i), task.requests(i).continuations, strict=True):
            total = len(request.context) + len(request.target)
            assert total == 1024 if shown.dropped else total <= 1024
            dropped += shown.dropped > 0
    assert dropped > 0
