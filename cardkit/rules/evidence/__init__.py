"""EVD: what a card says of its verification, and what the evidence beside it says."""

MODULES = ("verification_unproven", "mark_differs", "evidence_short")
