"""From a claimed score to the protocol that re-measures it, with all that had to be assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cardkit.catalog.definition import SEED, Definition, Harness
from cardkit.catalog.definitions import definition_of
from cardkit.catalog.harness_names import harness_of
from cardkit.catalog.task import Task
from cardkit.catalog.tasks import benchmarks, find_task, suite_tasks
from cardkit.text import Text
from cardkit.verify.protocol import stated
from cardkit.verify.protocol.assumptions import (
    MODEL_LENGTH,
    assumed,
    assumed_items,
    length,
    metric_of,
    stated_seed,
)
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.protocol import Assumed, Protocol
from cardkit.verify.protocol.refusals import Unmeasurable, refusal
from cardkit.verify.protocol.undefined import no_definition, reasons_first


@dataclass(frozen=True, slots=True)
class _Candidate:
    definition: Definition
    task: Task | None
    shots: int
    sure: bool
    """Whether the card names this very task, and not only the benchmark behind it."""


def resolve(claim: ScoreClaim, *, context: int | None = None) -> Protocol | Unmeasurable:
    """Return the likeliest protocol for a claim, or why there is none.

    The harness is the card's; where it names none, llm-foundry for a task of the DCLM suite, else
    whichever has a definition of the task. `context` is the model's context in tokens. What the
    card does not state is in `Protocol.assumed`.
    """
    refused = refusal(claim)
    if refused is not None:
        return refused
    for candidate in _candidates(claim):
        if not _fits_split(claim, candidate.definition):
            reason = _SPLIT.format(split=claim.split, other=candidate.definition.items.split)
            return Unmeasurable(claim, "split-differs", reason)
        if not _fits_shots(candidate):
            return Unmeasurable(claim, "shots-differ", _SHOTS.format(shots=candidate.shots))
        if not _fits_decoding(claim, candidate.definition):
            how = _SAMPLED.format(how=stated.sampling(claim))
            return Unmeasurable(claim, "decoding-sampled", how)
        return _protocol(claim, candidate, context)
    return Unmeasurable(claim, "no-definition", no_definition(claim))


def alternatives(claim: ScoreClaim, *, context: int | None = None) -> tuple[Protocol, ...]:
    """Return the other protocols that the card's words allow; each needs a run of its own.

    Another harness where none is named, another task of the suite where the shots are not stated,
    a longer prompt where the model allows it. Other metrics cost nothing: every answer is judged
    under all of them (`Judged.bits`).
    """
    if refusal(claim) is not None:
        return ()
    fitting = [c for c in _candidates(claim) if _fits(claim, c)]
    found = [_protocol(claim, candidate, context) for candidate in fitting]
    longer = [p for p in map(_longer, found, [context] * len(found)) if p is not None]
    return tuple(dict.fromkeys([*found[1:], *longer]))


def _longer(protocol: Protocol, context: int | None) -> Protocol | None:
    """Return llm-foundry's protocol with the model's whole context, where the suite takes less."""
    own, assumed = protocol.definition.max_seq_len, {a.field for a in protocol.assumed}
    if own is None or context is None or context <= own or "max_seq_len" not in assumed:
        return None
    kept = tuple(a for a in protocol.assumed if a.field != "max_seq_len")
    longer = Assumed("max_seq_len", context, MODEL_LENGTH)
    return replace(protocol, max_seq_len=context, assumed=(*kept, longer))


def _candidates(claim: ScoreClaim) -> Iterator[_Candidate]:
    """Yield what may have been meant, the likeliest first, each definition once."""
    seen: set[tuple[str, Harness, int]] = set()
    for harness in _harnesses(claim):
        for task in _tasks(claim, harness):
            definition = definition_of(task, harness)
            if definition is None or (harness == "lm-eval" and reasons_first(claim)):
                continue
            sure = _is_named(claim, task, harness)
            shots = _shots(claim, definition)
            if (task, harness, shots) not in seen:
                seen.add((task, harness, shots))
                yield _Candidate(definition, _registered(claim, task, harness), shots, sure)


def _is_named(claim: ScoreClaim, task: str, harness: Harness) -> bool:
    """Say whether a claim names a task. lm-eval has one for a benchmark; the suite may have two."""
    own = claim.registered
    return own is not None and (task == own.id or (harness == "lm-eval" and task == own.benchmark))


def _shots(claim: ScoreClaim, definition: Definition) -> int:
    """Return the card's shots, else those of the suite's task it names, else the definition's."""
    if claim.shots is not None:
        return claim.shots
    own = claim.registered.shots if claim.registered is not None else None
    return own if own is not None and definition.harness == "lm-eval" else definition.shots


