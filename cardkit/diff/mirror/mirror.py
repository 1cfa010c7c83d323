"""A copy held against its upstream."""

from __future__ import annotations

from cardkit.bind.reading import Reading
from cardkit.diff.mirror.allowed import AnyHub, Substitutions
from cardkit.diff.mirror.citation import compare_citations
from cardkit.diff.mirror.code import compare_code
from cardkit.diff.mirror.drift import Drift, Log, ordered
from cardkit.diff.mirror.facts import compare_facts
from cardkit.diff.mirror.layout import compare_layout
from cardkit.diff.mirror.links import compare_links
from cardkit.diff.mirror.metadata import compare_metadata
from cardkit.diff.mirror.names import compare_names
from cardkit.diff.mirror.prose import compare_prose
from cardkit.diff.mirror.scores import compare_scores
from cardkit.diff.mirror.tables import compare_tables


def mirror(
    upstream: Reading, copy: Reading, allowed: Substitutions | None = None
) -> tuple[Drift, ...]:
    """Return the differences of `copy` from `upstream`, in the order of `DRIFT_KINDS`.

    Both are cards, the copy in the same language or translated, in Markdown or as page text. Facts
    and scores are compared by what they are, through the record; prose by section, then by its
    words or, across languages, by numbers and Latin words. `allowed` is what the two hubs may
    differ in; None stands for any two hubs. What lies inside something dropped whole is told once,
    with it.
    """
    log = Log(upstream, copy)
    hubs = AnyHub() if allowed is None else allowed
    compare_metadata(log, hubs)
    compare_prose(log)
    compare_facts(log)
    compare_scores(log)
    compare_tables(log)
    compare_names(log)
    compare_code(log, hubs)
    compare_citations(log)
    compare_links(log)
    compare_layout(log)
    return ordered(log.drifts)
