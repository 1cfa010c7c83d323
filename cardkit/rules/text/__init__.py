"""SRC: the text itself, before any of it is understood."""

MODULES = (
    "yaml_syntax",
    "yaml_duplicate_key",
    "yaml_refused",
    "front_matter_open",
    "front_matter_too_large",
    "front_matter_not_mapping",
    "not_utf8",
    "hidden_character",
    "letters_mixed",
    "card_unreadable",
)
