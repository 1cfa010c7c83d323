"""The elements of an SPDX document as they gather: ids, shared creation information, relations."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardkit.bom.said import Said, Tree, standard

CREATION = "_:creation"
"""The blank node that holds who made the document, with what and when."""


@dataclass
class Graph:
    """Elements in the order they were made. Ids are `base` and a word: the same in every run."""

    base: str
    elements: list[dict[str, Tree]] = field(default_factory=list)

    def ref(self, word: str) -> Said:
        """Return the id of the element `word`."""
        return Said(f"{self.base}{word}", (), "digest")

    def element(self, kind: str, word: str, **fields: Tree) -> dict[str, Tree]:
        """Add an element of type `kind` with the id `word` and return it."""
        made: dict[str, Tree] = {
            "type": standard(kind),
            "spdxId": self.ref(word),
            "creationInfo": standard(CREATION),
            **fields,
        }
        self.elements.append(made)
        return made

    def relate(self, start: str, kind: str, *ends: str) -> None:
        """Add the relation `kind` from one element to others; nothing without others."""
        if ends:
            made = self.element("Relationship", f"{start}-{kind}")
            made["from"] = self.ref(start)
            made["relationshipType"] = standard(kind)
            made["to"] = [self.ref(end) for end in ends]
