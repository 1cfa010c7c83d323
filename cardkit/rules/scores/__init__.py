"""SCR: single scores, and what a number alone proves."""

MODULES = (
    "score_not_attainable",
    "score_out_of_range",
    "unit_mixed",
    "below_chance",
    "duplicate_differs",
    "few_shot_below_zero_shot",
    "uncertainty_impossible",
    "decimals_too_equal",
    "metric_foreign",
    "direction_wrong",
    "score_not_a_number",
    "items_differ",
    "row_copied",
    "setting_unstated",
)
