"""SUP: the comments that silence findings."""

MODULES = ("unused_suppression", "suppression_without_reason")
