"""Records to export, and the official schemas to hold the exports against."""

import functools
import json
from pathlib import Path

from jsonschema import Draft7Validator
from referencing import Registry, Resource

from cardkit.bind.read import open_document, read
from cardkit.record.files import load_record
from cardkit.source.source import read_source

TESTS = Path(__file__).parents[1]
SCHEMAS = TESTS / "schemas" / "cyclonedx"
CREATED = "2026-11-29T08:00:00Z"


def full():
    return load_record(TESTS / "fixtures" / "full.card.yaml")


def markdown(language):
    return read(open_document(read_source(TESTS / "fixtures" / f"larch-3b.{language}.md"))).record


@functools.cache
def validator(version):
    """Return the official validator of a CycloneDX version; nothing is fetched."""
    files = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(SCHEMAS.glob("*.json"))]
    names = [p.name for p in sorted(SCHEMAS.glob("*.json"))]
    registry = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}", Resource.from_contents(file))
        for name, file in zip(names, files, strict=True)
    )
    schema = files[names.index(f"bom-{version}.SNAPSHOT.schema.json")]
    return Draft7Validator(schema, registry=registry)


def problems(data, version):
    found = validator(version).iter_errors(data)
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


def field(data, pointer):
    """Return what lies at a JSON pointer."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        data = data[int(key)] if isinstance(data, list) else data[key]
    return data


def fields(data, at=""):
    """Yield the JSON pointer of every leaf."""
    if not isinstance(data, (dict, list)):
        yield at
        return
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    for key, item in parts:
        step = str(key).replace("~", "~0").replace("/", "~1")
        yield from fields(item, f"{at}/{step}")


def properties(component):
    return [(p["name"], p["value"]) for p in component["modelCard"]["properties"]]
