"""The JSON Schema of the configuration: shipped as made, and it takes what the reader takes."""

import json
from pathlib import Path

import jsonschema
import pytest

from cardkit import resources
from cardkit.errors import ConfigError
from cardkit.policy.json_schema import schema, schema_text, tool_schema
from cardkit.policy.keys import ROOT as ROOT_KEYS
from cardkit.policy.keys import SHIPPED, TRUSTED_KEY
from cardkit.policy.parse import parse
from cardkit.policy.profiles import resolve, shipped
from cardkit.policy.toml_file import read_toml
from tests.cli.helpers import run
from tests.policy.test_config import WHOLE, waiver_text

ROOT = Path(__file__).parents[2]
REFUSED = [
    "fial-on = 'error'",
    "fail-on = 'errors'",
    "profiles = 'hf'",
    "languages = ['cn']",
    "ignore = ['-x']",
    "[evidence]\nmax-age-days = 0",
    "[evidence]\ntrusted-keys = [{}]",
    "[baseline]",
    "[profile.hf]\nMET = 'off'",
    "[profile.Org]\nMET = 'off'",
    "[profile.o]\nMET101 = 'fatal'",
    "[profile.o]\nMET109 = {kyes = ['x']}",
    "[profile.o]\nMET109 = {keys = ['licence']}",
    waiver_text(owner=None),
    waiver_text(pointer=None),
    waiver_text(ownr='"o"'),
]


def test_the_shipped_file_is_the_schema():
    text = resources.config_schema_file().read_text(encoding="utf-8")
    assert text == schema_text(), "run `make generated`"
    assert tool_schema() == schema()
    assert run("schema", "config").out == text


def data(text):
    return dict(read_toml(text.encode(), "cardkit.toml").data)


def test_it_is_a_schema_and_takes_a_whole_policy():
    jsonschema.Draft7Validator.check_schema(schema())
    jsonschema.validate(data(WHOLE), schema())


@pytest.mark.parametrize("text", REFUSED)
def test_it_refuses_what_the_reader_refuses(text):
    with pytest.raises(ConfigError):
        parse(read_toml(text.encode(), "cardkit.toml"), ())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data(text), schema())


def test_the_entry_point_is_declared():
    project = read_toml((ROOT / "pyproject.toml").read_bytes(), "pyproject.toml").data["project"]
    points = project["entry-points"]["validate_pyproject.tool_schema"]
    assert points == {"cardkit": "cardkit.policy.json_schema:tool_schema"}


@pytest.fixture(scope="module")
def validate():
    """The real validate-pyproject with our schema."""
    api = pytest.importorskip("validate_pyproject.api")
    plugins = pytest.importorskip("validate_pyproject.plugins")
    return api.Validator(extra_plugins=[plugins.PluginWrapper("cardkit", tool_schema)])


def table(text):
    return {"project": {"name": "x", "version": "1"}, "tool": {"cardkit": data(text)}}


def test_validate_pyproject_takes_a_whole_policy(validate):
    validate(table(WHOLE))


@pytest.mark.parametrize("text", REFUSED)
def test_validate_pyproject_refuses_what_the_reader_refuses(validate, text):
    from validate_pyproject.errors import ValidationError

    # A date in what it refuses stops validate-pyproject 0.27 itself: JSON has none to show.
    with pytest.raises(ValidationError):
        validate(table(text.replace("2027-01-31", '"2027-01-31"')))


def test_the_schema_is_one_line_of_two_languages_each():
    about = schema()["properties"]["fail-on"]["description"]
    assert about == "From this level on the run fails / 达到此级别即判为不通过"
    assert json.loads(schema_text()) == schema()


def test_the_policy_in_the_documentation_is_one():
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    file = read_toml(example.encode(), "pyproject.toml")
    config = parse(file, ("tool", "cardkit"))
    assert resolve(config, file, ("tool", "cardkit")).by_code["SCR114"]
    jsonschema.validate(file.data["tool"]["cardkit"], schema())
    for language in (text.partition("## 中文")[0], text.partition("## 中文")[2]):
        for key in ROOT_KEYS:
            assert f"`{key.name}" in language
        for key in TRUSTED_KEY:
            assert f"{key.name} = " in language


def test_the_keys_with_days_in_the_documentation_are_read():
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[2].split("```")[0]
    old, new = parse(read_toml(example.encode(), "cardkit.toml"), ()).evidence.trusted_keys
    assert old.valid_until is not None
    assert new.valid_from is not None
    assert new.valid_from <= old.valid_until, "for a month both may sign"
    jsonschema.validate(data(example), schema())


def test_its_id_is_a_name_beside_those_of_the_other_schemas():
    """No address: the project holds no domain that it could stand at."""
    assert schema()["$id"] == "urn:cardkit:schema:config:1"


@pytest.mark.parametrize("name", SHIPPED)
def test_profiles_are_documented_as_they_are(name):
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
    for entry in shipped(name).entries:
        for option in entry.options.get("keys", ()):
            assert option in row or name == "mof"
