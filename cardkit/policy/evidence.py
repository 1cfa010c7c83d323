"""What evidence counts under a policy: whose keys, and how long a score does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import ConfigError
from cardkit.evidence.keys import MAX_KEY_FILE, KeyText
from cardkit.evidence.status import MAX_AGE
from cardkit.rules.beside import Terms
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.policy.policy import Policy


def is_own(policy: Policy) -> bool:
    """Say whether a policy is that of who checks, and not one that came with somebody's model.

    It was named (`--config`, `--policy-from`), lies above the working folder, or in its repository.
    """
    working = Path.cwd()
    named = policy.working is not None or policy.root == working
    top = _top(working)
    if named or working.is_relative_to(policy.root):
        return True
    return top is not None and _top(policy.folder) == top


def _top(folder: Path) -> Path | None:
    return next((at for at in (folder, *folder.parents) if (at / ".git").exists()), None)


def terms_of(policy: Policy) -> Terms | None:
    """Return what counts. Keys come from the policy's own tree: of a trusted one, from there.

    A policy that came with the model says nothing of keys: a stranger would vouch for himself.
    Raises ConfigError for a key file that is not there or too large for one.
    """
    if not is_own(policy):
        return None
    asked = policy.config.evidence
    texts = []
    for key in asked.trusted_keys:
        data = policy.key_text(key)
        if data is None or len(data) > MAX_KEY_FILE:
            raise ConfigError(_NO_KEY.format(name=policy.name, file=key.file))
        text = data.decode("utf-8", "replace")
        texts.append(KeyText(key.file, text, key.valid_from, key.valid_until))
    return Terms(
        texts=tuple(texts),
        max_age=asked.max_age_days or MAX_AGE,
        require=asked.require,
        unsigned=None if asked.unsigned == "off" else asked.unsigned,
    )


_NO_KEY = Text(
    en="the trusted key `{file}` that `{name}` names is not there, or is no key file",
    zh="`{name}` 指定的可信公钥 `{file}` 不存在或不是公钥文件",
)
