"""Tables of two cards: which belong together, which rows and columns, and what their cells say."""
