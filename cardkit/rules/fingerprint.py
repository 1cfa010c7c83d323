"""What a finding is known by in a later run: rule, place in the record, what stands there.

No file, no line and no index of a list: rows that are added above change nothing. What the card
says there is part of it, so is what it is held against and all that its message says of the card: a
claim that was edited is another claim. What `Rule.computed` names is no part of it. A finding
between two cards is known by what stands at its places in both, whichever of them comes first.

A finding about several places or names alike (`Finding.members`) is known by all of them, and has
one fingerprint for each: a baseline covers it only where it holds every one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from cardkit.rules.finding import Finding
from cardkit.rules.registry import rules_by_code
from cardkit.rules.report import Report
from cardkit.source.span import Path, Span
from cardkit.text import Text

LENGTH = 16
_SUBJECTS = ("label", "name", "row")
"""Arguments that say of what a rule speaks; the others count the members or name the first."""


def fingerprint(finding: Finding, text: str) -> str:
    """Return 16 hexadecimal digits of SHA-256; `text` is the file's."""
    if finding.members:
        return _digest(finding.code, *sorted(fingerprints(finding, text)))
    head = finding.code, finding.variant
    here = [_plain(text[span.start : span.end]) for span in _spans(finding)]
    if finding.elsewhere:
        across = [_plain(place.source.slice(place.span)) for place in finding.elsewhere]
        return _digest(*head, *sorted((*here, *across)))
    return _digest(*head, _pointer(finding.path), *here, *_facts(finding, finding.args))


def fingerprints(finding: Finding, text: str) -> tuple[str, ...]:
    """Return that of each member, of a finding about one thing its own alone."""
    if not finding.members:
        return (fingerprint(finding, text),)
    about = [] if finding.elsewhere else _facts(finding, _SUBJECTS)
    return tuple(
        _digest(finding.code, _pointer(path), _plain(said), *about)
        for path, said in finding.members
    )


def numbered(reports: Iterable[Report]) -> Iterator[tuple[Finding, str, str]]:
    """Yield every finding, silenced ones too, with its fingerprint and which of its kind it is.

    The latter tells one file from another in reports that know no card, by the name that a policy
    knows it by, so that it is the same from wherever the file is named; then it counts.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for finding in (*report.findings, *report.suppressed):
            file = _digest(PurePath(report.known_as or finding.file).as_posix())[: LENGTH // 2]
            mark = fingerprint(finding, report.document.text)
            seen[mark, file] += 1
            yield finding, mark, f"{file}-{seen[mark, file]}"


def _spans(finding: Finding) -> Iterator[Span]:
    """Yield the place of a finding, then those in its card that it is held against."""
    yield finding.span
    for _, span in finding.related:
        yield span


def _facts(finding: Finding, names: Iterable[str]) -> list[str]:
    """Return what a finding says by these of its arguments, lines left out."""
    left_out = {"line", *rules_by_code()[finding.code].computed}
    told = [
        (name, finding.args[name])
        for name in sorted(names)
        if name in finding.args and name not in left_out and not name.endswith("_line")
    ]
    return [f"{name}={v.en if isinstance(v, Text) else v}" for name, v in told]


def _pointer(path: Path) -> str:
    return "/".join("*" if isinstance(part, int) else part for part in path)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _digest(*parts: str) -> str:
    data = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()[:LENGTH]
