"""Ed25519 keys: private ones that sign, public ones that the checking side trusts.

Trust comes from who checks, never from a card, a model's repository or an envelope: nothing here
looks at either. A private key is never shown, in no error either.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardkit.errors import ConfigError, MissingExtra, UnreadableFile, UsageError, reason
from cardkit.evidence.dsse import Signature, pae
from cardkit.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_VARIABLE = "CARDKIT_SIGNING_KEY"
"""The environment variable that may hold the private key itself, as PEM."""
MAX_KEY_FILE = 64 * 1024
_PUBLIC = re.compile(
    r"-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]{1,2000})-----END PUBLIC KEY-----"
)
_NOTE = re.compile(r"^[# ]*(name|valid-from|valid-until)[ ]*:[ ]*(.{1,200})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that the checking side trusts, 32 bytes, on days from `since` to `until`."""

    name: str
    public: bytes
    since: date | None = None
    until: date | None = None

    @property
    def id(self) -> str:
        """The SHA-256 of the 32 bytes, as envelopes name the key."""
        return hashlib.sha256(self.public).hexdigest()

    def is_valid_on(self, day: date) -> bool:
        """Say whether what was signed on `day` counts."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def made(self, signature: bytes, signed: bytes) -> bool:
        """Say whether this key made `signature` over `signed`. Raises MissingExtra."""
        ed25519 = _ed25519()
        from cryptography.exceptions import InvalidSignature

        try:
            ed25519.Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature:
            return False
        return True


def trusted_keys(paths: Sequence[Path | str]) -> tuple[TrustedKey, ...]:
    """Return the public keys of files of the checking side, in their order.

    A file holds keys as PEM. Lines above a key may say `# name: eval-2026`, `# valid-from:
    2026-01-01` and `# valid-until: 2026-12-31`; without a name it goes by that of the file. Raises
    UnreadableFile; ConfigError for a file without a key, with a private one, with a day that is
    none, with a key of another kind.
    """
    return tuple(key for path in paths for key in _keys_of(Path(path)))


@dataclass(frozen=True, slots=True)
class KeyText:
    """The text of a key file that a policy names, and the days that the policy gives it."""

    file: str
    text: str
    since: date | None = None
    until: date | None = None


def keys_of_texts(texts: Sequence[KeyText]) -> tuple[TrustedKey, ...]:
    """Return the keys of texts; of two bounds of a day the narrower holds. As `trusted_keys`."""
    return tuple(
        replace(
            key,
            since=max(filter(None, (key.since, each.since)), default=None),
            until=min(filter(None, (key.until, each.until)), default=None),
        )
        for each in texts
        for key in _keys_in(each.text, Path(each.file))
    )


def sign(payload_type: str, payload: bytes, key: Ed25519PrivateKey) -> Signature:
    """Return the signature of a DSSE payload."""
    public = key.public_key().public_bytes_raw()
    signed = key.sign(pae(payload_type, payload))
    return Signature(hashlib.sha256(public).hexdigest(), signed)


def private_key(path: Path | None, environment: Mapping[str, str]) -> Ed25519PrivateKey:
    """Return the key to sign with: of a file, else of the variable `CARDKIT_SIGNING_KEY`.

    Raises UsageError where there is none, where the file may be read by others than its owner, and
    for what is no unencrypted Ed25519 key in PEM; UnreadableFile; MissingExtra.
    """
    _ed25519()
    if path is not None:
        data, name = _private_file(path), str(path)
    elif environment.get(KEY_VARIABLE):
        data, name = environment[KEY_VARIABLE].encode("utf-8", "replace"), KEY_VARIABLE
    else:
        raise UsageError(_NO_KEY, hint=_WHERE.format(variable=KEY_VARIABLE))
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(data, None)
    except Exception:  # what it says may quote the key
        raise UsageError(_NO_PRIVATE.format(name=name), hint=_MAKE) from None
    if not isinstance(found, Ed25519PrivateKey):
        raise UsageError(_NO_PRIVATE.format(name=name), hint=_MAKE)
    return found


def new_pair() -> tuple[str, str]:
    """Return a new private key and its public one, both as PEM. Raises MissingExtra."""
    ed25519 = _ed25519()
    from cryptography.hazmat.primitives import serialization as form

    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode("ascii"), public.decode("ascii")


def _ed25519() -> Any:  # noqa: ANN401 - a module of an optional package
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtra("cryptography", "sign") from None
    return ed25519


def _private_file(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_KEY_FILE:
                raise UsageError(_NO_PRIVATE.format(name=path), hint=_MAKE)
            if os.name == "posix" and found.st_mode & 0o077:
                raise UsageError(
                    _OPEN.format(path=path, mode=f"{stat.S_IMODE(found.st_mode):04o}"),
                    hint=_CLOSE.format(path=path),
                )
            return stream.read(MAX_KEY_FILE)
    except OSError as error:
        raise UnreadableFile(_UNREAD.format(path=path, why=reason(error))) from error


def _keys_of(path: Path) -> Iterator[TrustedKey]:
    try:
        size = path.stat().st_size
        if not path.is_file() or size > MAX_KEY_FILE:
            raise ConfigError(_NO_PUBLIC.format(path=path), hint=_PUBLIC_FORM)
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UnreadableFile(_UNREAD.format(path=path, why=reason(error))) from error
    yield from _keys_in(text, path)


def _keys_in(text: str, path: Path) -> Iterator[TrustedKey]:
    if "PRIVATE KEY" in text:
        raise ConfigError(_IS_PRIVATE.format(path=path), hint=_PUBLIC_FORM)
    at = 0
    for match in _PUBLIC.finditer(text):
        yield _key(match[0], text[at : match.start()], path)
        at = match.end()
    if at == 0:
        raise ConfigError(_NO_PUBLIC.format(path=path), hint=_PUBLIC_FORM)


def _key(pem: str, above: str, path: Path) -> TrustedKey:
    ed25519 = _ed25519()
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    notes = {match[1]: match[2].strip() for match in _NOTE.finditer(above)}
    try:
        found = load_pem_public_key(pem.encode("ascii"))
    except Exception:
        raise ConfigError(_NO_PUBLIC.format(path=path), hint=_PUBLIC_FORM) from None
    if not isinstance(found, ed25519.Ed25519PublicKey):
        raise ConfigError(_NO_PUBLIC.format(path=path), hint=_PUBLIC_FORM)
    days = [_day(notes.get(name), path) for name in ("valid-from", "valid-until")]
    if above.lower().count("valid-") != sum(day is not None for day in days):
        raise ConfigError(_NO_DAY.format(path=path, day=above.strip()[:80]), hint=_PUBLIC_FORM)
    return TrustedKey(notes.get("name", path.stem)[:80], found.public_bytes_raw(), *days)


def _day(text: str | None, path: Path) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(_NO_DAY.format(path=path, day=text), hint=_PUBLIC_FORM) from None


_NO_KEY = Text(en="there is no key to sign with", zh="没有签名私钥")
_WHERE = Text(
    en="--key FILE, or the key itself (PEM) in the environment variable {variable}",
    zh="用 --key 指定文件，或把私钥（PEM）放入环境变量 {variable}",
)
_NO_PRIVATE = Text(
    en="`{name}` holds no unencrypted Ed25519 private key in PEM",
    zh="`{name}` 中没有未加密的 Ed25519 私钥（PEM）",
)
_MAKE = Text(
    en="`cardkit evidence keygen NAME` makes a pair; so does `openssl genpkey -algorithm ed25519`",
    zh="可用 `cardkit evidence keygen NAME` 生成，或 `openssl genpkey -algorithm ed25519`",
)
_OPEN = Text(
    en="the private key `{path}` may be read by others than its owner (mode {mode})",
    zh="私钥 `{path}` 可被其他用户读取（权限 {mode}）",
)
_CLOSE = Text(en="chmod 600 '{path}'", zh="请运行：chmod 600 '{path}'")
_UNREAD = Text(en="cannot read `{path}`: {why}", zh="无法读取 `{path}`：{why}")
_NO_PUBLIC = Text(
    en="`{path}` holds no Ed25519 public key in PEM", zh="`{path}` 中没有 Ed25519 公钥（PEM）"
)
_IS_PRIVATE = Text(
    en="`{path}` holds a private key; who checks needs the public one alone",
    zh="`{path}` 中含有私钥；检查方只需公钥",
)
_PUBLIC_FORM = Text(
    en="a file of trusted keys has `-----BEGIN PUBLIC KEY-----` blocks, above each, if need be,"
    " `# name: ...`, `# valid-from: 2026-01-01`, `# valid-until: 2026-12-31`",
    zh="可信公钥文件由 `-----BEGIN PUBLIC KEY-----` 块组成，其上可写 `# name: ...`、"
    "`# valid-from: 2026-01-01`、`# valid-until: 2026-12-31`",
)
_NO_DAY = Text(
    en="`{path}`: `{day}` is no day such as 2026-01-31",
    zh="`{path}`：`{day}` 不是 2026-01-31 这样的日期",
)
