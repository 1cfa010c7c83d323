"""The header of a GGUF file: its keys and its tensors, whose places are held against the file.

Read here and not through the package `gguf`: its reader needs numpy, which the base install has
not, maps a whole local file, which a repository on a hub is not, and is kept busy for ever by a
list that claims 2^50 entries in a file of 60 bytes (seen with gguf 0.19). Where the package is
installed, tests hold this reader against it (tests/verify/spec/test_gguf_oracle.py). Layout:
<https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>, versions 2 and 3, little endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import NoReturn

from cardkit.text import Text
from cardkit.verify.spec.files import ModelFiles
from cardkit.verify.spec.gguf_places import ALIGNMENT, GgufTensor, check_places
from cardkit.verify.spec.problem import Problem

MAGIC = b"GGUF"
MAX_HEADER = 64 * 1024 * 1024
"""Bytes; a vocabulary of 262,144 tokens with its merges takes about 15 MB."""
_CHUNK = 1024 * 1024
_MAX_KEYS = 100_000
_MAX_TENSORS = 1_000_000
_SCALARS: Mapping[int, str] = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?",
    10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_STRING, _LIST = 8, 9
_MAX_DIMENSIONS = 4
"""`GGML_MAX_DIMS` of ggml.h."""
_LARGEST = 1 << 62
_MAX_DEPTH = 4
"""Lists within lists; the format sets no limit, and no model is known to use one."""
_MAX_TEXT = 8 * 1024 * 1024
_KEPT_TEXT = 200
_KEPT_NAME = 65_535
"""The format's limit for keys; names are kept whole, for two to be told apart."""


@dataclass(frozen=True, slots=True)
class Gguf:
    """Keys of a GGUF file, of lists only the number of entries, and its tensors."""

    keys: Mapping[str, object]
    lengths: Mapping[str, int]
    tensors: tuple[GgufTensor, ...]


def read_gguf(files: ModelFiles, name: str, size: int) -> Gguf:
    """Read the header of a GGUF file of `size` bytes; tensors' data stay unread.

    Raises Problem for a header that is cut off or broken, and for data that do not lie where it
    says (`gguf_places`).
    """
    stream = _Stream(files, name, min(size, MAX_HEADER))
    if stream.take(4) != MAGIC:
        stream.fail("gguf-broken", Text(en="no GGUF file", zh="不是 GGUF 文件"))
    version = stream.number("<I")
    if version not in (2, 3):
        message = Text(en="GGUF version {version} is unknown", zh="未知的 GGUF 版本 {version}")
        stream.fail("gguf-broken", message.format(version=version))
    tensors, keys = stream.number("<Q"), stream.number("<Q")
    if tensors > _MAX_TENSORS or keys > _MAX_KEYS:
        message = Text(
            en="{tensors} tensors and {keys} keys are claimed",
            zh="声称有 {tensors} 个张量和 {keys} 个键",
        )
        stream.fail("gguf-broken", message.format(tensors=tensors, keys=keys))
    found, lengths = _keys(stream, keys)
    listed = _tensors(stream, tensors)
    check_places(name, listed, found.get(ALIGNMENT), stream.at, size)
    return Gguf(found, lengths, listed)


def _keys(stream: _Stream, count: int) -> tuple[dict[str, object], dict[str, int]]:
    """Return the values by key, of lists None, and the lengths of the lists by key."""
    found: dict[str, object] = {}
    lengths: dict[str, int] = {}
    for _ in range(count):
        key = stream.text(_KEPT_NAME)
        value, length = stream.value(stream.number("<I"))
        if key in found:
            _refuse_twice(stream, key)
        found[key] = value
        if length is not None:
            lengths[key] = length
    return found, lengths


def _tensors(stream: _Stream, count: int) -> tuple[GgufTensor, ...]:
    found: dict[str, GgufTensor] = {}
    for _ in range(count):
        tensor = _tensor(stream)
        if tensor.name in found:
            _refuse_twice(stream, tensor.name)
        found[tensor.name] = tensor
    return tuple(found.values())


