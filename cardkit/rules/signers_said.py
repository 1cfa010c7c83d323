"""Whom a card names as having signed its evidence, held against who did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardkit.catalog.marks import DIGEST, says_signed, signers_in, split_signers

if TYPE_CHECKING:
    from cardkit.bind.mark import Attestation, SaidLine
    from cardkit.evidence.reading import Evidence

Kind = Literal["unsigned", "signer", "cosigner", "unnamed-key", "unchecked"]


class Said(NamedTuple):
    """A line that says who signed, and what is wrong with that; `names` are those it is about.

    `unsigned`: nobody did. `signer`: the signatures prove that another did. `cosigner`: beside one
    that is trusted, and nobody here can tell. `unnamed-key`: it leaves one out. `unchecked`: no key
    is trusted here, and nothing is known.
    """

    kind: Kind
    line: SaidLine
    names: tuple[str, ...]


def signers_said(attestation: Attestation, evidence: Evidence) -> Iterator[Said]:
    """Yield each line that says more or less of the signers than the evidence does."""
    for line in attestation.lines:
        if line.about != "evidence" or not says_signed(line.text):
            continue
        found = _held(line, evidence)
        if found is not None:
            yield found


def after_digest(text: str) -> str:
    """Return what a line says behind the digest that it names, all where it names none."""
    found = DIGEST.search(text)
    return (text[found.end() :] if found else text).strip(" ,，`")


def _held(line: SaidLine, evidence: Evidence) -> Said | None:
    named = signers_in(after_digest(line.text))
    if evidence.standing == "unsigned":
        return Said("unsigned", line, named)
    if evidence.standing == "unchecked":
        return Said("unchecked", line, named)
    keys = [split_signers(key) for key in evidence.keys]
    known = {part for parts in keys for part in parts}
    strange = tuple(name for name in named if name not in known)
    if strange and (len(strange) == len(named) or evidence.signatures <= len(keys)):
        return Said("signer", line, strange)
    if strange:
        return Said("cosigner", line, strange)
    missing = any(not set(parts) <= set(named) for parts in keys)
    return Said("unnamed-key", line, ()) if missing else None
