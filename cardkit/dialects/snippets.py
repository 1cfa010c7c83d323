"""Whose usage code a hub's card shows: its own, or a borrowed one that is sure to work there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardkit.dialects.profile import Profile, profile
from cardkit.record.description import UsageSnippet
from cardkit.record.details import HubIds


def snippets_for(
    usage: Sequence[UsageSnippet], hub: Profile, ids: HubIds | None
) -> dict[int, UsageSnippet]:
    """Return the snippets a card for `hub` shows, by their place in the record.

    Those for it and for every hub; where there is none, those of the hubs it borrows from. Code
    is then written for the hub's own library and the model's id there; a snippet for which this
    cannot be done surely is left out. `ids` are the model's ids.
    """
    own = {i: s for i, s in enumerate(usage) if not s.dialects or hub.name in s.dialects}
    if own:
        return own
    for lender in hub.borrows:
        lent = {
            i: adapted
            for i, s in enumerate(usage)
            if lender in s.dialects and (adapted := _adapted(s, profile(lender), hub, ids))
        }
        if lent:
            return lent
    return {}


def _adapted(
    snippet: UsageSnippet, lender: Profile, hub: Profile, ids: HubIds | None
) -> UsageSnippet | None:
    """Return the snippet in the library and with the id of another hub, None where it is unsure."""
    if hub.library is None:
        return snippet
    theirs = getattr(ids, lender.name, None)
    ours = getattr(ids, hub.name, None)
    if theirs is None or ours is None:
        return None
    code = [step.code for step in snippet.steps if step.code is not None]
    if not any(_id(theirs).search(text) for text in code):
        return None
    steps = []
    for step in snippet.steps:
        text = step.code
        for library in lender.libraries if text is not None else ():
            if re.search(rf"^\s*import\s+{library}\b", text or "", re.MULTILINE):
                return None  # `modelscope` stands for the names it imports, not for the module
            text = _import(library).sub(rf"\1{hub.library}\2", text or "")
        if text is not None:
            text = _id(theirs).sub(rf"\g<1>{ours}\g<1>", text)
        steps.append(step.model_copy(update={"code": text}))
    libraries = [hub.library if name in lender.libraries else name for name in snippet.libraries]
    return snippet.model_copy(
        update={"dialects": (hub.name,), "steps": tuple(steps), "libraries": tuple(libraries)}
    )


def _id(name: str) -> re.Pattern[str]:
    return re.compile(rf"""(["']){re.escape(name)}\1""")


def _import(library: str) -> re.Pattern[str]:
    return re.compile(rf"^(\s*from\s+){re.escape(library)}(\s+import\s)", re.MULTILINE)
