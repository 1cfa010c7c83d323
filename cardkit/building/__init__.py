"""From a card and a model to cards with marks: validated, verified, written in both languages."""
