"""Records as text, and the way out and back."""

from __future__ import annotations

from cardkit.record.files import read_record
from cardkit.source.source import Source
from cardkit.source.yaml_document import read_yaml_document
from cardkit.translate.bring_back import bring_back
from cardkit.translate.check import Leniency
from cardkit.translate.export import all_work, export
from cardkit.translate.fields import prose_fields

HEAD = "schema_version: 1\nkind: card\n"


def opened(text, name="a.card.yaml"):
    source = Source(text, name)
    return read_yaml_document(source), read_record(source)


def exported(text, to="zh", form="xliff", *, states=None):
    """Return the file for the translator, of texts in `states` (what is due)."""
    document, record = opened(text)
    work = all_work(document, record, to)
    chosen = [p for p in work if (p.standing.state in states if states else p.is_due)]
    return export(chosen, "a.card.yaml", to, form)


def states(text, to="zh"):
    document, record = opened(text)
    return {p.field.name: p.standing.state for p in all_work(document, record, to)}


def imported(text, file, *, same=False, accept=(), to=None, name="a.po"):
    document, record = opened(text)
    leniency = Leniency(same, frozenset(accept))
    return bring_back(document, record, Source(file, name), to=to, leniency=leniency)


def proses(text):
    document, record = opened(text)
    return {field.name: field.prose for field in prose_fields(record, document.root)}