def _refuse_twice(stream: _Stream, name: str) -> NoReturn:
    message = Text(en="`{name}` stands twice", zh="`{name}` 重复出现")
    stream.fail("gguf-broken", message.format(name=name[:80]))


def _tensor(stream: _Stream) -> GgufTensor:
    name = stream.text(_KEPT_NAME)
    dimensions = stream.number("<I")
    if dimensions > _MAX_DIMENSIONS:
        message = Text(en="a tensor of {n} dimensions", zh="张量有 {n} 维")
        stream.fail("gguf-broken", message.format(n=dimensions))
    shape = tuple(stream.number("<Q") for _ in range(dimensions))
    if prod(shape) >= _LARGEST:
        message = Text(en="a tensor of {n} weights", zh="张量有 {n} 个权重")
        stream.fail("gguf-broken", message.format(n=f"{float(prod(shape)):.2e}"))
    return GgufTensor(name, shape, stream.number("<I"), stream.number("<Q"))


class _Stream:
    """Reads forward through a file in pieces, never beyond its end or the cap."""

    def __init__(self, files: ModelFiles, name: str, size: int) -> None:
        self.files = files
        self.name = name
        self.size = size
        self.data = b""
        self.start = 0
        self.at = 0

    def fail(self, kind: str, message: Text) -> NoReturn:
        """Raise a problem of this file."""
        shown = Text(en="`{name}`: {message}", zh="`{name}`：{message}")
        raise Problem(kind, shown.format(name=self.name, message=message), self.name)

    def take(self, length: int) -> bytes:
        """Return the next bytes."""
        if length > self.size - self.at:
            message = Text(
                en="the header ends after {size} bytes in the middle",
                zh="文件头在 {size} 字节处中断",
            )
            self.fail("gguf-truncated", message.format(size=f"{self.size:,}"))
        begin = self.at - self.start
        if begin + length > len(self.data):
            self.data = self.files.read(self.name, self.at, max(length, _CHUNK))
            self.start, begin = self.at, 0
            if len(self.data) < length:
                self.size = self.at + len(self.data)
                return self.take(length)
        self.at += length
        return self.data[begin : begin + length]

    def number(self, form: str) -> int:
        """Return the next number."""
        value: int = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def text(self, kept: int = _KEPT_TEXT) -> str:
        """Return the next text, of a long one its front."""
        length = self.number("<Q")
        if length > _MAX_TEXT:
            message = Text(en="a text of {length} bytes", zh="文本长达 {length} 字节")
            self.fail("gguf-broken", message.format(length=length))
        return self.take(length)[: kept * 4].decode("utf-8", "replace")[:kept]

    def value(self, kind: int) -> tuple[object, int | None]:
        """Return the next value; of a list None and the number of its entries."""
        if kind in _SCALARS:
            return self.number(_SCALARS[kind]), None
        if kind == _STRING:
            return self.text(), None
        if kind != _LIST:
            message = Text(en="a value of unknown type {kind}", zh="值的类型 {kind} 未知")
            self.fail("gguf-broken", message.format(kind=kind))
        return None, self.skip_list()

    def skip_list(self, depth: int = 1) -> int:
        """Pass over a list and the lists within it; return the number of its entries."""
        kind, length = self.number("<I"), self.number("<Q")
        if kind in _SCALARS:
            self.skip(length * struct.calcsize(_SCALARS[kind]))
        elif kind == _STRING:
            for _ in range(length):
                self.skip(self.number("<Q"))
        elif kind == _LIST and depth < _MAX_DEPTH:
            for _ in range(length):
                self.skip_list(depth + 1)
        else:
            message = Text(
                en="a list of type {kind} at depth {depth}",
                zh="第 {depth} 层列表的元素类型 {kind} 无效",
            )
            self.fail("gguf-broken", message.format(kind=kind, depth=depth))
        return length

    def skip(self, length: int) -> None:
        """Pass over bytes without keeping them."""
        if length > self.size - self.at:
            self.take(length)
        self.at += length
