"""The dispatcher: which file is read as what."""

from __future__ import annotations

import pytest

from cardkit.bind.read import is_yaml_record, read
from cardkit.source.document import loads


@pytest.mark.parametrize(
    ("name", "text", "yaml"),
    [
        ("README.md", "kind: card\n", False),
        ("oak.card.yaml", "", True),
        ("OAK.YML", "name: Oak\n", True),
        ("<text>", "# a comment\nschema_version: 1\nkind: card\n", True),
        ("<text>", "\ufeffkind: comparison\n", True),
        ("<text>", "---\nkind: card\n---\n", False),
        ("<text>", "Oak is a model.\nkind: card\n", False),
        ("<text>", "", False),
    ],
)
def test_kind_of_a_document(name, text, yaml):
    assert is_yaml_record(loads(text, name=name)) is yaml


def test_one_door():
    record = read(loads("schema_version: 1\nkind: card\nname: Oak\n", name="oak.card.yaml"))
    assert (record.kind, record.record.name) == ("record", "Oak")
    assert read(loads("# Oak\n", name="README.md")).kind == "markdown"
