"""Measured scores for programs: everything that decides a score, so that it can be done again."""

from __future__ import annotations

from dataclasses import asdict
from math import isinf

from cardkit.bind.reading import Reading
from cardkit.report.verify_screen import VERDICTS
from cardkit.source.span import breadcrumb
from cardkit.stats.sequential.result import Result
from cardkit.verify.measure.outcome import Asked, CheckedScore, Measured, UnderMetric, bitset
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Protocol


def scoring(measured: Measured) -> dict[str, object]:
    """Return how scores were measured: alpha and its split, salt, facts, digests, time."""
    family = measured.family
    return {
        "card_sha256": measured.card_sha256,
        "salt": measured.salt,
        "alpha": None if family is None else family.alpha,
        "alpha_split": None if family is None else family.method,
        "combined_evidence": None
        if family is None
        else {"mean": _number(family.mean), "product": _number(family.product)},
        "facts": dict(measured.facts),
        "model_sha256": dict(measured.digests),
        "seconds": measured.seconds,
        "ended": measured.ended,
    }


def score(checked: CheckedScore, reading: Reading) -> dict[str, object]:
    """Return one claimed score with its verdict and all that it rests on."""
    return {
        "verdict": checked.verdict,
        "verdict_zh": VERDICTS[checked.verdict].zh,
        "reason": checked.reason.en if checked.reason else None,
        "reason_zh": checked.reason.zh if checked.reason else None,
        "claim": _claim(checked.claim, reading),
        **_measured(checked),
        "readings": [
            {
                "verdict": each.verdict,
                "reason": each.reason.en if each.reason else None,
                "reason_zh": each.reason.zh if each.reason else None,
                **_measured(each),
            }
            for each in checked.readings
        ],
    }


def _measured(checked: CheckedScore) -> dict[str, object]:
    return {
        "protocol": None if checked.protocol is None else _protocol(checked.protocol),
        "result": None if checked.result is None else _result(checked.result),
        "items": None if checked.asked is None else _asked(checked.asked),
        "other_metrics": [_under(each) for each in checked.others],
    }


def _claim(claim: ScoreClaim, reading: Reading) -> dict[str, object]:
    start = reading.document.source.position(reading.span(claim.path).start)
    return {
        "path": list(claim.path),
        "breadcrumb": breadcrumb(claim.path),
        "line": start.line,
        "column": start.column,
        "label": claim.label.en,
        "label_zh": claim.label.zh,
        "task": claim.task,
        "printed": claim.printed,
        "value": None if claim.value is None else str(claim.value),
        "decimals": claim.decimals,
        "shots": claim.shots,
        "metric": claim.metric,
        "n": claim.n,
        "harness": claim.harness,
        "harness_version": claim.harness_version,
        "samples_sha256": claim.samples_sha256,
    }


def _protocol(protocol: Protocol) -> dict[str, object]:
    definition = asdict(protocol.definition)
    return {
        **{key: value for key, value in definition.items() if value not in (None, "", ())},
        "metric": protocol.metric,
        "shots": protocol.shots,
        "max_seq_len": protocol.max_seq_len,
        "fewshot_seed": protocol.seed,
        "boundary": protocol.boundary,
        "averaging": protocol.averaging,
        "assumed": [
            {
                "field": a.field,
                "value": a.value,
                "reason": a.reason.en,
                "reason_zh": a.reason.zh,
                "is_open": a.is_open,
                "differs": a.differs,
            }
            for a in protocol.assumed
        ],
    }


def _result(result: Result) -> dict[str, object]:
    design = result.design
    total = design.population.total
    return {
        "decision": result.decision,
        "basis": result.basis,
        "seen": result.seen,
        "n": result.items,
        "right": result.right,
        "observed": result.observed,
        "interval": list(result.interval),
        "alpha": design.alpha,
        "tolerance": design.tolerance / total,
        "margin": design.margin / total,
        "claim_is_attainable": design.is_attainable,
        "detectable_inflation": result.detectable.inflation,
        "detectable_understatement": result.detectable.understatement,
        "e_values": {k: _number(v) for k, v in result.e_values._asdict().items()},
        "mismatches": None if result.mismatches is None else result.mismatches._asdict(),
    }


def _asked(asked: Asked) -> dict[str, object]:
    return {
        "name": asked.items.name,
        "sha256": asked.items.sha256,
        "files": _files(asked.items),
        "examples_from": None
        if asked.items.pool is None
        else {"name": asked.items.pool.name, "files": _files(asked.items.pool)},
        "n": asked.items.n,
        "order_seed": asked.seed,
        "asked": bitset(asked.drawn, "1" * len(asked.drawn), asked.items.n),
        "right": bitset(asked.drawn, asked.bits, asked.items.n),
        "prompts_sha256_sum": asked.prompts,
        "tokens_computed": asked.fed,
        "tokens_without_sharing": asked.naive,
        "seconds": asked.seconds,
    }


def _files(items: ItemSet) -> list[dict[str, str]]:
    return [{"name": file.name, "sha256": file.sha256} for file in items.files]


def _under(each: UnderMetric) -> dict[str, object]:
    return {
        "metric": each.metric,
        "right": each.right,
        "observed": each.observed,
        "decision": None if each.result is None else each.result.decision,
    }


def _number(value: float) -> float | str:
    return "inf" if isinf(value) else value
