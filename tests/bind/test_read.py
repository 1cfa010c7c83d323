"""The dispatcher: which file is read as what."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import cardkit
from cardkit.bind.read import is_yaml_record, open_document, read
from cardkit.cli.main import cli
from cardkit.source.document import loads
from cardkit.source.source import Source
from cardkit.source.yaml_document import YamlDocument


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
    assert is_yaml_record(Source(text, name)) is yaml


def test_one_door():
    record = read(loads("schema_version: 1\nkind: card\nname: Oak\n", name="oak.card.yaml"))
    assert (record.kind, record.record.name) == ("record", "Oak")
    assert read(loads("# Oak\n", name="README.md")).kind == "markdown"


def test_each_file_is_read_once_as_what_it_is(monkeypatch):
    record = open_document(Source("schema_version: 1\nkind: card\n", "oak.card.yaml"))
    assert isinstance(record, YamlDocument)
    monkeypatch.setattr("cardkit.source.document.read_front_matter", None)
    card = cardkit.loads("kind: card\nname: Oak\n", name="oak.card.yaml")
    assert isinstance(card.document, YamlDocument)
    assert card.reading.document is card.document
    assert card.validate().document is card.document


@pytest.mark.parametrize("name", ["README.md", "oak.card.yaml"])
def test_the_cap_is_the_callers(name):
    text = "license: mit\n" * 10
    text = f"---\n{text}---\n" if name == "README.md" else text
    cards = [cardkit.loads(text, name=name, max_front_matter=n) for n in (129, 130)]
    found = [[f.code for f in c.validate(select=["SRC105"]).findings] for c in cards]
    assert found == [["SRC105"], []]
    assert "129" in cards[0].validate(select=["SRC105"]).findings[0].message.zh


def test_the_cap_of_a_file_on_disk(tmp_path):
    path = tmp_path / "oak.card.yaml"
    path.write_text("kind: card\nname: Oak\n", encoding="utf-8")
    assert cardkit.load(path).record.name == "Oak"
    small = cardkit.load(path, max_front_matter=10)
    assert small.record.name is None
    (finding,) = small.validate(select=["SRC"]).findings
    assert "the file holds 21 bytes" in finding.message.en
    run = CliRunner().invoke(cli, ["validate", "--max-front-matter", "10", str(path)])
    assert run.exit_code == 1
    assert "SRC105" in run.output
