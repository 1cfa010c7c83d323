"""SUP: the comments that silence findings."""

MODULES = ("unused_suppression",)
