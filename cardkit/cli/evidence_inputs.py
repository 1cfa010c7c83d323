"""What the verbs that read evidence share: its file, the model's digests, the day."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cardkit.cli.bilingual import option
from cardkit.errors import UsageError
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.cli.policy_options import PolicyFlags
    from cardkit.evidence.check import EvidenceReport
    from cardkit.evidence.files import Files
    from cardkit.evidence.keys import TrustedKey
    from cardkit.policy.policy import Policy

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class EvidenceFlags:
    """What the flags said of evidence."""

    file: str | None
    ref: str | None
    keys: tuple[str, ...]
    max_age: int
    today: str | None

    def held(self, reading: Reading, folder: Path) -> EvidenceReport:
        """Return how the claims of a card in `folder` stand by the evidence that was named.

        The model is by default what lies beside the evidence. Raises UsageError where none was
        named or there is no such file, EvidenceRefused where nothing of it counts.
        """
        from cardkit.evidence.named import named_evidence

        day = day_of(self.today)
        trusted, max_age = what_counts(policy_of(folder), self.keys, self.max_age)
        return named_evidence(
            reading,
            self.file or "-",
            lambda ref: digests(ref, None, rehash=False),
            model=self.ref,
            trusted=trusted,
            max_age=max_age,
            today=day,
        )


def evidence_options(function: F) -> F:
    """Add the options of `EvidenceFlags` to a verb."""
    for add in reversed((*_OPTIONS, *_TERMS)):
        function = add(function)
    return function


def terms_options(function: F) -> F:
    """Add to a verb what evidence counts: keys, age, day."""
    for add in reversed(_TERMS):
        function = add(function)
    return function


_OPTIONS = (
    option(
        "--evidence",
        "file",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help=Text(
            en="Show how each claim stands by this evidence (verification.json, .dsse.json)",
            zh="按此证据标注每项声明的状态（verification.json、.dsse.json）",
        ),
    ),
    option(
        "--model",
        "ref",
        metavar="REF",
        help=Text(
            en="The model, as for `cardkit verify`; by default what lies beside the evidence",
            zh="模型，写法同 `cardkit verify`，默认为证据文件所在目录",
        ),
    ),
)
_TERMS = (
    option(
        "--trusted-key",
        "keys",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        multiple=True,
        help=Text(
            en="A public key that you trust: one must have signed the evidence; may be repeated",
            zh="可信公钥文件，证据须由其中之一签名；可重复使用",
        ),
    ),
    option(
        "--max-age",
        type=click.IntRange(min=1),
        metavar="DAYS",
        default=180,
        show_default=True,
        help=Text(
            en="Scores measured longer ago are stale",
            zh="超过此天数的分数视为已失效",
        ),
    ),
    option(
        "--today",
        metavar="DATE",
        help=Text(en="Judge as of this day (2026-01-31)", zh="以此日期为准（如 2026-01-31）"),
    ),
)


def policy_of(folder: Path, flags: PolicyFlags | None = None) -> Policy:
    """Return the policy for the cards of a folder, as the options say. Raises ConfigError."""
    from cardkit.policy.find import Finder

    finder = Finder() if flags is None else flags.finder()
    return finder.policy_for(folder)


def what_counts(
    policy: Policy, keys: Sequence[str], max_age: int
) -> tuple[Sequence[TrustedKey], int]:
    """Return whose keys count, and how many days a score: the options', else the policy's.

    Raises ConfigError, UnreadableFile, and MissingExtra where there are keys and no `cryptography`.
    """
    from cardkit.evidence.keys import trusted_keys

    terms = policy.settings.terms
    if terms is None:
        return trusted_keys(keys), max_age
    source = click.get_current_context().get_parameter_source("max_age")
    if source is not click.core.ParameterSource.COMMANDLINE and terms.max_age is not None:
        max_age = terms.max_age
    return trusted_keys(keys) or terms.keys(), max_age


@dataclass(frozen=True)
class Naming:
    """What named the keys to trust; `itself` where that is a file of the checked repository."""

    name: str = ""
    itself: bool = False


def naming(policy: Policy, keys: Sequence[str], flags: PolicyFlags, folder: Path) -> Naming:
    """Return what named the keys that `what_counts` returns, for a card or model in `folder`.

    Whoever names an option, `--config` or `--policy-from`, says that it counts. A policy that was
    only found in the repository that is checked may be that of whoever made the model.
    """
    if keys:
        return Naming("--trusted-key")
    terms = policy.settings.terms
    if terms is None or not terms.texts or policy.path is None:
        return Naming()
    found = flags.config is None and flags.policy_from is None
    return Naming(policy.name, found and policy.path.is_relative_to(_checked(folder)))


def _checked(folder: Path) -> Path:
    """Return the root of the repository that a folder is of; without one it stands alone."""
    at = Path(os.path.abspath(folder))  # noqa: PTH100 - links are left as they are, as in policies
    return next((above for above in (at, *at.parents) if (above / ".git").exists()), at)


def digests(ref: str, revision: str | None, *, rehash: bool) -> Files:
    """Return the digests of the files of the model `ref`, with progress on stderr."""
    from cardkit.cli.hashing import shown
    from cardkit.evidence.files import bytes_to_read, digest_files
    from cardkit.verify.spec.hubs import open_model

    files = open_model(ref, revision=revision)
    with shown(bytes_to_read(files)) as advance:
        return digest_files(files, rehash=rehash, advance=advance)


def day_of(text: str | None) -> date:
    """Return the day that `--today` names, else the one of every verb. Raises UsageError."""
    if text is None:
        from cardkit.rules.day import today

        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_NO_DAY.format(day=text[:40])) from None


_NO_DAY = Text(en="`{day}` is no day such as 2026-01-31", zh="`{day}` 不是 2026-01-31 这样的日期")
