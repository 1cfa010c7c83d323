"""POL: what is found about the policy that cards are held against."""

MODULES = (
    "waiver_expired",
    "waiver_unused",
    "policy_changed",
    "baseline_grown",
    "language_missing",
    "baseline_outdated",
)
