"""MET: what hubs read: licence, languages, dates, links, keys."""

MODULES = (
    "license_unknown",
    "license_unnamed",
    "language_tag",
    "yaml_other_meaning",
    "date_impossible",
    "link_broken",
    "key_misspelt",
    "import_unlisted",
    "key_missing",
    "hardware_unlisted",
)
