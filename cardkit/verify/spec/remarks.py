"""What is remarked of a model as a whole: hollow layers, padding; many of one kind are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.count import Count
from cardkit.verify.spec.files import ModelFile
from cardkit.verify.spec.layers import Stack

_MORE = Text(en="{count} more of this kind", zh="另有 {count} 条同类信息")
_MOST = 10
"""Remarks of one kind that are said one by one."""


def capped(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Yield remarks, of many of one kind and level the first and how many more there are."""
    met: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        same = met.setdefault((remark.kind, remark.level), [])
        same.append(remark)
        if len(same) <= _MOST:
            yield remark
    for same in met.values():
        if len(same) > _MOST:
            message = _MORE.format(count=f"{len(same) - _MOST:,}")
            yield replace(same[-1], message=message)


_EMPTY = Text(en="no file of a model is here", zh="此处没有任何模型文件")
_ONNX = Text(
    en="the weights here are ONNX, which is not read; safetensors and GGUF are",
    zh="此处权重为 ONNX 格式，不予读取；可读取 safetensors 和 GGUF",
)


def without_weights(files: Sequence[ModelFile], *, refused: bool) -> Iterator[Remark]:
    """Yield what is here in place of weights; of files that were `refused` that was said."""
    if not files and not refused:
        yield Remark("no-model-files", "error", _EMPTY, ".")
    onnx = next((file.name for file in files if file.name.endswith(".onnx")), None)
    if onnx is not None:
        yield Remark("onnx-only", "warning", _ONNX, onnx)


_HOLLOW = Text(
    en="`{where}`: {hollow} of {numbers} numbered layers hold little or nothing of what the first"
    " holds, only such as `{name}`",
    zh="`{where}`：{numbers} 个编号层中有 {hollow} 个与首层几乎没有共同之处，例如只有 `{name}`",
)
_UNPLACED = Text(
    en="{share} of the counted parameters are in tensors that no part of a model is known by, such"
    " as `{name}`",
    zh="所统计的参数中有 {share} 位于用途不明的张量，例如 `{name}`",
)


def hollow(found: Mapping[str, Stack], where: str) -> Iterator[Remark]:
    """Yield the stacks that are numbered higher than they are."""
    for stack in found.values():
        if stack.hollow:
            empty, name = stack.numbers - stack.count, min(stack.hollow)[:200]
            message = _HOLLOW.format(where=where, hollow=empty, numbers=stack.numbers, name=name)
            yield Remark("layers-hollow", "error", message, where)


def unplaced(counted: Count, where: str) -> Iterator[Remark]:
    """Yield the share of parameters without a known place."""
    if counted.unplaced:
        share = f"{100 * counted.unplaced / counted.parameters:.2g} %"
        message = _UNPLACED.format(share=share, name=counted.unplaced_name[:200])
        yield Remark("tensors-unplaced", "warning" if counted.is_padded else "note", message, where)
