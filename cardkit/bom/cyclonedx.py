"""CycloneDX 1.6 and 1.7: the model as a component with a model card (ML-BOM).

Written by hand, for the Python library of CycloneDX drops `modelCard`. The two versions differ in
their names alone, as far as these fields go. Standard: ECMA-424, https://cyclonedx.org/docs/1.6/json.
"""

from __future__ import annotations

from typing import Literal

from cardkit.bom import places
from cardkit.bom.bases import base_models
from cardkit.bom.cyclonedx_card import model_card, properties
from cardkit.bom.licences import licence
from cardkit.bom.said import Said, Tree, compact, standard
from cardkit.bom.settings import EvidenceFile, Settings, serial
from cardkit.bom.sheet import Sheet
from cardkit.version import __version__

CycloneDxVersion = Literal["1.6", "1.7"]

_LINKS = (("repository", "vcs"), ("homepage", "website"), ("paper", "documentation"))
"""Link of the record and the type of reference it is; a demo has no type of its own."""


def document(
    sheet: Sheet, name: Said, record_sha256: str, version: CycloneDxVersion, settings: Settings
) -> dict[str, Tree]:
    """Return the document; `name` is the model's, which CycloneDX asks for."""
    number = serial(f"cyclonedx-{version}", record_sha256, settings)
    return compact(
        {
            "$schema": standard(f"http://cyclonedx.org/schema/bom-{version}.schema.json"),
            "bomFormat": standard("CycloneDX"),
            "specVersion": Said(version, (), "option"),
            "serialNumber": Said(f"urn:uuid:{number}", (), "digest"),
            "version": standard(1),
            "metadata": compact(
                {
                    "timestamp": _option(settings.created),
                    "tools": {"components": [_tool()]},
                    "component": _component(sheet, name, settings),
                }
            ),
            "properties": [
                {
                    "name": standard("cardkit:record.sha256"),
                    "value": Said(record_sha256, (), "digest"),
                },
                {
                    "name": standard("cardkit:language"),
                    "value": Said(settings.language, (), "option"),
                },
            ],
        }
    )


def _option(value: str | None) -> Said | None:
    return None if value is None else Said(value, (), "option")


def _tool() -> dict[str, Tree]:
    return {
        "type": standard("application"),
        "name": Said("cardkit", (), "cardkit"),
        "version": Said(__version__, (), "cardkit"),
    }


def _component(sheet: Sheet, name: Said, settings: Settings) -> dict[str, Tree]:
    card = model_card(sheet)
    fields = _fields(sheet, name, settings)
    left = properties(sheet, [fields, card])
    if left:
        card = {**card, "properties": left}
    return compact({**fields, "modelCard": card})


def _fields(sheet: Sheet, name: Said, settings: Settings) -> dict[str, Tree]:
    """Return the component without its model card."""
    return compact(
        {
            "type": standard("machine-learning-model"),
            "bom-ref": standard("model"),
            "supplier": _organisation(sheet.say("description", "shared_by")),
            "manufacturer": _organisation(sheet.say("description", "developers")),
            "name": name,
            "version": sheet.say("details", "version"),
            "description": sheet.say("summary"),
            "licenses": _licences(sheet),
            "purl": places.package_url(sheet),
            "pedigree": compact({"ancestors": _ancestors(sheet)}),
            "externalReferences": _references(sheet, settings.evidence),
        }
    )


def _organisation(name: Said | None) -> dict[str, Tree] | None:
    return None if name is None else {"name": name}


def _licences(sheet: Sheet) -> list[Tree]:
    found = licence(sheet)
    if found is None:
        return []
    stated = compact({"id": found.spdx, "name": found.name, "url": found.url})
    return [{"license": {**stated, "acknowledgement": standard("declared")}}]


def _ancestors(sheet: Sheet) -> list[Tree]:
    kind = standard("machine-learning-model")
    return [{"type": kind, "name": said} for said in base_models(sheet)]


def _references(sheet: Sheet, evidence: tuple[EvidenceFile, ...]) -> list[Tree]:
    found: list[Tree] = [
        {"type": standard("distribution"), "url": page} for page in places.hub_pages(sheet)
    ]
    for link, kind in (*_LINKS, ("demo", "other")):
        address = places.url(sheet, "sources", link, "url")
        if address is not None:
            title = sheet.say("sources", link, "title")
            comment = title or (standard("demo") if link == "demo" else None)
            found.append(compact({"type": standard(kind), "url": address, "comment": comment}))
    for file in evidence:
        digest: dict[str, Tree] = {
            "alg": standard("SHA-256"),
            "content": Said(file.sha256, (), "evidence"),
        }
        found.append(
            {
                "type": standard("attestation"),
                "url": Said(file.url, (), "evidence"),
                "hashes": [digest],
            }
        )
    return found
