"""Unit words in English and Chinese, and the one name each is stored under."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """A counted thing: its stored name, its English singular, its Chinese form after a number."""

    name: str
    singular: str
    zh: str
    words: tuple[str, ...] = ()


_COUNTED = (
    Unit("tokens", "token", "个 token", ("tokens", "token", "tok", "词元", "训练 token")),
    Unit("parameters", "parameter", "个参数", ("parameters", "params", "param", "参数", "参数量")),
    Unit("sequences", "sequence", "个序列", ("sequences", "seqs", "序列", "条序列")),
    Unit("samples", "sample", "个样本", ("samples", "样本", "条样本", "样例")),
    Unit("examples", "example", "个示例", ("examples", "示例")),
    Unit("instances", "instance", "个实例", ("instances", "实例")),
    Unit("items", "item", "条", ("items", "entries", "records", "条数据", "条记录")),
    Unit("questions", "question", "道题", ("questions", "题", "道题目", "个问题", "问题", "题目")),
    Unit("pairs", "pair", "对", ("pairs",)),
    Unit("documents", "document", "篇文档", ("documents", "docs", "文档", "篇")),
    Unit("sentences", "sentence", "个句子", ("sentences", "句子", "句", "条句子")),
    Unit("words", "word", "个词", ("words", "单词", "词")),
    Unit("characters", "character", "个字符", ("characters", "chars", "字符", "字", "汉字")),
    Unit("images", "image", "张图像", ("images", "图像", "图片", "张图片")),
    Unit("videos", "video", "个视频", ("videos", "视频")),
    Unit("languages", "language", "种语言", ("languages", "语言", "门语言")),
    Unit("layers", "layer", "层", ("layers",)),
    Unit("heads", "head", "个注意力头", ("heads", "attention heads", "注意力头", "头")),
    Unit("experts", "expert", "个专家", ("experts", "专家")),
    Unit("steps", "step", "步", ("steps", "iterations", "iters")),
    Unit("epochs", "epoch", "轮", ("epochs", "个轮次", "个 epoch")),
    Unit("GPUs", "GPU", "张 GPU", ("gpus", "gpu", "块 gpu", "卡 gpu")),
    Unit("NPUs", "NPU", "张 NPU", ("npus", "npu", "块 npu")),
    Unit("TPUs", "TPU", "张 TPU", ("tpus", "tpu", "块 tpu")),
    Unit("nodes", "node", "个节点", ("nodes", "节点", "台机器", "台")),
    Unit(
        "GPU-hours", "GPU-hour", "GPU 小时", ("gpu hours", "gpu hour", "gpu hrs", "gpu 时", "卡时")
    ),
    Unit("NPU-hours", "NPU-hour", "NPU 小时", ("npu hours", "npu hour", "npu 时")),
    Unit("hours", "hour", "小时", ("hours", "hrs", "hr", "h", "个小时")),
    Unit("minutes", "minute", "分钟", ("minutes", "mins", "min")),
    Unit("seconds", "second", "秒", ("seconds", "secs", "sec", "s", "秒钟")),
    Unit("days", "day", "天", ("days",)),
    Unit("weeks", "week", "周", ("weeks", "个星期", "星期")),
    Unit("months", "month", "个月", ("months",)),
)
_SYMBOLS = (
    "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "ms", "FLOPs", "GFLOPs", "TFLOPs",
    "W", "kWh", "MWh", "Hz", "kHz", "tCO2eq", "kg",
)  # fmt: skip


def unit_key(word: str) -> str:
    """Return the spelling a unit word is looked up by: lower case, hyphens and spaces dropped."""
    return "".join(c for c in word.lower() if c not in " -\t")


UNITS: dict[str, Unit] = {unit.name: unit for unit in _COUNTED} | {
    symbol: Unit(symbol, symbol, symbol) for symbol in _SYMBOLS if symbol != "W"
}
"""Units by stored name."""

SYMBOLS = frozenset(_SYMBOLS)
"""Units of measure, which nobody writes out."""

_BY_WORD: dict[str, str] = {
    unit_key(word): unit.name
    for unit in UNITS.values()
    for word in (unit.name, unit.singular, unit.zh, *unit.words)
}
_MEASURE_WORDS = "个条张块篇种项"


def canonical_unit(word: str) -> str | None:
    """Return the stored name of a unit word (`tokens` for `个 token`), or None when unknown."""
    key = unit_key(word)
    name = _BY_WORD.get(key)
    if name is None and key[:1] and key[0] in _MEASURE_WORDS:
        name = _BY_WORD.get(key[1:])
    return name
