"""The AIPackage of SPDX 3.0.1: one model, with what its record says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardkit.bom import places
from cardkit.bom.said import Said, Tree, compact, present, standard
from cardkit.bom.scores import scores
from cardkit.bom.sheet import Sheet, exact_amount
from cardkit.bom.spdx_graph import Graph
from cardkit.bom.spdx_relations import MODEL, agent, external_ref
from cardkit.source.span import breadcrumb
from cardkit.text import Text

MIDNIGHT = Text(
    en="a day; SPDX takes a time, so 00:00:00Z stands beside it",
    zh="记录只写到日；SPDX 要求写明时间，因此补为 00:00:00Z",
)
NO_DAY = Text(
    en="SPDX takes a time, and the date names no day",
    zh="SPDX 要求写明时间，而该日期未写到日",
)

_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_TRAINED_WITH = (
    "framework",
    "optimizer",
    "peak_learning_rate",
    "learning_rate",
    "weight_decay",
    "batch_size",
    "sequence_length",
    "steps",
    "total_tokens",
    "precision",
    "hardware",
)
_NOT_HYPER = ("version", "hub_ids")


def ai_package(sheet: Sheet, graph: Graph, name: Said) -> dict[str, Tree]:
    """Add the model and its people to `graph`; return the package."""
    package = graph.element("ai_AIPackage", MODEL, name=name)
    pages = places.hub_pages(sheet)
    developers = agent(graph, "developers", sheet.say("description", "developers"))
    package |= compact(
        {
            "summary": sheet.say("summary"),
            "releaseTime": release_time(sheet),
            "originatedBy": present([developers]),
            "suppliedBy": agent(graph, "supplier", sheet.say("description", "shared_by")),
            "software_primaryPurpose": Said("model", (("kind",),)),
            "software_packageVersion": sheet.say("details", "version"),
            "software_downloadLocation": pages[0] if pages else None,
            "software_packageUrl": places.package_url(sheet),
            "software_homePage": places.url(sheet, "sources", "homepage", "url"),
            "externalRef": _references(sheet, pages[1:]),
            "ai_domain": present([sheet.say("metadata", "pipeline_tag")]),
            "ai_typeOfModel": _types(sheet),
            "ai_hyperparameter": [_entry(*pair) for pair in _hyperparameters(sheet)],
            "ai_informationAboutTraining": _joined(
                sheet.say("training", "intro"), sheet.say("training", "notes")
            ),
            "ai_informationAboutApplication": _joined(
                sheet.say("intended_use", "primary"), sheet.say("intended_use", "out_of_scope")
            ),
            "ai_limitation": _limits(sheet),
            "ai_metric": [_entry(*pair) for pair in _metrics(sheet)],
        }
    )
    return package


def release_time(sheet: Sheet) -> Said | None:
    """Return the date of the card as a time, where it names a day."""
    said = sheet.say("description", "date")
    if said is None:
        return None
    if not _DAY.fullmatch(str(said.value)):
        sheet.because(said.paths[0], NO_DAY)
        return None
    sheet.remark(said.paths[0], MIDNIGHT)
    return Said(f"{said.value}T00:00:00Z", said.paths)


def _types(sheet: Sheet) -> list[Tree]:
    return present([sheet.say("description", "model_type"), sheet.say("training", "architecture")])


def _joined(*texts: Said | None) -> Said | None:
    """Return texts as paragraphs of one: the profile has one field for them."""
    said = [text for text in texts if text is not None]
    if not said:
        return None
    return Said("\n\n".join(str(x.value) for x in said), tuple(p for x in said for p in x.paths))


def _limits(sheet: Sheet) -> Said | None:
    count = sheet.count("limitations", "items")
    items = [sheet.say("limitations", "items", i) for i in range(count)]
    return _joined(
        sheet.say("limitations", "intro"), *items, sheet.say("limitations", "recommendations")
    )


def _references(sheet: Sheet, pages: list[Said]) -> list[Tree]:
    found: list[Tree] = [external_ref("altDownloadLocation", page) for page in pages]
    for link, kind in (("repository", "vcs"), ("paper", "documentation"), ("demo", "altWebPage")):
        address = places.url(sheet, "sources", link, "url")
        if address is not None:
            found.append(external_ref(kind, address, sheet.say("sources", link, "title")))
    return found


def _hyperparameters(sheet: Sheet) -> Iterator[tuple[str, Said]]:
    """Yield the numbers of the architecture and of the training, under the record's own names."""
    for leaf in sheet.below("details", "training"):
        part, name = leaf.path[0], leaf.path[1]
        if len(leaf.path) > 2 and leaf.path[2] in ("status", "source", "note"):
            continue
        if name in _NOT_HYPER if part == "details" else name not in _TRAINED_WITH:
            continue
        key = f"{part}.{name}"
        yield key, Said(leaf.text, (leaf.path,))
        amount = exact_amount(leaf)
        if amount is not None:
            yield f"{key}.amount", Said(amount, (leaf.path,))


def _metrics(sheet: Sheet) -> Iterator[tuple[Said, Said]]:
    """Yield each score under its task and all that qualifies it; n and bounds beside it."""
    for one in scores(sheet):
        key = one.name
        for word, said in one.qualifiers:
            key = Said(f"{key.value}; {word}={said.value}", (*key.paths, *said.paths))
        yield key, one.value
        for word, said in one.figures:
            yield Said(f"{key.value}; {word}", key.paths), said
        at = one.uncertainty
        for leaf in sheet.below("evaluations") if at is not None else ():
            if at is not None and leaf.path[: len(at)] == at:
                name = breadcrumb(leaf.path[2:])
                yield Said(f"{key.value}; {name}", key.paths), Said(leaf.text, (leaf.path,))


def _entry(key: str | Said, value: Said) -> dict[str, Tree]:
    return {
        "type": standard("DictionaryEntry"),
        "key": standard(key) if isinstance(key, str) else key,
        "value": value,
    }
