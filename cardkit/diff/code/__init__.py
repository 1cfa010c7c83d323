"""Code of two cards: which blocks belong together, and the tokens in which they differ."""
