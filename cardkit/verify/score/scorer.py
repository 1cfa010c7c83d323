"""The scorer: requests in, answers out, in the same order, whatever shares a forward inside."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cardkit.errors import CardkitError, UsageError
from cardkit.text import Text
from cardkit.verify.load.devices import Device
from cardkit.verify.load.loading import explain
from cardkit.verify.outcome import Observation
from cardkit.verify.protocol.requests import ItemAnswer, ItemRequests
from cardkit.verify.score import continuations, generations
from cardkit.verify.score.choosing import Choice
from cardkit.verify.score.continuations import Scores, finite
from cardkit.verify.score.engine import Engine, Limits
from cardkit.verify.score.figures import Figures
from cardkit.verify.score.generating import Writing, ending
from cardkit.verify.score.refusals import Refused, check, refused
from cardkit.verify.score.telling import observations
from cardkit.verify.score.threads import set_threads
from cardkit.verify.score.tiers import Tier

Answer = ItemAnswer | Refused


class Scorer:
    """Answers requests with one loaded model.

    `device` is what the model was loaded on. `tokenizer` is needed for generations alone: anything
    with transformers' `decode`; its end token, and those that the model's configs name, end a
    generation. Making a scorer sets torch's threads and runs the self-check. `tier` forces a tier.
    Raises UsageError where that is wrong for the model, CannotLoad where the model does not run.
    """

    def __init__(
        self,
        model: Any,
        device: Device,
        tokenizer: Any = None,
        *,
        limits: Limits | None = None,
        tier: Tier | None = None,
    ) -> None:
        self.figures = Figures()
        self.threads = set_threads()
        self._device = device
        self._ending = None if tokenizer is None else ending(model, tokenizer)
        with self._explained():
            self._engine = Engine(model, device, limits or Limits(), tier)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the tiers chosen so far: at the start, and for what reaches a large window."""
        return self._engine.routes.choices

    @property
    def budget(self) -> int:
        """Return how many tokens are fed at once now: less than at first where memory ran out."""
        return self._engine.budget.tokens

    def observations(self) -> tuple[Observation, ...]:
        """Return how it scored so far, for a report: tiers, deviations, threads, batch sizes."""
        return observations(self._engine, self._device, self.threads)

    def score(self, requests: Sequence[ItemRequests]) -> list[Answer]:
        """Return an answer for each request, or why there is none, in the order of `requests`.

        Log-probabilities are natural, computed in float32 from the model's logits and summed in
        float64. Raises CannotLoad where the device fails, UsageError where a generation is asked
        for and there is no tokenizer.
        """
        started, cpu, fed = time.monotonic(), time.process_time(), self._engine.network.fed
        with self._explained():
            found = self._answers(requests)
        self.figures.seconds += time.monotonic() - started
        self.figures.cpu += time.process_time() - cpu
        self.figures.fed += self._engine.network.fed - fed
        self.figures.items += len(found)
        self.figures.refused += sum(isinstance(answer, Refused) for answer in found)
        return found

    def _answers(self, requests: Sequence[ItemRequests]) -> list[Answer]:
        engine = self._engine
        wrong = {i: check(r, engine.network.rows, engine.longest) for i, r in enumerate(requests)}
        sound = {i: r for i, r in enumerate(requests) if wrong[i] is None}
        asked = {i: r.generation for i, r in sound.items() if r.generation is not None}
        if asked and self._ending is None:
            raise UsageError(_NO_TOKENIZER)
        scored = continuations.answer(engine, {i: r for i, r in sound.items() if r.continuations})
        written: dict[int, Writing | None] = {}
        if self._ending is not None:
            written = generations.write(engine, self._ending, asked)
        self.figures.naive += sum(
            len(c.context) + len(c.target) - 1 for r in sound.values() for c in r.continuations
        ) + sum(len(w.asked.context) + len(w.tokens) for w in written.values() if w is not None)
        return [
            wrong[i] or self._answer(r, scored.get(i), written.get(i))
            for i, r in enumerate(requests)
        ]

    def _answer(
        self, request: ItemRequests, scores: Scores | None, writing: Writing | None
    ) -> Answer:
        without_scores = bool(request.continuations) and scores is None
        if without_scores or (request.generation is not None and writing is None):
            return refused(request.item, "out-of-memory", device=self._device)
        if not finite(scores or ()) or (writing is not None and not writing.finite):
            return refused(request.item, "not-finite")
        if writing is None or self._ending is None:
            return ItemAnswer(request.item, scores or ())
        return ItemAnswer(request.item, scores or (), writing.text(self._ending.decode))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what drivers and models raise into one line."""
        try:
            yield
        except CardkitError:
            raise
        except Exception as error:
            raise explain(error, self._device) from error


_NO_TOKENIZER = Text(
    en="a generation was asked for, and there is no tokenizer to read it with",
    zh="请求了生成任务，但没有可用于解码的分词器",
)
