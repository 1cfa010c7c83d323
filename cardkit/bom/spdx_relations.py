"""What surrounds the model in an SPDX document: people, training data, base models, licence, proof.

A data set of a card is a `software_Package` with the purpose `data`: the class DatasetPackage asks
for the time it was built and released and for who made it, which a model's card does not say.
"""

from __future__ import annotations

import re

from cardkit.bom.datasets import data_sets
from cardkit.bom.licences import Licence
from cardkit.bom.said import Said, Tree, compact, standard
from cardkit.bom.settings import EvidenceFile
from cardkit.bom.sheet import Sheet
from cardkit.bom.spdx_graph import Graph

MODEL = "model"
_NOT_IN_REF = re.compile(r"[^A-Za-z0-9.-]+")


def agent(graph: Graph, word: str, name: Said | None) -> Said | None:
    """Add a person or organisation, which of the two a card does not say; return its id."""
    if name is None:
        return None
    graph.element("Agent", word, name=name)
    return graph.ref(word)


def relate_data(sheet: Sheet, graph: Graph) -> None:
    """Add the data sets the model was trained on, and those its scores name."""
    words = []
    for i, one in enumerate(data_sets(sheet), start=1):
        words.append(f"data-{i}")
        fields = compact({"software_downloadLocation": one.url})
        _package(graph, words[-1], one.name, "data", **fields)
    graph.relate(MODEL, "trainedOn", *words)
    tested: dict[str | int, Said] = {}
    for i in range(len(sheet.record.evaluations)):
        said = sheet.say("evaluations", i, "dataset")
        if said is not None:
            old = tested.get(said.value)
            tested[said.value] = said if old is None else old.and_from(said)
    words = [f"test-data-{i}" for i in range(1, len(tested) + 1)]
    for word, name in zip(words, tested.values(), strict=True):
        _package(graph, word, name, "data")
    graph.relate(MODEL, "testedOn", *words)


def relate_bases(bases: list[Said], graph: Graph) -> None:
    """Add the models that this one was made from."""
    words = [f"base-{i}" for i in range(1, len(bases) + 1)]
    for word, name in zip(words, bases, strict=True):
        _package(graph, word, name, "model")
    graph.relate(MODEL, "descendantOf", *words)


def _package(graph: Graph, word: str, name: Said, purpose: str, **fields: Tree) -> None:
    graph.element(
        "software_Package", word, name=name, software_primaryPurpose=standard(purpose), **fields
    )


def relate_licence(found: Licence | None, graph: Graph) -> None:
    """Add the declared licence: an SPDX expression, for any other licence a reference of ours."""
    said = None if found is None else found.spdx or found.name
    if found is None or said is None:
        return
    if found.spdx is None:
        word = _NOT_IN_REF.sub("-", str(said.value)).strip("-.")[:64]
        expression = Said(f"LicenseRef-{word or 'card'}", said.paths)
    else:
        expression = said
    fields = compact({"name": found.name, "externalRef": _licence_link(found.url)})
    graph.element(
        "simplelicensing_LicenseExpression",
        "licence",
        simplelicensing_licenseExpression=expression,
        **fields,
    )
    graph.relate(MODEL, "hasDeclaredLicense", "licence")


def _licence_link(url: Said | None) -> list[Tree]:
    return [] if url is None else [external_ref("license", url)]


def external_ref(kind: str, locator: Said, comment: Said | None = None) -> dict[str, Tree]:
    """Return a reference to something outside of SPDX."""
    return compact(
        {
            "type": standard("ExternalRef"),
            "externalRefType": standard(kind),
            "locator": [locator],
            "comment": comment,
        }
    )


def relate_evidence(evidence: tuple[EvidenceFile, ...], graph: Graph) -> None:
    """Add the files of evidence with their digests."""
    words = [f"evidence-{i}" for i in range(1, len(evidence) + 1)]
    for word, file in zip(words, evidence, strict=True):
        digest: dict[str, Tree] = {
            "type": standard("Hash"),
            "algorithm": standard("sha256"),
            "hashValue": Said(file.sha256, (), "evidence"),
        }
        graph.element(
            "software_File",
            word,
            name=Said(file.url, (), "evidence"),
            software_primaryPurpose=standard("evidence"),
            verifiedUsing=[digest],
        )
    graph.relate(MODEL, "hasEvidence", *words)
