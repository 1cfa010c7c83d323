"""Two versions of a card in one language: what changed, as facts."""
