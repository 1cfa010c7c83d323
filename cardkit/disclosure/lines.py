"""The disclosure reports as lines: what the screen and Markdown have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from cardkit.catalog.forms import open_components
from cardkit.disclosure import words
from cardkit.disclosure.compute import ASSUMPTIONS
from cardkit.disclosure.gpai import GpaiReport, ItemReport
from cardkit.disclosure.mof import CLASSES, ComponentReport, MofReport
from cardkit.disclosure.places import Place
from cardkit.evidence.status import STATUSES
from cardkit.text import Text, listed

_PLACE = Text(en="{path}, {file}:{line}", zh="{path}，{file}:{line}")
_NO_LINE = Text(en="{path}, {file}", zh="{path}，{file}")
_MOST_UNREAD = 12
_AND_MORE = Text(en="{labels} and {n} more", zh="{labels} 等另外 {n} 处")


@dataclass(frozen=True, slots=True)
class Row:
    """One item or component: its mark (`+` answered, `-` not, `/` not applicable), and details."""

    mark: str
    label: Text
    status: Text
    details: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its rows."""

    title: Text
    rows: tuple[Row, ...]


def gpai_blocks(report: GpaiReport) -> list[Block]:
    """Return the items of the report by section."""
    sections = dict.fromkeys(item.item.section for item in report.items)
    return [
        Block(
            words.SECTIONS[section],
            tuple(_item(x, report.file) for x in report.items if x.item.section == section),
        )
        for section in sections
    ]


def gpai_head(report: GpaiReport) -> list[Text]:
    """Return the title and the counts."""
    title = Text(en="{title}: {file}", zh="{title}：{file}")
    head = [
        title.format(title=words.TITLE[report.audience], file=report.file),
        words.counts(report),
    ]
    if report.measured:
        head.append(words.MEASURED.format(n=report.measured))
    head += words.evidenced(report)
    return head


def gpai_notes(report: GpaiReport) -> Iterator[Text]:
    """Yield what stands below the items: the estimate, what was not read, what the words mean."""
    if report.audience != "downstream":
        if report.estimate is None:
            yield words.NO_ESTIMATE
        else:
            yield words.estimate(report.estimate, report.file, place_text)
            yield words.ASSUMES.format(
                what=Text(
                    en="; ".join(a.en for a in ASSUMPTIONS), zh="；".join(a.zh for a in ASSUMPTIONS)
                )
            )
            yield words.NO_CONCLUSION
    if report.withheld:
        yield words.WITHHELD.format(n=report.withheld)
    if report.unread:
        shown = [line.label[:60] for line in report.unread[:_MOST_UNREAD]]
        labels = listed(shown)
        more = len(report.unread) - len(shown)
        if more:
            labels = _AND_MORE.format(labels=labels, n=more)
        yield words.UNREAD.format(labels=labels)
    elif report.unread_count:
        yield words.UNREAD_COUNT.format(n=report.unread_count)
    yield words.MEANING


def _item(report: ItemReport, file: str) -> Row:
    marks = {"documented": "+", "not_documented": "-", "not_applicable": "/"}
    details = [place_text(place, file) for place in report.places]
    if report.reason is not None:
        details.append(words.REASON.format(reason=report.reason))
    details += [words.VOID.format(place=place_text(place, file)) for place in report.void]
    if report.conflict:
        details.append(words.CONFLICT)
    return Row(marks[report.status], report.item.label, words.STATUS[report.status], tuple(details))


def place_text(place: Place, file: str) -> Text:
    """Return a place as `path, file:line`, and what is known of its value.

    The title names the file in full; here its last part tells it.
    """
    text = (_NO_LINE if place.line is None else _PLACE).format(
        path=place.breadcrumb, file=PurePath(file).name, line=place.line
    )
    more = [words.MEASURED_HERE] if place.measured else []
    if place.evidence is not None:
        more.append(words.EVIDENCE_HERE.format(status=STATUSES[place.evidence]))
    if not more:
        return text
    en, zh = "; ".join(m.en for m in more), "；".join(m.zh for m in more)
    return Text(en=f"{text.en} ({en})", zh=f"{text.zh}（{zh}）")


def mof_head(report: MofReport) -> list[Text]:
    """Return the title, the class reached and what stops the next."""
    title = Text(en="{title}: {file}", zh="{title}：{file}")
    blocker = words.blocker(report)
    return [
        title.format(title=words.MOF_TITLE, file=report.file),
        words.MOF_COUNTS.format(
            declared=report.count("open", "licence_not_open", "no_licence"),
            total=len(report.components),
            open=report.count("open"),
        ),
        words.reached(report),
        *([blocker] if blocker is not None else []),
    ]


def mof_blocks(report: MofReport) -> list[Block]:
    """Return the components by the class that first asks for them."""
    return [
        Block(
            words.CLASS_NAMES[level],
            tuple(
                _component(x, report.file) for x in report.components if x.component.level == level
            ),
        )
        for level in CLASSES
    ]


def mof_notes(report: MofReport) -> list[Text]:
    """Return how a Markdown card's components could be declared, and what the words mean."""
    return [*([] if report.can_declare else [words.DECLARE]), words.MOF_MEANING]


def _component(report: ComponentReport, file: str) -> Row:
    details = [] if report.place is None else [place_text(report.place, file)]
    licence = report.licence
    if licence is not None:
        place = place_text(licence.place, file)
        details.append(words.LICENCE.format(name=licence.name, place=place))
    if report.suits_type is False and licence is not None and licence.known is not None:
        types = listed(words.TYPES[name] for name in licence.known.types)
        details.append(words.UNUSUAL.format(types=types))
    if report.stands_in is not None:
        labels = {x.id: x.label for x in open_components()}
        details.append(words.STANDS_IN.format(other=labels[report.stands_in]))
    status = words.COMPONENT_STATUS[report.status]
    if not report.component.required:
        status = Text(
            en=f"{status.en} ({words.OPTIONAL.en})", zh=f"{status.zh}（{words.OPTIONAL.zh}）"
        )
    return Row("+" if report.counts else "-", report.component.label, status, tuple(details))
