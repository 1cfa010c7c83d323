"""BIL: the Chinese and the English card say the same, each in its own language."""

MODULES = (
    "cell_differs",
    "cell_rounded",
    "row_missing",
    "bold_differs",
    "task_differs",
    "quantity_differs",
    "power_of_ten",
    "date_differs",
    "section_in_one_language",
    "code_differs",
    "code_does_not_parse",
    "link_differs",
    "license_differs",
    "citation_differs",
    "prose_untranslated",
    "terms_mixed",
    "emphasis_broken",
    "spacing_mixed",
)
