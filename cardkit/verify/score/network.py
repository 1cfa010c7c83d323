"""A loaded model as the scorer sees it: token ids in, logits of the rows that matter out."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cardkit.verify.load.devices import import_torch
from cardkit.verify.score.config_facts import text_config, window_of


class Network:
    """A causal language model on its device.

    `rows` is how many token ids embedding and head have, `takes` the names that the model's forward
    accepts, `head` the module that makes logits of hidden states (None where it has none), `window`
    how many tokens back some layers look at most (None for all).
    """

    def __init__(self, model: Any) -> None:
        self.torch = import_torch()
        self.model = model
        self.config = text_config(model.config)
        self.window = window_of(self.config)
        embedding = model.get_input_embeddings().weight
        self.device = str(embedding.device)
        self.dtype = embedding.dtype
        self.takes = frozenset(inspect.signature(model.forward).parameters)
        self.head = model.get_output_embeddings()
        out = getattr(self.head, "weight", embedding)
        self.rows = min(int(embedding.shape[0]), int(out.shape[0]))
        self.fed = 0
        """Positions that forwards computed so far, padding included."""

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Leave what is fed meanwhile out of `fed`."""
        fed = self.fed
        try:
            yield
        finally:
            self.fed = fed

    def tensor(self, values: Any, dtype: Any = None) -> Any:
        """Return `values` as a tensor on the model's device, int64 unless said otherwise."""
        made = self.torch.tensor(values, dtype=dtype or self.torch.int64, device="cpu")
        return made.to(self.device)

    def forward(self, ids: Any, **named: Any) -> Any:
        """Run the model on `ids` (batch, positions), with the arguments that it takes.

        Under no_grad and not inference_mode, which backends written in Python cannot do: half a
        percent slower on 64 tokens of SmolLM2.
        """
        self.fed += ids.shape[0] * ids.shape[1]
        given = {k: v for k, v in named.items() if v is not None and k in self.takes}
        with self.torch.no_grad():
            return self.model(input_ids=ids, **given)

    def answers(self, ids: Any, rows: Sequence[int], **named: Any) -> tuple[Any, Any]:
        """Return logits (rows, vocabulary) at flat positions of `ids`, and all that came out.

        The head computes only these rows: they are picked from what is handed to it, so that
        whatever the model does to its logits afterwards (scale, soft cap) is still done. A model
        that calls no head module computes all logits, and the rows are picked from those.
        """
        index = self.tensor(list(rows) or [0])
        with self._only(index) as picked:
            out = self.forward(ids, **named)
        logits = out.logits.flatten(0, 1)
        if not picked:
            logits = logits.index_select(0, index.to(logits.device))
        return logits[: len(rows)], out

    @contextmanager
    def _only(self, index: Any) -> Iterator[list[bool]]:
        picked: list[bool] = []
        if self.head is None:
            yield picked
            return

        def pick(_module: Any, given: tuple[Any, ...]) -> tuple[Any, ...] | None:
            if not given or given[0].dim() != 3:
                return None
            picked.append(True)
            hidden = given[0].flatten(0, 1)
            return (hidden.index_select(0, index.to(hidden.device))[None], *given[1:])

        handle = self.head.register_forward_pre_hook(pick)
        try:
            yield picked
        finally:
            handle.remove()
