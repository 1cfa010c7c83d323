"""A statement of a file signed: into an envelope, or one more signature on one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import UnreadableFile
from cardkit.evidence.canonical import canonical, parse
from cardkit.evidence.dsse import MAX_ENVELOPE, PAYLOAD_TYPE, Signature, read_envelope, written
from cardkit.evidence.keys import sign
from cardkit.evidence.reading import read_file
from cardkit.evidence.refusal import Refused
from cardkit.evidence.statement_reading import read_statement
from cardkit.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def signed_anew(path: Path, key: Ed25519PrivateKey) -> tuple[str, str]:
    """Return the text of the envelope for a statement, and the id of the key that signed it.

    Of an envelope the payload and the signatures of other keys are kept. Raises UnreadableFile for
    what would be refused when it is read: nobody should put a name to it.
    """
    try:
        payload, others = _content(read_file(path))
        read_statement(payload)
    except Refused as refused:
        why = refused.refusal.message
        raise UnreadableFile(_NOT_SIGNED.format(path=path, why=why)) from None
    own = sign(PAYLOAD_TYPE, payload, key)
    kept = [each for each in others if each.keyid != own.keyid]
    return written(payload, [*kept, own]).decode("utf-8"), own.keyid


def _content(data: bytes) -> tuple[bytes, tuple[Signature, ...]]:
    value = parse(data, limit=MAX_ENVELOPE)
    if "payloadType" not in value:
        return canonical(value), ()
    envelope = read_envelope(data)
    return envelope.payload, envelope.signatures


_NOT_SIGNED = Text(en="`{path}` is not signed: {why}", zh="未签署 `{path}`：{why}")
