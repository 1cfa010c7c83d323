"""The Model Openness Framework: the class that the declared components and licences reach.

A component counts where the record declares it under an open licence: its own, else that of its
type, else that of the distribution (the rule of the Model Openness Tool, ModelEvaluator.php). The
licence of the card is that of the final parameters where these name none. Whether a licence suits
the type of a component is a remark and decides nothing. What is not declared is not looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cardkit.bind.reading import Reading
from cardkit.catalog.forms import OpenComponent, OpenLicense, open_components, open_licenses
from cardkit.catalog.licenses import find_license, license_by_id
from cardkit.disclosure.places import Place, Places, excerpt
from cardkit.record.disclosure import ComponentLicenses, ReleasedComponent
from cardkit.record.scalars import License
from cardkit.rules.addresses import opens
from cardkit.rules.placeholders import says_nothing
from cardkit.source.span import Path

ComponentStatus = Literal["open", "licence_not_open", "no_licence", "void", "not_declared"]
CLASSES = {3: "III", 2: "II", 1: "I"}


@dataclass(frozen=True, slots=True)
class StatedLicence:
    """The licence a component is under, and the record path that says so."""

    name: str
    place: Place
    known: OpenLicense | None
    """The entry of the lists of open licences; None for a licence on none of them."""


@dataclass(frozen=True, slots=True)
class ComponentReport:
    """One component: declared or not, under which licence."""

    component: OpenComponent
    status: ComponentStatus
    place: Place | None = None
    licence: StatedLicence | None = None
    stands_in: str | None = None
    """The id of another component that counts in place of this one."""

    @property
    def counts(self) -> bool:
        """Say whether the framework's demand for this component is answered."""
        return self.status == "open" or self.stands_in is not None

    @property
    def suits_type(self) -> bool | None:
        """Say whether the licence is made for this type; None where the lists do not say."""
        known = self.licence.known if self.licence is not None else None
        if known is None or not known.types:
            return None
        return bool(set(known.types) & set(self.component.types))


@dataclass(frozen=True, slots=True)
class MofReport:
    """The class reached (3, 2, 1; None for none) and the first component that stops the next."""

    file: str
    components: tuple[ComponentReport, ...]
    reached: int | None
    blocker: ComponentReport | None
    can_declare: bool
    """Say whether the file is a record: a Markdown card has no place to declare components."""

    def count(self, *statuses: ComponentStatus) -> int:
        """Return the number of components with one of these statuses."""
        return sum(report.status in statuses for report in self.components)


def mof_report(reading: Reading) -> MofReport:
    """Return which class the card's declared components reach, and what stops the next one."""
    places = Places(reading)
    alone = {x.id: _component(places, x) for x in open_components()}
    found = tuple(_with_stand_in(report, alone) for report in alone.values())
    reached = None
    for level in (3, 2, 1):
        if not all(r.counts for r in found if r.component.level == level and r.component.required):
            break
        reached = level
    blocker = next((r for r in found if r.component.required and not r.counts), None)
    name = reading.document.source.name
    return MofReport(name, found, reached, blocker, reading.kind == "record")


def _with_stand_in(report: ComponentReport, reports: dict[str, ComponentReport]) -> ComponentReport:
    other = report.component.instead
    if other is None or report.status == "open" or reports[other].status != "open":
        return report
    return ComponentReport(
        report.component, report.status, report.place, report.licence, stands_in=other
    )


def _component(places: Places, component: OpenComponent) -> ComponentReport:
    disclosure = places.reading.record.disclosure
    declared = disclosure.components if disclosure is not None else ()
    for i, one in enumerate(declared):
        if one.component == component.id:
            at: Path = ("disclosure", "components", i)
            licence = _licence(places, component, one, at)
            place = places.at(at, one.url or component.id)
            if one.url is not None and (not opens(one.url) or says_nothing(one.url)):
                return ComponentReport(component, "void", place)
            if licence is None:
                return ComponentReport(component, "no_licence", place)
            status: ComponentStatus = "open" if licence.known else "licence_not_open"
            return ComponentReport(component, status, place, licence)
    return ComponentReport(component, "not_declared")


def _licence(
    places: Places, component: OpenComponent, declared: ReleasedComponent, at: Path
) -> StatedLicence | None:
    if declared.license is not None:
        return _stated(places, declared.license, (*at, "license"))
    disclosure = places.reading.record.disclosure
    shared = disclosure.licenses if disclosure is not None else None
    if component.id == "model_parameters_final":
        own = _of_the_card(places)
        if own is not None:
            return own
    for name in (*component.types, "distribution"):
        licence = _of_type(shared, name)
        if licence is not None:
            return _stated(places, licence, ("disclosure", "licenses", name))
    return None


def _of_type(shared: ComponentLicenses | None, name: str) -> License | None:
    if shared is None:
        return None
    by_name = {
        "code": shared.code,
        "data": shared.data,
        "document": shared.document,
        "distribution": shared.distribution,
    }
    return by_name[name]


def _of_the_card(places: Places) -> StatedLicence | None:
    record = places.reading.record
    fact = record.description.license if record.description is not None else None
    if fact is not None and fact.status != "assumed":
        return _stated(places, fact.value, ("description", "license"))
    if record.metadata is not None and record.metadata.license:
        licence = License(id=record.metadata.license)
        return _stated(places, licence, ("metadata", "license"))
    return None


def _stated(places: Places, licence: License, path: Path) -> StatedLicence:
    names = [licence.id] if licence.id else []
    if licence.name is not None:
        names += [name for name in (licence.name.en, licence.name.zh) if name]
    known = None
    for name in names:
        entry = license_by_id(name) or find_license(name)
        if entry is not None:
            known = open_licenses().get(entry.id)
            break
    shown = names[-1] if licence.id in (None, "other") and names else names[0]
    return StatedLicence(excerpt(shown), places.at(path, shown), known)
