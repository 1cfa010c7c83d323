"""The `modelCard` of CycloneDX, and properties for the facts that it has no field for."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.bom.datasets import data_sets
from cardkit.bom.said import Said, Tree, compact, present, standard, traces
from cardkit.bom.scores import scores
from cardkit.bom.sheet import Sheet, exact_amount
from cardkit.source.span import Path, breadcrumb

PREFIX = "cardkit:"
_PROPERTIES = (
    "title",
    "metadata",
    "details",
    "description",
    "sources",
    "intended_use",
    "training",
    "evaluation_setup",
    "evaluations",
    "limitations",
    "ethical_considerations",
    "citation",
    "other_facts",
)
"""Parts of the record whose facts become properties where no field holds them."""


def model_card(sheet: Sheet) -> dict[str, Tree]:
    """Return the model card; facts without a field stand in `properties` under their path."""
    return compact(
        {
            "modelParameters": _parameters(sheet),
            "quantitativeAnalysis": compact({"performanceMetrics": _metrics(sheet)}),
            "considerations": _considerations(sheet),
        }
    )


def _parameters(sheet: Sheet) -> dict[str, Tree]:
    return compact(
        {
            "task": sheet.say("metadata", "pipeline_tag"),
            "architectureFamily": sheet.say("training", "architecture"),
            "datasets": _data_sets(sheet),
        }
    )


def _data_sets(sheet: Sheet) -> list[Tree]:
    return [
        compact(
            {
                "type": standard("dataset"),
                "name": one.name,
                "contents": compact(
                    {
                        "url": one.url,
                        "properties": [
                            _property(name, said)
                            for name, said in (
                                ("tokens", one.tokens),
                                ("tokens.amount", one.exact_tokens),
                            )
                            if said is not None
                        ],
                    }
                ),
            }
        )
        for one in data_sets(sheet)
    ]


def _metrics(sheet: Sheet) -> list[Tree]:
    """Return the scores in the order of the record; CycloneDX takes value and bounds as text."""
    return [
        compact(
            {
                "type": one.name,
                "value": one.value,
                "slice": one.split,
                "confidenceInterval": compact({"lowerBound": one.low, "upperBound": one.high}),
            }
        )
        for one in scores(sheet)
    ]


def _considerations(sheet: Sheet) -> dict[str, Tree]:
    limits = present(
        sheet.say("limitations", "items", i) for i in range(sheet.count("limitations", "items"))
    )
    ethics = sheet.say("ethical_considerations")
    return compact(
        {
            "useCases": present([sheet.say("intended_use", "primary")]),
            "technicalLimitations": limits,
            "ethicalConsiderations": [] if ethics is None else [{"name": ethics}],
        }
    )


def properties(sheet: Sheet, written: Tree) -> list[Tree]:
    """Return the facts of the record that no field of `written` holds, each under its path."""
    cited = {path for trace in traces(written) for path in trace.paths}
    return [_property(name, said) for name, said in _left(sheet, cited)]


def _left(sheet: Sheet, cited: set[Path]) -> Iterator[tuple[str, Said]]:
    for leaf in sheet.below(*_PROPERTIES):
        if leaf.path in cited:
            continue
        name = breadcrumb(leaf.path)
        yield name, Said(leaf.text, (leaf.path,))
        amount = exact_amount(leaf)
        if amount is not None:
            yield f"{name}.amount", Said(amount, (leaf.path,))


def _property(name: str, said: Said) -> Tree:
    return {"name": standard(PREFIX + name), "value": said}
