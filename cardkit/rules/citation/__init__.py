"""CIT: how the card says it is to be cited."""

MODULES = ("bibtex_broken", "author_list_truncated", "arxiv_year_mismatch")
