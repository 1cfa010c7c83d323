"""The claim's own answer to each item, from the log that the card names, or why it is not used.

A log is used only where it is sure to be about these very items under this very rule: else its
answers may differ from the model's though the claim is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cardkit.stats.sequential.design import design_score
from cardkit.text import Text, listed
from cardkit.verify.measure.logs import Logs
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Metric, Protocol

if TYPE_CHECKING:
    from cardkit.results.lm_eval_samples import SampleLog
    from cardkit.results.result_set import Item as Logged

_WRITTEN_AS: Mapping[Metric, tuple[str, str | None]] = {
    "acc_sum": ("acc", None),
    "acc_char": ("acc_norm", None),
    "acc_byte": ("acc_bytes", None),
    "exact_greedy": ("acc", None),
    "exact_match": ("exact_match", None),
    "strict_match": ("exact_match", "strict-match"),
    "flexible_extract": ("exact_match", "flexible-extract"),
}
"""What lm-eval calls a metric, and the filter before it where a task has several."""
_DECIDING = frozenset({"metric", "fewshot_seed"})
"""Settings that change single answers and not only the score; open, they leave a log unused."""


def own_answers(
    claim: ScoreClaim, protocol: Protocol, items: ItemSet, logs: Logs
) -> str | tuple[str, Text]:
    """Return `1` or `0` for each item in the order of the data, or a kind and why there is none."""
    if claim.samples_sha256 is None:
        return "log-not-named", _NOT_NAMED
    if protocol.definition.harness != "lm-eval" or protocol.averaging != "micro":
        return "log-foreign", _FOREIGN
    open_ = [a.field for a in protocol.assumed if a.is_open or a.field in _DECIDING]
    if open_:
        return "log-rule-open", _OPEN.format(fields=listed(open_))
    log = logs.by_sha256.get(claim.samples_sha256.lower())
    if log is None:
        return "log-missing", _MISSING.format(path=logs.path, digest=claim.samples_sha256[:16])
    rows = _rows(log, protocol.metric)
    if rows is None:
        return "log-metric", _NO_METRIC.format(file=log.file)
    if [row.id for row in rows] != list(range(items.n)):
        return "log-items", _COUNT.format(file=log.file, count=len(rows), n=items.n)
    if any(row.digest != item.doc_sha256 for row, item in zip(rows, items.items, strict=True)):
        return "log-items", _OTHER_ITEMS.format(file=log.file, name=items.name)
    return _bits(claim, log, rows)


def _rows(log: SampleLog, metric: Metric) -> list[Logged] | None:
    """Return what a log says under a metric, by item; None where it says nothing, or two things."""
    name, filter_ = _WRITTEN_AS.get(metric, (None, None))
    found = [
        rows for (by, said), rows in log.items.items() if said == name and filter_ in (None, by)
    ]
    return sorted(found[0], key=lambda row: row.id) if len(found) == 1 else None


def _bits(claim: ScoreClaim, log: SampleLog, rows: list[Logged]) -> str | tuple[str, Text]:
    if any(row.score not in (0, 1) for row in rows):
        return "log-metric", _NO_METRIC.format(file=log.file)
    bits = "".join("01"[row.score == 1] for row in rows)
    assert claim.value is not None  # noqa: S101 - else it is unmeasurable
    assert claim.decimals is not None  # noqa: S101 - as above
    design = design_score(claim.value, claim.decimals, (len(bits),))
    right = bits.count("1")
    if not (design.is_attainable and design.low <= right <= design.high):
        said = _OTHER_SCORE.format(file=log.file, right=right, n=len(bits), printed=claim.printed)
        return "log-score-differs", said
    return bits


def unused(found: Iterable[tuple[ScoreClaim, str, Text]]) -> tuple[Remark, ...]:
    """Return a remark for each reason not to use a log, with the scores it is of."""
    labels: dict[tuple[str, Text], list[Text]] = {}
    for claim, kind, why in found:
        labels.setdefault((kind, why), []).append(claim.label)
    return tuple(
        Remark(kind, "note", _UNUSED.format(names=listed(names), why=why), "logs")
        for (kind, why), names in labels.items()
    )


_UNUSED = Text(
    en="{names}: tested by the score alone and not answer by answer, as {why}",
    zh="{names}：只按分数检验，未逐题比对：{why}",
)
_NOT_NAMED = Text(
    en="the card names no log (`samples_sha256`)", zh="卡片未写明逐题日志（`samples_sha256`）"
)
_FOREIGN = Text(
    en="only lm-eval's logs of shares of items are read", zh="只读取 lm-eval 按题计分的日志"
)
_OPEN = Text(
    en="the card leaves open what decides single answers: {fields}",
    zh="卡片未写明会影响单题答案的设置：{fields}",
)
_MISSING = Text(
    en="the log that the card names (SHA-256 {digest}...) is not in `{path}`",
    zh="卡片写明的日志（SHA-256 {digest}……）不在 `{path}` 中",
)
_NO_METRIC = Text(
    en="`{file}` does not say under this metric which items are right",
    zh="`{file}` 中没有按此指标给出的逐题对错",
)
_COUNT = Text(
    en="`{file}` holds {count} {count:item|items} and the task {n}, or they are not numbered in"
    " a row",
    zh="`{file}` 有 {count} 题而该任务有 {n} 题，或题号不是连续的",
)
_OTHER_ITEMS = Text(
    en="the items in `{file}` are not those of `{name}`, or not in this order, by their digests",
    zh="按摘要核对，`{file}` 中的题目与 `{name}` 不同或顺序不同",
)
_OTHER_SCORE = Text(
    en="`{file}` has {right} of {n} right, which is not {printed}",
    zh="`{file}` 中答对 {right}/{n} 题，与 {printed} 不符",
)