def _harnesses(claim: ScoreClaim) -> tuple[Harness, ...]:
    named = harness_of(claim.harness) if claim.harness is not None else None
    if named is not None:
        return (named,)
    suite = claim.registered.suite if claim.registered is not None else None
    return ("llm-foundry", "lm-eval") if suite == "dclm" else ("lm-eval", "llm-foundry")


def _tasks(claim: ScoreClaim, harness: Harness) -> Iterator[str]:
    """Yield the ids of the harness' tasks that a claim may mean.

    A card that names llm-foundry and a benchmark means a task of its suite: the one with the card's
    shots, else the one the suite gives the bare name to (MMLU is the 5-shot task), else another.
    """
    task = claim.registered
    if task is None:
        return
    if harness == "lm-eval" or task.suite is not None:
        yield task.id
        if harness == "lm-eval" and task.benchmark is not None:
            yield task.benchmark
        return
    inside = [t for t in suite_tasks("dclm").values() if task.id in (t.benchmark, t.id)]
    usual = find_task(task.en, "dclm")
    inside.sort(key=lambda t: (t.shots != claim.shots, usual is None or t.id != usual.id))
    yield from (t.id for t in (inside if claim.shots is None else inside[:1]))
    if not inside:
        yield task.id


def _registered(claim: ScoreClaim, task: str, harness: Harness) -> Task | None:
    """Return what the registry says of a harness' task; a suite's may have a benchmark's id."""
    inside = suite_tasks("dclm").get(task)
    if harness == "llm-foundry" and inside is not None:
        return inside
    if claim.registered is not None and claim.registered.id == task:
        return claim.registered
    return inside or benchmarks().get(task)


def _fits(claim: ScoreClaim, candidate: _Candidate) -> bool:
    definition = candidate.definition
    fits = _fits_split(claim, definition) and _fits_decoding(claim, definition)
    return fits and _fits_shots(candidate)


def _fits_decoding(claim: ScoreClaim, definition: Definition) -> bool:
    """Say whether greedy answers can be the claim's, as they always can where none is written."""
    return definition.type != "generation" or stated.sampling(claim) is None


def _fits_shots(candidate: _Candidate) -> bool:
    return not candidate.definition.fixed_shots or candidate.shots == candidate.definition.shots


def _fits_split(claim: ScoreClaim, definition: Definition) -> bool:
    own = definition.items.split
    return claim.split is None or own is None or claim.split == own


def _protocol(claim: ScoreClaim, candidate: _Candidate, context: int | None) -> Protocol:
    definition, task = candidate.definition, candidate.task
    if claim.dataset_revision is not None and claim.dataset == definition.items.hub:
        items = replace(definition.items, revision=claim.dataset_revision)
        definition = replace(definition, items=items)
    new_tokens = stated.new_tokens(claim)
    if new_tokens and definition.harness == "lm-eval" and definition.type == "generation":
        definition = replace(definition, max_new_tokens=new_tokens)
    tokens, why = length(claim, definition, context)
    seed = stated_seed(claim)
    return Protocol(
        definition=definition,
        metric=metric_of(claim, definition),
        shots=candidate.shots,
        max_seq_len=tokens,
        seed=SEED if seed is None else seed,
        n_stated=claim.n,
        n_known=_known_n(claim, definition, task),
        assumed=(
            *assumed(claim, definition, candidate.shots, sure=candidate.sure),
            *assumed_items(claim, definition),
            *([] if why is None else [why]),
        ),
    )


def _known_n(claim: ScoreClaim, definition: Definition, task: Task | None) -> int | None:
    """Return how many items there are: the definition's split has its own number."""
    if definition.items.names:
        return definition.n
    return None if task is None or claim.split is not None else task.n


_SHOTS = Text(
    en="the card states {shots} {shots:shot|shots}; the harness asks this task with a fixed"
    " number of others",
    zh="卡片注明 {shots} 个 shot，而评测框架对该任务固定使用另一数目",
)
_SAMPLED = Text(
    en="the card's answers were drawn by chance ({how}); here they are the likeliest tokens, which"
    " is another score",
    zh="卡片的答案由采样生成（{how}）；此处为贪心解码，两种分数不能对比",
)
_SPLIT = Text(
    en="the score is for the split {split}; the task is defined on {other}",
    zh="该分数针对 {split} 划分，而任务定义使用 {other}",
)
