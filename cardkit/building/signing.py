"""What signs the evidence of a build, and whether its signature would count: known beforehand."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import UsageError
from cardkit.evidence.keys import KEY_VARIABLE
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.building.evidence import Rules
    from cardkit.evidence.keys import TrustedKey


@dataclass(frozen=True)
class Signer:
    """A private key, as what can be done with it: `sign` gives the envelope of a statement.

    `own` is its public half; `variable` says that it stood in the environment.
    """

    sign: Callable[[bytes], str]
    own: TrustedKey
    variable: bool


def signer(path: Path | None, environment: Mapping[str, str] = os.environ) -> Signer | None:
    """Return what signs: the key of a file, else of `CARDKIT_SIGNING_KEY`; None for neither.

    Raises as `private_key`.
    """
    if path is None and not environment.get(KEY_VARIABLE):
        return None
    from cardkit.evidence.keys import TrustedKey, private_key
    from cardkit.evidence.signing import signed

    private = private_key(path, environment)
    unnamed = TrustedKey("", private.public_key().public_bytes_raw())
    own = TrustedKey(unnamed.id[:16] if path is None else path.stem, unnamed.public)
    return Signer(lambda payload: signed(payload, private, own.name)[0], own, path is None)


def require_trust(signs: Signer | None, rules: Rules) -> None:
    """Raise UsageError where evidence that is measured now would be refused for its signature."""
    if not rules.trusted:
        return
    names = listed([f"`{key.name}`" for key in rules.trusted])
    if signs is None:
        raise UsageError(_NONE.format(keys=names), hint=_GIVE.format(variable=KEY_VARIABLE))
    same = [key for key in rules.trusted if key.public == signs.own.public]
    if not same:
        raise UsageError(_STRANGE.format(keys=names), hint=_OTHER)
    day = datetime.now(timezone.utc).date()  # a statement is of the day it was made
    if not any(key.is_valid_on(day) for key in same):
        raise UsageError(_NOT_VALID.format(key=same[0].name, day=day), hint=_OTHER)


_NONE = Text(
    en="the evidence must be signed by one of the trusted keys ({keys}), and nothing would sign it",
    zh="证据须由可信公钥（{keys}）之一签名，而没有签名私钥",
)
_GIVE = Text(
    en="give --key FILE, or put the key itself (PEM) into the environment variable {variable}",
    zh="请用 --key 指定私钥文件，或把私钥（PEM）放入环境变量 {variable}",
)
_STRANGE = Text(
    en="the key to sign with is not among the trusted ones ({keys}): the evidence would be refused",
    zh="签名私钥不属于可信公钥（{keys}），证据会被拒绝",
)
_NOT_VALID = Text(
    en="the key to sign with, `{key}`, is not valid on {day}: the evidence would be refused",
    zh="签名私钥 `{key}` 在 {day} 无效，证据会被拒绝",
)
_OTHER = Text(
    en="sign with a trusted key, or name this one's public key: --trusted-key, `trusted-keys`",
    zh="请用可信公钥对应的私钥签名，或将其公钥列为可信：--trusted-key、`trusted-keys`",
)
