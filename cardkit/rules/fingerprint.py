"""What a finding is known by in a later run: rule, file, place in the record, what stands there.

No line and no index of a list: rows that are added above change neither. What the card says there
is part of it: a claim that was edited is another claim.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from cardkit.rules.finding import Finding
from cardkit.rules.report import Report

LENGTH = 16
_MAX_TEXT = 500


def fingerprint(finding: Finding, text: str) -> str:
    """Return 16 hexadecimal digits of SHA-256; `text` is the file's."""
    pointer = "/".join("*" if isinstance(part, int) else part for part in finding.path)
    stands = " ".join(text[finding.span.start : finding.span.end][:_MAX_TEXT].split())
    parts = [finding.code, PurePath(finding.file).as_posix(), pointer, stands]
    data = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()[:LENGTH]


def fingerprint_in(report: Report, finding: Finding) -> str:
    """Return the fingerprint of a finding of `report`, under the name that a policy knows it by."""
    known = finding if report.known_as is None else replace(finding, file=report.known_as)
    return fingerprint(known, report.document.text)


def numbered(reports: Iterable[Report]) -> Iterator[tuple[Finding, str, int]]:
    """Yield every finding, silenced ones too, with its fingerprint and how many had it before."""
    seen: Counter[str] = Counter()
    for report in reports:
        for finding in (*report.findings, *report.suppressed):
            mark = fingerprint_in(report, finding)
            yield finding, mark, seen[mark]
            seen[mark] += 1
