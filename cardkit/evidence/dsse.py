"""DSSE envelopes: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md, v1.0."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.evidence.canonical import MAX_BYTES, Json, canonical, parse
from cardkit.evidence.refusal import Refused
from cardkit.text import Text

PAYLOAD_TYPE = "application/vnd.in-toto+json"
MAX_ENVELOPE = MAX_BYTES * 3 // 2
"""Bytes: a payload at its cap in base64, and signatures."""
MAX_SIGNATURES = 16


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature, and the id of the key that it says it was made with: a hint, nothing more."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was signed, and the signatures over it; none is verified yet."""

    payload: bytes
    signatures: tuple[Signature, ...]

    @property
    def signed(self) -> bytes:
        """What a signature is over: the pre-authentication encoding of type and payload."""
        return pae(PAYLOAD_TYPE, self.payload)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding: both texts with their lengths before them."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def written(payload: bytes, signatures: Sequence[Signature]) -> bytes:
    """Return an envelope as its file has it."""
    rows: list[Json] = [
        {"keyid": each.keyid, "sig": base64.b64encode(each.sig).decode("ascii")}
        for each in signatures
    ]
    return canonical(
        {
            "payload": base64.b64encode(payload).decode("ascii"),
            "payloadType": PAYLOAD_TYPE,
            "signatures": rows,
        }
    )


def read_envelope(data: bytes) -> Envelope:
    """Return the envelope of a text. Raises Refused."""
    value = parse(data, limit=MAX_ENVELOPE)
    if value.get("payloadType") != PAYLOAD_TYPE:
        shown = str(value.get("payloadType"))[:100]
        raise Refused("bad-envelope", _TYPE.format(kind=shown, wanted=PAYLOAD_TYPE))
    rows = value.get("signatures")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MAX_SIGNATURES:
        raise Refused("bad-envelope", _COUNT.format(most=MAX_SIGNATURES))
    return Envelope(_decoded(value.get("payload"), "payload"), tuple(map(_signature, rows)))


def _signature(row: Json) -> Signature:
    if not isinstance(row, dict):
        raise Refused("bad-envelope", _COUNT.format(most=MAX_SIGNATURES))
    keyid = row.get("keyid", "")
    if not isinstance(keyid, str):
        raise Refused("bad-envelope", _KEYID)
    return Signature(keyid[:200], _decoded(row.get("sig"), "sig"))


def _decoded(value: Json, name: str) -> bytes:
    if not isinstance(value, str):
        raise Refused("bad-envelope", _BASE64.format(name=name))
    try:
        return base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Refused("bad-envelope", _BASE64.format(name=name)) from None


_TYPE = Text(
    en="the envelope is of the type `{kind}`, not `{wanted}`",
    zh="信封的 payloadType 为 `{kind}`，应为 `{wanted}`",
)
_COUNT = Text(
    en="the envelope holds no list of 1 to {most} signatures", zh="信封中应有 1 至 {most} 个签名"
)
_KEYID = Text(en="a `keyid` of the envelope is no text", zh="信封中的 `keyid` 不是文本")
_BASE64 = Text(en="`{name}` of the envelope is no base64", zh="信封中的 `{name}` 不是 base64")
