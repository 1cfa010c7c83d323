"""What the working tree changes of the policy that decides: which keys, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cardkit.errors import ConfigError
from cardkit.policy.baseline import EMPTY
from cardkit.policy.policy import PYPROJECT, Policy
from cardkit.policy.toml_file import Place, TomlFile
from cardkit.source.source import Source
from cardkit.source.span import Span


@dataclass(frozen=True)
class Changes:
    """The names of what changed, in order, and their places in `source`, first to last."""

    names: tuple[str, ...]
    source: Source
    spans: tuple[Span, ...]


def changes(before: Policy, now: Policy) -> Changes | None:
    """Return what `now`, of the working tree, has otherwise than `before`; None for nothing.

    Keys that are gone stand where the table was that held them. Of a file that is gone the places
    are those in the old one.
    """
    found = sorted(dict.fromkeys([*_keys(_plain(before), _plain(now)), *_files(before, now)]))
    if not found:
        return None
    policy = before if now.file is None else now
    if policy.file is None:
        return Changes(tuple(_name(place) for place in found), Source("", "cardkit.toml"), ())
    at = _at(policy)
    spans = {_span(policy.file, at, place) for place in found}
    names = tuple(dict.fromkeys(_name(place) for place in found))
    return Changes(names, policy.file.source, tuple(sorted(spans)))


def _keys(a: Mapping[str, object], b: Mapping[str, object], at: Place = ()) -> Iterator[Place]:
    """Yield the places that differ: of tables key by key, of arrays of tables entry by entry."""
    for key in sorted(a.keys() | b.keys()):
        old, new = a.get(key), b.get(key)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _keys(old, new, (*at, key))
        elif key == "waiver" and isinstance(new, list):
            known = old if isinstance(old, list) else []
            fresh = [(*at, key, i) for i, item in enumerate(new) if item not in known]
            yield from fresh or [(*at, key)]
        else:
            yield (*at, key)


def _files(before: Policy, now: Policy) -> Iterator[Place]:
    """Yield the places of files that are named alike and hold something else."""
    if (before.baseline or EMPTY).counts != (now.baseline or EMPTY).counts:
        place = now.baseline_path or before.baseline_path
        yield ("baseline", "file", f"={place.name if place else 'baseline'}")
    known = {key.file: key for key in before.config.evidence.trusted_keys}
    for key in now.config.evidence.trusted_keys:
        if key.file in known and _text(before, key.file) != _text(now, key.file):
            yield ("evidence", "trusted-keys", f"={key.file}")


def _text(policy: Policy, file: str) -> bytes | None:
    try:
        return policy.tree.read(policy.folder / file)
    except ConfigError:  # a link, or too large for a key: not what it was
        return None


def _name(place: Place) -> str:
    last = str(place[-1])
    if last.startswith("="):
        return last[1:]
    return ".".join(part for part in place if isinstance(part, str))


def _span(file: TomlFile, at: Place, place: Place) -> Span:
    return file.span((*at, *(p for p in place if not str(p).startswith("="))))


def _at(policy: Policy) -> Place:
    named = policy.path is not None and policy.path.name == "pyproject.toml"
    return PYPROJECT if named else ()


def _plain(policy: Policy) -> Mapping[str, object]:
    if policy.file is None or policy.path is None:
        return {}
    found: Mapping[str, object] = policy.file.data
    for part in _at(policy):
        inner = found[str(part)]
        found = inner if isinstance(inner, dict) else {}
    return found
