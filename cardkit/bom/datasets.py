"""The training data a record names: the parts of its mix, the metadata's ids, the stated link."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.bom import places
from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet, exact_amount
from cardkit.source.span import Path

_HUB = "https://huggingface.co/datasets/"


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set of the training: its name or id, its address, its tokens as printed and exact."""

    name: Said
    url: Said | None = None
    tokens: Said | None = None
    exact_tokens: Said | None = None


def data_sets(sheet: Sheet) -> list[DataSet]:
    """Return the data sets; one that metadata and mix both name, by its address, stands once."""
    ids = _ids(sheet)
    found = [x for i in range(_parts(sheet)) if (x := _part(sheet, i, ids)) is not None]
    linked = places.url(sheet, "sources", "dataset", "url")
    if linked is not None:
        found, taken = _with_link(found, linked)
        if not taken:
            known = ids.pop(str(linked.value), None)
            name = sheet.say("sources", "dataset", "title") or known or linked
            found.append(DataSet(name, linked if known is None else linked.and_from(known)))
    return [*found, *(DataSet(said) for said in ids.values())]


def _ids(sheet: Sheet) -> dict[str, Said]:
    """Return the ids of the metadata by the address each stands for on Hugging Face."""
    count = len(sheet.record.metadata.datasets) if sheet.record.metadata else 0
    said = [sheet.say("metadata", "datasets", i) for i in range(count)]
    found: dict[str, Said] = {}
    for one in said:
        if one is not None:
            key = f"{_HUB}{one.value}"
            found[key] = found[key].and_from(one) if key in found else one
    return found


def _parts(sheet: Sheet) -> int:
    training = sheet.record.training
    return len(training.data.parts) if training is not None and training.data is not None else 0


def _part(sheet: Sheet, i: int, ids: dict[str, Said]) -> DataSet | None:
    at: Path = ("training", "data", "parts", i)
    name = sheet.say(*at, "name")
    if name is None:
        return None
    address = places.url(sheet, *at, "url")
    if address is not None and str(address.value) in ids:
        address = address.and_from(ids.pop(str(address.value)))
    leaf = sheet.leaf(*at, "tokens")
    amount = exact_amount(leaf) if leaf is not None else None
    return DataSet(
        name,
        address,
        sheet.say(*at, "tokens"),
        Said(amount, (leaf.path,)) if leaf is not None and amount is not None else None,
    )


def _with_link(found: list[DataSet], linked: Said) -> tuple[list[DataSet], bool]:
    for i, one in enumerate(found):
        if one.url is not None and one.url.value == linked.value:
            same = DataSet(one.name, one.url.and_from(linked), one.tokens, one.exact_tokens)
            return [*found[:i], same, *found[i + 1 :]], True
    return found, False
