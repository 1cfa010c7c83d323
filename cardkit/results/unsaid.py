"""What an evaluation says beside its score, by name: for exports that have no place for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardkit.record.evaluation import Evaluation
from cardkit.text import Text

LIMITED = Text(
    en="left out, only a part of the items was run (`limit`)",
    zh="未导出，只评测了部分样本（`limit`）",
)
ASSUMED = Text(en="left out, the score is assumed", zh="未导出，该分数为假定值")
LABEL = Text(en="the printed task name", zh="卡片上的任务名")
SOURCE = Text(en="a source that is no web address", zh="不是网址的来源")
HARNESS_URL = Text(en="the address of the harness", zh="评测框架的链接地址")
FIELDS = {
    "n": Text(en="the number of items", zh="题数"),
    "uncertainty": Text(en="the uncertainty", zh="不确定度"),
    "generation": Text(en="the settings of the run", zh="运行参数"),
    "samples_sha256": Text(en="the digest of the per-item log", zh="逐题日志摘要"),
    "random_baseline": Text(en="the random baseline", zh="随机基线"),
    "direction": Text(en="which way is better", zh="越高越好或越低越好"),
    "metric_version": Text(en="the version of the metric", zh="指标版本"),
    "low": Text(en="the lowest possible score", zh="取值下界"),
    "high": Text(en="the highest possible score", zh="取值上界"),
    "prompt_format": Text(en="the prompt format", zh="提示格式"),
    "split": Text(en="the split of the data set", zh="数据集划分"),
    "measured_by": Text(en="who measured", zh="评测方"),
    "unit": Text(en="the unit", zh="单位"),
    "harness": Text(en="the harness", zh="评测框架"),
    "date": Text(en="the date", zh="评测日期"),
}


def unsaid(evaluation: Evaluation, fields: Sequence[str]) -> Iterator[Text]:
    """Yield what each of `fields` is called where the evaluation states it."""
    for name in fields:
        if getattr(evaluation, name) is not None:
            yield FIELDS[name]


def address_of(evaluation: Evaluation) -> str | None:
    """Return the source where it is an address; a place in a file is none."""
    url = evaluation.source.url if evaluation.source else ""
    return url if url.startswith(("https://", "http://")) else None
