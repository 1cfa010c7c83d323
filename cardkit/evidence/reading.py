"""Evidence from a file: refused with a sentence, or a statement and who stands behind it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cardkit.errors import reason
from cardkit.evidence.canonical import TOO_LARGE, parse
from cardkit.evidence.dsse import MAX_ENVELOPE, Envelope, read_envelope
from cardkit.evidence.keys import TrustedKey
from cardkit.evidence.refusal import Refusal, Refused
from cardkit.evidence.statement import NAME, SIGNED_NAME, Statement
from cardkit.evidence.statement_reading import read_statement
from cardkit.text import Text
from cardkit.verify.spec.files import rooms

Standing = Literal["signed", "unchecked", "unsigned"]
"""`signed` by a trusted key; `unchecked`: with a signature, and no key was given to check it with;
`unsigned`. The last two are the word of whoever wrote the file: self-attested."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file of evidence comes to. `statement` is None exactly where it is refused.

    `sha256` is that of the statement's bytes, signed or not, by which a card may name it. `keys`
    are the names of the trusted keys that signed. `named_by` is what named the keys to trust, a
    policy or an option, where that is known; with `named_itself` it is a file of the very
    repository that is checked, which so vouches for itself.
    """

    file: str
    statement: Statement | None
    sha256: str | None
    standing: Standing
    keys: tuple[str, ...] = ()
    refusal: Refusal | None = None
    named_by: str = ""
    named_itself: bool = False
    signatures: int = 0
    """How many the envelope bears, of whomever; what is not trusted may be anything."""

    @property
    def is_self_attested(self) -> bool:
        """Say whether nobody stands behind it but whoever made what is checked."""
        return self.standing != "signed" or self.named_itself


def find_evidence(folder: Path) -> Path | None:
    """Return the file of evidence in a card's folder: the signed one first; None for no such."""
    for name in (SIGNED_NAME, NAME):
        if os.path.lexists(folder / name):
            return folder / name
    return None


def read_evidence(path: Path | str, trusted: Sequence[TrustedKey] = ()) -> Evidence:
    """Read a statement or an envelope; what is wrong with it is data, in `refusal`.

    Where `trusted` keys are given, one of them must have signed it, on a day on which the key was
    valid. No more than the cap is read of a file of whatever size, and no link is followed out of
    its folder. Raises MissingExtra where keys are given and `cryptography` is not there.
    """
    try:
        return _judged(str(path), read_file(Path(path)), trusted)
    except Refused as refused:
        return Evidence(str(path), None, None, "unsigned", refusal=refused.refusal)


def judge_evidence(name: str, data: bytes, trusted: Sequence[TrustedKey] = ()) -> Evidence:
    """Do as `read_evidence` with bytes that were read otherwise, from a commit say."""
    try:
        return _judged(name, data, trusted)
    except Refused as refused:
        return Evidence(name, None, None, "unsigned", refusal=refused.refusal)


def _judged(name: str, data: bytes, trusted: Sequence[TrustedKey]) -> Evidence:
    value = parse(data, limit=MAX_ENVELOPE)
    if "payloadType" not in value:
        if trusted:
            raise Refused("unsigned", _UNSIGNED)
        return Evidence(name, read_statement(data), _sha256(data), "unsigned")
    envelope = read_envelope(data)
    count = len({each.sig for each in envelope.signatures})
    if not trusted:
        statement = read_statement(envelope.payload)
        return Evidence(name, statement, _sha256(envelope.payload), "unchecked", signatures=count)
    signers = _signers(envelope, trusted)
    statement = read_statement(envelope.payload)  # no byte of it is looked at before
    day = statement.finished.date()
    names = tuple(key.name for key in signers if key.is_valid_on(day))
    if not names:
        raise Refused("key-not-valid", _NOT_VALID.format(key=signers[0].name, day=day))
    sha256 = _sha256(envelope.payload)
    return Evidence(name, statement, sha256, "signed", names, signatures=count)


def _signers(envelope: Envelope, trusted: Sequence[TrustedKey]) -> list[TrustedKey]:
    """Return the trusted keys that signed. Raises Refused where none did.

    Every key is tried on every signature: what an envelope says of keys is not believed.
    """
    signed = envelope.signed
    found = [key for key in trusted if any(key.made(s.sig, signed) for s in envelope.signatures)]
    if found:
        return found
    named = {each.keyid for each in envelope.signatures}
    hinted = next((key for key in trusted if key.id in named), None)
    if hinted is not None:
        raise Refused("forged", _FORGED.format(key=hinted.name))
    raise Refused("foreign-signature", _FOREIGN)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file of evidence. Raises Refused."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        target = path.resolve()
        if not any(target.is_relative_to(room) for room in rooms(path.parent)):
            raise Refused("unreadable", _LEAVES)
        with os.fdopen(os.open(target, flags), "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Refused("unreadable", _NOT_PLAIN)
            if found.st_size > MAX_ENVELOPE:
                raise Refused("too-large", TOO_LARGE.format(limit=f"{MAX_ENVELOPE:,}"))
            return stream.read(MAX_ENVELOPE + 1)
    except (OSError, RuntimeError) as error:  # a ring of links, on older Pythons
        raise Refused("unreadable", _UNREAD.format(why=reason(error))) from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_UNSIGNED = Text(
    en="it is not signed, and keys to trust were given", zh="证据未签名，而检查方指定了可信公钥"
)
_FORGED = Text(
    en="it was altered: the signature of `{key}` does not fit the content",
    zh="内容已被改动：与 `{key}` 的签名不符",
)
_FOREIGN = Text(
    en="no trusted key signed it; the key that did is not known here",
    zh="签名者不在可信公钥之列",
)
_NOT_VALID = Text(
    en="`{key}` signed it, and that key is not valid on its day, {day}",
    zh="由 `{key}` 签名，但该公钥在证据日期 {day} 无效",
)
_LEAVES = Text(en="it is a link that leaves its folder", zh="是指向所在目录之外的链接")
_NOT_PLAIN = Text(en="it is no plain file", zh="不是普通文件")
_UNREAD = Text(en="it cannot be read: {why}", zh="无法读取：{why}")
