"""SPDX 3.0.1 with the AI profile, as JSON-LD: the model, its people, its data, its licence.

The profile asks for five things that the data model does not enforce (`MANDATORY`): without them
no document is written, unless it is to be `incomplete`; it then makes no claim to the profile.
Standard: https://spdx.github.io/spdx-spec/v3.0.1/, AIPackage in spdx/spdx-3-model.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cardkit.bom.bases import base_models
from cardkit.bom.licences import licence
from cardkit.bom.said import Said, Tree, standard
from cardkit.bom.settings import Settings, serial
from cardkit.bom.sheet import Sheet
from cardkit.bom.spdx_graph import CREATION, Graph
from cardkit.bom.spdx_package import ai_package
from cardkit.bom.spdx_relations import (
    MODEL,
    relate_bases,
    relate_data,
    relate_evidence,
    relate_licence,
)
from cardkit.errors import UsageError
from cardkit.text import Text, listed
from cardkit.version import __version__

VERSION = "3.0.1"
CONTEXT = f"https://spdx.org/rdf/{VERSION}/spdx-context.jsonld"

MANDATORY: Mapping[str, Text] = {
    "releaseTime": Text(
        en='`description.date` to the day, such as "2024-06-18"',
        zh='`description.date`，须写到日，例如 "2024-06-18"',
    ),
    "suppliedBy": Text(
        en="`description.shared_by`: who distributes the model",
        zh="`description.shared_by`，即模型的分享者",
    ),
    "software_downloadLocation": Text(
        en="an id on a hub, such as `details.hub_ids.huggingface`",
        zh="平台 ID，例如 `details.hub_ids.huggingface`",
    ),
    "software_packageVersion": Text(
        en="`details.version`: the model's version", zh="`details.version`，即模型版本"
    ),
    "software_primaryPurpose": Text(en="`kind: card`", zh="`kind: card`"),
}
"""What every AIPackage of the profile must say, and which part of the record says it."""

_CREATED = Text(
    en="SPDX asks when the document was made: --created 2026-11-29T08:00:00Z, or --created now",
    zh="SPDX 要求写明文档的创建时间：--created 2026-11-29T08:00:00Z，或 --created now",
)

_EPOCH = Text(
    en="the environment variable SOURCE_DATE_EPOCH counts as well",
    zh="也可使用环境变量 SOURCE_DATE_EPOCH",
)


def missing(package: Collection[str]) -> list[str]:
    """Return the mandatory items of the AI profile that are no fields of `package`."""
    return [name for name in MANDATORY if name not in package]


def document(sheet: Sheet, name: Said, record_sha256: str, settings: Settings) -> dict[str, Tree]:
    """Return the document.

    Raises UsageError where the profile's mandatory items are not in the record (all are named),
    and where no time of creation was given: SPDX asks for one and none is made up.
    """
    number = serial(f"spdx-{VERSION}", record_sha256, settings)
    graph = Graph(f"urn:uuid:{number}#")
    package = ai_package(sheet, graph, name)
    lacking = missing(package)
    created = _created(lacking, settings)
    relate_data(sheet, graph)
    relate_bases(base_models(sheet), graph)
    stated = licence(sheet)
    relate_licence(stated, graph)
    relate_evidence(settings.evidence, graph)
    maker = Said(f"cardkit {__version__}", (), "cardkit")
    graph.element("SoftwareAgent", "cardkit", name=maker)
    ids = [element["spdxId"] for element in graph.elements]
    profiles = ["core", "software", *_claimed(stated is not None, not lacking)]
    graph.element(
        "SpdxDocument",
        "document",
        profileConformance=[standard(profile) for profile in profiles],
        rootElement=[graph.ref(MODEL)],
        element=ids,
    )
    info: dict[str, Tree] = {
        "type": standard("CreationInfo"),
        "@id": standard(CREATION),
        "specVersion": standard(VERSION),
        "created": Said(created, (), "option"),
        "createdBy": [graph.ref("cardkit")],
    }
    nodes: list[Tree] = [info, *graph.elements]
    return {"@context": standard(CONTEXT), "@graph": nodes}


def _claimed(licensed: bool, complete: bool) -> list[str]:
    """Return the profiles the document conforms to because of what it holds."""
    return [*(["simpleLicensing"] if licensed else []), *(["ai"] if complete else [])]


def _created(lacking: list[str], settings: Settings) -> str:
    """Return the time of creation. Raises what `document` raises."""
    if lacking and not settings.incomplete:
        raise UsageError(
            Text(
                en="the record lacks what the AI profile of SPDX asks for: {items}",
                zh="记录缺少 SPDX AI profile 必需的内容：{items}",
            ).format(items=listed(name.removeprefix("software_") for name in lacking)),
            hint=Text(
                en="add {what}; or write a document that does not claim the profile: --incomplete",
                zh="请补充：{what}；或用 --incomplete 生成不声明符合该 profile 的文档",
            ).format(what=_joined(lacking)),
        )
    if settings.created is None:
        raise UsageError(_CREATED, hint=_EPOCH)
    return settings.created


def _joined(lacking: list[str]) -> Text:
    texts = [MANDATORY[name] for name in lacking]
    return Text(en="; ".join(t.en for t in texts), zh="；".join(t.zh for t in texts))
