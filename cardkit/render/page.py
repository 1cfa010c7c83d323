"""What a template is given: the parts of a card as finished, escaped pieces of Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cardkit.render.escape import Markdown
from cardkit.render.grid import Grid
from cardkit.render.write import Entry

_NONE = Markdown("")


@dataclass
class Step:
    """A sentence and the code it introduces."""

    text: Markdown = _NONE
    language: str = ""
    code: str | None = None


@dataclass
class Snippet:
    """One way to use the model; its heading tells it apart where there are several."""

    heading: str
    steps: list[Step]


@dataclass
class TrainingPage:
    """Training: prose, the list, prose."""

    intro: Markdown = _NONE
    entries: list[Entry] = field(default_factory=list)
    notes: Markdown = _NONE


@dataclass
class EvaluationPage:
    """Evaluation: prose, the table of scores, prose."""

    intro: Markdown = _NONE
    grid: Grid | None = None
    note: Markdown = _NONE


@dataclass
class ComparisonPage:
    """Comparison: prose, the table of models, where its numbers come from."""

    intro: Markdown = _NONE
    grid: Grid | None = None
    provenance: list[Entry] = field(default_factory=list)


@dataclass
class UsesPage:
    """What the model is for and what it is not for."""

    primary: Markdown = _NONE
    out_of_scope: Markdown = _NONE


@dataclass
class LimitationsPage:
    """Limitations: prose, a numbered list, recommendations."""

    intro: Markdown = _NONE
    items: list[Markdown] = field(default_factory=list)
    recommendations: Markdown = _NONE


@dataclass
class CitationPage:
    """How to cite."""

    intro: Markdown = _NONE
    bibtex: str | None = None
    text: Markdown = _NONE


@dataclass
class OtherPage:
    """A section kept as Markdown; `marks` are the `#` of its heading."""

    marks: Markdown
    title: str
    text: Markdown = _NONE


@dataclass
class Page:
    """The whole card."""

    title: str
    headings: Mapping[str, str] = field(default_factory=dict)
    """Headings the hub recommends, by section; the catalog has the rest."""
    front_matter: Markdown = _NONE
    summary: Markdown = _NONE
    spec: Grid | None = None
    details: list[Entry] = field(default_factory=list)
    description: list[Entry] = field(default_factory=list)
    sources: list[Entry] = field(default_factory=list)
    usage: list[Snippet] = field(default_factory=list)
    training: TrainingPage = field(default_factory=TrainingPage)
    evaluation: EvaluationPage = field(default_factory=EvaluationPage)
    comparison: ComparisonPage = field(default_factory=ComparisonPage)
    intended_use: UsesPage = field(default_factory=UsesPage)
    limitations: LimitationsPage = field(default_factory=LimitationsPage)
    ethical_considerations: Markdown = _NONE
    citation: CitationPage = field(default_factory=CitationPage)
    other: list[OtherPage] = field(default_factory=list)
