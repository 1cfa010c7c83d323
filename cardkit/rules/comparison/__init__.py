"""CMP: tables that compare models."""

MODULES = ("row_differs", "bold_not_best", "row_identity", "score_unsourced")
