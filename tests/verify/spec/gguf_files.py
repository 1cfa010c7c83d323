"""GGUF files made for tests, byte by byte as the format says."""

import math
import struct

from cardkit.verify.spec.gguf_places import TYPES


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def entry(key, value):
    """Return one key with an integer, a text, or a list of texts."""
    if isinstance(value, str):
        return text(key) + struct.pack("<I", 8) + text(value)
    if isinstance(value, list):
        inner = b"".join(text(v) for v in value)
        return text(key) + struct.pack("<IIQ", 9, 8, len(value)) + inner
    return text(key) + struct.pack("<II", 4, value)


def header(keys, tensors, *, kind=3, alignment=32):
    """Return the header of a GGUF file, padded, and the bytes of its data."""
    _, block, size = TYPES[kind]
    data = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    data += b"".join(entry(k, v) for k, v in keys.items())
    at = 0
    for name, shape in tensors.items():
        data += text(name) + struct.pack("<I", len(shape))
        data += b"".join(struct.pack("<Q", n) for n in shape) + struct.pack("<IQ", kind, at)
        at += math.prod(shape) // block * size
        at += -at % alignment
    return data + bytes(-len(data) % alignment), at


def gguf(keys, tensors, *, kind=3):
    """Return a GGUF file, version 3; `tensors` maps names to shapes in GGUF's order."""
    data, size = header(keys, tensors, kind=kind)
    return data + bytes(size)


def write_gguf(path, keys, tensors, *, kind=3):
    """Write a sparse GGUF file of full size: header, then a hole."""
    data, size = header(keys, tensors, kind=kind)
    with path.open("wb") as stream:
        stream.write(data)
        stream.truncate(len(data) + size)


KEYS = {
    "general.architecture": "llama",
    "llama.block_count": 1,
    "llama.embedding_length": 32,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.context_length": 256,
    "llama.feed_forward_length": 64,
    "tokenizer.ggml.tokens": ["a", "b", "c"] * 32,
    "tokenizer.chat_template": "{{ messages }}",
}
TENSORS = {
    "token_embd.weight": [32, 96],
    "blk.0.attn_q.weight": [32, 32],
    "rope_freqs.weight": [32],
}
