"""What evidence counts under a policy: whose keys, and how long a score does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardkit.errors import ConfigError
from cardkit.evidence.keys import MAX_KEY_FILE, KeyText
from cardkit.evidence.status import MAX_AGE
from cardkit.rules.beside import Terms
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.policy.policy import Policy


def terms_of(policy: Policy) -> Terms:
    """Return what counts. Keys come from the policy's own tree: of a trusted one, from there.

    Raises ConfigError for a key file that is not there or too large for one.
    """
    asked = policy.config.evidence
    texts = []
    for key in asked.trusted_keys:
        data = policy.key_text(key)
        if data is None or len(data) > MAX_KEY_FILE:
            raise ConfigError(_NO_KEY.format(name=policy.name, file=key.file))
        text = data.decode("utf-8", "replace")
        texts.append(KeyText(key.file, text, key.valid_from, key.valid_until))
    return Terms(texts=tuple(texts), max_age=asked.max_age_days or MAX_AGE)


_NO_KEY = Text(
    en="the trusted key `{file}` that `{name}` names is not there, or is no key file",
    zh="`{name}` 指定的可信公钥 `{file}` 不存在或不是公钥文件",
)
