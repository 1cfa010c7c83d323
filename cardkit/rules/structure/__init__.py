"""STR: the parts a card should have, and what was left in it unfinished."""

MODULES = ("section_missing", "section_empty", "placeholder_left", "no_card", "row_ambiguous")
