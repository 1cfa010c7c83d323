"""Tokenizers small enough to work out by hand, and short ways to make items and protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cardkit.catalog.definition import LAYOUT, Definition, Harness, ItemSource, TaskType
from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.fields import read_item
from cardkit.verify.protocol.item import FileDigest, ItemSet
from cardkit.verify.protocol.prepare import prepare
from cardkit.verify.protocol.protocol import Metric, Protocol, metrics_of

BOS, EOS = 1000, 1001
SPACE = 256
"""What a blank before a character adds to it where the two are one token."""
DOUBLE = 900
"""Two line breaks, where they are one token."""


@dataclass(frozen=True)
class Toy:
    """Bytes as tokens: `a` is 97.

    `merges` makes one token of a blank and the byte behind it (` a` is 256 + 97), and of two line
    breaks (900). `starts` and `ends` put BOS before and EOS behind a text with special tokens.
    """

    merges: bool = False
    starts: bool = False
    ends: bool = False
    bos_token: str | None = "<s>"
    eos_token: str | None = "</s>"
    bos_token_id: int | None = BOS
    eos_token_id: int | None = EOS
    pad_token_id: int | None = None

    def __call__(self, text: str, *, add_special_tokens: bool = True) -> dict[str, list[int]]:
        ids = self._merged(text.encode()) if self.merges else list(text.encode())
        if add_special_tokens:
            ids = [*([BOS] if self.starts else []), *ids, *([EOS] if self.ends else [])]
        return {"input_ids": ids}

    @staticmethod
    def _merged(data: bytes) -> list[int]:
        ids: list[int] = []
        at = 0
        while at < len(data):
            pair = data[at : at + 2]
            if pair == b"\n\n":
                ids.append(DOUBLE)
            elif len(pair) == 2 and pair[:1] == b" " and pair[1:] != b" ":
                ids.append(SPACE + pair[1])
            else:
                ids.append(pair[0])
                at -= 1
            at += 2
        return ids


PLAIN = Toy()
MERGING = Toy(merges=True)
STARTING = Toy(starts=True)


def definition(
    type_: TaskType, harness: Harness = "llm-foundry", shots: int = 0, **settings: Any
) -> Definition:
    """Return a definition with llm-foundry's columns."""
    gap = {"example_delimiter": "\n\n"} if harness == "lm-eval" else {}
    usual = {"items": ItemSource(path="toy.jsonl"), "columns": LAYOUT[type_], "source": "test"}
    return Definition(
        task="toy", harness=harness, type=type_, shots=shots, **{**usual, **gap, **settings}
    )


def protocol(made: Definition, *, room: int = 4096, metric: Metric | None = None) -> Protocol:
    """Return the protocol of a definition as it stands."""
    return Protocol(made, metric or metrics_of(made)[0], made.shots, room)


def items(
    made: Definition, rows: Sequence[Mapping[str, object]], name: str = "toy.jsonl"
) -> ItemSet:
    """Return rows as items, without a file."""
    read = (read_item(made, row, i, f"{name}:{i}") for i, row in enumerate(rows, 1))
    return ItemSet(name, (FileDigest(name, "0" * 64),), tuple(read))


def asker(
    made: Definition,
    rows: Sequence[Mapping[str, object]],
    tokenizer: Toy = PLAIN,
    *,
    room: int = 4096,
    pool: Sequence[Mapping[str, object]] | None = None,
    metric: Metric | None = None,
) -> Asker:
    """Return a task of rows, ready to be asked."""
    asked = items(made, rows)
    if pool is not None:
        asked = replace(asked, pool=items(made, pool, "pool.jsonl"))
    return prepare(protocol(made, room=room, metric=metric), asked, tokenizer)


def codes(text: str) -> tuple[int, ...]:
    """Return the tokens of a text where every byte is one."""
    return tuple(text.encode())


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """Write a file below a folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return file
